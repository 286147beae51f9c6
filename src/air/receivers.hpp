// Who is listening where: per channel, per square of the map, so that a packet meets only receivers
// that may hear it. Medium is the only user.
#pragma once

#include <array>
#include <unordered_map>
#include <vector>

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
  /// The square of a position; made when it is new.
  std::uint32_t square_at(const Point& point);
  void add(const Receiver& receiver);
  void remove(Station& station);

  /// Calls `visit(const Receiver&)` for all that are tuned to `tuning` within `reach_mm` of a point
  /// in square `from`, and for some that are farther away. `visit` must not add or remove
  /// receivers.
  template <typename Visit>
  void visit(const Tuning& tuning, std::uint32_t from, std::int64_t reach_mm, Visit&& visit) {
    for (const std::uint32_t square : squares_around(from, reach_mm))
      for (const Receiver& receiver : lists_[square][tuning.channel])
        if (receiver.tuning == tuning) visit(receiver);
  }

 private:
  static constexpr int square_bits = 18;  // sides of 2^18 mm = 262 m
  struct Corner {
    std::int32_t column = 0, row = 0;
  };
  using Lists = std::array<std::vector<Receiver>, channel_count>;

  /// The squares of the map around one, kept from call to call: in a large world there are
  /// thousands.
  struct Surroundings {
    std::int64_t rings = -1;   // how many squares out
    std::size_t map_size = 0;  // how many squares there were then
    std::vector<std::uint32_t> squares;
  };
  const std::vector<std::uint32_t>& squares_around(std::uint32_t square, std::int64_t reach_mm);

  std::vector<Corner> corners_;
  std::vector<Lists> lists_;
  std::vector<Surroundings> surroundings_;
  std::unordered_map<std::uint64_t, std::uint32_t> square_of_;
};

}  // namespace westwind::air
