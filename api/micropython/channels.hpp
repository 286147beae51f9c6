// L2CAP channels as scripts use them: byte streams with a buffer each, as many as the heap holds.
// Vol 3 Part A 3.4, 10.1.
#pragma once

#include "api/micropython/channel_buffer.hpp"
#include "api/micropython/events.hpp"

namespace westwind::micropython {

class Channels {
 public:
  Channels(host::Host& host, const Events& events);
  Channels(const Channels&) = delete;
  Channels& operator=(const Channels&) = delete;
  /// Frees everything without a word; the host must not run any more.
  ~Channels();

  Status listen(std::uint16_t spsm, std::uint16_t mtu);
  /// Channels that are open stay. invalid_argument: nobody listens there.
  Status unlisten(std::uint16_t spsm);
  Status connect(wire::hci::ConnHandle link, std::uint16_t spsm, std::uint16_t mtu);
  Status disconnect(wire::hci::ConnHandle link, wire::l2cap::Cid cid);
  /// Takes the whole SDU or nothing. `stalled`: the next is taken after SEND_READY.
  Status send(wire::hci::ConnHandle link, wire::l2cap::Cid cid, Bytes sdu, bool& stalled);
  /// What has come, without borders of SDUs; also after the channel has closed.
  Status available(wire::hci::ConnHandle link, wire::l2cap::Cid cid, std::size_t& octets) const;
  Status receive(wire::hci::ConnHandle link, wire::l2cap::Cid cid, MutableBytes into,
                 std::size_t& octets);

 private:
  class Channel;
  class Server;

  Channel* find(wire::hci::ConnHandle link, wire::l2cap::Cid cid) const;
  Channel* make_channel(std::uint16_t mtu);
  void free(Channel* channel);
  void forget_former(const Channel& channel);

  host::l2cap::CreditBasedChannels channels_;
  const Events& events_;
  List<Channel> all_;
  List<Server> servers_;
};

}  // namespace westwind::micropython
