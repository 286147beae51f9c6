// A heart rate sensor and two phones. One stays near and listens; the other is carried out of
// reach, loses its link, comes back, and connects again. All in virtual time: half a minute takes a
// moment.
#include <cstdio>
#include <cstdlib>

#include "scenario/actor.hpp"

namespace scn = westwind::scenario;
using westwind::Duration;
using westwind::wire::Uuid;

namespace {

const Uuid heart_rate_service(0x180d);
const Uuid heart_rate_measurement(0x2a37);

scn::Script wear(scn::Actor& self) {
  co_await self.ready();
  const scn::Handle rate = self.serve({.service = heart_rate_service,
                                       .uuid = heart_rate_measurement,
                                       .properties = westwind::wire::gatt::notify});
  for (int second = 0; second < 30; ++second) {
    // Advertising ends with each connection; whoever went away may come back.
    self.advertise("heart");
    const int beats = 60 + second;
    co_await self.update(rate, scn::octets(0, beats));
    co_await self.pause(Duration::seconds(1));
  }
}

scn::Script follow(scn::Actor& self) {
  co_await self.ready();
  const auto sensor = co_await self.find("heart");
  const auto link = co_await self.connect(sensor);
  const auto rate = co_await self.discover(link, heart_rate_service, heart_rate_measurement);
  co_await self.subscribe(link, rate);
  for (int i = 0; i < 10; ++i) {
    const auto value = co_await self.value();
    std::printf("%-6s %2d beats, at %s\n", self.name().c_str(), value.octets.at(1),
                self.scenario().time_text().c_str());
  }
  co_await self.disconnect(link);
}

scn::Script stray(scn::Actor& self) {
  co_await self.ready();
  // Two who answer the same advertisement would disturb each other.
  co_await self.pause(Duration::seconds(2));
  const auto sensor = co_await self.find("heart");
  const auto link = co_await self.connect(sensor);
  co_await self.pause(Duration::seconds(3));
  self.move_to({5000, 0});
  co_await self.disconnected(link);
  std::printf("%-6s out of reach, at %s\n", self.name().c_str(),
              self.scenario().time_text().c_str());
  self.move_to({5, 0});
  const auto again = co_await self.connect(sensor, {.timeout = Duration::seconds(10)});
  std::printf("%-6s back again, at %s\n", self.name().c_str(), self.scenario().time_text().c_str());
  co_await self.disconnect(again);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    scn::Scenario world({.seed = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1,
                         .capture = count > 2 ? arguments[2] : ""});
    world.play(wear(world.add({.name = "heart"})));
    world.play(follow(world.add({.name = "near", .position = {2, 0}})));
    world.play(stray(world.add({.name = "far", .position = {5, 0}})));
    world.run();
  } catch (const scn::Failure& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
