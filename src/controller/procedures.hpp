// Link layer control procedures of one link. Vol 6 Part B 5.
//
// What this side started (one at a time; what the host asks for meanwhile waits in `wanted_`):
//
//   Idle --> AwaitVersion | AwaitFeatures | AwaitLengths | AwaitPing --answer, LL_UNKNOWN_RSP,
//   reject--> Idle Idle --> AwaitParameters | AwaitPhys --answer (central: the indication goes
//   out)-->
//            AwaitInstant | Idle
//   Idle --> AwaitInstant --instant reached--> Idle    (central: connection update, channel map)
//   any  --> AwaitTerminateAck --acknowledged, or too late--> ended
//
// What the peer started and is not answered at once:
//
//   PeerIdle --LL_CONNECTION_PARAM_REQ--> HostDecides --reply--> AwaitIndication (peripheral) |
//   PeerIdle
//   PeerIdle --LL_PHY_REQ--> AwaitPhyIndication (peripheral) --> PeerIdle
//
// Encryption has phases of its own: procedures_encryption.cpp.
//
// No answer within 40 s ends the link.
#pragma once

#include <variant>

#include "controller/link_state.hpp"

namespace westwind::controller {

class Procedures {
 public:
  Procedures(LinkState& link, const LinkNeighbours& neighbours)
      : link_(link), neighbours_(neighbours) {}

  /// A new link.
  void begin(std::uint64_t own_features, const PhyWish& phys);

  // What the host asks for.
  void read_remote_version(Instant now);
  void read_remote_features(Instant now);
  void update_lengths(Instant now);
  /// Has the peer prove that it has the key: by the link itself. 5.1.8.
  void ping(Instant now);
  [[nodiscard]] wire::hci::ErrorCode update_parameters(
      const wire::hci::ConnectionParameters& parameters, Instant now);
  /// False when there is nothing to reply to.
  [[nodiscard]] bool accept_parameters(const wire::hci::ConnectionParameters& parameters,
                                       Instant now);
  [[nodiscard]] bool reject_parameters(wire::hci::ErrorCode reason);
  void update_channel_map(Instant now);
  /// command_disallowed: the one before has not ended.
  [[nodiscard]] wire::hci::ErrorCode set_phys(const PhyWish& wish, Instant now);
  struct EncryptionKey {
    Octets<8> random{};
    std::uint16_t diversifier = 0;
    Octets<16> long_term_key{};
  };
  /// Central: encrypts, or encrypts anew. command_disallowed: a peripheral, or under way already.
  [[nodiscard]] wire::hci::ErrorCode enable_encryption(const EncryptionKey& key, Instant now);
  /// Peripheral: the host's answer to LE Long Term Key Request; false when it was not asked.
  [[nodiscard]] bool give_key(const Octets<16>& long_term_key, Instant now);
  [[nodiscard]] bool deny_key(Instant now);
  /// False when that has begun already.
  [[nodiscard]] bool terminate(wire::hci::ErrorCode reason, Instant now);

  // What happens on the link.
  void on_control(Bytes payload, Instant now);
  void on_control_acknowledged(std::uint8_t opcode);
  /// The link moved on to another event: instants may have come.
  void on_event(Instant now);
  /// When `on_deadline` wants to be called.
  Instant deadline() const { return earlier(local_deadline_, peer_deadline_); }
  void on_deadline(Instant now);

  /// The peripheral must attend every event, whatever its latency.
  bool needs_every_event() const;
  /// What we may have to send with next; the slowest of it where that is still open.
  Phy next_tx() const;
  /// The peer said that it ends the link; the acknowledgement is still to be sent.
  std::optional<wire::hci::ErrorCode> ended_by_peer() const { return ended_by_peer_; }
  /// The link is over.
  std::optional<wire::hci::ErrorCode> ended() const { return ended_; }
  /// No more data goes up or down.
  bool is_terminating() const {
    return ended_by_peer_ || std::holds_alternative<AwaitTerminateAck>(local_);
  }

