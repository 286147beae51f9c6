// See doorman.hpp.
#include "cli/doorman.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <asio/post.hpp>

#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

controller::Config config_of(const transport::ControllerOptions& options) {
  controller::Config config;
  if (options.is_4_2.value_or(false)) config.profile = controller::FeatureProfile::core_4_2;
  config.acl_data_length = options.acl_length.value_or(config.acl_data_length);
  config.acl_buffers = static_cast<std::uint8_t>(options.acl_packets.value_or(config.acl_buffers));
  return config;
}

}  // namespace

Doorman::Doorman(asio::io_context& loop, Simulation& simulation, Terminal& terminal, bool announces)
    : loop_(loop), simulation_(simulation), terminal_(terminal), announces_(announces) {}

Doorman::~Doorman() { close(); }

std::string Doorman::open(const DoorConfig& config) {
  const transport::ParsedUrl parsed = transport::parse_url(config.url);
  if (!parsed) throw UsageError(fmt::format("'{}': {}", config.url, parsed.problem));
  Entry& entry = entries_.emplace_back();
  try {
    entry.door = make_door(loop_, terminal_, parsed.url);
  } catch (...) {
    entries_.pop_back();
    throw;
  }
  entry.board_name = config.board_name;
  entry.on_input = config.on_input;
  entry.controller = parsed.url.controller;
  if (config.board_address) entry.controller.address = config.board_address;
  entry.door->open([this, &entry](int fd) { let_in(entry, fd); });
  return entry.door->url();
}

Board* Doorman::find(const std::string& name) const {
  for (const Guest& guest : guests_)
    if (guest.board->config().name == name) return guest.board.get();
  return nullptr;
}

void Doorman::close() {
  closing_ = true;
  while (!guests_.empty())
    guests_.back().board->end(std::nullopt);
  entries_.clear();
}

void Doorman::let_in(Entry& entry, int fd) {
  const bool is_named = !entry.board_name.empty();
  const std::uint16_t number = is_named ? 0 : numbers_.take();
  BoardConfig config;
  config.name = is_named ? entry.board_name : fmt::format("board-{}", number);
  config.address = entry.controller.address ? *entry.controller.address
                                            : default_address(simulation_.seed(), number);
  config.controller = config_of(entry.controller);
  config.clock.drift_ppm = entry.controller.clock_drift_ppm.value_or(0);
  if (!free_address(config.address)) {
    if (number != 0) numbers_.give_back(number);
    ::close(fd);
    return refuse(entry,
                  fmt::format("address {} is in use by a live board", to_text(config.address)));
  }
  config.btsnoop_path = btsnoop_path(config.name);
  config.on_input = entry.on_input;
  try {
    const auto board = std::make_shared<Board>(loop_, simulation_, fd, config);
    guests_.push_back({board, &entry, number});
    board->start(
        [this, &entry](Board& who) {
          if (announces_)
            terminal_.say(fmt::format("{} ({}) came in by {}", who.config().name,
                                      to_text(who.config().address), entry.door->url()));
        },
        [this](Board& who, const BoardEnd& end) { see_off(who, end); });
  } catch (const Trouble& trouble) {
    if (number != 0) numbers_.give_back(number);
    refuse(entry, trouble.what());
  }
}

void Doorman::refuse(const Entry& entry, const std::string& reason) {
  terminal_.say(fmt::format("a host at {} was refused: {}", entry.door->url(), reason));
}

bool Doorman::free_address(const wire::Address& address) {
  const auto holds = [&](const Guest& guest) { return guest.board->config().address == address; };
  const auto holder = std::find_if(guests_.begin(), guests_.end(), holds);
  if (holder == guests_.end()) return true;
  // A host may close and connect again faster than the loop comes to its first connection.
  const auto board = holder->board;
  if (!board->has_hung_up()) return false;
  board->end(std::nullopt);
  return true;
}

void Doorman::see_off(Board& board, const BoardEnd& end) {
  const auto is_it = [&](const Guest& guest) { return guest.board.get() == &board; };
  const auto found = std::find_if(guests_.begin(), guests_.end(), is_it);
  const Guest guest = *found;
  guests_.erase(found);
  if (guest.number != 0) numbers_.give_back(guest.number);
  if (end)
    terminal_.say(fmt::format("{} was dropped: {}", board.config().name, *end));
  else if (announces_ && board.has_spoken() && !closing_)
    terminal_.say(fmt::format("{} left", board.config().name));
  if (closing_) return;
  // Later: a new pty may let a host in while the old board is still on the stack.
  asio::post(loop_, [this, entry = guest.entry] {
    if (!closing_) entry->door->on_host_left();
  });
}

std::string Doorman::btsnoop_path(const std::string& name) {
  const std::string& folder = simulation_.options().btsnoop_folder;
  if (folder.empty()) return {};
  const int life = ++lives_[name];
  return life == 1 ? fmt::format("{}/{}.btsnoop", folder, name)
                   : fmt::format("{}/{}-{}.btsnoop", folder, name, life);
}

}  // namespace westwind::cli
