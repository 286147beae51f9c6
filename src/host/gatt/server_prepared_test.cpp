// Long and reliable writes at the server: parts, quotas, offsets, what is cancelled. T18.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::att::ErrorCode;

class ServerPrepared : public LinkedBench {
 protected:
  void SetUp() override {
    LinkedBench::SetUp();
    ASSERT_TRUE(services.add_to(host().server()));
  }
  /// One part is answered with itself.
  void expect_kept(const std::string& parameters, std::uint16_t handle = peer) {
    EXPECT_EQ(ask("16 " + parameters, handle), "17 " + parameters);
  }
  TestServices services;
};

TEST_F(ServerPrepared, T18_GATT_SR_GAW_BV_05_C_writes_a_long_value) {
  const auto value = counting(40);
  expect_kept("0c 00 00 00 " + hex(Bytes(value).first(18)));
  expect_kept("0c 00 12 00 " + hex(Bytes(value).subspan(18, 18)));
  expect_kept("0c 00 24 00 " + hex(Bytes(value).subspan(36)));
  EXPECT_EQ(services.store.take_log(), "");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "write 0c [" + hex(value) + "]") << "one whole write";
  EXPECT_EQ(ask("18 01"), "19") << "nothing is left";
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerPrepared, GATT_SR_GAW_BV_06_C_reliable_writes_of_several_values_in_order) {
  expect_kept("0c 00 00 00 01");
  expect_kept("12 00 00 00 02");
  expect_kept("0c 00 00 00 03 04");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "write 0c [01]; write 12 [02]; write 0c [03 04]");
}

TEST_F(ServerPrepared, T18_offsets_are_honoured) {
  services.store.values[0x0c] = octets("aa bb cc dd");
  expect_kept("0c 00 02 00 11 22 33");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "write 0c at 2 [11 22 33]");
  EXPECT_EQ(hex(services.store.values[0x0c]), "aa bb 11 22 33");
}

TEST_F(ServerPrepared, GATT_SR_GAW_BI_09_C_an_offset_past_the_end_is_an_error_at_the_end) {
  services.store.values[0x0c] = octets("aa");
  expect_kept("0c 00 02 00 11");
  EXPECT_EQ(ask("18 01"), "01 18 0c 00 07");
  EXPECT_EQ(hex(services.store.values[0x0c]), "aa");
  EXPECT_EQ(ask("18 01"), "19") << "the queue is empty behind an error";
}

TEST_F(ServerPrepared, a_gap_between_parts_is_two_writes) {
  services.store.values[0x0c] = counting(10);
  expect_kept("0c 00 05 00 ee");
  expect_kept("0c 00 00 00 ff");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "write 0c at 5 [ee]; write 0c [ff]") << "as they came";
}

TEST_F(ServerPrepared, more_than_512_octets_are_refused_at_the_end) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  ask("02 05 02");
  services.store.values[0x0c] = counting(300);
  expect_kept("0c 00 00 00 " + hex(counting(500)));
  expect_kept("0c 00 f4 01 " + hex(counting(12)));
  expect_kept("0c 00 00 02 00");
  EXPECT_EQ(ask("18 01"), "01 18 0c 00 0d");
}

TEST_F(ServerPrepared, GATT_SR_GAW_BV_10_C_a_cancel_writes_nothing) {
  expect_kept("0c 00 00 00 01");
  EXPECT_EQ(ask("18 00"), "19");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerPrepared, GATT_SR_GAW_BI_permissions_are_asked_with_the_first_part) {
  EXPECT_EQ(ask("16 0f 00 00 00 01"), "01 16 0f 00 03");  // not writable
  EXPECT_EQ(ask("16 21 00 00 00 01"), "01 16 21 00 01");  // no such handle
  EXPECT_EQ(ask("16 1a 00 00 00 01"), "01 16 1a 00 05");  // not authenticated
  EXPECT_EQ(ask("16 1c 00 00 00 01"), "01 16 1c 00 08");  // not authorized
  services.store.authorizes_writes = true;
  expect_kept("1c 00 00 00 01");
  services.store.authorizes_writes = false;
  EXPECT_EQ(ask("18 01"), "01 18 1c 00 08") << "and when it is done";
}

TEST_F(ServerPrepared, malformed_requests_are_rejected) {
  for (const char* pdu : {"16", "16 0c 00", "16 0c 00 00"})
    EXPECT_EQ(ask(pdu), "01 16 00 00 04");
  for (const char* pdu : {"18", "18 02", "18 01 00"})
    EXPECT_EQ(ask(pdu), "01 18 00 00 04");
}

TEST_F(ServerPrepared, what_the_owner_refuses_is_told_with_its_handle) {
  services.store.write_errors[0x12] = static_cast<ErrorCode>(0x80);
  expect_kept("0c 00 00 00 01");
  expect_kept("12 00 00 00 02");
  expect_kept("0c 00 00 00 03");
  EXPECT_EQ(ask("18 01"), "01 18 12 00 80");
  EXPECT_EQ(hex(services.store.values[0x0c]), "01");
}

