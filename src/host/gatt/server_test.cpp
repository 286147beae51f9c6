// Values that the server sends on its own, and services that come and go under live links.
#include "gatt/server.hpp"

#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::hci::ErrorCode;

class ServerTest : public LinkedBench {
 protected:
  void SetUp() override {
    LinkedBench::SetUp();
    ASSERT_TRUE(services.add_to(host().server()));
  }
  host::gatt::Server& server() { return host().server(); }
  TestServices services;
};

TEST_F(ServerTest, GATT_SR_GAN_BV_01_C_notifies_those_who_subscribed) {
  connect(0x0041);
  connect(0x0042);
  hear(peer, "12 0d 00 01 00");
  hear(0x0042, "12 0d 00 01 00");
  controller.pdus.clear();
  EXPECT_EQ(server().update_subscribed({0x0c}, octets("aa")), 2u);
  ASSERT_EQ(controller.pdus.size(), 2u);
  EXPECT_EQ(controller.pdus[0].handle, peer);
  EXPECT_EQ(controller.pdus[1].handle, 0x0042);
  EXPECT_EQ(take_said(), "1b 0c 00 aa / 1b 0c 00 aa");
  hear(peer, "12 0d 00 00 00");
  EXPECT_EQ(server().update_subscribed({0x0c}, octets("bb")), 1u);
}

TEST_F(ServerTest, notifies_one_peer_whether_it_subscribed_or_not) {
  EXPECT_TRUE(server().notify({peer}, {0x0c}, octets("aa bb")));
  EXPECT_EQ(take_said(), "1b 0c 00 aa bb");
  EXPECT_TRUE(server().notify({peer}, {0x0c}, {}));
  EXPECT_EQ(take_said(), "1b 0c 00");
}

TEST_F(ServerTest, a_value_is_cut_to_what_the_MTU_holds) {
  EXPECT_TRUE(server().notify({peer}, {0x0c}, counting(600)));
  EXPECT_EQ(take_said(), "1b 0c 00 " + hex(counting(20)));
  EXPECT_TRUE(server().indicate({peer}, {0x0c}, counting(600)));
  EXPECT_EQ(take_said(), "1d 0c 00 " + hex(counting(20)));
}

TEST_F(ServerTest, only_characteristic_values_can_be_sent) {  // T14
  for (const std::uint16_t handle : {0x00, 0x0a, 0x0b, 0x0d, 0x10, 0x21, 0xffff}) {
    const Status notified = server().notify({peer}, {handle}, octets("aa"));
    const Status indicated = server().indicate({peer}, {handle}, octets("aa"));
    ASSERT_FALSE(notified || indicated) << handle;
    EXPECT_EQ(notified.error(), Error::invalid_argument);
    EXPECT_EQ(indicated.error(), Error::invalid_argument);
  }
  EXPECT_EQ(take_said(), "");
}

TEST_F(ServerTest, GATT_SR_GAI_BV_01_C_indicates_and_tells_the_confirmation) {
  hear(peer, "12 20 00 02 00");
  app.log.clear();
  controller.pdus.clear();
  EXPECT_EQ(server().update_subscribed({0x1f}, octets("63")), 1u);
  EXPECT_EQ(take_said(), "1d 1f 00 63");
  EXPECT_EQ(app.take_log(), "");
  hear(peer, "1e");
  EXPECT_EQ(app.take_log(), "indicated 001f ok");
}

TEST_F(ServerTest, where_both_are_on_it_notifies) {
  hear(peer, "12 0d 00 03 00");
  controller.pdus.clear();
  EXPECT_EQ(server().update_subscribed({0x0c}, octets("aa")), 1u);
  EXPECT_EQ(take_said(), "1b 0c 00 aa");
}

TEST_F(ServerTest, values_without_a_CCCD_have_no_subscribers) {
  EXPECT_EQ(server().update_subscribed({0x0f}, octets("aa")), 0u);
  EXPECT_EQ(server().update_subscribed({0x10}, octets("aa")), 0u);
  EXPECT_EQ(server().update_subscribed({0xffff}, octets("aa")), 0u);
  EXPECT_EQ(server().update_subscribed({0x12}, octets("aa")), 0u);
}

