// Client procedures against a peer that answers well, that errs, and that means harm.
#include "gatt/procedures.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using host::gatt::DiscoverCharacteristics;
using host::gatt::DiscoverDescriptors;
using host::gatt::DiscoverServices;
using host::gatt::Read;
using host::gatt::Write;
using wire::Uuid;

const std::string long_uuid = "f0 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";

class Procedures : public LinkedBench {
 protected:
  /// Starts `procedure` and checks its first request.
  void begin(host::att::Transaction& procedure, const std::string& request) {
    controller.pdus.clear();
    ASSERT_TRUE(run_procedure(procedure));
    EXPECT_EQ(take_said(), request);
  }
  /// One answer that must end the procedure; what the application heard.
  std::string only_answer(host::att::Transaction& procedure, const std::string& answer) {
    EXPECT_TRUE(run_procedure(procedure));
    controller.pdus.clear();
    EXPECT_EQ(ask(answer), "") << answer;
    return app.take_log();
  }
};

TEST_F(Procedures, GATT_CL_GAD_BV_01_C_discovers_all_primary_services) {
  DiscoverServices all{app, std::nullopt};
  begin(all, "10 01 00 ff ff 00 28");
  EXPECT_EQ(ask("11 06 01 00 05 00 00 18 06 00 09 00 01 18"), "10 0a 00 ff ff 00 28");
  EXPECT_EQ(ask("11 14 10 00 20 00 " + long_uuid), "10 21 00 ff ff 00 28");
  EXPECT_EQ(ask("01 10 21 00 0a"), "");
  EXPECT_EQ(app.take_log(), "service 0001-0005 1800; service 0006-0009 1801; service 0010-0020 0c "
                            "0d 0e 0f..; end ok");
}

TEST_F(Procedures, a_service_that_ends_at_ffff_ends_the_discovery) {
  DiscoverServices all{app, std::nullopt};
  EXPECT_EQ(only_answer(all, "11 06 01 00 ff ff 00 18"), "service 0001-ffff 1800; end ok");
}

TEST_F(Procedures, GATT_CL_GAD_BV_02_C_discovers_a_service_by_UUID) {
  DiscoverServices one{app, Uuid(0x180d)};
  begin(one, "06 01 00 ff ff 00 28 0d 18");
  EXPECT_EQ(ask("07 10 00 1f 00 30 00 3f 00"), "06 40 00 ff ff 00 28 0d 18");
  EXPECT_EQ(ask("01 06 40 00 0a"), "");
  EXPECT_EQ(app.take_log(), "service 0010-001f 180d; service 0030-003f 180d; end ok");
}

TEST_F(Procedures, services_by_UUID_of_128_and_of_32_bits) {
  DiscoverServices one{app, Uuid::from(octets(long_uuid))};
  begin(one, "06 01 00 ff ff 00 28 " + long_uuid);
  EXPECT_EQ(ask("07 10 00 ff ff"), "");
  EXPECT_EQ(app.take_log(), "service 0010-ffff 0c 0d 0e 0f..; end ok");
  DiscoverServices wide{app, Uuid::from(octets("78 56 34 12"))};
  begin(wide, "06 01 00 ff ff 00 28 fb 34 9b 5f 80 00 00 80 00 10 00 00 78 56 34 12");
  EXPECT_EQ(ask("01 06 01 00 0a"), "");
}

TEST_F(Procedures, a_peer_that_sends_the_services_back_and_forth_is_malformed) {
  DiscoverServices all{app, std::nullopt};
  begin(all, "10 01 00 ff ff 00 28");
  EXPECT_EQ(ask("11 06 10 00 20 00 00 18"), "10 21 00 ff ff 00 28");
  EXPECT_EQ(ask("11 06 10 00 20 00 00 18"), "");
  EXPECT_EQ(app.take_log(), "service 0010-0020 1800; end malformed");
}

TEST_F(Procedures, malformed_lists_of_services_end_the_discovery) {
  DiscoverServices all{app, std::nullopt};
  for (const char* answer :
       {"11", "11 06", "11 06 01 00 05 00 00", "11 00 01 00 05 00 00 18",
        "11 07 01 00 05 00 00 18 00", "11 05 01 00 05 00 00", "11 06 05 00 01 00 00 18",
        "11 06 00 00 05 00 00 18", "11 06 00 00 00 00 00 18", "11 06 01 00 05 00 00 18 ff",
        "11 02 01 00", "11 04 01 00 05 00"})
    EXPECT_EQ(only_answer(all, answer), "end malformed") << answer;
  EXPECT_EQ(only_answer(all, "11 06 01 00 05 00 00 18 05 00 06 00 01 18"),
            "service 0001-0005 1800; end malformed");
  DiscoverServices one{app, Uuid(0x180d)};
  for (const char* answer :
       {"07", "07 01", "07 01 00 05", "07 01 00 05 00 06", "07 05 00 01 00", "07 00 00 05 00"})
    EXPECT_EQ(only_answer(one, answer), "end malformed") << answer;
}

