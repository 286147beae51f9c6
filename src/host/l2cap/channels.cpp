// Credit based channels: opening and closing.
#include "l2cap/channels.hpp"

namespace westwind::host::l2cap {

using namespace wire::l2cap;
using State = CreditBasedChannel::State;
using Owed = CreditBasedChannel::Owed;

namespace {

// Vol 3 Part A 6.2.1 allows 1 to 60 s; the peer may have to ask its user.
constexpr Duration response_timeout = Duration::seconds(30);
// With its basic header it fills the longest link layer packet.
constexpr std::uint16_t best_mps = 247;

std::uint16_t at_most(std::size_t value, std::size_t limit) {
  return static_cast<std::uint16_t>(value < limit ? value : limit);
}

ChannelResult result_of(hci::SecurityLack lack) {
  switch (lack) {
  case hci::SecurityLack::none: break;
  case hci::SecurityLack::authentication: return ChannelResult::insufficient_authentication;
  case hci::SecurityLack::encryption: return ChannelResult::insufficient_encryption;
  case hci::SecurityLack::key_size: return ChannelResult::encryption_key_size_too_short;
  }
  return ChannelResult::success;
}

/// What both the request and the response say of their sender's end.
bool acceptable(std::uint16_t mtu, std::uint16_t mps) {
  return mtu >= min_channel_mtu && mps >= min_mps && mps <= max_mps;
}

}  // namespace

CreditBasedChannels::CreditBasedChannels(Mux& mux, Signalling& signalling, std::uint16_t max_pdu)
    : mux_(mux), signalling_(signalling), max_pdu_(max_pdu) {
  mux.set_dynamic(*this);
  signalling.set_handler(*this);
  mux.hci().attach(*this);
}

Status CreditBasedChannels::listen(CreditBasedServer& server) {
  if (server.spsm() == 0) return Error::invalid_argument;
  for (CreditBasedServer* s = servers_.front(); s != nullptr; s = List<CreditBasedServer>::next(*s))
    if (s->spsm() == server.spsm()) return Error::already;
  servers_.push_back(server);
  return {};
}

CreditBasedChannel* CreditBasedChannels::find(ConnHandle link, Cid cid) const {
  CreditBasedChannel* c = channels_.front();
  while (c != nullptr && !(c->link_ == link && c->local_ == cid))
    c = List<CreditBasedChannel>::next(*c);
  return c;
}

CreditBasedChannel* CreditBasedChannels::find_remote(ConnHandle link, Cid remote) const {
  CreditBasedChannel* c = channels_.front();
  while (c != nullptr && !(c->link_ == link && c->remote_ == remote))
    c = List<CreditBasedChannel>::next(*c);
  return c;
}

/// Whose request, of the kind that `state` has sent, has this identifier.
CreditBasedChannel* CreditBasedChannels::find_request(ConnHandle link, std::uint8_t identifier,
                                                      State state) const {
  CreditBasedChannel* c = channels_.front();
  while (c != nullptr && !(c->link_ == link && c->state_ == state && c->identifier_ == identifier &&
                           c->owed_ == Owed::nothing))
    c = List<CreditBasedChannel>::next(*c);
  return c;
}

/// Not one of the fixed channels' range when all are taken.
Cid CreditBasedChannels::free_cid(ConnHandle link) const {
  Cid cid{first_dynamic_cid};
  while (is_dynamic(cid) &&
         (find(link, cid) != nullptr || (asked_link_ == link && asked_cid_ == cid)))
    cid = {static_cast<std::uint16_t>(cid.value + 1)};
  return cid;
}

void CreditBasedChannels::prepare(CreditBasedChannel& channel, ConnHandle link, Cid cid,
                                  std::uint16_t spsm, const ChannelOptions& options) const {
  channel.link_ = link;
  channel.local_ = cid;
  channel.remote_ = {};
  channel.spsm_ = spsm;
  channel.own_mtu_ = options.mtu;
  channel.peer_mtu_ = channel.peer_mps_ = channel.credits_ = 0;
  std::size_t mps = options.mps;
  // The SDU's length comes along with its first frame.
  if (mps == 0)
    mps = at_most(at_most(options.mtu + sizeof(SduLength), best_mps), options.receive_room);
  channel.own_mps_ = at_most(mps < min_mps ? min_mps : mps, max_pdu_);
  channel.peer_credits_ = at_most(options.receive_room / channel.own_mps_, UINT16_MAX);
  channel.room_frames_ = channel.peer_credits_;
  channel.incoming_left_ = 0;
  channel.result_ = ChannelResult::success;
  channel.end_ = ChannelEnd::disconnected;
  channel.owed_ = Owed::nothing;
  channel.sending_ = channel.abandoned_ = false;
}

Status CreditBasedChannels::connect(ConnHandle handle, CreditBasedChannel& channel,
                                    std::uint16_t spsm, const ChannelOptions& options) {
  Link* link = mux_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  if (channel.state_ != State::closed) return Error::already;
  if (spsm == 0 || options.mtu < min_channel_mtu) return Error::invalid_argument;
  const Cid cid = free_cid(handle);
  if (!is_dynamic(cid)) return Error::busy;
  prepare(channel, handle, cid, spsm, options);
  const Request request{spsm, cid, channel.own_mtu_, channel.own_mps_, channel.peer_credits_};
  channel.identifier_ = signalling_.send_request(*link, Request::code, octets_of(request));
  if (channel.identifier_ == 0) return Error::no_memory;
  channel.state_ = State::connecting;
  channel.response_.start(response_timeout);
  channels_.push_back(channel);
  restless_ = true;
  return {};
}

Status CreditBasedChannels::disconnect(CreditBasedChannel& channel) {
  Link* link = mux_.hci().find(channel.link_);
  if (link == nullptr) return Error::not_connected;  // its end is being told
  if (channel.state_ == State::open)
    start_closing(*link, channel, ChannelEnd::disconnected);
  else if (channel.state_ == State::connecting && !channel.abandoned_)
    channel.abandoned_ = true;
  else
    return Error::not_connected;
  return {};
}

bool CreditBasedChannels::on_command(Link& link, const CommandHeader& header, Bytes data) {
  switch (header.code) {
  case Request::code: return on_request(link, header.identifier, data);
  case LeCreditBasedConnectionResponse::code: return on_response(link, header.identifier, data);
  case FlowControlCredit::code: return on_credits(link, data);
  case DisconnectionRequest::code: return on_disconnection_request(link, header.identifier, data);
  case DisconnectionResponse::code:
  case CommandReject::code: return on_no_more(link, header.identifier);
  default: return false;
  }
}

ChannelResult CreditBasedChannels::check(Link& link, const Request& request,
                                         CreditBasedServer*& server) const {
  server = servers_.front();
  while (server != nullptr && server->spsm() != request.spsm)
    server = List<CreditBasedServer>::next(*server);
  if (server == nullptr) return ChannelResult::spsm_not_supported;
  const ChannelResult security = result_of(hci::lack_of(link.security, server->security));
  if (security != ChannelResult::success) return security;
  if (!is_dynamic(request.source)) return ChannelResult::invalid_source_cid;
  if (find_remote(link.handle, request.source) != nullptr)
    return ChannelResult::source_cid_already_allocated;
  return acceptable(request.mtu, request.mps) ? ChannelResult::success
                                              : ChannelResult::unacceptable_parameters;
}

bool CreditBasedChannels::on_request(Link& link, std::uint8_t identifier, Bytes data) {
  const auto request = parse_exactly<Request>(data);
  if (!request) return false;
  // Taken first: nobody is asked about a channel that cannot be answered.
  Packet packet = signalling_.allocate_answer(link, sizeof(LeCreditBasedConnectionResponse));
  if (!packet) return true;
  CreditBasedServer* server = nullptr;
  ChannelAnswer answer;
  answer.refusal = check(link, *request, server);
  const ConnHandle handle = link.handle;
  const Cid cid = free_cid(handle);
  if (answer.refusal == ChannelResult::success) {
    answer.refusal = ChannelResult::no_resources;
    asked_link_ = handle;
    asked_cid_ = cid;
    if (is_dynamic(cid))
      answer = server->on_channel_wanted({link, cid, request->spsm, request->mtu, request->mps});
    asked_link_ = wire::hci::no_connection;
  }
  LeCreditBasedConnectionResponse response{{}, 0, 0, 0, static_cast<std::uint16_t>(answer.refusal)};
  CreditBasedChannel* const channel = answer.channel;
  if (channel != nullptr) {
    ensure(channel->state_ == State::closed);
    prepare(*channel, handle, cid, request->spsm, answer.options);
    channel->remote_ = request->source;
    channel->peer_mtu_ = request->mtu;
    channel->peer_mps_ = request->mps;
    channel->credits_ = request->initial_credits;
    channel->state_ = State::open;
    channels_.push_back(*channel);
    response = {cid, channel->own_mtu_, channel->own_mps_, channel->peer_credits_, 0};
  }
  // The server may have ended the link.
  if (!link.is_open()) {
    if (channel != nullptr) close(*channel, ChannelEnd::link_lost);
    return true;
  }
  signalling_.send_answer(link, static_cast<Packet&&>(packet), response.code, identifier,
                          octets_of(response));
  if (channel != nullptr) channel->listener_.on_open(*channel);
  return true;
}

bool CreditBasedChannels::on_response(Link& link, std::uint8_t identifier, Bytes data) {
  CreditBasedChannel* channel = find_request(link.handle, identifier, State::connecting);
  if (channel == nullptr) return false;
  const auto response = parse_exactly<LeCreditBasedConnectionResponse>(data);
  if (!response) {
    close(*channel, ChannelEnd::protocol_error);
    return true;
  }
  channel->result_ = ChannelResult{static_cast<std::uint16_t>(response->result)};
  if (channel->result_ != ChannelResult::success) {
    close(*channel, channel->abandoned_ ? ChannelEnd::disconnected : ChannelEnd::refused);
    return true;
  }
  // With no name for the peer's end there is nothing that could be ended orderly.
  if (!is_dynamic(response->destination) ||
      find_remote(link.handle, response->destination) != nullptr) {
    close(*channel, ChannelEnd::protocol_error);
    return true;
  }
  channel->response_.stop();
  channel->remote_ = response->destination;
  channel->peer_mtu_ = response->mtu;
  channel->peer_mps_ = response->mps;
  channel->credits_ = response->initial_credits;
  if (channel->abandoned_) {
    start_closing(link, *channel, ChannelEnd::disconnected);
  } else if (!acceptable(response->mtu, response->mps)) {
    start_closing(link, *channel, ChannelEnd::protocol_error);
  } else {
    channel->state_ = State::open;
    channel->listener_.on_open(*channel);
  }
  return true;
}

/// A Disconnection Response, or a refusal of what we asked.
bool CreditBasedChannels::on_no_more(Link& link, std::uint8_t identifier) {
  if (CreditBasedChannel* c = find_request(link.handle, identifier, State::closing)) {
    close(*c, c->end_);
  } else if (CreditBasedChannel* asked = find_request(link.handle, identifier, State::connecting)) {
    // A peer that does not know the request has no channels at all.
    asked->result_ = ChannelResult::spsm_not_supported;
    close(*asked, ChannelEnd::refused);
  }
  return true;
}

/// 4.6: a channel that is not there is refused, one that has another name at the peer is passed
/// over.
bool CreditBasedChannels::on_disconnection_request(Link& link, std::uint8_t identifier,
                                                   Bytes data) {
  const auto request = parse_exactly<DisconnectionRequest>(data);
  CreditBasedChannel* c = request ? find(link.handle, request->destination) : nullptr;
  if (c == nullptr) return false;
  if (!(c->remote_ == request->source) || c->owed_ == Owed::disconnection_response) return true;
  c->state_ = State::closing;
  c->sending_ = false;
  c->response_.stop();
  c->identifier_ = identifier;
  c->owed_ = Owed::disconnection_response;
  pay_debt(link, *c);
  return true;
}

void CreditBasedChannels::start_closing(Link& link, CreditBasedChannel& channel, ChannelEnd end) {
  channel.state_ = State::closing;
  channel.end_ = end;
  channel.sending_ = false;
  channel.owed_ = Owed::disconnection_request;
  restless_ = true;
  pay_debt(link, channel);
}

void CreditBasedChannels::pay_debt(Link& link, CreditBasedChannel& channel) {
  restless_ = true;
  if (channel.owed_ == Owed::disconnection_request) {
    const DisconnectionRequest request{channel.remote_, channel.local_};
    channel.identifier_ =
        signalling_.send_request(link, DisconnectionRequest::code, octets_of(request));
    if (channel.identifier_ == 0) return;
    channel.owed_ = Owed::nothing;
    channel.response_.start(response_timeout);
  } else if (channel.owed_ == Owed::disconnection_response) {
    Packet packet = signalling_.allocate_answer(link, sizeof(DisconnectionResponse));
    if (!packet) return;
    signalling_.send_answer(link, static_cast<Packet&&>(packet), DisconnectionResponse::code,
                            channel.identifier_,
                            octets_of(DisconnectionResponse{channel.local_, channel.remote_}));
    close(channel, channel.end_);
  }
}

void CreditBasedChannels::close(CreditBasedChannel& channel, ChannelEnd end) {
  channels_.remove(channel);
  channel.state_ = State::closed;
  channel.owed_ = Owed::nothing;
  channel.sending_ = false;
  channel.unsent_ = {};
  channel.response_.stop();
  channel.listener_.on_closed(channel, end);
}

void CreditBasedChannels::on_disconnected(Link& link, hci::ErrorCode) {
  CreditBasedChannel* c = channels_.front();
  while (c != nullptr) {
    if (!(c->link_ == link.handle)) {
      c = List<CreditBasedChannel>::next(*c);
      continue;
    }
    close(*c, ChannelEnd::link_lost);
    c = channels_.front();
  }
}

/// What waited for time or memory. The channel may be gone afterwards.
void CreditBasedChannels::attend(CreditBasedChannel& channel) {
  Link* link = mux_.hci().find(channel.link_);
  if (link == nullptr) return;  // its end is being told
  if (channel.owed_ != Owed::nothing) return pay_debt(*link, channel);
  top_up(*link, channel);
  if (channel.sending_) proceed(*link, channel);
}

void CreditBasedChannels::attend_all() {
  std::size_t left = 0;
  for (CreditBasedChannel* c = channels_.front(); c != nullptr;
       c = List<CreditBasedChannel>::next(*c))
    ++left;
  // By turns: whoever is told something may open and close channels. One that is met twice then
  // does no harm.
  for (; left > 0; --left) {
    CreditBasedChannel* c = channels_.pop_front();
    if (c == nullptr) return;
    channels_.push_back(*c);
    attend(*c);
  }
}

void CreditBasedChannels::run(Instant now) {
  if (!restless_) return;
  attend_all();
  restless_ = false;
  CreditBasedChannel* next = nullptr;
  for (CreditBasedChannel* c = channels_.front(); c != nullptr; c = next) {
    next = List<CreditBasedChannel>::next(*c);
    if (c->response_.expired(now)) {
      close(*c, c->state_ == State::closing ? c->end_ : ChannelEnd::timed_out);
      next = channels_.front();
    } else if (c->response_.is_running() || c->sending_ || c->owed_ != Owed::nothing) {
      restless_ = true;
    }
  }
}

Instant CreditBasedChannels::deadline() const {
  Instant next = Instant::never();
  if (!restless_) return next;
  for (CreditBasedChannel* c = channels_.front(); c != nullptr;
       c = List<CreditBasedChannel>::next(*c))
    next = earlier(next, c->response_.deadline());
  return next;
}

}  // namespace westwind::host::l2cap
