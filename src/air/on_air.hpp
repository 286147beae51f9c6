// Every packet that is coming, on the air, or collided with one that is. Medium is the only user.
#pragma once

#include <array>
#include <cstdlib>
#include <vector>

#include "air/square_map.hpp"
#include "air/transmission.hpp"

namespace westwind::air {

class OnAir {
 public:
  explicit OnAir(SquareMap& map) : map_(map) {}

  void add(Transmission& transmission);
  /// It has ended, or never began (`stopped` says when). It is kept as long as one that it
  /// overlapped is unfinished, then given to `free`; so are others that waited for it.
  template <typename Free>
  void finish(Transmission& transmission, Free&& free) {
    Channel& channel = channels_[transmission.tuning.channel];
    settle(channel, transmission);
    while (Transmission* oldest = take_harmless(channel))
      free(*oldest);
  }

  /// Its power goes off before its end.
  void stop(Transmission& transmission, Instant at);

  /// Calls `visit(Transmission&)` for all.
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (const Channel& channel : channels_)
      for (const Entry& entry : channel.all)
        visit(*entry.transmission);
  }
  /// Calls `visit(const Transmission&)` for all others of the channel that are on the air between
  /// `from` and `to` and were sent within `reach_mm` of this one, and for some that were sent
  /// farther away.
  template <typename Visit>
  void visit_overlapping(const Transmission& transmission, Instant from, Instant to,
                         std::int64_t reach_mm, Visit&& visit) const {
    const auto meet = [&](const Entry& entry) {
      if (entry.start < to && entry.stopped > from && entry.transmission != &transmission &&
          is_near(entry.position, transmission.position, reach_mm))
        visit(*entry.transmission);
    };
    const Channel& channel = channels_[transmission.tuning.channel];
    if (channel.all.size() <= many) {
      for (const Entry& entry : channel.all)
        meet(entry);
      return;
    }
    for (const std::uint32_t square : map_.around(transmission.square, reach_mm))
      if (square < channel.squares.size())
        for (const Transmission* other : channel.squares[square])
          meet(channel.all[other->place_in_channel]);
  }

 private:
  /// Up to so many are looked at faster than the squares around.
  static constexpr std::size_t many = 256;
  /// Copied from the transmission, so that walking a list touches nothing else.
  struct Entry {
    Instant start, stopped;
    Point position;
    Transmission* transmission;
  };
  struct Channel {
    std::vector<Entry> all;
    std::vector<std::vector<Transmission*>> squares;
    Transmission* first = nullptr;  // of the unfinished ones, by start
    Transmission* last = nullptr;
    Transmission* oldest_finished = nullptr;  // in the order they finished
    Transmission* newest_finished = nullptr;
  };

  static bool is_near(const Point& a, const Point& b, std::int64_t reach_mm) {
    return std::abs(std::int64_t{a.x_mm} - b.x_mm) <= reach_mm &&
           std::abs(std::int64_t{a.y_mm} - b.y_mm) <= reach_mm;
  }
  static void settle(Channel& channel, Transmission& transmission);
  static Transmission* take_harmless(Channel& channel);

  SquareMap& map_;
  std::array<Channel, channel_count> channels_;
};

}  // namespace westwind::air
