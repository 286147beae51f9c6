// Credit based channels: data both ways, and the credits for it. Vol 3 Part A 3.4.3, 10.1.
#include "l2cap/channels.hpp"

namespace westwind::host::l2cap {

using namespace wire::l2cap;
using State = CreditBasedChannel::State;

namespace {
// A frame that is longer does not fit into one link layer packet with its header.
constexpr std::size_t longest_frame = 247;
}  // namespace

Status CreditBasedChannels::send(CreditBasedChannel& channel, Bytes sdu) {
  Link* link = mux_.hci().find(channel.link_);
  if (channel.state_ != State::open || link == nullptr) return Error::not_connected;
  if (channel.sending_) return Error::busy;
  if (sdu.size() > channel.peer_mtu_) return Error::invalid_argument;
  channel.sending_ = true;
  channel.begun_ = false;
  channel.unsent_ = sdu;
  push(*link, channel);
  if (channel.sending_) restless_ = true;
  return {};
}

/// As much as credits and memory allow; a channel leaves half of the link's share to others.
void CreditBasedChannels::push(Link& link, CreditBasedChannel& channel) {
  while (channel.sending_ && channel.credits_ > 0 &&
         !mux_.hci().transmit_memory().is_well_filled(link))
    if (!push_frame(link, channel)) return;
}

bool CreditBasedChannels::push_frame(Link& link, CreditBasedChannel& channel) {
  const std::size_t limit = channel.peer_mps_ < longest_frame ? channel.peer_mps_ : longest_frame;
  const std::size_t lead = channel.begun_ ? 0 : sizeof(SduLength);
  const std::size_t size =
      lead + channel.unsent_.size() < limit ? channel.unsent_.size() : limit - lead;
  Packet packet = mux_.allocate(link, lead + size);
  if (!packet) return false;
  if (!channel.begun_)
    packet.append(octets_of(SduLength{static_cast<std::uint16_t>(channel.unsent_.size())}));
  packet.append(channel.unsent_.first(size));
  channel.unsent_ = channel.unsent_.subspan(size);
  channel.begun_ = true;
  channel.sending_ = !channel.unsent_.empty();
  --channel.credits_;
  mux_.send(link, channel.remote_, static_cast<Packet&&>(packet));
  return true;
}

void CreditBasedChannels::proceed(Link& link, CreditBasedChannel& channel) {
  push(link, channel);
  if (!channel.sending_) channel.listener_.on_sent(channel);
}

bool CreditBasedChannels::on_credits(Link& link, Bytes data) {
  const auto given = parse_exactly<FlowControlCredit>(data);
  if (!given) return false;
  CreditBasedChannel* channel = find_remote(link.handle, given->cid);
  if (channel == nullptr || channel->state_ != State::open) return true;
  if (channel->credits_ + given->credits > UINT16_MAX) {
    start_closing(link, *channel, ChannelEnd::protocol_error);
    return true;
  }
  channel->credits_ = static_cast<std::uint16_t>(channel->credits_ + given->credits);
  if (channel->sending_) proceed(link, *channel);
  return true;
}

void CreditBasedChannels::on_frame(Link& link, Cid cid, Bytes payload) {
  CreditBasedChannel* channel = find(link.handle, cid);
  if (channel == nullptr) {
    ++mux_.hci().counters().pdus_on_unknown_channel;
    return;
  }
  if (channel->state_ != State::open) return;  // sent before the peer knew
  if (!take_frame(*channel, payload))
    return start_closing(link, *channel, ChannelEnd::protocol_error);
  channel->listener_.on_part(*channel, payload, channel->incoming_left_);
}

/// False if the peer must not send this. What is left of `payload` belongs to the SDU.
bool CreditBasedChannels::take_frame(CreditBasedChannel& channel, Bytes& payload) {
  if (channel.peer_credits_ == 0 || payload.size() > channel.own_mps_) return false;
  --channel.peer_credits_;
  if (channel.room_frames_ > 0) --channel.room_frames_;
  if (channel.incoming_left_ == 0) {
    Reader reader(payload);
    const auto length = reader.take<SduLength>();
    if (!length || length->value > channel.own_mtu_) return false;
    channel.incoming_left_ = length->value;
    payload = reader.rest();
  }
  if (payload.size() > channel.incoming_left_) return false;
  channel.incoming_left_ = static_cast<std::uint16_t>(channel.incoming_left_ - payload.size());
  return true;
}

void CreditBasedChannels::set_receive_room(CreditBasedChannel& channel, std::size_t octets) {
  Link* link = mux_.hci().find(channel.link_);
  if (channel.state_ != State::open || link == nullptr) return;
  const std::size_t frames = octets / channel.own_mps_;
  channel.room_frames_ = static_cast<std::uint16_t>(frames < UINT16_MAX ? frames : UINT16_MAX);
  top_up(*link, channel);
}

/// Worth a packet: half of what may be outstanding, or all there is when the peer has nothing.
void CreditBasedChannels::top_up(Link& link, CreditBasedChannel& channel) {
  if (channel.state_ != State::open || channel.room_frames_ <= channel.peer_credits_) return;
  const auto missing = static_cast<std::uint16_t>(channel.room_frames_ - channel.peer_credits_);
  if (channel.peer_credits_ > 0 && missing * 2 < channel.room_frames_) return;
  const FlowControlCredit credits{channel.local_, missing};
  if (signalling_.send_request(link, FlowControlCredit::code, octets_of(credits)) != 0)
    channel.peer_credits_ = channel.room_frames_;
}

}  // namespace westwind::host::l2cap
