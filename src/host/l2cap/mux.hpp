// L2CAP channels over the links: basic headers on and off, PDUs to the channel they name. Vol 3
// Part A 2.1, 3.1.
#pragma once

#include "hci/hci.hpp"
#include "wire/l2cap.hpp"

namespace westwind::host::l2cap {

using hci::Link;
using wire::l2cap::Cid;

/// Free octets in front of a payload that `Mux::send` needs.
constexpr std::size_t headroom = hci::acl_headroom + sizeof(wire::l2cap::BasicHeader);

/// A protocol on a fixed channel, for all links.
class FixedChannel : public ListNode<FixedChannel> {
 public:
  explicit FixedChannel(Cid cid) : cid_(cid) {}
  Cid cid() const { return cid_; }
  /// `payload` lies behind the basic header and is valid during the call.
  virtual void on_payload(Link& link, Bytes payload) = 0;

 protected:
  ~FixedChannel() = default;

 private:
  Cid cid_;
};

/// Channels that are opened at run time.
class DynamicChannels {
 public:
  /// A frame for a channel identifier above the fixed ones; `payload` is valid during the call.
  virtual void on_frame(Link& link, Cid cid, Bytes payload) = 0;

 protected:
  ~DynamicChannels() = default;
};

class Mux final : public hci::PduSink {
 public:
  explicit Mux(hci::Hci& hci) : hci_(hci) { hci.set_pdu_sink(*this); }

  void attach(FixedChannel& channel) { channels_.push_back(channel); }
  void set_dynamic(DynamicChannels& channels) { dynamic_ = &channels; }
  hci::Hci& hci() { return hci_; }

  /// A packet for a payload of `size` octets: for what the application starts, and for what answers
  /// the peer.
  Packet allocate(const Link& link, std::size_t size) {
    return hci_.transmit_memory().for_application(link, headroom, size);
  }
  Packet allocate_answer(Link& link, std::size_t size) {
    return hci_.transmit_memory().for_answer(link, headroom, size);
  }
  void send(Link& link, Cid cid, Packet payload);

  void on_pdu(Link& link, Bytes pdu) override;

 private:
  hci::Hci& hci_;
  List<FixedChannel> channels_;
  DynamicChannels* dynamic_ = nullptr;
};

}  // namespace westwind::host::l2cap