TEST_F(Procedures, an_error_other_than_not_found_is_told) {
  DiscoverServices all{app, std::nullopt};
  EXPECT_EQ(only_answer(all, "01 10 01 00 05"), "end error 05");
  DiscoverCharacteristics some{app, {0x10, 0x20}, std::nullopt};
  EXPECT_EQ(only_answer(some, "01 08 10 00 02"), "end error 02");
}

TEST_F(Procedures, a_procedure_can_be_used_again) {
  DiscoverServices all{app, std::nullopt};
  for (int i = 0; i < 3; ++i) {
    begin(all, "10 01 00 ff ff 00 28");
    EXPECT_EQ(ask("11 06 01 00 05 00 00 18"), "10 06 00 ff ff 00 28");
    EXPECT_EQ(ask("01 10 06 00 0a"), "");
    EXPECT_EQ(app.take_log(), "service 0001-0005 1800; end ok");
  }
}

TEST_F(Procedures, GATT_CL_GAD_BV_04_C_discovers_characteristics_with_exact_ends) {
  DiscoverCharacteristics all{app, {0x10, 0x20}, std::nullopt};
  begin(all, "08 10 00 20 00 03 28");
  EXPECT_EQ(ask("09 07 11 00 02 12 00 37 2a 14 00 08 15 00 38 2a"), "08 15 00 20 00 03 28");
  EXPECT_EQ(ask("09 15 18 00 10 19 00 " + long_uuid), "08 19 00 20 00 03 28");
  EXPECT_EQ(ask("01 08 19 00 0a"), "");
  EXPECT_EQ(app.take_log(), "characteristic 0012-0013 02 2a37; characteristic 0015-0017 08 2a38; "
                            "characteristic 0019-0020 10 0c 0d 0e 0f..; end ok");
}

TEST_F(Procedures, GATT_CL_GAD_BV_05_C_discovers_characteristics_by_UUID) {  // T16
  DiscoverCharacteristics one{app, {0x10, 0x20}, Uuid(0x2a38)};
  begin(one, "08 10 00 20 00 03 28");
  EXPECT_EQ(ask("09 07 11 00 02 12 00 37 2a 14 00 08 15 00 38 2a"), "08 15 00 20 00 03 28");
  EXPECT_EQ(ask("09 07 18 00 02 19 00 38 2a"), "08 19 00 20 00 03 28");
  EXPECT_EQ(ask("01 08 19 00 0a"), "");
  EXPECT_EQ(app.take_log(),
            "characteristic 0015-0017 08 2a38; characteristic 0019-0020 02 2a38; end ok");
}

TEST_F(Procedures, a_short_UUID_in_128_bits_is_found_by_its_short_form) {
  DiscoverCharacteristics one{app, {0x10, 0x12}, Uuid(0x2a38)};
  begin(one, "08 10 00 12 00 03 28");
  EXPECT_EQ(ask("09 15 11 00 02 12 00 fb 34 9b 5f 80 00 00 80 00 10 00 00 38 2a 00 00"),
            "08 12 00 12 00 03 28");
  hear(peer, "01 08 12 00 0a");
  EXPECT_EQ(app.take_log(), "characteristic 0012-0012 02 38 2a 00 00..; end ok");
}

TEST_F(Procedures, the_last_handle_of_the_range_ends_the_discovery) {
  DiscoverCharacteristics all{app, {0x10, 0x11}, std::nullopt};
  // The value lies behind the range that was asked for.
  EXPECT_EQ(only_answer(all, "09 07 11 00 02 12 00 37 2a"),
            "characteristic 0012-0012 02 2a37; end ok");
  DiscoverCharacteristics end{app, {0xfffe, 0xffff}, std::nullopt};
  begin(end, "08 fe ff ff ff 03 28");
  EXPECT_EQ(ask("09 07 fe ff 02 ff ff 37 2a"), "08 ff ff ff ff 03 28");
  EXPECT_EQ(ask("01 08 ff ff 0a"), "");
  EXPECT_EQ(app.take_log(), "characteristic ffff-ffff 02 2a37; end ok");
}

TEST_F(Procedures, malformed_lists_of_characteristics_end_the_discovery) {
  DiscoverCharacteristics all{app, {0x10, 0x20}, std::nullopt};
  for (const char* answer :
       {"09", "09 07", "09 07 11 00 02 12 00 37", "09 00 11 00", "09 08 11 00 02 12 00 37 2a 00",
        "09 07 0f 00 02 10 00 37 2a", "09 07 21 00 02 22 00 37 2a", "09 07 00 00 02 01 00 37 2a",
        "09 07 11 00 02 11 00 37 2a", "09 07 11 00 02 00 00 37 2a", "09 05 11 00 02 12 00"})
    EXPECT_EQ(only_answer(all, answer), "end malformed") << answer;
  // Twice the same; a value behind the next declaration.
  EXPECT_EQ(only_answer(all, "09 07 11 00 02 12 00 37 2a 11 00 02 12 00 37 2a"), "end malformed");
  EXPECT_EQ(only_answer(all, "09 07 11 00 02 15 00 37 2a 13 00 02 14 00 37 2a"), "end malformed");
}

