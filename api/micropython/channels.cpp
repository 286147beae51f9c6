// L2CAP channels as scripts use them.
//
// A channel that has closed stays readable until it is read empty, or until its name is used again:
// what the peer sent before it closed is not lost on a script that reads later.
#include "api/micropython/channels.hpp"

#include "api/micropython/heap.hpp"
#include "api/micropython/limits.hpp"

namespace westwind::micropython {

using namespace host::l2cap;

namespace {

/// Room for a few SDUs, so that the peer can send while the script reads.
std::size_t room_for(std::uint16_t mtu) {
  constexpr std::size_t least = 512;
  const std::size_t wanted = 4 * (mtu + sizeof(wire::l2cap::SduLength));
  if (wanted < least) return least;
  return wanted < limits.channel_octets ? wanted : limits.channel_octets;
}

}  // namespace

class Channels::Channel final : public CreditBasedChannel,
                                public ChannelListener,
                                public ListNode<Channel> {
 public:
  Channel(Channels& owner, std::uint16_t mtu, MutableBytes memory)
      : CreditBasedChannel(static_cast<ChannelListener&>(*this)), owner_(owner), mtu_(mtu),
        memory_(memory), buffer_(memory) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() {
    westwind_heap_free(memory_.data());
    free_outgoing();
  }

  ChannelOptions options() const { return {.mtu = mtu_, .mps = 0, .receive_room = buffer_.room()}; }
  ChannelBuffer& buffer() { return buffer_; }
  bool is_alive() const { return state() != State::closed; }
  bool stalled = false;
  bool is_being_told = false;  ///< of its end, so its memory is in use

  /// Memory for an SDU that has to wait. False: there is none.
  bool prepare_outgoing(std::size_t size) {
    if (outgoing_.size() >= size) return true;
    free_outgoing();
    auto* memory = static_cast<std::uint8_t*>(westwind_heap_allocate(size));
    if (memory != nullptr) outgoing_ = {memory, size};
    return memory != nullptr;
  }
  /// What has not left outlives the script's buffer.
  void keep_unsent() {
    const std::size_t size = copy_bytes(outgoing_, unsent());
    move_unsent(outgoing_.first(size));
    stalled = true;
  }

  void on_open(CreditBasedChannel&) override {
    owner_.forget_former(*this);
    if (is_heard())
      westwind_event_channel_connect(link().value, cid().value, spsm(), own_mtu(), peer_mtu());
  }
  void on_part(CreditBasedChannel&, Bytes octets, std::uint16_t sdu_left) override {
    buffer_.put(octets);
    // An SDU that is longer than the room has to be read in parts.
    if (is_heard() && !buffer_.empty() && (sdu_left == 0 || buffer_.room() < own_mps()))
      westwind_event_channel_receive(link().value, cid().value);
  }
  void on_sent(CreditBasedChannel&) override {
    stalled = false;
    if (is_heard()) westwind_event_channel_send_ready(link().value, cid().value, true);
  }
  void on_closed(CreditBasedChannel&, ChannelEnd end) override {
    is_being_told = true;
    const bool was_stalled = stalled;
    stalled = false;
    if (was_stalled && is_heard())
      westwind_event_channel_send_ready(link().value, cid().value, false);
    if (is_heard()) {
      const auto refusal = end == ChannelEnd::refused ? static_cast<std::uint16_t>(result()) : 0u;
      westwind_event_channel_disconnect(link().value, cid().value, spsm(),
                                        static_cast<std::uint16_t>(refusal), error_of(end));
    }
    is_being_told = false;
    if (buffer_.empty()) owner_.free(this);
  }

 private:
  void free_outgoing() {
    if (!outgoing_.empty()) westwind_heap_free(outgoing_.data());
    outgoing_ = {};
  }
  bool is_heard() const { return !owner_.events_.is_silent(); }
  static westwind_error_t error_of(ChannelEnd end) {
    if (end == ChannelEnd::timed_out) return WESTWIND_TIMED_OUT;
    return end == ChannelEnd::protocol_error ? WESTWIND_INVALID_ARGUMENT : WESTWIND_OK;
  }

  Channels& owner_;
  std::uint16_t mtu_;
  MutableBytes memory_;
  ChannelBuffer buffer_;
  MutableBytes outgoing_;
};

class Channels::Server final : public CreditBasedServer, public ListNode<Server> {
 public:
  Server(Channels& owner, std::uint16_t spsm, std::uint16_t mtu)
      : CreditBasedServer(spsm), owner_(owner), mtu_(mtu) {}

