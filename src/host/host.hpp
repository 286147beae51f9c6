// The whole host as one object: the front door of src/host. No clock, no thread, no I/O of its own.
//
// The owner hands in packets and the time, and sends what comes out of the Transport:
//     host.receive(now, packet)   when the carrier has one whole H4 packet
//     host.run(now)               when `deadline()` has come, and after calling into the host
// All callbacks come from inside those two. Functions of the parts may be called from anywhere on
// the same thread, callbacks included; what they can send leaves within the call. Constructing and
// destroying is reset: nothing is static.
#pragma once

#include "gap/accept_list.hpp"
#include "gap/advertiser.hpp"
#include "gap/connections.hpp"
#include "gap/extended_advertiser.hpp"
#include "gap/extended_reports.hpp"
#include "gap/initiator.hpp"
#include "gap/link_layer.hpp"
#include "gap/remote_information.hpp"
#include "gatt/client.hpp"
#include "gatt/generic_services.hpp"
#include "hci/controller_p256.hpp"
#include "hci/extended_lens.hpp"
#include "l2cap/channels.hpp"
#include "smp/security_manager.hpp"

namespace westwind::host {

/// Sizes of a host's memory, fixed when it is built into a program.
struct Limits {
  std::uint8_t links = 4;
  std::uint8_t commands = 8;             ///< HCI commands queued at once
  std::uint16_t transmit_octets = 2560;  ///< outgoing PDUs and commands
  std::uint16_t receive_octets = 1280;   ///< reassembly of PDUs that come in more than one packet
  std::uint16_t max_mtu = 517;           ///< largest ATT MTU that may be preferred at run time
  std::uint16_t subscriptions = 16;      ///< CCCDs that peers have set, over all links
  std::uint8_t pairings = 1;             ///< at the same time, on different links
  std::uint8_t identities = 8;           ///< bonded peers that scans know by private addresses
};

/// What a host works in, without its sizes in the type.
struct Memory {
  hci::Memory hci;
  std::span<l2cap::SignallingState> signalling;
  std::span<att::Bearer> bearers;
  std::span<gatt::Subscription> subscriptions;
  std::span<gatt::ClientState> clients;
  std::span<gap::LinkTasks> tasks;
  std::span<smp::Pairing> pairings;
  std::span<smp::LinkState> security;
  std::span<smp::KnownIdentity> identities;
  std::uint16_t max_mtu = 0;
};

/// The memory of one host; must outlive it.
template <Limits limits>
class Storage {
 public:
  Memory memory() {
    return {{transmit_, receive_, links_, commands_, max_pdu},
            signalling_,
            bearers_,
            subscriptions_,
            clients_,
            tasks_,
            pairings_,
            security_,
            identities_,
            limits.max_mtu};
  }

 private:
  // Pairing Public Key has 65 octets. Vol 3 Part H 3.2.
  static constexpr std::uint16_t max_pdu = limits.max_mtu > 65 ? limits.max_mtu : 65;
  // Room for one PDU of the largest MTU beside the granules kept for answers, or a request could
  // wait forever.
  static_assert(limits.transmit_octets / BlockArena::granule_bytes >=
                BlockArena::granules_for(l2cap::headroom + limits.max_mtu) +
                    hci::TransmitMemory::reserved_granules(limits.links));
  static_assert(limits.receive_octets / BlockArena::granule_bytes >=
                BlockArena::granules_for(max_pdu + 4u));
  static_assert(limits.links > 0 && limits.commands >= 4 &&
                limits.max_mtu >= wire::att::default_mtu);

  alignas(Block) Octets<limits.transmit_octets> transmit_;
  alignas(Block) Octets<limits.receive_octets> receive_;
  std::array<hci::Link, limits.links> links_;
  std::array<hci::PendingCommand, limits.commands> commands_;
  std::array<l2cap::SignallingState, limits.links> signalling_;
  std::array<att::Bearer, limits.links> bearers_;
  std::array<gatt::Subscription, limits.subscriptions> subscriptions_;
  std::array<gatt::ClientState, limits.links> clients_;
  std::array<gap::LinkTasks, limits.links> tasks_;
  std::array<smp::Pairing, limits.pairings> pairings_;
  std::array<smp::LinkState, limits.links> security_;
  std::array<smp::KnownIdentity, limits.identities> identities_;
};

struct Config {
  /// False for controllers that HCI Reset harms (T45).
  bool reset_controller = true;
  /// Ask for the longest link layer packets on each new link; false for controllers that mishandle
  /// it.
  bool automatic_data_length = true;
  /// Show peers Client Supported Features and Database Hash, so that they need not discover the
  /// table anew each time. Vol 3 Part G 7.
  bool caching = true;
  /// Static random address for controllers without a public one; made from the controller's random
  /// numbers if absent.
  std::optional<wire::Address> static_address;
};

class Host {
 public:
  Host(const Memory& memory, hci::Transport& transport, hci::StateListener& listener,
       const smp::SecurityParts& security, const Config& config);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Brings the controller up; StateListener tells the end. Once in a host's life.
  void start(Instant now) {
    hci_.start(config_.reset_controller);
    hci_.run(now);
  }
  /// One whole H4 packet, indicator octet first. Any octets are safe; wrong ones are counted.
  void receive(Instant now, Bytes h4) {
    if (hci_.receive(h4)) hci_.run(now);
  }
  void run(Instant now) { hci_.run(now); }
  /// When `run` must be called next, `Instant::never()` if only packets matter. Earlier than now
  /// when something waits.
  Instant deadline() const { return hci_.deadline(); }
  /// The carrier is gone: the next `run` ends all links and tells on_fault.
  void transport_failed() { hci_.transport_failed(); }

  hci::State state() const { return hci_.state(); }
  bool is_ready() const { return hci_.is_ready(); }
  const hci::Counters& counters() const { return hci_.counters(); }
  const hci::ControllerInfo& controller() const { return hci_.controller(); }
  /// True when no packet memory is in use: what a test asks for when all links are gone.
  bool memory_all_free() const {
    return hci_.transmit_memory().all_free() && hci_.receive_memory().all_free();
  }

  hci::Hci& hci() { return hci_; }
  l2cap::Mux& mux() { return mux_; }
  l2cap::Signalling& signalling() { return signalling_; }
  gap::Identity& identity() { return identity_; }
  gap::Advertiser& advertiser() { return advertiser_; }
  gap::Scanner& scanner() { return scanner_; }
  gap::Initiator& initiator() { return initiator_; }
  gap::Connections& connections() { return connections_; }
  att::Att& att() { return att_; }
  gatt::Server& server() { return server_; }
  gatt::GenericServices& generic_services() { return generic_services_; }
  gatt::Client& client() { return client_; }
  smp::SecurityManager& security() { return security_; }

 private:
  Config config_;
  hci::Hci hci_;
  l2cap::Mux mux_;
  l2cap::Signalling signalling_;
  smp::SecurityManager security_;
  att::Att att_;
  gatt::Server server_;
  gatt::GenericServices generic_services_;
  gatt::Client client_;
  gap::Identity identity_;
  gap::Advertiser advertiser_;
  gap::Scanner scanner_;
  gap::Initiator initiator_;
  gap::Connections connections_;
};

}  // namespace westwind::host
