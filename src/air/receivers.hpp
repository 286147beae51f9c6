// Who is listening where: per channel, per square of the map, so that a packet meets only receivers
// that may hear it. Medium is the only user.
#pragma once

#include <array>
#include <vector>

#include "air/square_map.hpp"
#include "air/transmission.hpp"

namespace westwind::air {

/// Copied from the station, so that walking a list touches nothing else.
struct Receiver {
  Station* station = nullptr;
  Instant since;  ///< tuned like this from then on
  Tuning tuning;
  Point position;
};

/// Where a receiver stands in the lists; kept by its station.
struct ReceiverPlace {
  static constexpr std::uint32_t nowhere = 0xffffffff;
  std::uint32_t square = 0;
  std::uint32_t index = nowhere;
  bool is_listed() const { return index != nowhere; }
};

class Receivers {
 public:
  explicit Receivers(SquareMap& map) : map_(map) {}

  void add(const Receiver& receiver);
  void remove(Station& station);

  /// Calls `visit(const Receiver&)` for all that are tuned to `tuning` within `reach_mm` of a point
  /// in square `from`, and for some that are farther away. `visit` must not add or remove
  /// receivers.
  template <typename Visit>
  void visit(const Tuning& tuning, std::uint32_t from, std::int64_t reach_mm, Visit&& visit) {
    const auto& squares = lists_[tuning.channel];
    for (const std::uint32_t square : map_.around(from, reach_mm))
      if (square < squares.size())
        for (const Receiver& receiver : squares[square])
          if (receiver.tuning == tuning) visit(receiver);
  }

 private:
  SquareMap& map_;
  // By square: side by side what one packet asks for.
  std::array<std::vector<std::vector<Receiver>>, channel_count> lists_;
};

}  // namespace westwind::air
