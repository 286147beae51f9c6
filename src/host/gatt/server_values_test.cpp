// The server's answers to reads and writes: what each attribute permits, malformed requests, CCCDs.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::att::ErrorCode;

class ServerValues : public LinkedBench {
 protected:
  void SetUp() override {
    LinkedBench::SetUp();
    ASSERT_TRUE(services.add_to(host().server()));
  }
  TestServices services;
};

TEST_F(ServerValues, GATT_SR_GAR_BV_01_C_reads_a_value) {
  EXPECT_EQ(ask("0a 0c 00"), "0b 01 02 03");
  services.store.values[0x0c] = {};
  EXPECT_EQ(ask("0a 0c 00"), "0b");
}

TEST_F(ServerValues, a_read_is_cut_to_what_the_MTU_holds) {
  EXPECT_EQ(ask("0a 15 00"), "0b " + hex(counting(22)));
  services.store.values[0x15] = counting(22);
  EXPECT_EQ(ask("0a 15 00"), "0b " + hex(counting(22)));
}

TEST_F(ServerValues, GATT_SR_GAR_BI_01_C_reads_what_may_not_be_read) {
  EXPECT_EQ(ask("0a 12 00"), "01 0a 12 00 02");
}

TEST_F(ServerValues, GATT_SR_GAR_BI_02_C_reads_a_handle_that_is_none) {
  EXPECT_EQ(ask("0a 21 00"), "01 0a 21 00 01");
  EXPECT_EQ(ask("0a 00 00"), "01 0a 00 00 01");
  EXPECT_EQ(ask("0a ff ff"), "01 0a ff ff 01");
}

TEST_F(ServerValues, GATT_SR_GAR_BI_03_C_reads_without_authorization) {
  EXPECT_EQ(ask("0a 1c 00"), "01 0a 1c 00 08");
}

TEST_F(ServerValues, GATT_SR_GAR_BI_04_C_reads_without_authentication) {
  EXPECT_EQ(ask("0a 1a 00"), "01 0a 1a 00 05");
}

TEST_F(ServerValues, reads_declarations) {
  EXPECT_EQ(ask("0a 0a 00"), "0b 0d 18");
  EXPECT_EQ(ask("0a 0b 00"), "0b 3e 0c 00 37 2a");
  EXPECT_EQ(ask("0a 13 00"), "0b " + hex(long_service));
  EXPECT_EQ(ask("0a 14 00"), "0b 12 15 00 " + hex(long_value));
  EXPECT_EQ(ask("0a 1d 00"), "0b 0f 18");
}

TEST_F(ServerValues, GATT_SR_GAR_BV_06_C_reads_descriptors) {
  EXPECT_EQ(ask("0a 10 00"), "0b 64 65 73 63");
  EXPECT_EQ(ask("0a 0d 00"), "0b 00 00");
}

TEST_F(ServerValues, an_error_of_the_owner_is_told) {
  services.store.read_errors[0x0c] = static_cast<ErrorCode>(0x80);
  EXPECT_EQ(ask("0a 0c 00"), "01 0a 0c 00 80");
}

TEST_F(ServerValues, GATT_SR_GAR_BV_04_C_reads_a_long_value) {
  EXPECT_EQ(ask("0c 15 00 00 00"), "0d " + hex(counting(22)));
  EXPECT_EQ(ask("0c 15 00 16 00"), "0d " + hex(counting(18, 22)));
  EXPECT_EQ(ask("0c 15 00 28 00"), "0d");  // the end exactly
}

TEST_F(ServerValues, GATT_SR_GAR_BI_13_C_reads_past_the_end) {
  EXPECT_EQ(ask("0c 15 00 29 00"), "01 0c 15 00 07");
  EXPECT_EQ(ask("0c 0a 00 03 00"), "01 0c 0a 00 07");
  EXPECT_EQ(ask("0c 15 00 ff ff"), "01 0c 15 00 07");
}

TEST_F(ServerValues, GATT_SR_GAR_BI_12_14_15_16_C_long_reads_are_permitted_like_short_ones) {
  EXPECT_EQ(ask("0c 12 00 00 00"), "01 0c 12 00 02");
  EXPECT_EQ(ask("0c 21 00 00 00"), "01 0c 21 00 01");
  EXPECT_EQ(ask("0c 1c 00 00 00"), "01 0c 1c 00 08");
  EXPECT_EQ(ask("0c 1a 00 00 00"), "01 0c 1a 00 05");
}

TEST_F(ServerValues, GATT_SR_GAR_BV_07_C_reads_a_long_descriptor) {
  services.store.values[0x10] = counting(30);
  EXPECT_EQ(ask("0c 10 00 14 00"), "0d " + hex(counting(10, 20)));
}

