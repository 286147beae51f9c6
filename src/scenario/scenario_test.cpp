// Scenarios: what scripts wait for comes, what does not come is said, and the same seed is the same
// story.
#include "scenario/actor.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace westwind::scenario {
namespace {

const Uuid heart_rate(0x180d);
const Uuid measurement(0x2a37);

constexpr Duration ms(std::int64_t count) { return Duration::milliseconds(count); }

ServedValue served_rate() {
  return {.service = heart_rate,
          .uuid = measurement,
          .properties =
              wire::gatt::read | wire::gatt::write | wire::gatt::notify | wire::gatt::indicate,
          .value = {0, 60}};
}

Script wear(Actor& self, std::vector<std::string>& diary) {
  co_await self.ready();
  const Handle rate = self.serve(served_rate());
  self.advertise(self.name());
  const ConnHandle link = co_await self.connected();
  diary.push_back(self.name() + " connected");
  co_await self.subscribed(rate);
  for (std::uint8_t beat = 61; beat < 64; ++beat) {
    co_await self.pause(Duration::seconds(1));
    EXPECT_EQ(co_await self.update(rate, octets(0, beat)), 1u);
  }
  const Value written = co_await self.written();
  EXPECT_EQ(written.octets, octets(7));
  EXPECT_EQ(co_await self.disconnected(link), ErrorCode::remote_user_terminated_connection);
  diary.push_back(self.name() + " alone");
}

Script look(Actor& self, std::string whom, bool indications, std::vector<std::string>& diary) {
  co_await self.ready();
  const DeviceAddress peer = co_await self.find(whom);
  const ConnHandle link = co_await self.connect(peer);
  EXPECT_GT(co_await self.exchange_mtu(link), 23);
  const Found rate = co_await self.discover(link, heart_rate, measurement);
  EXPECT_EQ(co_await self.read(link, rate.value), octets(0, 60));
  co_await self.subscribe(link, rate, indications);
  for (std::uint8_t beat = 61; beat < 64; ++beat) {
    const Value value = co_await self.value();
    EXPECT_EQ(value.octets, octets(0, beat));
    EXPECT_EQ(value.is_indication, indications);
  }
  co_await self.secure(link);
  co_await self.write(link, rate.value, octets(7));
  diary.push_back(self.name() + " has seen it");
  co_await self.disconnect(link);
}

std::string file_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Scenarios : public ::testing::Test {
 protected:
  std::string path(const std::string& name) {
    return (std::filesystem::temp_directory_path() /
            ("westwind-scenario-" + std::to_string(::getpid()) + name))
        .string();
  }
  std::string play(std::uint64_t seed, bool indications) {
    const std::string capture = path(".pcapng");
    {
      Scenario world({.seed = seed, .capture = capture});
      Actor& heart = world.add({.name = "heart"});
      Actor& phone = world.add({.name = "phone", .position = {3, 0}});
      world.play(wear(heart, diary));
      world.play(look(phone, "heart", indications, diary));
      world.run();
      EXPECT_GT(world.now(), Instant() + Duration::seconds(3));
    }
    const std::string octets = file_of(capture);
    std::filesystem::remove(capture);
    return octets;
  }

  std::vector<std::string> diary;
};

TEST_F(Scenarios, two_devices_live_through_a_whole_story) {
  EXPECT_GT(play(1, false).size(), 1000u);
  EXPECT_EQ(diary,
            (std::vector<std::string>{"heart connected", "phone has seen it", "heart alone"}));
  play(1, true);
}

TEST_F(Scenarios, one_seed_is_one_story_to_the_octet) {
  const std::string first = play(5, false);
  EXPECT_EQ(play(5, false), first);
  EXPECT_NE(play(6, false), first);
}

Script only(Actor& self, std::string whom) {
  co_await self.ready();
  co_await self.find(whom, Duration::seconds(2));
}

TEST_F(Scenarios, what_does_not_come_is_said_with_actor_reason_and_time) {
  Scenario world;
  world.play(only(world.add({.name = "phone"}), "nobody"));
  try {
    world.run();
    FAIL() << "nobody was found";
  } catch (const Failure& failure) {
    const std::string text = failure.what();
    EXPECT_EQ(text.rfind("phone: find: nobody is called 'nobody', at 2.0", 0), 0u) << text;
  }
}

Script refused(Actor& self, Actor& peer) {
  co_await self.ready();
  const ConnHandle link = co_await self.connect(peer);
  co_await self.read(link, Handle{0x7777});
}

Script offer(Actor& self) {
  co_await self.ready();
  self.advertise("heart");
  co_await self.disconnected(co_await self.connected());
}

TEST_F(Scenarios, a_peer_that_refuses_ends_the_story_though_others_go_on) {
  Scenario world;
  Actor& heart = world.add({.name = "heart"});
  Actor& phone = world.add({.name = "phone"});
  world.play(offer(heart));
  world.play(refused(phone, heart));
  try {
    world.run();
    FAIL() << "there is no such attribute";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("phone: read: the peer answers with error 1, at 0."),
              std::string::npos)
        << failure.what();
  }
}

Script patient(Actor& self) {
  co_await self.ready();
  co_await self.connected().within(ms(1500));
}

TEST_F(Scenarios, a_wait_has_an_end) {
  Scenario world;
  world.play(patient(world.add({.name = "lonely"})));
  try {
    world.run();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(
        std::string(failure.what()).rfind("lonely: connected: nothing after 1500 ms, at 1.5", 0),
        0u)
        << failure.what();
  }
}

TEST_F(Scenarios, a_run_has_an_end_and_unfinished_scripts_are_let_go) {
  Scenario world;
  Actor& heart = world.add({.name = "heart"});
  world.play(offer(heart));
  EXPECT_THROW(world.run(Duration::seconds(3)), Failure);
  EXPECT_EQ(world.now().us() / 1000000, 3);
}

Script walk(Actor& self, Actor& peer, ErrorCode& reason) {
  co_await self.ready();
  const ConnHandle link = co_await self.connect(peer);
  co_await self.pause(Duration::seconds(1));
  self.move_to({100000, 0});
  reason = co_await self.disconnected(link);
}

TEST_F(Scenarios, a_device_that_walks_away_loses_its_link) {
  Scenario world;
  Actor& heart = world.add({.name = "heart"});
  Actor& phone = world.add({.name = "phone"});
  ErrorCode reason{};
  world.play(offer(heart));
  world.play(walk(phone, heart, reason));
  world.run();
  EXPECT_EQ(reason, ErrorCode::connection_timeout);
}

Script crowd(Actor& self, std::size_t others) {
  co_await self.ready();
  const std::vector<Report> reports = co_await self.scan(Duration::seconds(3), true);
  std::vector<DeviceAddress> seen;
  for (const Report& report : reports)
    if (std::find(seen.begin(), seen.end(), report.device) == seen.end())
      seen.push_back(report.device);
  EXPECT_EQ(seen.size(), others);
}

Script shout(Actor& self) {
  co_await self.ready();
  self.advertise(self.name());
}

TEST_F(Scenarios, a_scan_brings_everybody) {
  Scenario world;
  for (int i = 0; i < 10; ++i)
    world.play(shout(world.add({.name = "advertiser " + std::to_string(i)})));
  world.play(crowd(world.add({.name = "listener"}), 10));
  world.run();
}

TEST_F(Scenarios, a_capture_that_cannot_be_written_is_said) {
  EXPECT_THROW(Scenario({.capture = "/nowhere/at/all.pcapng"}), Failure);
}

}  // namespace
}  // namespace westwind::scenario
