// What costs nothing more when the world is large: the unfinished packets of a channel are a list
// by start, whose first one decides what may be forgotten; finished ones wait in the order of their
// ends.
#include "air/on_air.hpp"

namespace westwind::air {

void OnAir::add(Transmission& transmission) {
  Channel& channel = channels_[transmission.tuning.channel];
  transmission.place_in_channel = static_cast<std::uint32_t>(channel.all.size());
  channel.all.push_back(
      {transmission.start, transmission.stopped, transmission.position, &transmission});
  if (channel.squares.size() <= transmission.square) channel.squares.resize(map_.size());
  auto& square = channel.squares[transmission.square];
  transmission.place_in_square = static_cast<std::uint32_t>(square.size());
  square.push_back(&transmission);

  Transmission* before = channel.last;
  while (before != nullptr && before->start > transmission.start)
    before = before->before;
  Transmission* after = before != nullptr ? before->after : channel.first;
  transmission.before = before;
  transmission.after = after;
  (before != nullptr ? before->after : channel.first) = &transmission;
  (after != nullptr ? after->before : channel.last) = &transmission;
}

void OnAir::stop(Transmission& transmission, Instant at) {
  transmission.stopped = at;
  channels_[transmission.tuning.channel].all[transmission.place_in_channel].stopped = at;
}

void OnAir::settle(Channel& channel, Transmission& transmission) {
  Transmission *before = transmission.before, *after = transmission.after;
  (before != nullptr ? before->after : channel.first) = after;
  (after != nullptr ? after->before : channel.last) = before;
  transmission.after = nullptr;
  (channel.newest_finished != nullptr ? channel.newest_finished->after : channel.oldest_finished) =
      &transmission;
  channel.newest_finished = &transmission;
}

/// The oldest of the finished ones, when nothing unfinished began before it stopped.
Transmission* OnAir::take_harmless(Channel& channel) {
  Transmission* oldest = channel.oldest_finished;
  if (oldest == nullptr) return nullptr;
  if (channel.first != nullptr && oldest->stopped > channel.first->start) return nullptr;
  channel.oldest_finished = oldest->after;
  if (channel.oldest_finished == nullptr) channel.newest_finished = nullptr;
  channel.all[oldest->place_in_channel] = channel.all.back();
  channel.all.back().transmission->place_in_channel = oldest->place_in_channel;
  channel.all.pop_back();
  auto& square = channel.squares[oldest->square];
  square[oldest->place_in_square] = square.back();
  square.back()->place_in_square = oldest->place_in_square;
  square.pop_back();
  return oldest;
}

}  // namespace westwind::air