TEST_F(ServerPrepared, the_longest_value_fits_whatever_the_mtu_and_the_fragments) {
  const auto value = counting(512);
  for (const std::uint16_t mtu : {23, 100, 256, 517}) {
    SCOPED_TRACE(mtu);
    connect(0x0050);
    ASSERT_TRUE(host().att().set_preferred_mtu(mtu));
    if (mtu > 23) ask("02 05 02", 0x0050);
    for (std::size_t at = 0; at < value.size(); at += mtu - 5u) {
      const auto part =
          Bytes(value).subspan(at, std::min<std::size_t>(mtu - 5u, value.size() - at));
      const auto pdu = joined(OctetString{0x16, 0x0c, 0, static_cast<std::uint8_t>(at),
                                          static_cast<std::uint8_t>(at >> 8)},
                              part);
      const auto frame = joined(OctetString{static_cast<std::uint8_t>(pdu.size()),
                                            static_cast<std::uint8_t>(pdu.size() >> 8), 4, 0},
                                pdu);
      for (std::size_t k = 0; k < frame.size(); k += 27)
        controller.acl(0x0050, k == 0 ? 2 : 1,
                       Bytes(frame).subspan(k, std::min<std::size_t>(27, frame.size() - k)));
      pump();
    }
    EXPECT_EQ(ask("18 01", 0x0050), "19");
    EXPECT_EQ(services.store.values[0x0c], value);
    services.store.values[0x0c].clear();
    controller.disconnection_complete(0x0050, wire::hci::ErrorCode::connection_timeout);
    pump();
  }
}

// GATT/SR/GAW/BI-33-C
TEST_F(ServerPrepared, T18_a_full_queue_is_told_and_leaves_reassembly_its_room) {
  connect(0x0041);
  int kept = 0;
  std::string answer;
  do {
    answer = ask("16 0c 00 ff 00 01");  // none goes on where the other ended
    ++kept;
    ASSERT_LT(kept, 100);
  } while (answer.starts_with("17"));
  EXPECT_EQ(answer, "01 16 0c 00 09");
  EXPECT_GT(kept, 4);
  EXPECT_EQ(ask("16 0c 00 00 00 01", 0x0041), "01 16 0c 00 09") << "the memory is everybody's";
  // A PDU in fragments still finds room: the longest there is.
  const auto pdu = joined(octets("0a 02 04 00 12 0c 00"), counting(519));
  for (std::size_t at = 0; at < pdu.size(); at += 27)
    controller.acl(0x0041, at == 0 ? 2 : 1,
                   Bytes(pdu).subspan(at, std::min<std::size_t>(27, pdu.size() - at)));
  pump();
  EXPECT_EQ(host().counters().acl_without_memory, 0u);
  EXPECT_EQ(ask("18 00"), "19");
  expect_kept("0c 00 00 00 01", 0x0041);
}

TEST_F(ServerPrepared, T8_parts_go_with_their_link) {
  expect_kept("0c 00 00 00 01");
  expect_kept("12 00 00 00 01");
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  EXPECT_TRUE(host().memory_all_free());
  connect();
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(ServerPrepared, parts_of_a_service_that_is_gone_are_refused) {
  expect_kept("0c 00 00 00 01");
  host().server().remove(services.heart_rate);
  EXPECT_EQ(ask("18 01"), "01 18 0c 00 01");
}

TEST_F(ServerPrepared, an_owner_may_do_anything_inside_a_long_write) {
  expect_kept("0c 00 00 00 01");
  expect_kept("12 00 00 00 02");
  services.store.react = [&](const std::string&) {
    services.store.react = nullptr;
    host().server().remove(services.own);
    controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  };
  ask("18 01");
  pump();
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(ServerPrepared, a_cccd_takes_a_whole_value_only) {
  expect_kept("0d 00 00 00 01 00");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(host().server().subscription({peer}, {0x0c}), 1);
  expect_kept("0d 00 01 00 00");
  EXPECT_EQ(ask("18 01"), "01 18 0d 00 07");
}

TEST_F(ServerPrepared, GATT_SR_GAR_BV_08_C_reads_several_values_with_their_lengths) {
  EXPECT_EQ(ask("20 0c 00 0f 00 0a 00"), "21 03 00 01 02 03 01 00 aa 02 00 0d 18");
  // Cut at the MTU: the length is the whole value's.
  EXPECT_EQ(ask("20 0f 00 15 00 0c 00"), "21 01 00 aa 28 00 " + hex(counting(17)));
  EXPECT_EQ(ask("20 0c 00 12 00"), "01 20 12 00 02");
  EXPECT_EQ(ask("20 15 00 12 00"), "01 20 12 00 02") << "also where it would not fit";
  EXPECT_EQ(ask("20 0c 00"), "01 20 00 00 04");
}

TEST_F(ServerPrepared, owners_authorize_each_access) {
  services.store.values[0x1c] = octets("07");
  services.store.authorizes_reads = true;
  EXPECT_EQ(ask("0a 1c 00"), "0b 07");
  EXPECT_EQ(ask("12 1c 00 08"), "01 12 1c 00 08");
  services.store.authorizes_reads = false;
  services.store.authorizes_writes = true;
  EXPECT_EQ(ask("0a 1c 00"), "01 0a 1c 00 08");
  EXPECT_EQ(ask("12 1c 00 08"), "13");
}

}  // namespace
}  // namespace westwind::testing
