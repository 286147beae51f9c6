// Credit based channels over the links: opening, closing, and data both ways. Vol 3 Part A 3.4,
// 4.22-4.26, 10.1. Made by those who want it, beside the host (docs/decisions/0004-modules.md).
#pragma once

#include "l2cap/channel.hpp"
#include "l2cap/signalling.hpp"

namespace westwind::host::l2cap {

class CreditBasedChannels final : public hci::Module,
                                  public DynamicChannels,
                                  public CommandHandler {
 public:
  CreditBasedChannels(Mux& mux, Signalling& signalling, std::uint16_t max_pdu);
  CreditBasedChannels(const CreditBasedChannels&) = delete;
  CreditBasedChannels& operator=(const CreditBasedChannels&) = delete;

  /// Takes requests for the server's SPSM: 0x0001 .. 0x007f are the Bluetooth SIG's, 0x0080 ..
  /// 0x00ff anybody's; others but 0 work too. `already`, invalid_argument.
  Status listen(CreditBasedServer& server);
  /// Its channels stay.
  void unlisten(CreditBasedServer& server) { servers_.remove(server); }

  /// Asks the peer for a channel; on_open or on_closed follows. not_connected, invalid_argument,
  /// `already` if `channel` is not closed, no_memory (on_writable follows), busy: all 64 channels
  /// of the link are taken.
  Status connect(ConnHandle link, CreditBasedChannel& channel, std::uint16_t spsm,
                 const ChannelOptions& options);
  /// Ends it; on_closed follows, not from inside. What was accepted for sending before and has not
  /// left is lost. not_connected unless it is connecting or open.
  Status disconnect(CreditBasedChannel& channel);

  /// Sends one SDU. What cannot leave at once (`is_sending()` then) stays where it is: its memory
  /// must stay until on_sent or on_closed, or be replaced by move_unsent.
  /// busy: one is being sent; invalid_argument: longer than the peer's MTU; not_connected.
  Status send(CreditBasedChannel& channel, Bytes sdu);
  /// The listener has so much room now. Credits that follow from it are given to the peer when they
  /// are worth a packet.
  void set_receive_room(CreditBasedChannel& channel, std::size_t octets);

  /// Null: no such channel. With `cid` as on our side.
  CreditBasedChannel* find(ConnHandle link, Cid cid) const;

  void on_frame(Link& link, Cid cid, Bytes payload) override;
  bool on_command(Link& link, const wire::l2cap::CommandHeader& header, Bytes data) override;
  void on_disconnected(Link& link, hci::ErrorCode) override;
  void on_writable() override { attend_all(); }
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  using Request = wire::l2cap::LeCreditBasedConnectionRequest;

  ChannelResult check(Link& link, const Request& request, CreditBasedServer*& server) const;
  bool on_request(Link& link, std::uint8_t identifier, Bytes data);
  bool on_response(Link& link, std::uint8_t identifier, Bytes data);
  bool on_disconnection_request(Link& link, std::uint8_t identifier, Bytes data);
  bool on_no_more(Link& link, std::uint8_t identifier);
  bool on_credits(Link& link, Bytes data);

  CreditBasedChannel* find_remote(ConnHandle link, Cid remote) const;
  CreditBasedChannel* find_request(ConnHandle link, std::uint8_t identifier,
                                   CreditBasedChannel::State state) const;
  Cid free_cid(ConnHandle link) const;
  void prepare(CreditBasedChannel& channel, ConnHandle link, Cid cid, std::uint16_t spsm,
               const ChannelOptions& options) const;
  void start_closing(Link& link, CreditBasedChannel& channel, ChannelEnd end);
  void pay_debt(Link& link, CreditBasedChannel& channel);
  void close(CreditBasedChannel& channel, ChannelEnd end);
  bool take_frame(CreditBasedChannel& channel, Bytes& payload);
  void attend(CreditBasedChannel& channel);
  void attend_all();
  void proceed(Link& link, CreditBasedChannel& channel);
  void push(Link& link, CreditBasedChannel& channel);
  bool push_frame(Link& link, CreditBasedChannel& channel);
  void top_up(Link& link, CreditBasedChannel& channel);

  Mux& mux_;
  Signalling& signalling_;
  std::uint16_t max_pdu_;
  List<CreditBasedChannel> channels_;  // all that are not closed
  List<CreditBasedServer> servers_;
  // The channel that a server is being asked about has this identifier already.
  ConnHandle asked_link_ = wire::hci::no_connection;
  Cid asked_cid_{};
  bool restless_ = false;  // some channel may wait for time or memory
};

}  // namespace westwind::host::l2cap