TEST_F(ServerValues, GATT_SR_GAR_BV_05_C_reads_multiple_values) {
  EXPECT_EQ(ask("0e 0c 00 0f 00 0a 00"), "0f 01 02 03 aa 0d 18");
  EXPECT_EQ(ask("0e 0f 00 15 00"), "0f aa " + hex(counting(21)));  // cut at the MTU
}

TEST_F(ServerValues, GATT_SR_GAR_BI_18_to_21_C_one_bad_handle_of_many_is_named) {
  EXPECT_EQ(ask("0e 0c 00 12 00"), "01 0e 12 00 02");
  EXPECT_EQ(ask("0e 0c 00 21 00"), "01 0e 21 00 01");
  EXPECT_EQ(ask("0e 0c 00 1c 00"), "01 0e 1c 00 08");
  EXPECT_EQ(ask("0e 0c 00 1a 00"), "01 0e 1a 00 05");
}

TEST_F(ServerValues, reads_of_a_wrong_size_are_rejected) {
  for (const char* pdu : {"0a", "0a 0c", "0a 0c 00 00"})
    EXPECT_EQ(ask(pdu), "01 0a 00 00 04") << pdu;
  for (const char* pdu : {"0c", "0c 0c 00", "0c 0c 00 00", "0c 0c 00 00 00 00"})
    EXPECT_EQ(ask(pdu), "01 0c 00 00 04") << pdu;
  for (const char* pdu : {"0e", "0e 0c 00", "0e 0c 00 0f", "0e 0c 00 0f 00 0a"})
    EXPECT_EQ(ask(pdu), "01 0e 00 00 04") << pdu;
}

TEST_F(ServerValues, GATT_SR_GAW_BV_03_C_writes_with_response) {
  EXPECT_EQ(ask("12 0c 00 de ad"), "13");
  EXPECT_EQ(services.store.take_log(), "write 0c [de ad]");
  EXPECT_EQ(ask("12 0c 00"), "13");
  EXPECT_EQ(services.store.take_log(), "write 0c []");
}

TEST_F(ServerValues, GATT_SR_GAW_BV_01_C_writes_without_response) {
  EXPECT_EQ(ask("52 0c 00 de ad"), "");
  EXPECT_EQ(services.store.take_log(), "command 0c [de ad]");
}

TEST_F(ServerValues, a_command_that_may_not_be_is_ignored) {
  for (const char* pdu : {"52 0f 00 01", "52 12 00 01", "52 21 00 01", "52 1a 00 01", "52 0a 00 01",
                          "52 00 00 01", "52 0c", "52"})
    EXPECT_EQ(ask(pdu), "") << pdu;
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerValues, GATT_SR_GAW_BI_02_C_writes_a_handle_that_is_none) {
  EXPECT_EQ(ask("12 21 00 01"), "01 12 21 00 01");
}

TEST_F(ServerValues, GATT_SR_GAW_BI_03_C_writes_what_may_not_be_written) {
  EXPECT_EQ(ask("12 0f 00 01"), "01 12 0f 00 03");
  EXPECT_EQ(ask("12 0a 00 01"), "01 12 0a 00 03");
  EXPECT_EQ(ask("12 0b 00 01"), "01 12 0b 00 03");
  EXPECT_EQ(ask("12 15 00 01"), "01 12 15 00 03");
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerValues, GATT_SR_GAW_BI_04_05_C_writes_without_authorization_or_authentication) {
  EXPECT_EQ(ask("12 1c 00 01"), "01 12 1c 00 08");
  EXPECT_EQ(ask("12 1a 00 01"), "01 12 1a 00 05");
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerValues, GATT_SR_GAW_BV_08_C_writes_a_descriptor) {
  EXPECT_EQ(ask("12 10 00 6e 65 77"), "13");
  EXPECT_EQ(services.store.take_log(), "write 10 [6e 65 77]");
}

TEST_F(ServerValues, GATT_SR_GAW_BI_32_C_a_value_too_long_for_its_owner_is_refused) {
  services.store.write_errors[0x0c] = ErrorCode::invalid_attribute_value_length;
  EXPECT_EQ(ask("12 0c 00 " + hex(counting(20))), "01 12 0c 00 0d");
}

TEST_F(ServerValues, no_value_is_longer_than_512_octets) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  ask("02 05 02");
  EXPECT_EQ(ask("12 0c 00 " + hex(counting(512))), "13");
  EXPECT_EQ(ask("12 0c 00 " + hex(counting(513))), "01 12 0c 00 0d");
  EXPECT_EQ(services.store.values[0x0c].size(), 512u);
  EXPECT_EQ(ask("52 0c 00 " + hex(counting(513))), "");
  EXPECT_EQ(services.store.values[0x0c].size(), 512u);
}

