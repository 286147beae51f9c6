// The controller's mouth: events and ACL data to the host. Vol 4 Part
// E 4.1, 5.4, 7.3.1, 7.7, 7.8.1.
//
// Everything goes into an outbox that is emptied when the controller is at rest, so the host may
// answer at once without meeting half-done work. Event masks and the host's own flow control are
// honoured here and nowhere else.
#pragma once

#include <vector>

#include "base/codec.hpp"
#include "controller/hci_sink.hpp"
#include "wire/hci_event.hpp"

namespace westwind::controller {

class HostPort {
 public:
  explicit HostPort(HciSink& sink);

  void reset();

  void set_event_mask(std::uint64_t mask) { event_mask_ = mask; }
  void set_event_mask_page_2(std::uint64_t mask) { event_mask_page_2_ = mask; }
  void set_le_event_mask(std::uint64_t mask) { le_event_mask_ = mask; }
  bool is_le_event_enabled(std::uint8_t subevent) const;

  /// Sends the event unless the host masked it. `tail` is what follows the fixed part.
  template <Wire E>
  void event(const E& parameters, Bytes tail = {}) {
    if (is_event_enabled(E::code)) put_event(E::code, octets_of(parameters), tail);
  }
  template <Wire E>
  void le_event(const E& parameters, Bytes tail = {}) {
    if (!is_le_event_enabled(E::subevent)) return;
    Octets<1 + sizeof(E)> octets{E::subevent};
    copy_bytes(MutableBytes(octets).subspan(1), octets_of(parameters));
    put_event(wire::hci::LeMeta::code, octets, tail);
  }

  /// An event without parameters.
  void le_event(std::uint8_t subevent) {
    if (is_le_event_enabled(subevent)) put_event(wire::hci::LeMeta::code, Octets<1>{subevent}, {});
  }

  /// By the one of the two events that the host wants; the older one knows addresses on the air
  /// only. 7.7.65.1, 7.7.65.10.
  void connection_complete(const wire::hci::LeEnhancedConnectionComplete& event,
                           const wire::DeviceAddress& on_air);

  /// The same for an attempt that has come to nothing.
  void connection_failed(wire::hci::ErrorCode reason, wire::hci::Role role,
                         const wire::DeviceAddress& peer) {
    connection_complete({reason, {0}, role, peer, {}, {}, 0, 0, 0, 0}, peer);
  }

  /// A Command Status or Command Complete whose contents are not known yet: events that the command
  /// causes come behind it. `fill` then writes over `size` octets after the event header.
  std::size_t reserve_event(std::uint8_t code, std::size_t size);
  void fill(std::size_t place, Bytes parameters);

  /// Whether the host has room for that many octets of ACL data (always, unless it asked for flow
  /// control).
  bool can_take_acl(std::size_t size) const;
  /// Returns how many ACL packets that took.
  std::uint16_t acl(wire::hci::ConnHandle handle, wire::hci::PacketBoundary boundary, Bytes data);
  void set_acl_flow_control(bool on) { acl_flow_control_ = on; }
  void set_host_buffers(std::uint16_t length, std::uint16_t count);
  /// The host is done with that many ACL packets.
  void acl_returned(std::uint16_t count);

  /// Forgets what has not been handed over.
  void discard() { outbox_.clear(); }
  /// Hands everything over. A call from within the sink returns at once: the outer one goes on.
  void flush();

 private:
  bool is_event_enabled(std::uint8_t code) const;
  MutableBytes append(std::size_t size);
  void put_event(std::uint8_t code, Bytes fixed, Bytes tail);

  HciSink& sink_;
  // Packets, each behind its length in two octets. The host reads from one while the other grows.
  std::vector<std::uint8_t> outbox_;
  std::vector<std::uint8_t> delivering_;
  bool flushing_ = false;

  std::uint64_t event_mask_;
  std::uint64_t event_mask_page_2_;
  std::uint64_t le_event_mask_;
  bool acl_flow_control_;
  std::uint16_t host_acl_length_;  // 0: any
  std::uint16_t host_acl_free_;
};

}  // namespace westwind::controller
