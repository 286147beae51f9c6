// Long, reliable, multiple and typed procedures of the client.
#include "gatt/procedures.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace host::gatt;

class LongProcedures : public LinkedBench, public ProcedureListener {
 protected:
  void on_read(ConnHandle, Handle handle, Bytes value) override {
    log += "read " + Application::number(handle.value) + " [" + hex(value) + "]; ";
  }
  void on_read_part(ConnHandle, Handle, std::uint16_t offset, Bytes octets) override {
    log += "at " + std::to_string(offset) + ": " + std::to_string(octets.size()) + "; ";
    whole.insert(whole.end(), octets.begin(), octets.end());
  }
  void on_included(ConnHandle, Handle handle, HandleRange range,
                   const std::optional<Uuid>& uuid) override {
    log += "included " + Application::number(handle.value) + " " +
           Application::number(range.start) + "-" + Application::number(range.end) +
           (uuid ? " " + Application::name(*uuid) : "") + "; ";
  }
  void on_procedure_end(ConnHandle, host::att::Transaction&, Outcome outcome) override {
    ++app.procedures_ended;
    log += Application::text_of(outcome);
  }
  void begin(host::att::Transaction& procedure, const std::string& request) {
    controller.pdus.clear();
    log.clear();
    whole.clear();
    ASSERT_TRUE(run_procedure(procedure));
    EXPECT_EQ(take_said(), request);
  }
  std::string log;
  OctetString whole;
};

TEST_F(LongProcedures, T18_GATT_CL_GAR_BV_04_C_reads_a_long_value) {
  const auto value = counting(50);
  LongRead read{*this, {0x12}};
  begin(read, "0a 12 00");
  EXPECT_EQ(ask("0b " + hex(Bytes(value).first(22))), "0c 12 00 16 00");
  EXPECT_EQ(ask("0d " + hex(Bytes(value).subspan(22, 22))), "0c 12 00 2c 00");
  EXPECT_EQ(ask("0d " + hex(Bytes(value).subspan(44))), "");
  EXPECT_EQ(log, "at 0: 22; at 22: 22; at 44: 6; ok");
  EXPECT_EQ(whole, value);
  begin(read, "0a 12 00");  // it may be started again
  EXPECT_EQ(ask("0b 01"), "");
  EXPECT_EQ(log, "at 0: 1; ok");
}

TEST_F(LongProcedures, a_value_that_ends_with_a_response_ends_well_however_the_server_says_so) {
  LongRead read{*this, {0x12}};
  for (const char* last : {"0d", "01 0c 12 00 07", "01 0c 12 00 0b"}) {
    begin(read, "0a 12 00");
    ask("0b " + hex(counting(22)));
    EXPECT_EQ(ask(last), "");
    EXPECT_TRUE(log.ends_with("ok")) << log;
    EXPECT_EQ(whole.size(), 22u);
  }
  begin(read, "0a 12 00");
  ask("01 0a 12 00 07");
  EXPECT_FALSE(log.ends_with("ok")) << "not where nothing was read";
}

TEST_F(LongProcedures, a_server_that_never_ends_is_left_at_512_octets) {
  LongRead read{*this, {0x12}};
  begin(read, "0a 12 00");
  std::string request = ask("0b " + hex(counting(22)));
  int blobs = 0;
  while (!request.empty()) {
    ASSERT_LT(++blobs, 40);
    request = ask("0d " + hex(counting(22)));
  }
  EXPECT_TRUE(log.ends_with("ok"));
}

TEST_F(LongProcedures, T18_GATT_CL_GAW_BV_05_C_writes_a_long_value) {
  const auto value = counting(40);
  const WritePart part{{0x12}, value};
  ReliableWrite write{*this, {&part, 1}};
  const std::string first = "12 00 00 00 " + hex(Bytes(value).first(18));
  begin(write, "16 " + first);
  const std::string second = "12 00 12 00 " + hex(Bytes(value).subspan(18, 18));
  EXPECT_EQ(ask("17 " + first), "16 " + second);
  EXPECT_EQ(ask("17 " + second), "16 12 00 24 00 24 25 26 27");
  EXPECT_EQ(ask("17 12 00 24 00 24 25 26 27"), "18 01");
  EXPECT_EQ(ask("19"), "");
  EXPECT_EQ(log, "ok");
}

TEST_F(LongProcedures, GATT_CL_GAW_BV_06_C_writes_several_values_reliably) {
  const auto a = octets("01 02"), b = octets("03");
  const WritePart parts[] = {{{0x12}, a}, {{0x14}, b}, {{0x16}, {}}};
  ReliableWrite write{*this, parts};
  begin(write, "16 12 00 00 00 01 02");
  EXPECT_EQ(ask("17 12 00 00 00 01 02"), "16 14 00 00 00 03");
  EXPECT_EQ(ask("17 14 00 00 00 03"), "16 16 00 00 00");
  EXPECT_EQ(ask("17 16 00 00 00"), "18 01");
  EXPECT_EQ(ask("19"), "");
  EXPECT_EQ(log, "ok");
}

