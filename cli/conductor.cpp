// See conductor.hpp.
#include "cli/conductor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/random.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

using transport::TimeMessage;

// From the start of a process to its first word, with the machine busy.
constexpr double hello_patience_s = 20;
constexpr double for_ever_s = 1e9;
// Between two looks at pipes and signals while a board takes its time. Never seen in virtual time.
constexpr int look_ms = 20;
// Turns of the world between two looks at signals.
constexpr int turns_at_once = 256;

Instant instant_of(std::int64_t us) {
  return us == TimeMessage::never ? Instant::never() : Instant::from_us(us);
}

}  // namespace

Conductor::~Conductor() {
  for (const Player& player : players_)
    for (const int fd : {player.line, player.far_end})
      if (fd >= 0) ::close(fd);
}

int Conductor::add(std::string name) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw Trouble(fmt::format("no socket to be had: {}", std::strerror(errno)));
  players_.push_back({.name = std::move(name), .line = ends[0], .far_end = ends[1]});
  return ends[1];
}

void Conductor::started(std::size_t index) { ::close(std::exchange(players_[index].far_end, -1)); }

void Conductor::drain() {
  while (loop_.poll() > 0) {
  }
}

std::optional<TimeMessage> Conductor::hear(const Player& player, double patience_s) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience_s);
  while (std::chrono::steady_clock::now() < end) {
    pollfd line{player.line, POLLIN, 0};
    if (::poll(&line, 1, look_ms) != 1) {
      // Its output may be more than a pipe holds, and somebody may want us to stop.
      loop_.poll();
      if (is_stopped_) return std::nullopt;
      continue;
    }
    TimeMessage message;
    const ssize_t count = ::recv(player.line, &message, sizeof message, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count != sizeof message) return std::nullopt;
    return message;
  }
  return std::nullopt;
}

void Conductor::see_off(Player& player) {
  ::close(std::exchange(player.line, -1));
  on_gone_(static_cast<std::size_t>(&player - players_.data()));
  drain();
}

void Conductor::begin(Player& player) {
  const auto hello = hear(player, hello_patience_s);
  if (is_stopped_) return;
  if (!hello || hello->kind != TimeMessage::Kind::hello ||
      hello->version != TimeMessage::this_version)
    throw Trouble(
        fmt::format("board '{}': this MicroPython does not know virtual time; build it anew with: "
                    "scripts/micropython.sh build",
                    player.name));
  player.has_begun = true;
}

Instant Conductor::due(const Player& player) const {
  const Instant soonest = std::max(simulation_.now(), Instant::from_us(player.wait_from_us));
  if (!player.has_begun || (player.listens && player.has_input)) return soonest;
  return std::max(soonest, instant_of(player.wait_until_us));
}

Conductor::Player* Conductor::next_player() {
  Player* first = nullptr;
  for (Player& player : players_)
    if (player.line >= 0 && (first == nullptr || due(player) < due(*first))) first = &player;
  return first;
}

void Conductor::take_turn(Player& player) {
  TimeMessage go;
  go.kind = TimeMessage::Kind::go;
  go.now_us = simulation_.now().us();
  if (!player.has_begun) {
    begin(player);
    if (is_stopped_) return;
    Random seeds(simulation_.seed() +
                 static_cast<std::uint64_t>(&player - players_.data()) * 0x10001);
    go.seed = seeds.next() | 1;
  }
  player.has_input = false;
  (void)::send(player.line, &go, sizeof go, MSG_NOSIGNAL);
  const auto wait = hear(player, for_ever_s);
  if (is_stopped_) return;
  drain();
  if (!wait || wait->kind != TimeMessage::Kind::wait) return see_off(player);
  player.wait_from_us = wait->now_us;
  player.wait_until_us = wait->until_us;
  player.listens = wait->listens != 0;
}

Conductor::End Conductor::run() {
  for (int turn = 0; !is_stopped_; ++turn) {
    if (turn % turns_at_once == 0) drain();
    Player* player = next_player();
    if (player == nullptr) return End::nobody_left;
    const Instant board_time = due(*player);
    const Instant air_time = simulation_.next_event_time();
    const Instant next = std::min(board_time, air_time);
    if (next.is_never()) return End::stuck;
    if (next > limit_) {
      simulation_.advance(limit_);
      return End::time_is_up;
    }
    simulation_.advance(next);
    // The air first: what it brings may make another board due.
    if (air_time > board_time) {
      drain();
      take_turn(*player);
    }
  }
  return End::stopped;
}

}  // namespace westwind::cli
