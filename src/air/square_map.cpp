// Squares are found by their corner, and neighbours are remembered as long as the map does not
// grow.
#include "air/square_map.hpp"

#include <algorithm>
#include <cstdlib>

namespace westwind::air {

std::uint32_t SquareMap::at(const Point& point) {
  const Corner corner{point.x_mm >> square_bits, point.y_mm >> square_bits};
  const std::uint64_t key = std::uint64_t{static_cast<std::uint32_t>(corner.column)} << 32 |
                            static_cast<std::uint32_t>(corner.row);
  const auto [found, is_new] =
      square_of_.try_emplace(key, static_cast<std::uint32_t>(corners_.size()));
  if (is_new) {
    corners_.push_back(corner);
    surroundings_.emplace_back();
  }
  return found->second;
}

const std::vector<std::uint32_t>& SquareMap::around(std::uint32_t square, std::int64_t reach_mm) {
  Surroundings& around = surroundings_[square];
  const std::int64_t rings = (reach_mm >> square_bits) + 1;
  if (rings <= around.rings && around.map_size == corners_.size()) return around.squares;
  around.rings = std::max(around.rings, rings);
  around.map_size = corners_.size();
  around.squares.clear();
  const Corner& centre = corners_[square];
  for (std::uint32_t other = 0; other < corners_.size(); ++other) {
    const std::int64_t columns = std::abs(std::int64_t{corners_[other].column} - centre.column);
    const std::int64_t rows = std::abs(std::int64_t{corners_[other].row} - centre.row);
    if (std::max(columns, rows) <= around.rings) around.squares.push_back(other);
  }
  return around.squares;
}

}  // namespace westwind::air