  /// The script's handler may end this server from inside.
  ChannelAnswer on_channel_wanted(const ChannelRequest& request) override {
    Channels& owner = owner_;
    const std::uint16_t mtu = mtu_;
    if (owner.events_.is_silent()) return {};
    const std::uint16_t refusal = westwind_event_channel_accept(
        request.link.handle.value, request.cid.value, request.spsm, mtu, request.peer_mtu);
    if (refusal != 0) return {.channel = nullptr, .options = {}, .refusal = ChannelResult{refusal}};
    if (owner.events_.is_silent()) return {};
    Channel* channel = owner.make_channel(mtu);
    if (channel == nullptr) return {};
    return {.channel = channel, .options = channel->options(), .refusal = {}};
  }

 private:
  Channels& owner_;
  std::uint16_t mtu_;
};

Channels::Channels(host::Host& host, const Events& events)
    : channels_(host.mux(), host.signalling(), limits.host.max_mtu), events_(events) {}

Channels::~Channels() {
  while (Channel* channel = all_.pop_front())
    destroy(channel);
  while (Server* server = servers_.pop_front())
    destroy(server);
}

/// The channel of that name that lives, else one that has closed and is not read empty.
Channels::Channel* Channels::find(ConnHandle link, Cid cid) const {
  Channel* found = nullptr;
  for (Channel* c = all_.front(); c != nullptr; c = List<Channel>::next(*c))
    if (c->link() == link && c->cid() == cid && (found == nullptr || c->is_alive())) found = c;
  return found;
}

/// Its name belongs to `channel` now.
void Channels::forget_former(const Channel& channel) {
  Channel* next = nullptr;
  for (Channel* c = all_.front(); c != nullptr; c = next) {
    next = List<Channel>::next(*c);
    if (c->link() == channel.link() && c->cid() == channel.cid() && !c->is_alive() &&
        !c->is_being_told)
      free(c);
  }
}

Channels::Channel* Channels::make_channel(std::uint16_t mtu) {
  const std::size_t room = room_for(mtu);
  auto* memory = static_cast<std::uint8_t*>(westwind_heap_allocate(room));
  if (memory == nullptr) return nullptr;
  Channel* channel = make<Channel>(*this, mtu, MutableBytes(memory, room));
  if (channel == nullptr) {
    westwind_heap_free(memory);
    return nullptr;
  }
  all_.push_back(*channel);
  return channel;
}

void Channels::free(Channel* channel) {
  all_.remove(*channel);
  destroy(channel);
}

Status Channels::listen(std::uint16_t spsm, std::uint16_t mtu) {
  Server* server = make<Server>(*this, spsm, mtu);
  if (server == nullptr) return Error::no_memory;
  const Status status = channels_.listen(*server);
  if (status)
    servers_.push_back(*server);
  else
    destroy(server);
  return status;
}

Status Channels::unlisten(std::uint16_t spsm) {
  Server* server = servers_.front();
  while (server != nullptr && server->spsm() != spsm)
    server = List<Server>::next(*server);
  if (server == nullptr) return Error::invalid_argument;
  channels_.unlisten(*server);
  servers_.remove(*server);
  destroy(server);
  return {};
}

Status Channels::connect(ConnHandle link, std::uint16_t spsm, std::uint16_t mtu) {
  Channel* channel = make_channel(mtu);
  if (channel == nullptr) return Error::no_memory;
  const Status status = channels_.connect(link, *channel, spsm, channel->options());
  if (!status) free(channel);
  return status;
}

Status Channels::disconnect(ConnHandle link, Cid cid) {
  Channel* channel = find(link, cid);
  if (channel == nullptr) return Error::invalid_argument;
  return channels_.disconnect(*channel);
}

Status Channels::send(ConnHandle link, Cid cid, Bytes sdu, bool& stalled) {
  Channel* channel = find(link, cid);
  if (channel == nullptr || !channel->is_open()) return Error::invalid_argument;
  if (channel->is_sending()) return Error::busy;
  if (sdu.size() > channel->peer_mtu()) return Error::invalid_argument;
  if (!channel->prepare_outgoing(sdu.size())) return Error::no_memory;
  const Status status = channels_.send(*channel, sdu);
  if (status && channel->is_sending()) channel->keep_unsent();
  stalled = channel->stalled;
  return status;
}

Status Channels::available(ConnHandle link, Cid cid, std::size_t& octets) const {
  Channel* channel = find(link, cid);
  if (channel == nullptr) return Error::invalid_argument;
  octets = channel->buffer().size();
  return {};
}

Status Channels::receive(ConnHandle link, Cid cid, MutableBytes into, std::size_t& octets) {
  Channel* channel = find(link, cid);
  if (channel == nullptr) return Error::invalid_argument;
  octets = channel->buffer().take(into);
  if (channel->is_open())
    channels_.set_receive_room(*channel, channel->buffer().room());
  else if (!channel->is_alive() && channel->buffer().empty() && !channel->is_being_told)
    free(channel);
  return {};
}

}  // namespace westwind::micropython
