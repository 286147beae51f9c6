// See simulation.hpp.
#include "cli/simulation.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

using Clock = asio::steady_timer::clock_type;

Instant wall_now() {
  const auto since =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
  return Instant::from_us(since.count());
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    throw Trouble(
        fmt::format("cannot make the folder {} for --btsnoop: {}", path, error.message()));
}

}  // namespace

Simulation::Simulation(asio::io_context& loop, const WorldOptions& options)
    : options_(options), world_(options.seed), medium_(world_),
      pace_(world_, wall_now(), {.speed = options.speed}), timer_(loop) {
  medium_.observe(traffic_);
  medium_.faults().knobs.everywhere.loss_ppm = static_cast<std::uint32_t>(options.loss * 1e6 + 0.5);
  if (!options_.btsnoop_folder.empty()) make_folder(options_.btsnoop_folder);
  if (options_.pcap.empty()) return;
  if (!capture_file_.open(options_.pcap.c_str()))
    throw Trouble(
        fmt::format("cannot write the capture {}: {}", options_.pcap, std::strerror(errno)));
  capture_.emplace(medium_, capture_file_);
}

void Simulation::catch_up() {
  if (options_.is_virtual) return advance(now());
  const Instant next = pace_.pump(wall_now());
  if (next.is_never()) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(Clock::time_point(std::chrono::microseconds(next.us())));
  timer_.async_wait([this](const std::error_code& error) {
    if (!error) catch_up();
  });
}

air::Position Simulation::position_of(const std::string& board) const {
  const auto found = options_.positions.find(board);
  return found == options_.positions.end() ? air::Position{} : found->second;
}

void Simulation::captured_hci(const std::string& board, air::HciDirection direction, Bytes h4) {
  if (!capture_) return;
  const auto [found, is_new] = hci_interfaces_.try_emplace(board, 0);
  if (is_new) found->second = capture_->add_hci_interface(board);
  capture_->hci(found->second, direction, h4);
}

void Simulation::finish() {
  timer_.cancel();
  if (capture_) capture_->flush();
}

std::string Simulation::summary() const {
  std::string text = traffic_.summary(medium_.counters(), world_.now() - Instant(), world_.seed());
  if (const Duration slipped = pace_.slipped(); slipped > Duration::zero())
    text += fmt::format("This machine was too slow: the world stood still for {:.1f} s\n",
                        static_cast<double>(slipped.count_ms()) / 1000);
  if (!options_.pcap.empty())
    text += fmt::format("Capture: {} (open it with Wireshark)\n", options_.pcap);
  if (!options_.btsnoop_folder.empty())
    text += fmt::format("HCI records: {}/*.btsnoop\n", options_.btsnoop_folder);
  return text;
}

}  // namespace westwind::cli
