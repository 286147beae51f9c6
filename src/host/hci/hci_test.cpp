// Links opened and closed, events dispatched, the ways a host can fail.
#include "hci/hci.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;

class HciTest : public HostBench {
 protected:
  void SetUp() override { start(); }
};

TEST_F(HciTest, a_link_keeps_its_handle_whatever_comes_and_goes) {  // T1
  connect(0x0040);
  connect(0x0abc, Role::central);
  controller.disconnection_complete(0x0040, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0040 08");
  connect(0x0001);
  ASSERT_NE(host().connections().find({0x0abc}), nullptr);
  EXPECT_EQ(link(0x0abc).role, Role::central);
  EXPECT_EQ(host().connections().find({0x0040}), nullptr);
  EXPECT_EQ(host().connections().find(no_connection), nullptr);
}

TEST_F(HciTest, a_link_knows_its_peer_and_parameters) {
  const wire::DeviceAddress address{wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
  controller.connection_complete(peer, Role::central, address);
  pump();
  EXPECT_EQ(link().peer, address);
  EXPECT_EQ(link().parameters.interval_1250us, 24);
  EXPECT_EQ(link().parameters.supervision_timeout_10ms, 100);
}

TEST_F(HciTest, an_enhanced_connection_complete_opens_a_link_as_well) {
  controller.links[peer] = {Role::central, 0, {}};
  controller.le_event(LeEnhancedConnectionComplete{
      ErrorCode::success, {peer}, Role::central, {}, {}, {}, 6, 1, 200, 0});
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040");
  EXPECT_EQ(link().parameters.interval_1250us, 6);
  EXPECT_EQ(link().parameters.latency, 1);
}

TEST_F(HciTest, a_handle_in_use_again_ends_the_old_link_first) {
  connect(peer);
  controller.connection_complete(peer, Role::central);
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0040 1f; connected 0040");
  EXPECT_EQ(link().role, Role::central);
}

TEST_F(HciTest, more_links_than_slots_are_ended_at_once) {
  for (std::uint16_t handle = 1; handle <= 4; ++handle)
    connect(handle);
  controller.connection_complete(5, Role::peripheral);
  pump();
  EXPECT_EQ(app.take_log(), "");
  EXPECT_EQ(host().counters().links_refused, 1u);
  EXPECT_EQ(hex(controller.last(Disconnect::opcode)->parameters), "05 00 14");
  EXPECT_EQ(controller.links.count(5), 0u);
  controller.disconnection_complete(1, ErrorCode::connection_timeout);
  pump();
  app.log.clear();
  controller.connection_complete(6, Role::peripheral);
  pump();
  EXPECT_EQ(app.take_log(), "connected 0006");
}

TEST_F(HciTest, a_refused_link_is_ended_even_when_no_command_can_be_queued_at_once) {
  for (std::uint16_t handle = 1; handle <= 4; ++handle)
    connect(handle);
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  controller.connection_complete(5, Role::peripheral);
  pump();
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(Disconnect::opcode), 1u);
  EXPECT_EQ(controller.links.count(5), 0u);
}

TEST_F(HciTest, a_connection_that_cannot_be_is_not_one) {
  for (const std::uint16_t handle : {0xffff, 0x0f00, 0x0fff, 0x1040}) {
    controller.le_event(
        LeConnectionComplete{ErrorCode::success, {handle}, Role::peripheral, {}, 24, 0, 100, 0});
    pump();
  }
  controller.le_event(
      LeConnectionComplete{ErrorCode::success, {peer}, static_cast<Role>(7), {}, 24, 0, 100, 0});
  pump();
  EXPECT_EQ(app.take_log(), "");
  EXPECT_EQ(host().counters().malformed_events, 5u);
}

TEST_F(HciTest, a_failed_connection_opens_nothing) {
  controller.connection_complete(peer, Role::central, {},
                                 ErrorCode::connection_failed_to_be_established);
  pump();
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(HciTest, a_disconnection_that_failed_changes_nothing) {
  connect();
  controller.event(DisconnectionComplete::code, octets("0c 40 00 00"));
  pump();
  EXPECT_EQ(app.take_log(), "");
  EXPECT_NE(host().connections().find({peer}), nullptr);
}

TEST_F(HciTest, a_link_whose_end_was_lost_ends_when_it_is_asked_to) {
  connect(1);
  connect(2);
  controller.links.erase(1);  // and no event
  EXPECT_TRUE(host().connections().disconnect({1}));
  EXPECT_TRUE(host().connections().disconnect({2}));
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0001 1f; disconnected 0002 16");
}

TEST_F(HciTest, a_disconnection_of_no_link_is_counted) {
  controller.event(DisconnectionComplete::code, octets("00 40 00 13"));
  pump();
  EXPECT_EQ(host().counters().unknown_handles, 1u);
}

TEST_F(HciTest, events_shorter_than_their_fixed_part_are_counted) {
  controller.event(DisconnectionComplete::code, octets("00 40 00"));
  controller.event(LeMeta::code, {});
  controller.event(LeMeta::code, octets("01 00 40"));
  controller.event(LeMeta::code, octets("0a 00 40"));
  pump();
  EXPECT_EQ(host().counters().malformed_events, 4u);
}

TEST_F(HciTest, events_longer_than_their_fixed_part_are_understood) {
  connect();
  controller.event(DisconnectionComplete::code, octets("00 40 00 13 de ad"));
  controller.links.clear();
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0040 13");
}

TEST_F(HciTest, unknown_events_are_ignored) {
  controller.event(0xff, octets("01 02 03"));
  controller.event(LeMeta::code, octets("7f 01 02"));
  pump();
  EXPECT_EQ(host().state(), State::ready);
}

TEST_F(HciTest, a_hardware_error_fails_the_host_and_ends_all_links) {
  connect(1);
  connect(2);
  controller.event(HardwareError::code, octets("42"));
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0001 08; disconnected 0002 08; fault 2");
  EXPECT_EQ(host().state(), State::failed);
  controller.links.clear();
}

TEST_F(HciTest, a_failed_host_takes_and_sends_nothing_more) {
  connect(1);
  controller.hold_commands = true;
  ASSERT_TRUE(scan());
  host().transport_failed();
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0001 08; fault 3");
  controller.commands.clear();
  controller.connection_complete(2, Role::peripheral);
  pump();
  EXPECT_EQ(app.take_log(), "");
  EXPECT_FALSE(host().advertiser().start({}));
  EXPECT_FALSE(host().connections().disconnect({1}));
  EXPECT_FALSE(host().identity().set_mode(host::gap::AddressMode::static_random));
  EXPECT_FALSE(host().client().write_without_response({1}, {3}, octets("01")));
  EXPECT_TRUE(controller.commands.empty());
  EXPECT_TRUE(host().memory_all_free());
  controller.links.clear();
}

TEST_F(HciTest, a_failing_host_sends_nothing_on_the_links_that_are_left) {
  connect(1);
  connect(2);
  controller.completes_packets = false;
  controller.pdus.clear();
  while (host().client().write_without_response({2}, {3}, counting(20))) {
  }
  while (host().client().write_without_response({1}, {3}, counting(20))) {
  }
  const std::size_t sent = controller.order.size();
  host().transport_failed();
  pump();
  EXPECT_EQ(controller.order.size(), sent);
  controller.links.clear();
}

TEST_F(HciTest, an_application_may_fail_the_host_from_inside_a_callback) {
  app.react = [this](const std::string& line) {
    if (line.starts_with("connected")) host().transport_failed();
  };
  controller.connection_complete(1, Role::peripheral);
  pump();
  EXPECT_EQ(app.take_log(), "connected 0001; disconnected 0001 08; fault 3");
  controller.links.clear();
}

TEST_F(HciTest, the_deadline_is_never_when_only_packets_matter) {
  EXPECT_TRUE(host().deadline().is_never());
  connect();
  EXPECT_TRUE(host().deadline().is_never());
}

}  // namespace
}  // namespace westwind::testing