 private:
  struct Idle {};
  struct AwaitVersion {};
  struct AwaitFeatures {};
  struct AwaitLengths {};
  struct AwaitPing {};
  struct AwaitParameters {
    wire::hci::ConnectionParameters asked;
  };
  struct AwaitPhys {};
  struct AwaitInstant {};
  struct AwaitTerminateAck {};
  struct AwaitPause {};
  struct AwaitEncryptionResponse {};
  struct AwaitStartRequest {};
  struct AwaitStart {};
  using Local = std::variant<Idle, AwaitVersion, AwaitFeatures, AwaitLengths, AwaitPing,
                             AwaitParameters, AwaitPhys, AwaitInstant, AwaitTerminateAck,
                             AwaitPause, AwaitEncryptionResponse, AwaitStartRequest, AwaitStart>;

  struct PeerIdle {};
  struct HostDecides {};
  struct AwaitIndication {};
  struct AwaitPhyIndication {};
  struct AwaitKey {};            // of the host
  struct AwaitStartResponse {};  // of the central
  struct AwaitResume {};         // encryption is paused
  using Peer = std::variant<PeerIdle, HostDecides, AwaitIndication, AwaitPhyIndication, AwaitKey,
                            AwaitStartResponse, AwaitResume>;

  static constexpr Duration response_timeout = Duration::seconds(40);  // 5.2

  template <typename Phase>
  bool is_local() const {
    return std::holds_alternative<Phase>(local_);
  }
  /// Sends the first PDU of a procedure of ours.
  template <typename Phase, wire::ll::ControlPdu P>
  void begin_local(const Phase& phase, const P& pdu, Instant now) {
    link_.queue.control(pdu);
    local_ = phase;
    local_deadline_ = now + response_timeout;
  }
  void finish_local(Instant now);
  void run(Instant now);
  bool run_exchanges(Instant now);
  bool run_updates(Instant now);

  bool may_use(wire::hci::LeFeature feature) const;
  bool on_indication(std::uint8_t opcode, Bytes ctr_data, Instant now);
  bool on_request(std::uint8_t opcode, Bytes ctr_data, Instant now);
  bool on_answer(std::uint8_t opcode, Bytes ctr_data, Instant now);

  // Received PDUs. (procedures.cpp)
  void on_version(const wire::ll::VersionIndication& pdu, Instant now);
  void on_feature_request(std::uint64_t features);
  void on_feature_response(std::uint64_t features, Instant now);
  void on_length_request(const wire::ll::DataLengths& lengths);
  void on_length_response(const wire::ll::DataLengths& lengths, Instant now);
  void on_refused(std::uint8_t opcode, wire::hci::ErrorCode reason, Instant now);
  void on_rejected(wire::hci::ErrorCode reason, Instant now);
  void send_version();
  void report_version(wire::hci::ErrorCode status);
  void report_features(wire::hci::ErrorCode status);
  void report_lengths();

  // Received PDUs and steps of connection updates. (procedures_update.cpp)
  void on_parameter_request(const wire::ll::ConnectionParameterProposal& proposal, Instant now);
  void on_parameter_response(const wire::ll::ConnectionParameterProposal& proposal, Instant now);
  void on_update_indication(const wire::ll::ConnectionUpdateIndication& pdu, Instant now);
  void on_channel_map_indication(const wire::ll::ChannelMapIndication& pdu, Instant now);
  void on_parameters_refused(wire::hci::ErrorCode reason, Instant now);
  void give_way();
  /// Why the peer's request cannot be; `same`: we have begun the same procedure.
  std::optional<wire::hci::ErrorCode> collision(bool same) const;
  bool keeps_current(const wire::hci::ConnectionParameters& parameters) const;
  wire::ll::ConnectionParameterProposal propose(
      const wire::hci::ConnectionParameters& parameters) const;
  void indicate_update(const wire::hci::ConnectionParameters& parameters);
  void indicate_channel_map();
  std::uint16_t next_instant() const;
  bool may_request_parameters() const;
  void report_update(wire::hci::ErrorCode status);
  void refuse(std::uint8_t opcode, wire::hci::ErrorCode reason);

