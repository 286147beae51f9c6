// Every state of the advertiser meets every event, and the one after: however they interleave, in
// the end the controller does what was wanted last, and no command came at a wrong time.
#include "base/random.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::hci::AdvertisingType;
using wire::hci::ErrorCode;

enum class Event {
  start,
  start_otherwise,
  stop,
  set_data,
  set_scan_response,
  central_connects,
  directed_timeout,
  refuse_next,
  one_reply,
  run,
  end
};

class AdvertiserWalk : public HostBench {
 protected:
  // A walk is a host's whole life.
  void walk(int replies_first, Event first, Event second) {
    SCOPED_TRACE("after " + std::to_string(replies_first) + " replies: event " +
                 std::to_string(static_cast<int>(first)) + ", then " +
                 std::to_string(static_cast<int>(second)));
    begin();
    for (int i = 0; i < replies_first; ++i)
      happen(Event::one_reply);
    happen(first);
    happen(second);
    controller.release_all();
    pump();
    check();
    end_everything();
    check_nothing_left();
    app.connected = app.disconnected = 0;
  }
  void begin() {
    controller.forget_refusals();
    construct({});
    app.log.clear();
    host().start(now);
    pump();
    data_ = octets("02 01 06");
    scan_response_ = octets("02 0a 01");
    ASSERT_TRUE(host().advertiser().set_data(data_));
    ASSERT_TRUE(host().advertiser().set_scan_response(scan_response_));
    controller.hold_commands = true;
    controller.disallowed = 0;
    start(AdvertisingType::connectable_undirected);
  }
  void start(AdvertisingType type) {
    host::gap::AdvertisingOptions options;
    options.type = type_ = type;
    ASSERT_TRUE(host().advertiser().start(options));
  }
  void happen(Event event) {
    switch (event) {
    case Event::start: return start(AdvertisingType::connectable_undirected);
    case Event::start_otherwise: return start(AdvertisingType::scannable_undirected);
    case Event::stop: return host().advertiser().stop();
    case Event::set_data: return set(data_, true);
    case Event::set_scan_response: return set(scan_response_, false);
    case Event::central_connects:
      if (controller.links.size() < 4)
        controller.central_connects(static_cast<std::uint16_t>(controller.links.size() + 1));
      return pump();
    case Event::directed_timeout:
      if (!controller.advertising) return;
      controller.advertising = false;
      controller.connection_complete(0, Role::peripheral, {}, ErrorCode::advertising_timeout);
      return pump();
    case Event::refuse_next:
      // A controller has no reason to refuse to stop.
      if (!controller.held.empty() && controller.held.front().parameters != OctetString{0})
        controller.refuse({controller.held.front().opcode}, ErrorCode::unspecified_error);
      controller.release(1);
      return pump();
    case Event::one_reply: controller.release(1); return pump();
    case Event::run: return pass(Duration::milliseconds(1));
    case Event::end: return;
    }
  }
  void set(OctetString& data, bool is_advertising) {
    data.push_back(static_cast<std::uint8_t>(data.size()));
    ASSERT_TRUE(is_advertising ? host().advertiser().set_data(data)
                               : host().advertiser().set_scan_response(data));
  }
  void check() {
    EXPECT_EQ(controller.advertising, host().advertiser().is_wanted());
    EXPECT_EQ(controller.disallowed, 0);
    if (!controller.advertising) return;
    EXPECT_EQ(controller.advertising_parameters[4], static_cast<std::uint8_t>(type_));
    EXPECT_EQ(hex(controller.advertising_data), hex(data_));
    EXPECT_EQ(hex(controller.scan_response), hex(scan_response_));
  }

  AdvertisingType type_{};
  OctetString data_, scan_response_;
};

TEST_F(AdvertiserWalk, every_state_meets_every_pair_of_events) {
  for (int replies = 0; replies <= 4; ++replies)
    for (int first = 0; first <= static_cast<int>(Event::end); ++first)
      for (int second = 0; second <= static_cast<int>(Event::end); ++second)
        walk(replies, Event(first), Event(second));
}

TEST_F(AdvertiserWalk, long_random_walks) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    begin();
    for (int step = 0; step < 60; ++step)
      happen(Event(random.below(static_cast<std::uint32_t>(Event::end))));
    controller.release_all();
    pump();
    check();
    end_everything();
    check_nothing_left();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace westwind::testing