TEST_F(LongProcedures, what_is_repeated_wrongly_is_cancelled) {
  const auto value = octets("01 02");
  const WritePart part{{0x12}, value};
  ReliableWrite write{*this, {&part, 1}};
  for (const char* wrong : {"17 12 00 00 00 01 03", "17 13 00 00 00 01 02", "17 12 00 01 00 01 02",
                            "17 12 00 00 00 01", "17"}) {
    begin(write, "16 12 00 00 00 01 02");
    EXPECT_EQ(ask(wrong), "18 00") << wrong;
    EXPECT_EQ(log, "");
    EXPECT_EQ(ask("19"), "");
    EXPECT_EQ(log, "malformed");
  }
}

TEST_F(LongProcedures, a_part_that_is_refused_leaves_no_parts_behind) {
  const auto value = counting(30);
  const WritePart part{{0x12}, value};
  ReliableWrite write{*this, {&part, 1}};
  begin(write, "16 12 00 00 00 " + hex(Bytes(value).first(18)));
  EXPECT_EQ(ask("01 16 12 00 05"), "") << "the first one: there is nothing to cancel";
  EXPECT_EQ(log, "error 05");
  begin(write, "16 12 00 00 00 " + hex(Bytes(value).first(18)));
  ask("17 12 00 00 00 " + hex(Bytes(value).first(18)));
  EXPECT_EQ(ask("01 16 12 00 09"), "18 00");
  EXPECT_EQ(log, "");
  EXPECT_EQ(ask("01 18 00 00 0e"), "") << "not even the cancel is answered well";
  EXPECT_EQ(log, "error 09");
  begin(write, "16 12 00 00 00 " + hex(Bytes(value).first(18)));
  ask("17 12 00 00 00 " + hex(Bytes(value).first(18)));
  ask("17 12 00 12 00 " + hex(Bytes(value).subspan(18)));
  EXPECT_EQ(ask("01 18 12 00 07"), "");
  EXPECT_EQ(log, "error 07");
}

TEST_F(LongProcedures, a_link_that_ends_ends_them) {
  const auto value = counting(30);
  const WritePart part{{0x12}, value};
  ReliableWrite write{*this, {&part, 1}};
  begin(write, "16 12 00 00 00 " + hex(Bytes(value).first(18)));
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(log, "disconnected");
}

TEST_F(LongProcedures, GATT_CL_GAR_BV_03_C_reads_by_type) {
  ReadByType read{*this, {1, 0xffff}, Uuid(0x2a19)};
  begin(read, "08 01 00 ff ff 19 2a");
  EXPECT_EQ(ask("09 03 10 00 64 20 00 32"), "08 21 00 ff ff 19 2a");
  EXPECT_EQ(ask("01 08 21 00 0a"), "");
  EXPECT_EQ(log, "read 0010 [64]; read 0020 [32]; ok");
  for (const char* bad : {"09", "09 01 10", "09 03", "09 03 10 00 64 10 00 64", "09 03 00 00 64"}) {
    begin(read, "08 01 00 ff ff 19 2a");
    EXPECT_EQ(ask(bad), "");
    EXPECT_TRUE(log.ends_with("malformed")) << bad;
  }
}

TEST_F(LongProcedures, GATT_CL_GAR_BV_05_C_reads_several_values) {
  const Handle handles[] = {{0x10}, {0x12}};
  ReadMultiple plain{*this, handles, false};
  begin(plain, "0e 10 00 12 00");
  EXPECT_EQ(ask("0f 01 02 03"), "");
  EXPECT_EQ(log, "read 0010 [01 02 03]; ok");
  ReadMultiple variable{*this, handles, true};
  begin(variable, "20 10 00 12 00");
  EXPECT_EQ(ask("21 02 00 01 02 01 00 03"), "");
  EXPECT_EQ(log, "read 0010 [01 02]; read 0012 [03]; ok");
  begin(variable, "20 10 00 12 00");
  EXPECT_EQ(ask("21 09 00 01 02"), "");
  EXPECT_EQ(log, "read 0010 [01 02]; ok") << "the MTU held no more";
  begin(variable, "20 10 00 12 00");
  EXPECT_EQ(ask("21 00 00 00 00 01"), "");
  EXPECT_TRUE(log.ends_with("malformed"));
}

TEST_F(LongProcedures, GATT_CL_GAD_BV_03_C_finds_included_services) {
  FindIncluded find{*this, {1, 0x20}};
  begin(find, "08 01 00 20 00 02 28");
  EXPECT_EQ(ask("09 08 02 00 10 00 1f 00 0f 18"), "08 03 00 20 00 02 28");
  EXPECT_EQ(ask("09 06 03 00 30 00 3f 00"), "08 04 00 20 00 02 28");
  EXPECT_EQ(ask("01 08 04 00 0a"), "");
  EXPECT_EQ(log, "included 0002 0010-001f 180f; included 0003 0030-003f; ok");
  for (const char* bad : {"09 08", "09 07 02 00 10 00 1f 00 0f", "09 06 02 00 10 00 0f 00",
                          "09 06 21 00 10 00 1f 00"}) {
    begin(find, "08 01 00 20 00 02 28");
    EXPECT_EQ(ask(bad), "");
    EXPECT_TRUE(log.ends_with("malformed")) << bad;
  }
}

}  // namespace
}  // namespace westwind::testing
