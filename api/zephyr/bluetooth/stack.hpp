// Everything that lives from bt_enable to bt_disable: the host, its memory, and what it tells.
#pragma once

#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/hci.h>

#include "api/zephyr/bluetooth/bonds.hpp"
#include "api/zephyr/bluetooth/carrier.hpp"
#include "api/zephyr/bluetooth/connection.hpp"
#include "api/zephyr/bluetooth/gatt_services.hpp"
#include "api/zephyr/config.h"
#include "api/zephyr/kernel/kernel.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"

namespace westwind::zephyr {

/// The host's memory, as large as the configuration says.
class HostMemory {
 public:
  HostMemory();
  HostMemory(const HostMemory&) = delete;
  HostMemory& operator=(const HostMemory&) = delete;
  ~HostMemory();
  bool is_whole() const { return whole_; }
  const host::Memory& memory() const { return memory_; }
  std::span<host::gap::LinkLayerTasks> link_layer() const { return link_layer_; }
  std::span<host::gap::PeerInformationTask> remote() const { return remote_; }

 private:
  template <typename T>
  void make(std::span<T>& span, std::size_t count);

  host::Memory memory_;
  std::span<host::gap::LinkLayerTasks> link_layer_;
  std::span<host::gap::PeerInformationTask> remote_;
  bool whole_ = true;
};

/// What the host tells of links and scans goes to the functions of gap.cpp and conn.cpp.
class Stack final : public host::hci::StateListener,
                    public host::gap::ScannerListener,
                    public host::gap::InitiatorListener,
                    public host::gap::ConnectionsListener,
                    public host::gap::AdvertiserListener,
                    public host::gap::LinkLayerListener,
                    public host::gap::RemoteInformationListener,
                    public host::gap::AcceptListListener,
                    public host::gap::ExtendedAdvertiserListener,
                    public host::gap::ExtendedReportListener,
                    public host::gatt::ServerListener,
                    public host::gatt::ClientListener,
                    public host::smp::SecurityListener {
 public:
  Stack(const host::Config& config, bt_ready_cb_t ready);
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  bool has_memory() const { return memory_.is_whole(); }
  host::Host& host() { return host_; }
  host::l2cap::CreditBasedChannels& channels() { return channels_; }
  host::gap::LinkLayer& link_layer() { return link_layer_; }
  host::gap::AcceptList& accept_list() { return accept_list_; }
  /// Null: the controller, or the configuration, has legacy advertising only.
  host::gap::ExtendedAdvertiser* extended() {
    return extended_ && lens_on_ ? &*extended_ : nullptr;
  }
  host::hci::ExtendedLens& lens() { return lens_; }
  std::uint32_t report_chains_lost() const { return reports_ ? reports_->chains_lost() : 0; }
  GattServices& services() { return services_; }
  Bonds& bonds() { return bonds_; }
  crypto::Aes128& aes() { return aes_; }

  void start();
  /// 0: up; a negative errno: failed; 1: not yet.
  int outcome() const { return outcome_; }
  /// Bluetooth callbacks are on the stack.
  bool is_inside() const { return inside_ != nullptr && inside_ == k_current_get(); }
  /// A callback is on some stack; it may be waiting.
  bool is_busy() const { return inside_ != nullptr; }
  /// Something was asked of the host: it wants to run.
  void touched() { touched_ = true; }
  /// How often memory came free after somebody had to do without.
  unsigned writables() const { return writables_; }

  /// A turn among the kernel's sources.
  bool work();
  Instant next_work() const;

  // What came of calls that wait
  std::optional<host::hci::ErrorCode> accept_list_outcome;
  std::optional<host::smp::OwnOob> own_oob;

 private:
  // StateListener, Module
  void on_ready() override;
  void on_fault(host::hci::Fault fault) override;
  void on_security_changed(host::hci::Link& link, host::hci::ErrorCode status);
  bool on_event(std::uint8_t code, Bytes parameters);
  /// Events that only modules hear of.
  struct Events final : host::hci::Module {
    explicit Events(Stack& owner) : stack(owner) {}
    void on_security_changed(host::hci::Link& link, host::hci::ErrorCode status) override {
      stack.on_security_changed(link, status);
    }
    bool on_event(std::uint8_t code, Bytes parameters) override {
      return stack.on_event(code, parameters);
    }
    void on_writable() override;
    Stack& stack;
  };
  void finish_start();
  // gap.cpp
  void on_report(const host::gap::AdvertisingReport& report) override;
  void on_scan_ended(host::hci::ErrorCode reason) override;
  void on_advertising_ended(host::hci::ErrorCode reason) override;
  void on_accept_list_changed(host::hci::ErrorCode status) override {
    accept_list_outcome = status;
  }
  void on_extended_report(const host::gap::ExtendedReport& report) override;
  // ext_advertising.cpp
  void on_set_ended(host::gap::AdvertisingSet& set, host::hci::ErrorCode status,
                    host::hci::Link* link, std::uint8_t events) override;
  void on_scan_request(host::gap::AdvertisingSet& set, const wire::DeviceAddress& scanner) override;
  void on_set_removed(host::gap::AdvertisingSet& set) override;
  // links.cpp
  void on_connect_failed(const wire::DeviceAddress& peer, host::hci::ErrorCode reason) override;
  void on_connected(const host::hci::Link& link) override;
  void on_disconnected(const host::hci::Link& link, host::hci::ErrorCode reason) override;
  void on_parameters_updated(const host::hci::Link& link, host::hci::ErrorCode status) override;
  bool on_parameters_wanted(const host::hci::Link& link,
                            const wire::hci::ConnectionParameters& wanted) override;
  void on_phy_updated(const host::hci::Link& link, host::hci::ErrorCode status, host::gap::Phy tx,
                      host::gap::Phy rx) override;
  void on_data_length_changed(const host::hci::Link& link, host::gap::DataLength tx,
                              host::gap::DataLength rx) override;
  void on_peer_information(const host::hci::Link& link,
                           const host::gap::PeerInformation& information) override;
  // security.cpp
  std::optional<host::smp::Reason> on_pairing_features(
      const host::hci::Link& link, const wire::smp::PairingFeatures& features) override;
  void on_passkey_action(const host::hci::Link& link, host::smp::PasskeyAction action,
                         std::uint32_t passkey) override;
  void on_keypress(const host::hci::Link& link, host::smp::Keypress keypress) override;
  void on_own_oob(const host::smp::OwnOob& oob) override { own_oob = oob; }
  void on_paired(const host::hci::Link& link, bool bonded) override;
  void on_pairing_failed(const host::hci::Link& link, host::smp::Reason reason) override;
  // gatt_client.cpp, gatt_send.cpp
  void on_subscription(wire::hci::ConnHandle link, wire::att::Handle handle,
                       std::uint16_t bits) override;
  void on_indication_end(wire::hci::ConnHandle link, wire::att::Handle handle,
                         host::att::Outcome outcome) override;
  void on_notification(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) override;
  void on_indication(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) override;
  void on_mtu(wire::hci::ConnHandle link, std::uint16_t mtu) override;

  HostMemory memory_;
  Carrier carrier_;
  host::hci::ExtendedLens lens_{carrier_};
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  Bonds bonds_;
  host::Host host_;
  host::l2cap::CreditBasedChannels channels_;
  host::gap::LinkLayer link_layer_;
  host::gap::AcceptList accept_list_;
  std::optional<host::gap::RemoteInformation> remote_;
  std::optional<host::gap::ExtendedAdvertiser> extended_;
  std::optional<host::gap::ExtendedReports> reports_;
  Octets<BT_GAP_ADV_MAX_EXT_ADV_DATA_LEN> report_space_;
  bool lens_on_ = false;
  GattServices services_;
  Events events_{*this};
  Timer seed_;  // the host is up, and waits for random numbers
  bt_ready_cb_t ready_;
  int outcome_ = 1;
  bool touched_ = false;
  unsigned writables_ = 0;
  k_tid_t inside_ = nullptr;  // the thread that callbacks run on, while they do
};

/// Null: bt_enable was not called, or has failed.
Stack* stack();
/// ... and is through; null else.
Stack* ready_stack();

/// Zephyr's errno for what the host says.
int errno_of(const Status& status);
int errno_of(host::hci::ErrorCode status);

// What other parts do when the stack lives, runs, or dies.
void note_ready();                                                  // identities.cpp
void run_advertising();                                             // advertising.cpp
void forget_advertising();                                          // advertising.cpp
bool is_advertising(std::uint8_t id);                               // advertising.cpp
void tell_bond_deleted(std::uint8_t id, const bt_addr_le_t& peer);  // security.cpp
void forget_scan();                                                 // scanning.cpp
/// `function` (or null) is called when what is queued on the link by now has left.
int add_ticket(bt_conn& conn, bt_gatt_complete_func_t function, void* user_data);
void run_tickets();                        // gatt_send.cpp
void end_tickets(bt_conn& conn);           // gatt_send.cpp
void end_subscriptions(bt_conn& conn);     // gatt_subscribe.cpp
void resume_subscriptions(bt_conn& conn);  // gatt_subscribe.cpp
bool resubscribe_later(std::uint8_t id, const bt_addr_le_t& peer, bt_gatt_subscribe_params& params);
void deliver(bt_conn& conn, std::uint16_t handle, Bytes value, bool is_indication);
void begin_link_procedures(bt_conn& conn);                 // links.cpp
void note_advertising_link(const host::hci::Link& link);   // advertising.cpp
void note_advertising_end(host::hci::ErrorCode reason);    // advertising.cpp
bool is_legacy_set(const host::gap::AdvertisingSet& set);  // advertising.cpp
bool take_legacy_end(host::gap::AdvertisingSet& set, host::hci::ErrorCode status,
                     host::hci::Link* link);  // advertising.cpp
/// Fills the slot and tells that the link is up.
void open_link(bt_conn& conn, const host::hci::Link& link, std::uint8_t id);  // links.cpp
void listen_again();                                                          // l2cap.cpp
bool tell_sent_sdus();                                                        // l2cap.cpp
void tell_mtu(bt_conn& conn, std::uint16_t mtu);                              // callbacks.cpp
void apply_security_policy(bt_conn* conn, bt_security_t wanted);              // security.cpp
void forget_pairing(bt_conn& conn);                                           // security.cpp

}  // namespace westwind::zephyr
