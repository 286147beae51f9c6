// ACL data both ways: fragmentation, the controller's buffers, fairness among links, reassembly.
// Vol 4 Part E 4.1, 5.4.2; Vol 3 Part A 7.2.
#pragma once

#include <span>

#include "hci/counters.hpp"
#include "hci/module.hpp"
#include "hci/transport.hpp"

namespace westwind::host::hci {

/// Free octets in front of an L2CAP PDU that AclSender needs: the H4 indicator and the ACL header.
constexpr std::size_t acl_headroom = 1 + sizeof(wire::hci::AclHeader);

class AclSender {
 public:
  AclSender(std::span<Link> links, Transport& transport) : links_(links), transport_(transport) {}

  /// The controller's buffers: `length` octets of data in each of `count` packets.
  void configure(std::uint16_t length, std::uint16_t count) {
    length_ = length;
    free_ = count;
  }
  /// Queues a whole L2CAP PDU with at least `acl_headroom` in front and sends what the controller
  /// takes now.
  void send(Link& link, Packet pdu);
  void flush();
  /// Number Of Completed Packets.
  void on_completed(Link& link, std::uint16_t packets);
  /// The link is gone: what it had queued is dropped, what it had in the controller counts as free
  /// again.
  void on_disconnected(Link& link);

 private:
  bool send_fragment(Link& link);

  std::span<Link> links_;
  Transport& transport_;
  std::uint16_t length_ = 0;
  std::uint16_t free_ = 0;
  std::uint8_t turn_ = 0;  // index of the link that sends next
};

class AclReceiver {
 public:
  enum class Outcome : std::uint8_t { ok, no_memory };

  AclReceiver(BlockArena& memory, std::uint16_t max_pdu, Counters& counters)
      : memory_(memory), max_pdu_(max_pdu), counters_(counters) {}

  /// One ACL packet's data. A PDU that is whole goes to `sink` in place.
  Outcome receive(Link& link, std::uint8_t boundary, Bytes data, PduSink& sink);

 private:
  Outcome start(Link& link, Bytes data, PduSink& sink);
  void proceed(Link& link, Bytes data, PduSink& sink);

  BlockArena& memory_;
  std::uint16_t max_pdu_;  // of an L2CAP PDU without its basic header
  Counters& counters_;
};

}  // namespace westwind::host::hci