TEST_F(ServerTest, indications_wait_for_the_confirmation_of_the_one_before) {
  for (const char* value : {"01", "02", "03"})
    EXPECT_TRUE(server().indicate({peer}, {0x0c}, octets(value)));
  EXPECT_EQ(take_said(), "1d 0c 00 01");
  EXPECT_EQ(ask("1e"), "1d 0c 00 02");
  EXPECT_EQ(ask("1e"), "1d 0c 00 03");
  EXPECT_EQ(ask("1e"), "");
  EXPECT_EQ(ask("1e"), "");  // nothing to confirm
  EXPECT_EQ(host().counters().unexpected_replies, 1u);
  EXPECT_EQ(app.take_log(), "indicated 000c ok; indicated 000c ok; indicated 000c ok");
}

TEST_F(ServerTest, notifications_do_not_wait_for_confirmations) {
  EXPECT_TRUE(server().indicate({peer}, {0x0c}, octets("01")));
  EXPECT_TRUE(server().notify({peer}, {0x0c}, octets("02")));
  EXPECT_EQ(take_said(), "1d 0c 00 01 / 1b 0c 00 02");
  hear(peer, "1e");
}

TEST_F(ServerTest, GATT_SR_GAT_BV_01_C_an_indication_without_confirmation_times_out) {
  EXPECT_TRUE(server().indicate({peer}, {0x0c}, octets("01")));
  EXPECT_TRUE(server().indicate({peer}, {0x1f}, octets("02")));
  pass(Duration::milliseconds(29'999));
  EXPECT_EQ(app.take_log(), "");
  pass(Duration::milliseconds(1));
  EXPECT_EQ(app.take_log(),
            "indicated 000c timed out; indicated 001f timed out; disconnected 0040 16");
}

TEST_F(ServerTest, every_indication_that_was_accepted_ends_when_its_link_does) {
  for (const std::uint16_t handle : {0x0c, 0x1f, 0x0c})
    EXPECT_TRUE(server().indicate({peer}, {handle}, octets("01")));
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(app.take_log(), "indicated 000c disconnected; indicated 001f disconnected; "
                            "indicated 000c disconnected; disconnected 0040 08");
}

TEST_F(ServerTest, a_subscriber_may_be_sent_to_from_inside_the_callback) {
  app.react = [this](const std::string& line) {
    if (line.starts_with("subscription")) {
      EXPECT_TRUE(server().notify({peer}, {0x0c}, text("s")));
    } else if (line.starts_with("indicated 000c ok") && app.log.size() < 4) {
      EXPECT_TRUE(server().indicate({peer}, {0x0c}, text("i")));
    }
  };
  // The response was on its way before: it goes out first or after, but both go out.
  EXPECT_EQ(ask("12 0d 00 01 00"), "1b 0c 00 73 / 13");
  EXPECT_TRUE(server().indicate({peer}, {0x0c}, text("i")));
  hear(peer, "1e");
  hear(peer, "1e");
  hear(peer, "1e");
  EXPECT_EQ(app.take_log(), "subscription 0040 000c 1; indicated 000c ok; indicated 000c ok; "
                            "indicated 000c ok");
}

TEST_F(ServerTest, a_write_may_be_answered_by_a_notification_from_inside) {
  services.store.react = [this](const std::string& what) {
    if (what != "write") return;
    EXPECT_TRUE(server().notify({peer}, {0x0c}, text("w")));
  };
  EXPECT_EQ(ask("12 0c 00 01"), "1b 0c 00 77 / 13");
}

TEST_F(ServerTest, GATT_SR_GAS_BV_01_C_indicates_Service_Changed_on_live_links) {
  hear(peer, "12 09 00 02 00");
  EXPECT_EQ(app.take_log(), "");  // the host's own affair
  controller.pdus.clear();
  server().remove(services.battery);
  EXPECT_EQ(take_said(), "1d 08 00 1d 00 20 00");
  EXPECT_EQ(ask("1e"), "");
  EXPECT_EQ(app.take_log(), "");
  ASSERT_TRUE(server().add(services.battery));
  // Not the old handles: this peer may know them (T20).
  EXPECT_EQ(services.battery.start_handle, 0x21);
  EXPECT_EQ(take_said(), "1d 08 00 21 00 24 00");
  EXPECT_EQ(ask("1e"), "");
}

TEST_F(ServerTest, Service_Changed_is_not_lost_for_lack_of_memory) {
  hear(peer, "12 09 00 02 00");
  controller.completes_packets = false;
  while (server().notify({peer}, {0x0c}, counting(1))) {
  }
  server().remove(services.battery);
  server().remove(services.own);
  controller.pdus.clear();
  controller.completes_packets = true;
  controller.completed(peer, 8);
  pump();
  // One for both, over all that changed.
  EXPECT_EQ(controller.pdus.back().payload, octets("1d 08 00 13 00 20 00"));
  hear(peer, "1e");
  controller.pdus.clear();
  pass(Duration::seconds(1));
  EXPECT_EQ(take_said(), "");
}

TEST_F(ServerTest, changes_while_one_is_not_confirmed_are_told_together) {
  hear(peer, "12 09 00 02 00");
  controller.pdus.clear();
  server().remove(services.battery);
  server().remove(services.own);
  server().remove(services.heart_rate);
  EXPECT_EQ(take_said(), "1d 08 00 1d 00 20 00");
  EXPECT_EQ(ask("1e"), "1d 08 00 0a 00 1c 00");
  EXPECT_EQ(ask("1e"), "");
}

TEST_F(ServerTest, peers_that_did_not_subscribe_are_not_told) {
  server().remove(services.battery);
  ASSERT_TRUE(server().add(services.battery));
  EXPECT_EQ(take_said(), "");
}

TEST_F(ServerTest, live_links_survive_new_services) {  // T4
  server().remove(services.own);
  server().remove(services.battery);
  EXPECT_EQ(ask("0a 0c 00"), "0b 01 02 03");
  EXPECT_EQ(ask("0a 15 00"), "01 0a 15 00 01");
  EXPECT_EQ(ask("10 01 00 ff ff 00 28"),
            "11 06 01 00 05 00 00 18 06 00 09 00 01 18 0a 00 12 00 0d 18");
}

TEST_F(ServerTest, handles_are_used_again_when_no_link_is_left) {  // T20
  server().remove(services.own);
  server().remove(services.battery);
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  ASSERT_TRUE(server().add(services.battery));
  EXPECT_EQ(services.battery.start_handle, 0x13);
  ASSERT_TRUE(server().add(services.own));
  EXPECT_EQ(services.own.start_handle, 0x17);
}

TEST_F(ServerTest, subscriptions_of_a_removed_service_are_forgotten) {
  hear(peer, "12 0d 00 01 00");
  hear(peer, "12 20 00 02 00");
  server().remove(services.battery);
  EXPECT_EQ(server().subscription({peer}, {0x0c}), 1);
  EXPECT_EQ(server().subscription({peer}, {0x1f}), 0);
  server().remove(services.heart_rate);
  EXPECT_TRUE(server().subscriptions().all_free());
}

TEST_F(ServerTest, a_service_is_registered_and_removed_once) {
  const Status again = server().add(services.own);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::already);
  server().remove(services.own);
  server().remove(services.own);
  EXPECT_EQ(ask("10 13 00 ff ff 00 28"), "01 10 13 00 0a");
}

TEST_F(ServerTest, peers_come_back_to_a_table_without_their_subscriptions) {
  hear(peer, "12 0d 00 01 00");
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  connect();
  controller.pdus.clear();
  EXPECT_EQ(server().update_subscribed({0x0c}, octets("aa")), 0u);
  EXPECT_EQ(take_said(), "");
}

}  // namespace
}  // namespace westwind::testing
