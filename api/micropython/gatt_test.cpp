// Services, values and client operations as scripts see them, against hand-made PDUs.
#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {
namespace {

using Lines = std::vector<std::string>;

class Gatt : public FakeBoard {
 protected:
  void SetUp() override {
    ASSERT_EQ(switch_on(), WESTWIND_OK);
    ASSERT_EQ(register_service({{0xff01, 0x0e, {0x2901, 0x2904}}, {0xff02, 0x3a}, {0xff03, 0x0202}},
                               handles),
              WESTWIND_OK);
    connect();
    controller.pdus.clear();
  }
  /// The peer asks; what it is answered.
  std::string ask(std::string_view pdu) {
    controller.pdus.clear();
    hear(pdu);
    return controller.pdus.empty() ? "nothing" : testing::hex(controller.pdus.back().payload);
  }

  std::vector<std::uint16_t> handles;
};

TEST_F(Gatt, handles_follow_the_declarations_and_cccds) {
  // Service 14; declaration 15, value 16, descriptors 17 and 18; 19, 20, CCCD 21; 22, 23.
  EXPECT_EQ(handles, (std::vector<std::uint16_t>{16, 17, 18, 20, 23}));
}

TEST_F(Gatt, peers_see_properties_and_types) {
  EXPECT_EQ(ask("08 0e 00 ff ff 03 28"),
            "09 07 0f 00 0e 10 00 01 ff 13 00 3a 14 00 02 ff 16 00 02 17 00 03 ff");
  EXPECT_EQ(ask("04 10 00 12 00"), "05 01 10 00 01 ff 11 00 01 29 12 00 04 29");
  EXPECT_EQ(ask("04 15 00 15 00"), "05 01 15 00 02 29");
}

TEST_F(Gatt, writes_of_peers_are_cut_to_the_buffer) {
  std::string pdu = "12 10 00";
  for (int i = 0; i < 30; ++i)
    pdu += " 61";
  EXPECT_EQ(ask("02 64 00"), "03 00 01");
  EXPECT_EQ(ask(pdu), "13");
  EXPECT_EQ(value(16), std::string(20, 'a'));
  EXPECT_EQ(westwind_value_resize(16, 25, false), WESTWIND_OK);
  EXPECT_EQ(value(16), "");
  EXPECT_EQ(ask(pdu), "13");
  EXPECT_EQ(value(16), std::string(25, 'a'));
  EXPECT_EQ(events.back(), "write 64 16");
}

TEST_F(Gatt, appends_until_the_script_reads) {
  EXPECT_EQ(westwind_value_resize(16, 5, true), WESTWIND_OK);
  hear("52 10 00 61 62");
  hear("12 10 00 63 64");
  EXPECT_EQ(ask("0a 10 00"), "0b 61 62 63 64") << "peers read without emptying";
  hear("52 10 00 65 66");
  EXPECT_EQ(value(16), "abcde");
  EXPECT_EQ(value(16), "");
}

TEST_F(Gatt, T18_long_writes_are_one_event_and_cut_to_the_buffer) {
  EXPECT_EQ(westwind_value_resize(16, 25, false), WESTWIND_OK);
  EXPECT_EQ(ask("16 10 00 00 00 61 62 63"), "17 10 00 00 00 61 62 63");
  EXPECT_EQ(ask("16 10 00 03 00 64 65"), "17 10 00 03 00 64 65");
  EXPECT_EQ(events, Lines{});
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(events, Lines{"write 64 16"});
  EXPECT_EQ(value(16), "abcde");
  hear("16 10 00 02 00 78");
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(value(16), "abx") << "what lies before the offset stays";
  for (const char* part : {"16 10 00 00 00 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61",
                           "16 10 00 0f 00 62 62 62 62 62 62 62 62 62 62 62 62 62 62 62"})
    hear(part);
  EXPECT_EQ(ask("18 01"), "19");
  EXPECT_EQ(value(16), std::string(15, 'a') + std::string(10, 'b'));
  hear("16 10 00 1a 00 63");
  EXPECT_EQ(ask("18 01"), "01 18 10 00 07") << "behind the end";
}

TEST_F(Gatt, asks_the_script_once_for_each_read) {
  EXPECT_EQ(write(16, std::string(40, 'x')), WESTWIND_OK);
  EXPECT_EQ(ask("0a 10 00").size(), 3u * 23 - 1);
  hear("0c 10 00 16 00");  // the rest of the same read
  EXPECT_EQ(events, Lines{"read request 64 16"});
  handler = [](const std::string&) { EXPECT_EQ(write(16, "now"), WESTWIND_OK); };
  EXPECT_EQ(ask("0a 10 00"), "0b 6e 6f 77");
  handler = nullptr;
  read_answer = 0x85;
  EXPECT_EQ(ask("0a 10 00"), "01 0a 10 00 85");
}

TEST_F(Gatt, keeps_secrets_that_need_encryption) {
  EXPECT_EQ(ask("0a 17 00"), "01 0a 17 00 05");
  EXPECT_EQ(events, Lines{}) << "the script is not asked";
}

TEST_F(Gatt, sends_values_forced_and_to_subscribers) {
  EXPECT_EQ(write(20, "v", true), WESTWIND_OK);
  EXPECT_TRUE(controller.pdus.empty()) << "nobody subscribed";
  EXPECT_EQ(westwind_value_send(connection, 20, false, nullptr, 0), WESTWIND_OK);
  EXPECT_EQ(testing::hex(controller.pdus.back().payload), "1b 14 00 76");
  hear("12 15 00 02 00");
  EXPECT_EQ(events, Lines{}) << "CCCD writes are no event";
  controller.pdus.clear();
  EXPECT_EQ(write(20, "w", true), WESTWIND_OK);
  EXPECT_EQ(testing::hex(controller.pdus.back().payload), "1d 14 00 77");
  hear("1e");
  EXPECT_EQ(events, Lines{"indicate done 64 20 0"});
  EXPECT_EQ(westwind_value_send(connection, 17, false, nullptr, 0), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(westwind_value_send(0x41, 20, false, nullptr, 0), WESTWIND_NOT_CONNECTED);
}

TEST_F(Gatt, tells_when_there_is_no_room_and_counts_updates_not_sent) {
  hear("12 15 00 01 00");
  controller.completes_packets = false;
  const std::uint8_t octets[20] = {};
  int sent = 0;
  while (westwind_value_send(connection, 20, false, octets, sizeof octets) == WESTWIND_OK)
    ASSERT_LT(++sent, 1000);
  EXPECT_GT(sent, 10);
  EXPECT_EQ(westwind_write_without_response(connection, 3, octets, 20), WESTWIND_NO_MEMORY);
  EXPECT_EQ(write(20, std::string(20, 'x'), true), WESTWIND_OK);
  westwind_losses_t losses;
  westwind_losses(&losses);
  EXPECT_EQ(losses.updates_not_sent, 1u);
  controller.completed(connection, 8);
  poll();
  EXPECT_EQ(westwind_value_send(connection, 20, false, octets, sizeof octets), WESTWIND_OK);
}

TEST_F(Gatt, replaces_services_while_a_link_lives_and_while_one_is_read) {
  std::vector<std::uint16_t> fresh;
  handler = [&](const std::string& event) {
    if (event != "read request 64 16") return;
    EXPECT_EQ(register_service({{0xff01, 0x02}}, fresh), WESTWIND_OK);
  };
  EXPECT_EQ(ask("0a 10 00"), "01 0a 10 00 0e");
  handler = nullptr;
  ASSERT_EQ(fresh.size(), 1u);
  EXPECT_GT(fresh[0], 23) << "the peer may remember the old handles";
  EXPECT_EQ(value(16), "none");
  EXPECT_EQ(ask("0a 10 00"), "01 0a 10 00 01");
  EXPECT_EQ(blocks.size(), 2u) << "the old block is gone";
}

TEST_F(Gatt, forgets_services_that_were_never_committed) {
  const std::uint16_t before = handles[0];
  EXPECT_EQ(write(before, "old"), WESTWIND_OK);
  EXPECT_EQ(westwind_services_begin(), WESTWIND_OK);
  EXPECT_EQ(value(before), "old") << "until the end the old ones stay";
  std::vector<std::uint16_t> fresh;
  EXPECT_EQ(register_service({{0xff01, 0x02}}, fresh), WESTWIND_OK);
}

TEST_F(Gatt, client_operations_queue_and_end_in_order) {
  const westwind_uuid_t uuid{reinterpret_cast<const std::uint8_t*>("\x1a\x18"), 2};
  EXPECT_EQ(westwind_discover_services(connection, &uuid), WESTWIND_OK);
  EXPECT_EQ(westwind_discover_characteristics(connection, 1, 0xffff, nullptr), WESTWIND_OK);
  EXPECT_EQ(westwind_discover_descriptors(connection, 3, 3), WESTWIND_OK);
  EXPECT_EQ(westwind_read(connection, 3), WESTWIND_OK);
  EXPECT_EQ(westwind_exchange_mtu(connection), WESTWIND_OK);
  EXPECT_EQ(westwind_exchange_mtu(connection), WESTWIND_ALREADY);
  EXPECT_EQ(controller.pdus.size(), 1u) << "the first leaves within its call";
  hear("07 01 00 04 00");
  hear("01 06 05 00 0a");
  hear("09 07 02 00 02 03 00 00 2a");
  hear("01 08 03 00 0a");
  hear("05 01 03 00 00 2a");  // the value itself: nothing behind it
  hear("0b 68 69");
  hear("03 64 00");
  EXPECT_EQ(events, (Lines{"service 64 1 4", "services done 64 0", "characteristic 64 3 65535 2",
                           "characteristics done 64 0", "descriptors done 64 0", "read hi 64 3",
                           "read done 64 3 0", "mtu 64 100"}));
  EXPECT_EQ(blocks.size(), 2u) << "each is freed when it has ended";
}

TEST_F(Gatt, operations_on_a_link_that_ends_tell_so_before_the_link_does) {
  const std::uint8_t octets[2] = {1, 2};
  EXPECT_EQ(westwind_read(connection, 7), WESTWIND_OK);
  EXPECT_EQ(westwind_write(connection, 9, octets, 2), WESTWIND_OK);
  controller.disconnection_complete(connection, wire::hci::ErrorCode::connection_timeout);
  poll();
  const long not_connected = 1000L * WESTWIND_NOT_CONNECTED;
  EXPECT_EQ(events, (Lines{"read done 64 7 " + std::to_string(not_connected),
                           "write done 64 9 " + std::to_string(not_connected), "central gone 64"}));
}

TEST_F(Gatt, switching_off_forgets_operations_without_a_word) {
  EXPECT_EQ(westwind_read(connection, 7), WESTWIND_OK);
  EXPECT_EQ(westwind_read(connection, 8), WESTWIND_OK);
  westwind_deinit();
  EXPECT_EQ(events, Lines{});
  EXPECT_TRUE(blocks.empty());
}

TEST_F(Gatt, values_sent_by_a_peer_are_told_apart) {
  hear("1b 05 00 61");
  hear("1d 05 00 62");
  hear("1b 05 00");
  EXPECT_EQ(events, (Lines{"notification a 64 5", "indication b 64 5", "notification  64 5"}));
}

}  // namespace
}  // namespace westwind::micropython
