// The map in squares, so that a packet meets only what is near enough to matter. A square's number
// is for good.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "air/propagation.hpp"

namespace westwind::air {

class SquareMap {
 public:
  /// The square of a position; made when it is new.
  std::uint32_t at(const Point& point);
  std::size_t size() const { return corners_.size(); }
  /// All squares with a point within `reach_mm` of some point of this one, and some that are
  /// farther away. Valid until the next call.
  const std::vector<std::uint32_t>& around(std::uint32_t square, std::int64_t reach_mm);

 private:
  static constexpr int square_bits = 19;  // sides of 2^18 mm = 262 m
  struct Corner {
    std::int32_t column = 0, row = 0;
  };
  /// Kept from call to call: in a large world there are thousands of squares.
  struct Surroundings {
    std::int64_t rings = -1;   // how many squares out
    std::size_t map_size = 0;  // how many squares there were then
    std::vector<std::uint32_t> squares;
  };

  std::vector<Corner> corners_;
  std::vector<Surroundings> surroundings_;
  std::unordered_map<std::uint64_t, std::uint32_t> square_of_;
};

}  // namespace westwind::air
