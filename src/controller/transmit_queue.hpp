// What a link has to send: control PDUs first, then ACL data cut into data PDUs. Vol 6 Part
// B 2.4, 4.5.9; Vol 4 Part E 4.1.
//
// One PDU is in flight until the peer acknowledges it. It is not copied: a repetition is built from
// the same source with the same length.
#pragma once

#include "controller/acl_buffers.hpp"
#include "wire/ll_control.hpp"
#include "wire/ll_data.hpp"

namespace westwind::controller {

class TransmitQueue {
 public:
  explicit TransmitQueue(AclBuffers& buffers) : acl_(buffers), buffers_(buffers) {}

  /// Free places for control PDUs.
  std::size_t control_room() const { return control_slots - control_count_; }
  template <wire::ll::ControlPdu P>
  void control(const P& pdu) {
    put_control(wire::ll::control_octets(pdu));
  }
  /// Nothing but this PDU follows what is in flight.
  template <wire::ll::ControlPdu P>
  void last(const P& pdu) {
    drop_waiting_control();
    closed_ = true;
    put_control(wire::ll::control_octets(pdu));
  }
  /// Takes back a control PDU that has never been sent; false when it has.
  bool withdraw(std::uint8_t opcode);
  void acl(AclBuffers::Index index) { acl_.push(index); }
  /// While encryption starts or pauses, only control PDUs go out.
  void hold_data(bool on) { held_ = on; }

  /// Nothing to send and nothing to be acknowledged but an empty PDU.
  bool is_idle() const { return control_count_ == 0 && !has_data(); }
  bool has_in_flight() const { return flight_ != Flight::none; }
  /// Payload octets of the PDU that `next` would give.
  std::size_t next_size(std::size_t max_payload) const;

  struct Pdu {
    wire::ll::Llid llid;
    Bytes payload;
    bool more;  ///< there is more behind it
  };
  /// The PDU in flight again, or the next one, which is in flight then. An empty one when there is
  /// nothing, or when `empty_only` and nothing is in flight.
  Pdu next(std::size_t max_payload, bool empty_only = false);

  enum class Delivered : std::uint8_t { nothing, control, part_of_packet, packet };
  struct Acknowledged {
    Delivered what;
    std::uint8_t opcode;  ///< of a control PDU
  };
  /// The peer has what was in flight.
  Acknowledged acknowledge();
  void clear();

 private:
  enum class Flight : std::uint8_t { none, empty, control, acl };
  struct Control {
    std::uint8_t length = 0;
    Octets<wire::ll::control_pdu_max> octets{};
  };
  // Two answers to the peer, a request of ours, a reply of the host's, and what is in flight.
  static constexpr std::size_t control_slots = 6;

  bool has_data() const { return !acl_.empty() && !closed_ && !held_; }
  void put_control(Bytes octets);
  void drop_waiting_control();
  Bytes control_at_head() const {
    return Bytes(control_[control_head_].octets).first(control_[control_head_].length);
  }
  Bytes acl_rest() const { return buffers_.data(acl_.front()).subspan(acl_offset_); }

  Control control_[control_slots];
  std::uint8_t control_head_ = 0;
  std::uint8_t control_count_ = 0;
  AclQueue acl_;
  AclBuffers& buffers_;
  std::uint16_t acl_offset_ = 0;  // octets of the first ACL packet that have been acknowledged
  std::uint8_t flight_size_ = 0;
  Flight flight_ = Flight::none;
  bool closed_ = false;
  bool held_ = false;
};

}  // namespace westwind::controller
