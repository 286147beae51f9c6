// Lists are unordered vectors: the last receiver fills the gap of one that leaves, so tuning costs
// the same in any crowd.
#include "air/receivers.hpp"

#include "air/station.hpp"

namespace westwind::air {

void Receivers::add(const Receiver& receiver) {
  ReceiverPlace& place = receiver.station->place_;
  auto& squares = lists_[receiver.tuning.channel];
  if (squares.size() <= place.square) squares.resize(map_.size());
  auto& list = squares[place.square];
  place.index = static_cast<std::uint32_t>(list.size());
  list.push_back(receiver);
}

void Receivers::remove(Station& station) {
  ReceiverPlace& place = station.place_;
  if (!place.is_listed()) return;
  auto& list = lists_[station.tuning_.channel][place.square];
  list[place.index] = list.back();
  list[place.index].station->place_.index = place.index;
  list.pop_back();
  place.index = ReceiverPlace::nowhere;
}

}  // namespace westwind::air
