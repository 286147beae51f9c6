// L2CAP channels over the links.
#include "l2cap/mux.hpp"

namespace westwind::host::l2cap {

using wire::l2cap::BasicHeader;

void Mux::send(Link& link, Cid cid, Packet payload) {
  payload.release_tail();
  payload.prepend(BasicHeader{static_cast<std::uint16_t>(payload.size()), cid});
  hci_.send(link, static_cast<Packet&&>(payload));
}

void Mux::on_pdu(Link& link, Bytes pdu) {
  Reader reader(pdu);
  const auto header = reader.take<BasicHeader>();
  if (!header) return;  // the receiver below never passes less
  for (FixedChannel* c = channels_.front(); c != nullptr; c = List<FixedChannel>::next(*c))
    if (c->cid() == header->cid) return c->on_payload(link, reader.rest());
  if (dynamic_ != nullptr && wire::l2cap::is_dynamic(header->cid))
    return dynamic_->on_frame(link, header->cid, reader.rest());
  ++hci_.counters().pdus_on_unknown_channel;
}

}  // namespace westwind::host::l2cap
