// Lists are unordered vectors: the last receiver fills the gap of one that leaves, so tuning costs
// the same in any crowd.
#include "air/receivers.hpp"

#include <algorithm>
#include <cstdlib>

#include "air/station.hpp"

namespace westwind::air {

std::uint32_t Receivers::square_at(const Point& point) {
  const Corner corner{point.x_mm >> square_bits, point.y_mm >> square_bits};
  const std::uint64_t key = std::uint64_t{static_cast<std::uint32_t>(corner.column)} << 32 |
                            static_cast<std::uint32_t>(corner.row);
  const auto [found, is_new] =
      square_of_.try_emplace(key, static_cast<std::uint32_t>(corners_.size()));
  if (is_new) {
    corners_.push_back(corner);
    lists_.emplace_back();
    surroundings_.emplace_back();
  }
  return found->second;
}

const std::vector<std::uint32_t>& Receivers::squares_around(std::uint32_t square,
                                                            std::int64_t reach_mm) {
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

void Receivers::add(const Receiver& receiver) {
  ReceiverPlace& place = receiver.station->place_;
  auto& list = lists_[place.square][receiver.tuning.channel];
  place.index = static_cast<std::uint32_t>(list.size());
  list.push_back(receiver);
}

void Receivers::remove(Station& station) {
  ReceiverPlace& place = station.place_;
  if (!place.is_listed()) return;
  auto& list = lists_[place.square][station.tuning_.channel];
  list[place.index] = list.back();
  list[place.index].station->place_.index = place.index;
  list.pop_back();
  place.index = ReceiverPlace::nowhere;
}

}  // namespace westwind::air
