// What the simulated air costs: how many times faster than the real one it runs, how much memory a
// controller takes, and whether links carry what their packets allow. Prints a table and ends with
// 1 where a figure is not reached.
#include <fmt/format.h>
#include <malloc.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/bench/board.hpp"

namespace westwind::bench {
namespace {

int missed = 0;

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

void row(const std::string& what, const std::string& figure, double value, double wanted,
         bool at_most = false) {
  const bool reached = at_most ? value <= wanted : value >= wanted;
  missed += !reached;
  fmt::print("{:<58} {:>14} {} {:>8}   {}\n", what, figure,
             at_most ? "<=" : ">=", fmt::format("{:g}", wanted), reached ? "ok" : "MISSED");
  std::fflush(stdout);
}

struct Desk {
  explicit Desk(std::uint64_t seed = 1) : world(seed), places(world.fork_random()) {}

  /// Somewhere in a square with sides of `side_m`.
  Board& add(double side_m, const controller::Config& config = {}) {
    const auto coordinate = [&] { return static_cast<double>(places.below(1000)) * side_m / 1000; };
    const double x = coordinate(), y = coordinate();
    boards.push_back(std::make_unique<Board>(medium, static_cast<std::uint32_t>(boards.size() + 1),
                                             air::Position{x, y, 0}, config));
    return *boards.back();
  }
  /// How many times faster than real time the next seconds pass.
  double pace(int seconds) {
    const Stopwatch stopwatch;
    world.run_for(Duration::seconds(seconds));
    return seconds / stopwatch.seconds();
  }

  air::World world;
  air::Medium medium{world};
  Random places;
  std::vector<std::unique_ptr<Board>> boards;
};

void advertisers_and_scanners(int advertisers, int scanners, int seconds, double wanted) {
  Desk desk;
  for (int i = 0; i < advertisers; ++i)
    desk.add(50).advertise(160, hci::AdvertisingType::connectable_undirected);
  for (int i = 0; i < scanners; ++i)
    desk.add(50).scan(false);
  desk.world.run_for(Duration::seconds(1));
  const double pace = desk.pace(seconds);
  row(fmt::format("{} advertisers at 100 ms, {} scanners all the time", advertisers, scanners),
      fmt::format("{:.1f} x", pace), pace, wanted);
}

void busy_links(int links, double wanted) {
  Desk desk;
  for (int i = 0; i < links; ++i) {
    Board& peripheral = desk.add(50);
    Board& central = desk.add(50);
    // A CONNECT_IND may collide: both try again then.
    peripheral.on_lost = [&peripheral] {
      peripheral.advertise(160, hci::AdvertisingType::connectable_undirected);
    };
    central.on_lost = [&central, &peripheral] { central.connect(peripheral, 24); };
    peripheral.on_lost();
    central.on_lost();
  }
  for (const auto& board : desk.boards)
    while (!board->link)
      desk.world.run_for(Duration::milliseconds(100));
  const Stopwatch stopwatch;
  constexpr int rounds = 300;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& board : desk.boards)
      if (board->link && board->waiting < 4) board->send_data(100);
    desk.world.run_for(Duration::milliseconds(30));
  }
  const double pace = rounds * 0.03 / stopwatch.seconds();
  std::uint64_t octets = 0;
  for (const auto& board : desk.boards)
    octets += board->octets_received;
  const double share = static_cast<double>(octets) / (200.0 * links * rounds);
  row(fmt::format("{} links: how much of the traffic arrived in time", links),
      fmt::format("{:.1f} %", share * 100), share * 100, 90);
  row(fmt::format("{} links at 30 ms, 100 octets each way in every event", links),
      fmt::format("{:.1f} x", pace), pace, wanted);
}