TEST_F(Procedures, a_peer_that_sends_characteristics_in_a_loop_is_malformed) {
  DiscoverCharacteristics all{app, {0x10, 0x20}, std::nullopt};
  begin(all, "08 10 00 20 00 03 28");
  EXPECT_EQ(ask("09 07 14 00 02 15 00 37 2a"), "08 15 00 20 00 03 28");
  EXPECT_EQ(ask("09 07 14 00 02 15 00 37 2a"), "");
  EXPECT_EQ(app.take_log(), "end malformed");
}

TEST_F(Procedures, GATT_CL_GAD_BV_06_C_discovers_descriptors) {
  DiscoverDescriptors all{app, {0x12, 0x20}};
  begin(all, "04 12 00 20 00");
  EXPECT_EQ(ask("05 01 13 00 02 29 14 00 01 29"), "04 15 00 20 00");
  EXPECT_EQ(ask("05 02 15 00 " + long_uuid), "04 16 00 20 00");
  EXPECT_EQ(ask("01 04 16 00 0a"), "");
  EXPECT_EQ(app.take_log(), "descriptor 0013 2902; descriptor 0014 2901; descriptor 0015 0c 0d 0e "
                            "0f..; end ok");
  EXPECT_EQ(only_answer(all, "05 01 20 00 02 29"), "descriptor 0020 2902; end ok");
}

TEST_F(Procedures, malformed_lists_of_descriptors_end_the_discovery) {
  DiscoverDescriptors all{app, {0x12, 0x20}};
  for (const char* answer :
       {"05", "05 01", "05 02", "05 00 13 00 02 29", "05 03 13 00 02 29", "05 01 13 00 02",
        "05 01 11 00 02 29", "05 01 21 00 02 29", "05 01 00 00 02 29", "05 02 13 00 02 29"})
    EXPECT_EQ(only_answer(all, answer), "end malformed") << answer;
  EXPECT_EQ(only_answer(all, "05 01 13 00 02 29 13 00 02 29"),
            "descriptor 0013 2902; end malformed");
}

TEST_F(Procedures, GATT_CL_GAR_BV_01_C_reads_a_value_maybe_an_empty_one) {  // T15
  Read read{app, {0x12}};
  begin(read, "0a 12 00");
  EXPECT_EQ(ask("0b"), "");
  EXPECT_EQ(app.take_log(), "read 0012 []; end ok");
  EXPECT_EQ(read.handle().value, 0x12);
}

TEST_F(Procedures, GATT_CL_GAW_BV_03_C_writes_a_value) {
  const OctetString value = counting(3);
  Write write{app, {0x12}, value};
  begin(write, "12 12 00 00 01 02");
  EXPECT_EQ(ask("13"), "");
  EXPECT_EQ(app.take_log(), "end ok");
  EXPECT_EQ(write.handle().value, 0x12);
}

TEST_F(Procedures, a_write_is_cut_to_the_MTU_in_force_when_it_is_sent) {
  const OctetString value = counting(100);
  Write first{app, {0x12}, value}, second{app, {0x13}, value};
  begin(first, "12 12 00 " + hex(counting(20)));
  ASSERT_TRUE(run_procedure(second));
  hear(peer, "02 40 00");
  EXPECT_EQ(ask("13"), "12 13 00 " + hex(counting(61)));
  hear(peer, "13");
  Write third{app, {0x14}, Bytes(value).first(61)};
  ASSERT_TRUE(run_procedure(third));
  EXPECT_EQ(hex(controller.pdus.back().payload), "12 14 00 " + hex(counting(61)));
  hear(peer, "13");
}

TEST_F(Procedures, GATT_CL_GAW_BI_02_03_05_C_errors_of_a_write_are_told) {
  Write write{app, {0x12}, text("x")};
  for (const char* code : {"01", "03", "05", "0d"})
    EXPECT_EQ(only_answer(write, "01 12 12 00 " + std::string(code)),
              "end error " + std::string(code));
}

TEST_F(Procedures, a_discovery_may_be_stopped_by_the_end_of_the_link_from_inside) {
  DiscoverServices all{app, std::nullopt};
  app.react = [this](const std::string& line) {
    if (!line.starts_with("service")) return;
    EXPECT_TRUE(host().connections().disconnect({peer}));
  };
  begin(all, "10 01 00 ff ff 00 28");
  hear(peer, "11 06 01 00 05 00 00 18");
  EXPECT_EQ(app.take_log(), "service 0001-0005 1800; end disconnected; disconnected 0040 16");
}

TEST_F(Procedures, a_discovery_may_meet_the_end_of_the_host_from_inside) {
  DiscoverServices all{app, std::nullopt};
  app.react = [this](const std::string& line) {
    if (line.starts_with("service")) host().transport_failed();
  };
  begin(all, "10 01 00 ff ff 00 28");
  hear(peer, "11 06 01 00 05 00 00 18 06 00 09 00 01 18");
  EXPECT_EQ(app.take_log(), "service 0001-0005 1800; service 0006-0009 1801; end disconnected; "
                            "disconnected 0040 08; fault 3");
  controller.links.clear();
}

}  // namespace
}  // namespace westwind::testing
