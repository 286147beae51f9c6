// The front door: life of a host, its deadline, many hosts one after another and side by side.
#include "host/host.hpp"

#include <memory>

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;

class HostTest : public HostBench {};

TEST_F(HostTest, construct_and_destroy_is_reset) {  // T42, T43
  for (int life = 0; life < 1000; ++life) {
    construct({});
    app.log.clear();
    controller.hold_commands = false;
    start();
    ASSERT_EQ(host().controller().acl_count, 8);
    ASSERT_TRUE(host().memory_all_free());
    // It goes in the middle of whatever it does, another state each time.
    controller.hold_commands = life % 3 == 0;
    EXPECT_TRUE(!(life % 2 == 0) || host().advertiser().start({}));
    EXPECT_TRUE(!(life % 5 == 0) || host().scanner().start({}));
    EXPECT_TRUE(!(life % 7 == 0) || life % 5 == 0 || host().initiator().connect({}, {}));
    if (life % 4 == 0) controller.connection_complete(peer, Role::peripheral);
    if (life % 8 == 0) pump();
    controller.release_all();
    controller.to_host.clear();
    controller.links.clear();
    controller.advertising = controller.scanning = controller.creating = false;
  }
  construct({});
  app.connected = app.disconnected;
  start();
}

TEST_F(HostTest, no_late_event_after_destruction) {
  {
    host::Storage<host::Limits{}> storage;
    Application short_lived;
    crypto::BuiltinAes128 aes;
    host::Host other(storage.memory(), controller, short_lived, {aes, nullptr, nullptr}, {});
    short_lived.listen_to(other);
    other.start(now);
    short_lived.react = [](const std::string&) { FAIL() << "called after destruction"; };
  }
  controller.to_host.clear();
  controller.commands.clear();
}

TEST_F(HostTest, a_host_fails_once_and_for_good) {
  start();
  host().transport_failed();
  EXPECT_LE(host().deadline(), now);
  pump();
  EXPECT_EQ(app.take_log(), "fault 3");
  EXPECT_TRUE(host().deadline().is_never());
  controller.event(HardwareError::code, octets("01"));
  pump();
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(HostTest, two_hosts_do_not_know_of_each_other) {
  start();
  ScriptedController second_controller;
  Application second_app;
  crypto::BuiltinAes128 aes;
  auto storage = std::make_unique<host::Storage<host::Limits{}>>();
  host::Host second(storage->memory(), second_controller, second_app, {aes, nullptr, nullptr}, {});
  second_app.listen_to(second);
  second.start(now);
  while (!second_controller.to_host.empty()) {
    const OctetString packet = second_controller.to_host.front();
    second_controller.to_host.pop_front();
    second.receive(now, packet);
  }
  EXPECT_TRUE(second.is_ready());
  connect();
  EXPECT_EQ(second.connections().find({peer}), nullptr);
  EXPECT_EQ(second_app.take_log(), "ready");
}

TEST_F(HostTest, the_deadline_is_the_earliest_of_all_parts) {
  start();
  connect();
  host::gatt::Read read{app, {3}};
  ASSERT_TRUE(run_procedure(read));
  ASSERT_TRUE(host().initiator().connect({}, {.timeout = Duration::seconds(7)}));
  pump();
  EXPECT_EQ(host().deadline(), now + Duration::seconds(7));
  host().initiator().cancel();
  pump();
  EXPECT_EQ(host().deadline(), now + Duration::seconds(30));
  hear(peer, "0b");
  EXPECT_TRUE(host().deadline().is_never());
}

TEST_F(HostTest, running_too_early_or_too_often_changes_nothing) {
  start();
  for (int i = 0; i < 100; ++i)
    host().run(now);
  EXPECT_TRUE(controller.commands.empty());
  EXPECT_EQ(app.take_log(), "");
}

/// The least that Storage allows.
constexpr host::Limits least{.links = 1,
                             .commands = 4,
                             .transmit_octets = 600,
                             .receive_octets = 96,
                             .max_mtu = 23,
                             .subscriptions = 1};
class SmallHost : public BenchWith<least> {};

TEST_F(SmallHost, the_smallest_host_does_everything_one_thing_at_a_time) {
  start();
  ASSERT_TRUE(host().advertiser().set_data(octets("02 01 06")));
  ASSERT_TRUE(host().advertiser().set_scan_response(octets("02 0a 00")));
  ASSERT_TRUE(host().advertiser().start({}));
  ASSERT_TRUE(scan());
  pump();
  EXPECT_TRUE(controller.advertising && controller.scanning);
  host().scanner().stop();
  controller.central_connects(peer);
  pump();
  EXPECT_EQ(ask("0a 03 00"), "0b");
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  EXPECT_EQ(ask("02 05 02"), "03 17 00");
  host::gatt::Read read{app, {3}};
  ASSERT_TRUE(run_procedure(read));
  EXPECT_EQ(ask("0b " + hex(counting(22))), "");
  controller.connection_complete(0x41, Role::peripheral);
  pump();
  EXPECT_EQ(host().counters().links_refused, 1u);
}

}  // namespace
}  // namespace westwind::testing
