// See board.hpp.
#include "cli/board.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <asio/post.hpp>
#include <asio/write.hpp>
#include <cstring>

#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

air::StationConfig station_of(const Simulation& simulation, const std::string& name) {
  return {.name = name, .position = simulation.position_of(name)};
}

}  // namespace

Board::Board(asio::io_context& loop, Simulation& simulation, int fd, BoardConfig config)
    : loop_(loop), simulation_(simulation), config_(std::move(config)), stream_(loop, fd),
      traffic_(simulation.traffic().add_board(config_.name, to_text(config_.address))) {
  if (!config_.btsnoop_path.empty() && !recorder_.open(config_.btsnoop_path.c_str()))
    throw Trouble(fmt::format("cannot write {}: {}", config_.btsnoop_path,
                              std::strerror(recorder_.error_number())));
  controller::Config controller = config_.controller;
  controller.public_address = config_.address;
  controller::HciSink& sink = *this;
  controller_.emplace(simulation.medium(), station_of(simulation, config_.name), controller, sink,
                      config_.clock);
}

void Board::start(OnSpoke on_spoke, OnEnd on_end) {
  on_spoke_ = std::move(on_spoke);
  on_end_ = std::move(on_end);
  read_more();
}

void Board::end(const BoardEnd& reason) {
  if (ended_) return;
  ended_ = true;
  simulation_.catch_up();
  simulation_.medium().world().cancel(thaw_);
  traffic_.air = controller_->station().counters();
  controller_.reset();
  recorder_.close();
  std::error_code ignored;
  stream_.close(ignored);
  simulation_.catch_up();
  if (on_end_) on_end_(*this, reason);
}

void Board::end_later(std::string reason) {
  asio::post(loop_, [self = shared_from_this(), reason = std::move(reason)] { self->end(reason); });
}

bool Board::has_hung_up() {
  pollfd state{stream_.native_handle(), POLLRDHUP, 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void Board::read_more() {
  stream_.async_read_some(
      asio::buffer(read_space_),
      [self = shared_from_this()](const std::error_code& error, std::size_t count) {
        if (self->ended_) return;
        if (error) return self->end(std::nullopt);
        self->on_read(count);
      });
}

void Board::on_read(std::size_t count) {
  simulation_.catch_up();
  const Bytes input = Bytes(read_space_).first(count);
  if (is_frozen_)
    held_.insert(held_.end(), input.begin(), input.end());
  else
    take(input);
  simulation_.catch_up();
  if (framer_.problem() != transport::H4Problem::none) return end(garbage_text());
  if (held_.size() < most_unread) read_more();  // else the host has to wait; `thaw` goes on
}

void Board::take(Bytes input) {
  while (const auto packet = framer_.next(input)) {
    const bool is_first = !has_spoken();
    ++traffic_.from_host;
    if (is_first && on_spoke_) on_spoke_(*this);
    (void)recorder_.record(transport::HciDirection::to_controller, simulation_.now(), *packet);
    simulation_.captured_hci(config_.name, air::HciDirection::to_controller, *packet);
    controller_->receive(*packet);
  }
}

void Board::fail_controller() {
  constexpr Octets<4> hardware_error{0x04, wire::hci::HardwareError::code, 1, 0x42};
  controller_->reset();
  to_host(hardware_error);
}

void Board::freeze(Duration duration) {
  air::World& world = simulation_.medium().world();
  world.cancel(thaw_);
  is_frozen_ = true;
  thaw_ = world.schedule_in(duration, air::World::Action::to<&Board::thaw>(this));
}

void Board::thaw() {
  is_frozen_ = false;
  const bool was_full = held_.size() >= most_unread;
  const std::vector<std::uint8_t> held = std::exchange(held_, {});
  take(held);
  if (framer_.problem() != transport::H4Problem::none) return end_later(garbage_text());
  if (sending_.empty() && !unsent_.empty()) write_more();
  if (was_full) read_more();
}

std::string Board::garbage_text() const {
  constexpr std::size_t most_shown = 8;
  std::string octets;
  for (const std::uint8_t octet :
       framer_.partial().first(std::min(most_shown, framer_.partial().size())))
    octets += fmt::format(" {:02x}", octet);
  return fmt::format("sent garbage after {} packets: {}; octets:{}", framer_.counters().packets,
                     transport::describe(framer_.problem()), octets);
}

void Board::to_host(Bytes h4) {
  if (ended_) return;
  traffic_.note_to_host(h4);
  (void)recorder_.record(transport::HciDirection::to_host, simulation_.now(), h4);
  simulation_.captured_hci(config_.name, air::HciDirection::to_host, h4);
  if (unsent_.size() + h4.size() > most_unread) {
    if (!is_stuck_) end_later(fmt::format("does not read: {} KiB wait for it", most_unread / 1024));
    is_stuck_ = true;
    return;
  }
  unsent_.insert(unsent_.end(), h4.begin(), h4.end());
  if (sending_.empty() && !is_frozen_) write_more();
}

void Board::write_more() {
  sending_.swap(unsent_);
  if (config_.on_input) config_.on_input();
  asio::async_write(stream_, asio::buffer(sending_),
                    [self = shared_from_this()](const std::error_code& error, std::size_t) {
                      if (self->ended_) return;
                      if (error) return self->end(std::nullopt);
                      self->sending_.clear();
                      if (!self->unsent_.empty() && !self->is_frozen_) self->write_more();
                    });
}

}  // namespace westwind::cli
