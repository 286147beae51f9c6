// One connection on air: its events, from anchor point to anchor point. Vol 6 Part B 4.5.
//
//                granted                         sent
//   Sleeping ---------------> (central) Sending ------> Listening
//      ^  ^                                 ^              |  |
//      |  |          more to say, and time  |   received   |  |
//      |  +--- event closed ----------------+--------------+  |
//      +------ nothing heard ---------------------------------+
//
// A peripheral starts in Listening and answers whatever it hears.
#pragma once

#include "controller/authenticated_payload.hpp"
#include "controller/procedures.hpp"
#include "controller/scheduler.hpp"

namespace westwind::controller {

/// Two devices and the LLData of the CONNECT_IND that joins them.
struct ConnectionRequest {
  wire::DeviceAddress own;
  KnownDevice peer;
  wire::ll::ConnectionData data;
  bool shows_private = false;      ///< `own` was made by the controller
  bool draws_channels = false;     ///< both know channel selection algorithm #2
  std::optional<Phy> auxiliary{};  ///< made with AUX_CONNECT_REQ, on that PHY

  Phy phy() const { return auxiliary.value_or(Phy::le_1m); }
  /// transmitWindowDelay. 4.5.3.
  Duration transmit_window_delay() const {
    if (!auxiliary) return Duration::microseconds(1250);
    return Duration::microseconds(*auxiliary == Phy::le_coded ? 3750 : 2500);
  }
};

class Link final : public Activity {
 public:
  Link(const Config& config, Scheduler& scheduler, HostPort& host, AclBuffers& buffers,
       const LinkNeighbours& neighbours)
      : Activity(Rank::connection), scheduler_(scheduler), state_(config, host, buffers),
        procedures_(state_, neighbours) {}

  struct Opening {
    wire::hci::ConnHandle handle;
    wire::hci::Role role;
    Instant created;  ///< end of CONNECT_IND
    Instant first;    ///< the first event: its anchor point, or the start of its transmit window
    Duration window;
    std::int8_t rssi_dbm;
    DataLimit data_limit;
    std::uint64_t features;
    PhyWish phys;
  };
  void open(const ConnectionRequest& request, const Opening& opening);
  /// Gone without a word to the host.
  void drop();

  bool is_open() const { return open_; }
  const LinkState& state() const { return state_; }
  std::int8_t rssi_dbm() const { return rssi_dbm_; }

  // From the host.
  void send(AclBuffers::Index packet);
  void acl_returned(std::uint16_t count);
  Procedures& procedures() { return procedures_; }
  DataLengths& lengths() { return state_.lengths; }
  std::uint16_t authenticated_payload_timeout_10ms() const { return watch_.timeout_10ms(); }
  void set_authenticated_payload_timeout(std::uint16_t timeout_10ms) {
    watch_.set_timeout(timeout_10ms, scheduler_.now());
    update_timer();
  }
  /// There is something to send: a sleeping peripheral attends the next event.
  void wake_up();

  void on_granted(Instant now) override;
  void on_missed(Instant now) override;
  void on_revoked(Instant now) override;
  void on_timer(Instant now) override;
  void on_wake(Instant now) override;
  void on_transmitted(Instant now) override;
  void on_synchronised(Instant start) override;
  void on_received(const Reception& reception) override;

 private:
  Tuning tuning(Phy phy) const { return {state_.timing.channel(), phy, state_.access_address}; }
  Phys phys() const { return state_.timing.phys(); }
  /// Sends the next PDU, or an empty one when that would last beyond `until`; false when not even
  /// that can be done.
  bool transmit(Instant start, Instant until);
  void take(const Reception& reception);
  bool take_payload(const wire::ll::DataHeader& header, Bytes payload);
  bool take_data(const wire::ll::DataHeader& header, Bytes payload);
  /// So that the PDU can be repeated with the PHY that may be next. 5.1.10
  std::size_t tx_payload() const {
    return std::min(state_.lengths.tx_payload(phys().tx),
                    state_.lengths.tx_payload(procedures_.next_tx()));
  }
  /// Payload octets of the next PDU on air, the MIC included.
  std::size_t next_octets() const {
    const std::size_t size = state_.queue.next_size(tx_payload());
    const bool sealed =
        state_.queue.has_in_flight() ? sealed_ : state_.encryption.is_outgoing_encrypted();
    return size + (sealed && size > 0 ? Encryption::mic_octets : 0);
  }
  void on_acknowledged();
  bool central_goes_on(Instant start) const;
  Instant next_event_start() const;
  void close_event(Instant now);
  void plan(Instant now);
  void book();
  void update_timer();
  Instant supervision_deadline() const;
  Duration answer_time() const {
    return state_.timing.interval() * (state_.timing.parameters().latency + 1);
  }
  void watch_payload(Instant now);
  bool finish_if_over();
  void finish(wire::hci::ErrorCode reason);

  Scheduler& scheduler_;
  LinkState state_;
  Procedures procedures_;
  AuthenticatedPayload watch_;
  bool open_ = false;
  bool established_ = false;
  std::int8_t rssi_dbm_ = 0;
  std::uint16_t unreturned_acl_ = 0;  // packets that the host has and has not acknowledged
  std::uint32_t asleep_for_ = 0;  // events that a peripheral may leave out, 0: timing stands at the
                                  // next event
  Instant created_;
  Instant last_heard_;  // end of the last packet with a valid CRC

  // Of the event at hand.
  std::uint8_t packets_heard_ = 0;
  std::uint8_t crc_errors_ = 0;  // in a row
  bool heard_valid_ = false;
  bool sent_more_ = false;
  bool peer_has_more_ = false;
  bool sealed_ = false;  // the PDU in flight is encrypted
  bool mic_failed_ = false;
  bool acknowledged_once_ = false;  // of the whole link: peripheral latency needs that first
};

}  // namespace westwind::controller