void many_controllers(int count) {
  const auto allocated = [] { return static_cast<double>(mallinfo2().uordblks); };
  const double before = allocated();
  Desk desk;
  const Stopwatch stopwatch;
  for (int i = 0; i < count; ++i)
    desk.add(2000).advertise(1600, hci::AdvertisingType::non_connectable_undirected);
  const double memory = (allocated() - before) / count / 1024;
  desk.world.run_for(Duration::seconds(2));
  const double warm = (allocated() - before) / count / 1024;
  row(fmt::format("memory of a controller, of {}", count), fmt::format("{:.1f} KiB", warm),
      std::max(memory, warm), 16, true);
  const double pace = desk.pace(2);
  row(fmt::format("{} advertisers at 1 s on 2 x 2 km", count), fmt::format("{:.1f} x", pace), pace,
      1);
}

// Half a second of a thinly settled country: 32 advertisers and three scanners a square kilometre.
// bench.sh counts the instructions of countryside_passes.
[[gnu::noinline]] void countryside_passes(Desk& desk) {
  desk.world.run_for(Duration::milliseconds(500));
}

int countryside(int advertisers) {
  const double side_m = std::sqrt(advertisers / 32.0) * 1000;
  Desk desk;
  for (int i = 0; i < advertisers; ++i)
    desk.add(side_m).advertise(160, hci::AdvertisingType::non_connectable_undirected);
  for (int i = 0; i < advertisers / 10; ++i)
    desk.add(side_m).scan(true);
  desk.world.run_for(Duration::milliseconds(200));
  const Stopwatch stopwatch;
  countryside_passes(desk);
  fmt::print("{:.3f}\n", stopwatch.seconds());
  return 0;
}

/// Of what back-to-back packets of 251 octets with empty answers carry in whole events.
void throughput(const char* name, std::uint8_t phy_bit, std::int64_t exchange_us) {
  Desk desk;
  constexpr std::uint16_t interval = 80;
  Board& peripheral = desk.add(1);
  Board& central = desk.add(1);
  peripheral.advertise(0x20, hci::AdvertisingType::connectable_undirected);
  central.connect(peripheral, interval);
  while (!central.link)
    desk.world.run_for(Duration::milliseconds(10));
  central.send(hci::LeSetDataLength{*central.link, 251, 17040});
  central.send(hci::LeSetPhy{*central.link, 0, phy_bit, phy_bit, 0});
  desk.world.run_for(Duration::seconds(3));
  central.on_delivered = [&] { central.send_data(251); };
  for (int i = 0; i < 6; ++i)
    central.send_data(251);
  desk.world.run_for(Duration::seconds(1));
  const std::uint64_t before = peripheral.octets_received;
  constexpr int seconds = 20;
  desk.world.run_for(Duration::seconds(seconds));
  const double kbit_s =
      static_cast<double>(peripheral.octets_received - before) * 8 / seconds / 1000;
  const std::int64_t interval_us = interval * 1250;
  const double possible = static_cast<double>(interval_us / exchange_us) * 251 * 8 * 1000 /
                          static_cast<double>(interval_us);
  row(fmt::format("throughput on {}: {:.0f} of {:.0f} kbit/s", name, kbit_s, possible),
      fmt::format("{:.1f} %", kbit_s / possible * 100), kbit_s / possible * 100, 97);
  central.on_delivered = nullptr;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

int run() {
  fmt::print("one core of {}\n\n{:<58} {:>14}    {:>8}\n", processor(), "", "figure", "wanted");
  advertisers_and_scanners(100, 50, 10, 20);
  advertisers_and_scanners(1000, 10, 5, 5);
  busy_links(100, 20);
  many_controllers(10'000);
  throughput("LE 1M", 1, 2088 + 80 + 300);
  throughput("LE 2M", 2, 1048 + 44 + 300);
  throughput("LE Coded", 4, 16784 + 720 + 300);
  fmt::print("\n{} of the figures missed\n", missed);
  return missed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace westwind::bench

int main(int count, char** arguments) {
  if (count > 1) return westwind::bench::countryside(std::atoi(arguments[1]));
  return westwind::bench::run();
}
