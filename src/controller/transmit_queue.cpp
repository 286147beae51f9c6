// A link's outgoing PDUs: order, fragmentation, repetition.
#include "controller/transmit_queue.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace westwind::controller {
namespace ll = wire::ll;

void TransmitQueue::put_control(Bytes octets) {
  ensure(control_room() > 0);
  Control& slot = control_[(control_head_ + control_count_) % control_slots];
  slot.length = static_cast<std::uint8_t>(copy_bytes(slot.octets, octets));
  ++control_count_;
}

void TransmitQueue::drop_waiting_control() { control_count_ = flight_ == Flight::control ? 1 : 0; }

bool TransmitQueue::withdraw(std::uint8_t opcode) {
  for (std::size_t i = flight_ == Flight::control ? 1 : 0; i < control_count_; ++i) {
    if (control_[(control_head_ + i) % control_slots].octets[0] != opcode) continue;
    for (; i + 1 < control_count_; ++i)
      control_[(control_head_ + i) % control_slots] =
          control_[(control_head_ + i + 1) % control_slots];
    --control_count_;
    return true;
  }
  return false;
}

std::size_t TransmitQueue::next_size(std::size_t max_payload) const {
  if (flight_ != Flight::none) return flight_size_;
  if (control_count_ > 0) return control_at_head().size();
  return !has_data() ? 0 : std::min(max_payload, acl_rest().size());
}

TransmitQueue::Pdu TransmitQueue::next(std::size_t max_payload, bool empty_only) {
  if (flight_ == Flight::none) {
    if (empty_only || is_idle())
      flight_ = Flight::empty;
    else
      flight_ = control_count_ > 0 ? Flight::control : Flight::acl;
    flight_size_ = static_cast<std::uint8_t>(flight_ == Flight::empty ? 0
                                             : flight_ == Flight::control
                                                 ? control_at_head().size()
                                                 : std::min(max_payload, acl_rest().size()));
  }
  switch (flight_) {
  case Flight::control:
    return {ll::Llid::control, control_at_head(), control_count_ > 1 || has_data()};
  case Flight::acl: {
    const bool start = acl_offset_ == 0 && buffers_.starts_pdu(acl_.front());
    const Bytes rest = acl_rest();
    const bool more = rest.size() > flight_size_ || !acl_.has_one() || control_count_ > 0;
    return {start ? ll::Llid::start : ll::Llid::continuation, rest.first(flight_size_), more};
  }
  default: return {ll::Llid::continuation, {}, !is_idle()};
  }
}

TransmitQueue::Acknowledged TransmitQueue::acknowledge() {
  const Flight flight = flight_;
  flight_ = Flight::none;
  if (flight == Flight::control) {
    const std::uint8_t opcode = control_at_head()[0];
    control_head_ = static_cast<std::uint8_t>((control_head_ + 1) % control_slots);
    --control_count_;
    return {Delivered::control, opcode};
  }
  if (flight != Flight::acl) return {Delivered::nothing, 0};
  acl_offset_ = static_cast<std::uint16_t>(acl_offset_ + flight_size_);
  if (!acl_rest().empty()) return {Delivered::part_of_packet, 0};
  acl_.drop_front();
  acl_offset_ = 0;
  return {Delivered::packet, 0};
}

void TransmitQueue::clear() {
  acl_.clear();
  acl_offset_ = 0;
  control_count_ = 0;
  flight_ = Flight::none;
  closed_ = held_ = false;
}

}  // namespace westwind::controller
