// ACL data both ways.
#include "hci/acl.hpp"

#include "hci/transmit_memory.hpp"
#include "wire/l2cap.hpp"

namespace westwind::host::hci {

using namespace wire::hci;
using wire::l2cap::BasicHeader;

void AclSender::send(Link& link, Packet pdu) {
  TransmitMemory::on_queued(link, pdu);
  link.outgoing.push(static_cast<Packet&&>(pdu));
  flush();
}

void AclSender::flush() {
  // One fragment a link and turn, so that a long PDU on one link does not hold up the others.
  std::size_t idle_links = 0;
  while (free_ > 0 && idle_links < links_.size()) {
    Link& link = links_[turn_];
    turn_ = static_cast<std::uint8_t>(turn_ + 1 == static_cast<int>(links_.size()) ? 0 : turn_ + 1);
    idle_links = send_fragment(link) ? 0 : idle_links + 1;
  }
}

bool AclSender::send_fragment(Link& link) {
  if (!link.sending) {
    link.sending = link.outgoing.pop();
    link.first_fragment = true;
  }
  if (!link.sending || !link.is_open()) return false;
  Packet& pdu = link.sending;
  const std::size_t data = pdu.size() < length_ ? pdu.size() : length_;
  // The headers of a later fragment overwrite the end of the one before, which the carrier has
  // taken.
  pdu.prepend(
      acl_header(link.handle, link.first_fragment ? first_non_flushable : continuing, data));
  pdu.prepend(PacketType::acl);
  transport_.send(pdu.bytes().first(acl_headroom + data));
  pdu.drop_front(acl_headroom + data);
  link.first_fragment = false;
  if (pdu.size() == 0) {
    TransmitMemory::on_sent(link, pdu);
    pdu.reset();
    ++link.pdus_handed_over;
  }
  ++link.in_flight;
  --free_;
  return true;
}

void AclSender::on_completed(Link& link, std::uint16_t packets) {
  const std::uint16_t done = packets < link.in_flight ? packets : link.in_flight;
  link.in_flight = static_cast<std::uint16_t>(link.in_flight - done);
  link.fragments_left = static_cast<std::uint16_t>(link.fragments_left + done);
  free_ = static_cast<std::uint16_t>(free_ + done);
  flush();
}

void AclSender::on_disconnected(Link& link) {
  free_ = static_cast<std::uint16_t>(free_ + link.in_flight);
  link.in_flight = 0;
  link.short_answers = 0;
  link.waiting_granules = 0;
  link.sending.reset();
  link.outgoing.clear();
}

AclReceiver::Outcome AclReceiver::receive(Link& link, std::uint8_t boundary, Bytes data,
                                          PduSink& sink) {
  if (boundary == continuing) {
    proceed(link, data, sink);
    return Outcome::ok;
  }
  if (link.assembling) {
    ++counters_.acl_out_of_sequence;
    link.assembling.reset();
  }
  return start(link, data, sink);
}

AclReceiver::Outcome AclReceiver::start(Link& link, Bytes data, PduSink& sink) {
  const auto header = Reader(data).take<BasicHeader>();
  // A first fragment shorter than the header is allowed by the letter of 7.2.1; controllers do not
  // send it, and taking it would need a second buffer for each link.
  if (!header || data.size() > sizeof(BasicHeader) + header->length || header->length > max_pdu_) {
    ++counters_.acl_too_long;
    return Outcome::ok;
  }
  const std::size_t whole = sizeof(BasicHeader) + header->length;
  if (data.size() == whole) {
    sink.on_pdu(link, data);
    return Outcome::ok;
  }
  link.assembling = memory_.allocate(0, whole);
  if (!link.assembling) {
    ++counters_.acl_without_memory;
    return Outcome::no_memory;
  }
  link.assembling.append(data);
  link.expected_octets = static_cast<std::uint16_t>(whole);
  return Outcome::ok;
}

void AclReceiver::proceed(Link& link, Bytes data, PduSink& sink) {
  if (!link.assembling) {
    ++counters_.acl_out_of_sequence;
    return;
  }
  if (link.assembling.size() + data.size() > link.expected_octets) {
    ++counters_.acl_too_long;
    link.assembling.reset();
    return;
  }
  link.assembling.append(data);
  if (link.assembling.size() < link.expected_octets) return;
  // Moved out first: the receiver of the PDU may start anything on this link.
  const Packet pdu = static_cast<Packet&&>(link.assembling);
  sink.on_pdu(link, pdu.bytes());
}

}  // namespace westwind::host::hci