  // PHY update. (procedures_phy.cpp)
  bool run_phys(Instant now);
  bool has_phys() const;
  bool peer_has_phys() const;
  bool on_phy_pdu(std::uint8_t opcode, Bytes ctr_data, Instant now);
  void on_phy_request(const PhyWish& peer, Instant now);
  void on_phy_response(const PhyWish& peer, Instant now);
  bool on_phy_indication(const wire::ll::PhyUpdateIndication& pdu, Instant now);
  void on_phys_refused(wire::hci::ErrorCode reason, Instant now);
  Phys choose_phys(const PhyWish& peer) const;
  void indicate_phys(const PhyWish& peer);
  void phys_agreed();
  void report_phys(wire::hci::ErrorCode status);

  // Encryption. (procedures_encryption.cpp)
  Encryption::Halves draw_halves();
  bool run_encryption(Instant now);
  void request_encryption(Instant now);
  bool is_encryption_under_way() const;
  /// Keeps a request that must not be answered now. 5.1.3.1: between LL_ENC_REQ and the end of the
  /// procedure a central sends nothing that does not belong to it.
  bool defer(std::uint8_t opcode, Bytes payload);
  void answer_deferred(Instant now);
  bool on_encryption_pdu(std::uint8_t opcode, Bytes ctr_data, Instant now);
  bool on_encryption_answer(std::uint8_t opcode, Bytes ctr_data, Instant now);
  bool on_encryption_request(std::uint8_t opcode, Bytes ctr_data, Instant now);
  void end_local_encryption(wire::hci::ErrorCode status, Instant now);
  void end_peer_encryption();
  void report_encryption(wire::hci::ErrorCode status);

  LinkState& link_;
  const LinkNeighbours& neighbours_;
  Local local_;
  Peer peer_;
  Instant local_deadline_ = Instant::never();
  Instant peer_deadline_ = Instant::never();

  struct Wanted {
    bool version = false;
    bool features = false;
    bool lengths = false;
    bool ping = false;
    bool channel_map = false;
    bool phys = false;
    std::optional<wire::hci::ConnectionParameters> parameters;
    std::optional<EncryptionKey> encryption;
  };
  struct Session {
    EncryptionKey request;  // ours, as central
    Octets<16> key{};
    Encryption::Halves own;
    Encryption::Halves peer;
    bool refresh = false;
  } session_;
  Wanted wanted_;
  Octets<wire::ll::control_pdu_max> deferred_{};  // a control PDU of the peer; it has one request
                                                  // at a time
  std::uint8_t deferred_size_ = 0;
  std::uint64_t own_features_ = 0;
  std::optional<std::uint64_t> peer_features_;
  std::optional<wire::ll::VersionIndication> peer_version_;
  bool version_sent_ = false;
  bool refuses_lengths_ = false;     // the peer answered LL_LENGTH_REQ with LL_UNKNOWN_RSP
  bool refuses_parameters_ = false;  // the same of LL_CONNECTION_PARAM_REQ
  bool refuses_phys_ = false;        // the same of LL_PHY_REQ
  PhyWish phy_wish_;
  // What the host knows.
  EventParameters reported_;
  Phys reported_phys_;
  DataLimit reported_tx_;
  DataLimit reported_rx_;
  bool phys_asked_ = false;      // the host waits for LE PHY Update Complete
  bool phys_pending_ = false;    // LL_PHY_UPDATE_IND named an instant that has not come
  bool update_asked_ = false;    // the host waits for LE Connection Update Complete
  bool update_pending_ = false;  // LL_CONNECTION_UPDATE_IND was sent or received, its instant has
                                 // not come
  std::optional<wire::hci::ErrorCode> ended_by_peer_;
  std::optional<wire::hci::ErrorCode> ended_;
};

}  // namespace westwind::controller