TEST_F(ServerValues, writes_of_a_wrong_size_are_rejected) {
  for (const char* pdu : {"12", "12 0c"})
    EXPECT_EQ(ask(pdu), "01 12 00 00 04") << pdu;
}

TEST_F(ServerValues, a_CCCD_is_kept_for_each_connection) {  // T12, T19
  connect(0x0041);
  EXPECT_EQ(ask("12 0d 00 01 00"), "13");
  EXPECT_EQ(app.take_log(), "subscription 0040 000c 1");
  EXPECT_EQ(ask("12 0d 00 02 00", 0x0041), "13");
  EXPECT_EQ(ask("12 17 00 01 00", 0x0041), "13");
  EXPECT_EQ(app.take_log(), "subscription 0041 000c 2; subscription 0041 0015 1");
  EXPECT_EQ(ask("0a 0d 00"), "0b 01 00");
  EXPECT_EQ(ask("0a 0d 00", 0x0041), "0b 02 00");
  EXPECT_EQ(ask("0a 17 00"), "0b 00 00");
  EXPECT_EQ(host().server().subscription({peer}, {0x000c}), 1);
  EXPECT_EQ(host().server().subscription({0x0041}, {0x000c}), 2);
  EXPECT_EQ(host().server().subscription({0x0041}, {0x000f}), 0);
}

TEST_F(ServerValues, a_CCCD_is_forgotten_with_its_connection) {
  ask("12 0d 00 01 00");
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  connect();
  EXPECT_EQ(ask("0a 0d 00"), "0b 00 00");
}

TEST_F(ServerValues, a_CCCD_holds_two_octets_that_its_characteristic_allows) {
  EXPECT_EQ(ask("12 0d 00 01"), "01 12 0d 00 0d");
  EXPECT_EQ(ask("12 0d 00 01 00 00"), "01 12 0d 00 0d");
  EXPECT_EQ(ask("12 0d 00"), "01 12 0d 00 0d");
  EXPECT_EQ(ask("12 0d 00 04 00"), "01 12 0d 00 fd");
  EXPECT_EQ(ask("12 17 00 02 00"), "01 12 17 00 fd");  // notifies, does not indicate
  EXPECT_EQ(ask("12 20 00 01 00"), "01 12 20 00 fd");  // indicates, does not notify
  EXPECT_EQ(ask("12 20 00 02 00"), "13");
  EXPECT_EQ(app.take_log(), "subscription 0040 001f 2");
  EXPECT_EQ(ask("12 0d 00 03 00"), "13");
  EXPECT_EQ(ask("12 0d 00 00 00"), "13");
  EXPECT_EQ(app.take_log(), "subscription 0040 000c 3; subscription 0040 000c 0");
}

TEST_F(ServerValues, a_CCCD_may_be_written_by_command) {
  EXPECT_EQ(ask("52 0d 00 01 00"), "");
  EXPECT_EQ(app.take_log(), "subscription 0040 000c 1");
}

TEST_F(ServerValues, when_no_more_subscriptions_can_be_kept_the_peer_is_told) {
  std::vector<std::array<Attribute, 4>> rows;
  std::vector<host::gatt::Service> more;
  rows.reserve(16);
  more.reserve(16);
  for (int i = 0; i < 16; ++i) {
    rows.push_back({{{AttributeKind::primary_service, 0, 0, {0x1234, nullptr}},
                     {AttributeKind::characteristic_declaration, 0x10, 0, {}},
                     {AttributeKind::value, 0x10, 0, {0x1235, nullptr}},
                     {AttributeKind::cccd, 0, 0, {}}}});
    more.emplace_back(rows.back(), services.store);
    ASSERT_TRUE(host().server().add(more.back()));
    const auto cccd = static_cast<std::uint8_t>(more.back().end_handle());
    EXPECT_EQ(ask(hex(OctetString{0x12, cccd, 0, 1, 0})), "13");
  }
  EXPECT_EQ(ask("12 0d 00 01 00"), "01 12 0d 00 11");
  EXPECT_EQ(ask("12 0d 00 00 00"), "13");  // off needs no room
  for (auto& service : more)
    host().server().remove(service);
  EXPECT_EQ(ask("12 0d 00 01 00"), "13");
}

TEST_F(ServerValues, a_handler_may_change_the_table_under_the_request) {
  services.store.react = [this](const std::string&) { host().server().remove(services.own); };
  EXPECT_EQ(ask("0a 15 00"), "0b " + hex(counting(22)));
  EXPECT_EQ(ask("0a 15 00"), "01 0a 15 00 01");
  ASSERT_TRUE(host().server().add(services.own));
  services.store.react = [this](const std::string&) { host().server().remove(services.own); };
  EXPECT_EQ(ask("08 01 00 ff ff 01 29"), "09 06 10 00 64 65 73 63");
}

}  // namespace
}  // namespace westwind::testing
