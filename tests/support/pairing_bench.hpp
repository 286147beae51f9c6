// Two hosts that pair, each on a scripted controller, joined PDU by PDU: what one sends the other
// hears, and encryption starts when both controllers were given the same key. No air, so every PDU
// can be counted, lost, changed or followed by a disconnection.
#pragma once

#include <functional>
#include <map>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "tests/support/application.hpp"
#include "tests/support/scripted_controller.hpp"

namespace westwind::testing {

namespace smp = host::smp;
using smp::Bond;
using smp::PasskeyAction;
using wire::smp::IoCapability;
using wire::smp::Reason;

/// Bonds in memory.
class MemoryBonds final : public smp::BondStore {
 public:
  std::map<OctetString, Bond> bonds;
  std::map<OctetString, OctetString> records;
  std::optional<smp::Key> irk;
  bool refuses = false;

  static OctetString name(const wire::DeviceAddress& peer) {
    const auto octets = octets_of(peer);
    return {octets.begin(), octets.end()};
  }
  bool load(const wire::DeviceAddress& peer, Bond& bond) override {
    const auto found = bonds.find(name(peer));
    if (found == bonds.end()) return false;
    bond = found->second;
    return true;
  }
  bool load(std::size_t index, Bond& bond) override {
    if (index >= bonds.size()) return false;
    bond = std::next(bonds.begin(), static_cast<std::ptrdiff_t>(index))->second;
    return true;
  }
  bool save(const Bond& bond) override {
    if (refuses) return false;
    bonds[name(bond.peer)] = bond;
    return true;
  }
  void remove(const wire::DeviceAddress& peer) override { bonds.erase(name(peer)); }
  std::size_t load_client_record(const wire::DeviceAddress& peer, MutableBytes record) override {
    return copy_bytes(record, records[name(peer)]);
  }
  void save_client_record(const wire::DeviceAddress& peer, Bytes record) override {
    records[name(peer)].assign(record.begin(), record.end());
  }
  bool load_own_irk(smp::Key& key) override {
    if (irk) key = *irk;
    return irk.has_value();
  }
  void save_own_irk(const smp::Key& key) override { irk = key; }
};

/// One of the two devices.
class PairingSide final : public smp::SecurityListener, public host::hci::Module {
 public:
  static constexpr std::uint16_t handle = 0x0040;

  PairingSide(std::uint8_t number, std::uint8_t seed) {
    address = {wire::AddressType::public_device, {{number, 0x22, 0x33, 0x44, 0x55, 0x66}}};
    controller.public_address = address.address;
    controller.random_seed = seed;
    host_.emplace(storage_.memory(), controller, app, smp::SecurityParts{aes_, &p256_, &bonds},
                  host::Config{});
    host().security().set_listener(*this);
    host().hci().attach(*this);
    host().start(now);
  }
  host::Host& host() { return *host_; }
  smp::SecurityManager& security() { return host().security(); }
  smp::SecurityPolicy& policy() { return security().policy(); }
  const host::hci::Link* link() { return host().connections().find({handle}); }
  host::hci::LinkSecurity worth() { return link() != nullptr ? link()->security : last_worth; }

  std::optional<Reason> on_pairing_features(const host::hci::Link&,
                                            const wire::smp::PairingFeatures& features) override {
    return on_features ? on_features(features) : std::nullopt;
  }
  void on_passkey_action(const host::hci::Link&, PasskeyAction action,
                         std::uint32_t passkey) override {
    actions.push_back({action, passkey});
    if (on_action) on_action(action, passkey);
  }
  void on_keypress(const host::hci::Link&, smp::Keypress keypress) override {
    keypresses.push_back(keypress);
  }
  void on_own_oob(const smp::OwnOob& made) override { own_oob = made; }
  void on_pairing_failed(const host::hci::Link&, Reason reason) override {
    failures.push_back(reason);
  }
  void on_security_changed(host::hci::Link& link, host::hci::ErrorCode status) override {
    changes.push_back(status);
    last_worth = link.security;
  }

  struct Asked {
    PasskeyAction action;
    std::uint32_t passkey;
  };
  std::vector<Asked> actions;
  std::function<void(PasskeyAction, std::uint32_t)> on_action;
  std::function<std::optional<Reason>(const wire::smp::PairingFeatures&)> on_features;
  std::vector<smp::Keypress> keypresses;
  std::optional<smp::OwnOob> own_oob;
  std::vector<Reason> failures;
  std::vector<host::hci::ErrorCode> changes;
  host::hci::LinkSecurity last_worth;
  MemoryBonds bonds;
  wire::DeviceAddress address;
  Instant now = Instant::from_us(1'000'000);
  Application app;
  ScriptedController controller;

 private:
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  host::Storage<host::Limits{.transmit_octets = 4096}> storage_;
  std::optional<host::Host> host_;
};

class PairingBench : public ::testing::Test {
 protected:
  using Code = wire::smp::Code;
  PairingSide central{1, 11};
  PairingSide peripheral{2, 22};

  void SetUp() override {
    settle();
    connect();
  }
  void TearDown() override {
    disconnect();
    for (PairingSide* side : {&central, &peripheral}) {
      EXPECT_TRUE(side->host().memory_all_free());
      EXPECT_TRUE(side->security().is_idle());
      EXPECT_EQ(side->host().hci().commands().pending(), 0u);
    }
  }
  void connect() {
    central.controller.connection_complete(PairingSide::handle, wire::hci::Role::central,
                                           peripheral.address);
    peripheral.controller.connection_complete(PairingSide::handle, wire::hci::Role::peripheral,
                                              central.address);
    encryption_ = {};
    encryption_.seen = central.controller.commands.size();
    settle();
  }
  void disconnect() {
    for (PairingSide* side : {&central, &peripheral})
      if (side->controller.links.count(PairingSide::handle) != 0)
        side->controller.disconnection_complete(PairingSide::handle,
                                                host::hci::ErrorCode::connection_timeout);
    settle();
  }
  /// Carries everything over until nothing moves any more.
  void settle();
  void pass(Duration duration);
  /// Answers whatever is asked as honest users do: the display's number is entered, equal numbers
  /// are equal.
  void honest_users();
  void secure_both(std::function<void(smp::SecurityPolicy&)> change) {
    change(central.policy());
    change(peripheral.policy());
  }
  void expect_same_worth(bool authenticated, bool secure, bool bonded, int key_size = 16);
  void forget_events() {
    for (PairingSide* side : {&central, &peripheral}) {
      side->actions.clear();
      side->failures.clear();
      side->changes.clear();
    }
  }

  /// Sees, and may change, each SMP PDU; false loses it.
  std::function<bool(PairingSide& from, OctetString& pdu)> on_pdu;
  int pdus = 0;  ///< SMP PDUs that went over

 private:
  bool carry(PairingSide& from, PairingSide& to);
  bool run_encryption();

  struct Encryption {
    std::size_t seen = 0;  // commands of the central looked at
    std::size_t answered = 0;
    bool asking = false;
    bool on = false;
    smp::Key key{};
  } encryption_;
};

}  // namespace westwind::testing
