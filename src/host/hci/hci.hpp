// The host's side of HCI: one controller, its commands, its links, its data; modules attach here.
// Vol 4 Part E.
//
//   off --start--> starting --start-up done--> ready --no answer, hardware error, carrier gone-->
//   failed
// `failed` is final: construct a new host, that is the reset (T43, T44).
#pragma once

#include "hci/acl.hpp"
#include "hci/command_queue.hpp"
#include "hci/startup.hpp"
#include "hci/transmit_memory.hpp"

namespace westwind::host::hci {

/// Memory that the host works in; owned by a `Storage` and outliving the host.
struct Memory {
  MutableBytes transmit;  ///< commands and outgoing PDUs
  MutableBytes receive;   ///< reassembly of incoming PDUs
  std::span<Link> links;
  std::span<PendingCommand> commands;
  std::uint16_t max_receive_pdu = 0;  ///< longest L2CAP PDU taken, without its basic header
};

enum class State : std::uint8_t { off, starting, ready, failed };

enum class Fault : std::uint8_t {
  startup_refused,   ///< the controller refused HCI Reset or has no LE buffers
  command_timeout,   ///< no answer within `command_timeout`
  hardware_error,    ///< the controller says so, or it reset itself
  transport_failed,  ///< the carrier is gone
};

/// Told when the host comes up or fails.
class StateListener {
 public:
  virtual void on_ready() = 0;
  virtual void on_fault(Fault fault) = 0;

 protected:
  ~StateListener() = default;
};

class Hci {
 public:
  Hci(const Memory& memory, Transport& transport, StateListener& listener);
  Hci(const Hci&) = delete;
  Hci& operator=(const Hci&) = delete;

  void attach(Module& module) { modules_.push_back(module); }
  void set_pdu_sink(PduSink& sink) { sink_ = &sink; }

  /// Has the controller report an LE event that only some module wants; best from its constructor.
  void enable_le_event(std::uint8_t subevent);
  /// Starts the controller; once. `reset` as in Startup.
  void start(bool reset);
  /// One whole H4 packet from the carrier. Its memory is not kept. False when nothing can have
  /// changed that `run` would act on, so that a busy scan costs no round through the modules.
  bool receive(Bytes h4);
  void run(Instant now);
  Instant deadline() const;
  /// For the carrier: it is gone. The next `run` ends everything, so it may be called from
  /// anywhere.
  void transport_failed() { carrier_lost_ = true; }

  State state() const { return state_; }
  bool is_ready() const { return state_ == State::ready; }
  CommandQueue& commands() { return commands_; }
  const ControllerInfo& controller() const { return info_; }
  TransmitMemory& transmit_memory() { return transmit_; }
  const TransmitMemory& transmit_memory() const { return transmit_; }
  BlockArena& receive_memory() { return receive_; }
  const BlockArena& receive_memory() const { return receive_; }
  Counters& counters() { return counters_; }
  const Counters& counters() const { return counters_; }
  std::span<Link> links() { return links_; }
  /// Null when there is no such link.
  Link* find(ConnHandle handle);

  /// The address that we show on the air from now on: what new links have as `own_on_air`, unless
  /// the controller made one up.
  void set_own_address(const DeviceAddress& address) { own_address_ = address; }
  /// The address that bonded peers know us by.
  void set_identity(const DeviceAddress& address) { identity_ = address; }
  const DeviceAddress& identity() const { return identity_; }
  /// What keeps our address from being changed.
  AddressUse address_use() const;
  /// For the security manager: `link.security` is new (success), or what was tried came to nothing.
  void announce_security(Link& link, ErrorCode status);

  /// Sends a whole L2CAP PDU, basic header included.
  void send(Link& link, Packet pdu) {
    if (link.is_open()) sender_.send(link, static_cast<Packet&&>(pdu));
  }
  /// Asks the controller to end a link, as soon as there is a command slot.
  void disconnect(ConnHandle handle, ErrorCode reason);

 private:
  void on_startup_done(bool ok);
  void on_mask_reply(const wire::hci::StatusReply&) {}
  void on_disconnect_reply(const wire::hci::StatusReply& reply);
  bool receive_event(Bytes packet);
  void receive_acl(Bytes packet);
  void dispatch_event(std::uint8_t code, Bytes parameters);
  void dispatch_le_event(Bytes parameters);
  void offer_event(std::uint8_t code, Bytes parameters);
  void on_completed_packets(Bytes parameters);
  template <Wire Event>
  void on_connection_complete(Bytes parameters);
  void on_disconnection_complete(Bytes parameters);
  static void take_resolved(LinkDescription& link,
                            const wire::hci::LeEnhancedConnectionComplete& event);
  void open_link(const LinkDescription& description);
  void close_link(Link& link, ErrorCode reason);
  void count_links();
  void send_disconnects();
  void fail(Fault fault);
  void announce_room();

  Counters counters_;
  TransmitMemory transmit_;
  BlockArena receive_;
  std::span<Link> links_;
  StateListener& listener_;
  CommandQueue commands_;
  AclSender sender_;
  AclReceiver receiver_;
  ControllerInfo info_;
  DeviceAddress own_address_;
  DeviceAddress identity_;
  Startup startup_;
  List<Module> modules_;
  PduSink* sink_ = nullptr;
  // Whose Disconnect is being answered: its Command Status names no link, so one at a time.
  ConnHandle disconnecting_ = wire::hci::no_connection;
  ConnHandle refused_ = wire::hci::no_connection;  // found no place in the table, to be ended
  State state_ = State::off;
  bool carrier_lost_ = false;
};

}  // namespace westwind::host::hci
