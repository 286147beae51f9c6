// A device in a scenario: its host, with everything that a script waits for as something to
// `co_await`. Whatever is not here, the host has: `host()`.
#pragma once

#include <array>
#include <deque>
#include <map>

#include "scenario/scenario.hpp"

namespace westwind::scenario {

using OctetString = std::vector<std::uint8_t>;
using host::att::Handle;
using host::att::HandleRange;
using host::hci::ConnHandle;
using host::hci::ErrorCode;
using wire::DeviceAddress;
using wire::Uuid;

/// `octets(0, 60)`: g++ 12 takes no braces in an expression with co_await.
template <typename... Octet>
OctetString octets(Octet... values) {
  return {static_cast<std::uint8_t>(values)...};
}

/// A value that a peer sent or wrote.
struct Value {
  Handle handle;
  OctetString octets;
  bool is_indication = false;
};

/// A characteristic that a client has found.
struct Found {
  Handle value;
  Handle cccd;  ///< 0: it has none
  std::uint8_t properties = 0;
};

struct Report {
  wire::hci::LeAdvertisingReport::Type type;
  DeviceAddress device;
  std::int8_t rssi_dbm = 127;
  OctetString data;
};

/// A characteristic to be served, in a service of its own.
struct ServedValue {
  Uuid service;
  Uuid uuid;
  std::uint8_t properties = wire::gatt::read;
  std::uint16_t permissions = host::gatt::readable | host::gatt::writable;
  OctetString value = {};
};

class Actor final : private host::hci::StateListener,
                    private host::hci::Module,
                    private host::gap::ScannerListener,
                    private host::gap::InitiatorListener,
                    private host::gap::ConnectionsListener,
                    private host::gatt::ServerListener,
                    private host::gatt::ClientListener,
                    private host::smp::SecurityListener,
                    private host::gatt::AttributeOwner,
                    private sim::HciTap {
 public:
  Actor(Scenario& scenario, const ActorConfig& config, std::uint8_t number);
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;
  ~Actor();

  const std::string& name() const { return name_; }
  Scenario& scenario() { return scenario_; }
  host::Host& host() { return device_.host(); }
  sim::Device& device() { return device_; }
  DeviceAddress address() { return device_.address(); }
  void move_to(const air::Position& position) { device_.controller().station().move_to(position); }

  // --- anybody
  Wait<Done> ready();
  Wait<Done> pause(Duration span);
  /// Whatever the script itself can see.
  Wait<Done> until(std::string what, std::function<bool()> condition);

  // --- links
  /// Connects; the link. Throws Failure when the attempt ends without one.
  Wait<ConnHandle> connect(const DeviceAddress& peer,
                           const host::gap::ConnectOptions& options = {});
  Wait<ConnHandle> connect(Actor& peer, const host::gap::ConnectOptions& options = {}) {
    return connect(peer.address(), options);
  }
  /// The next link that a central makes to us, or has made and nobody has asked for yet.
  Wait<ConnHandle> connected();
  /// The link has ended, for this reason.
  Wait<ErrorCode> disconnected(ConnHandle link);
  /// Ends it, and waits for the end.
  Wait<ErrorCode> disconnect(ConnHandle link);
  /// Encrypts, pairing first where there is no bond. Throws Failure when that comes to nothing.
  Wait<Done> secure(ConnHandle link);

  // --- advertising and scanning
  /// Connectable, with this name in its data. Throws Failure when the options are no good.
  void advertise(const std::string& name, const host::gap::AdvertisingOptions& options = {});
  /// All reports of a scan of that length.
  Task<std::vector<Report>> scan(Duration duration, bool active = false);
  /// The first advertiser with this name.
  Task<DeviceAddress> find(std::string name, Duration limit = Duration::seconds(10));

  // --- server
  Handle serve(const ServedValue& served);
  /// What a peer reads; nobody is told.
  void set(Handle value, OctetString octets) { values_[value.value] = std::move(octets); }
  OctetString get(Handle value) { return values_[value.value]; }
  /// Waits until it could be sent to everybody who subscribed. How many that are.
  Wait<std::size_t> update(Handle value, OctetString octets);
  /// A peer has subscribed (`bits` of its CCCD, not 0).
  Wait<std::uint16_t> subscribed(Handle value);
  /// The next value that a peer writes.
  Wait<Value> written();

  // --- client; each throws Failure when the peer refuses
  Task<Found> discover(ConnHandle link, Uuid service, Uuid characteristic);
  Task<OctetString> read(ConnHandle link, Handle handle);
  Task<void> write(ConnHandle link, Handle handle, OctetString octets);
  Task<void> subscribe(ConnHandle link, Found found, bool indications = false);
  Task<std::uint16_t> exchange_mtu(ConnHandle link);
  /// The next value that a peer sends by itself.
  Wait<Value> value();

 private:
  struct LinkRecord {
    bool is_central = false;
    bool is_claimed = false;  // by a script
    bool is_open = true;
    ErrorCode ended = ErrorCode::success;
    bool is_secured = false;
    ErrorCode security = ErrorCode::success;
    std::optional<host::smp::Reason> pairing_failure;
    std::uint16_t mtu = wire::att::default_mtu;
  };
  struct Served {
    Uuid service_uuid, value_uuid;
    std::array<Octets<16>, 2> long_uuids{};
    std::array<host::gatt::Attribute, 4> rows{};
    host::gatt::Service service;
  };
  /// One procedure of the client, kept until the host is through with it, whatever becomes of the
  /// script.
  struct Query final : host::gatt::ProcedureListener {
    explicit Query(Actor& owner) : actor(owner) {}
    void on_service(ConnHandle, HandleRange range, const Uuid&) override {
      services.push_back(range);
    }
    void on_characteristic(ConnHandle, Handle value, Handle end, std::uint8_t properties,
                           const Uuid&) override {
      characteristics.push_back({value, end, properties});
    }
    void on_descriptor(ConnHandle, Handle handle, const Uuid& uuid) override {
      descriptors.emplace_back(handle, uuid);
    }
    void on_read(ConnHandle, Handle, Bytes octets) override {
      value.assign(octets.begin(), octets.end());
    }
    void on_procedure_end(ConnHandle, host::att::Transaction&, host::att::Outcome end) override {
      outcome = end;
      actor.changed();
    }

    struct Characteristic {
      Handle value, end;
      std::uint8_t properties;
    };
    Actor& actor;
    std::shared_ptr<void> procedure;
    std::optional<host::att::Outcome> outcome;
    std::vector<HandleRange> services;
    std::vector<Characteristic> characteristics;
    std::vector<std::pair<Handle, Uuid>> descriptors;
    OctetString value;  // that was read, or is to be written
  };
  using QueryPointer = std::shared_ptr<Query>;
  template <typename Procedure, typename... Arguments>
  Task<QueryPointer> ask(ConnHandle link, std::string what, Arguments... arguments);
  Task<void> end_of(QueryPointer query, std::string what);
  /// Not part of `end_of`: g++ 12 destroys what a lambda in an expression with co_await holds
  /// twice.
  Wait<Done> ended(const QueryPointer& query, const std::string& what);

  std::string step(const std::string& what) const { return name_ + ": " + what; }
  [[noreturn]] void fail(const std::string& what, const std::string& why) const;
  void check(Status status, const char* what) const;
  LinkRecord& record(ConnHandle link) { return links_[link.value]; }
  host::gatt::AttributeType type_of(const Uuid& uuid, Octets<16>& space) const;
  void changed() { scenario_.poke(); }

  // StateListener, Module
  void on_ready() override { changed(); }
  void on_fault(host::hci::Fault fault) override;
  void on_connected(host::hci::Link&) override {}
  void on_disconnected(host::hci::Link&, ErrorCode) override {}
  void on_security_changed(host::hci::Link& link, ErrorCode status) override;
  void on_writable() override { changed(); }
  // GAP
  void on_report(const host::gap::AdvertisingReport& report) override;
  void on_scan_ended(ErrorCode reason) override;
  void on_connect_failed(const DeviceAddress& peer, ErrorCode reason) override;
  void on_connected(const host::hci::Link& link) override;
  void on_disconnected(const host::hci::Link& link, ErrorCode reason) override;
  void on_pairing_failed(const host::hci::Link& link, host::smp::Reason reason) override;
  // GATT
  void on_subscription(ConnHandle, Handle, std::uint16_t) override { changed(); }
  void on_notification(ConnHandle, Handle handle, Bytes octets) override {
    received(handle, octets, false);
  }
  void on_indication(ConnHandle, Handle handle, Bytes octets) override {
    received(handle, octets, true);
  }
  void on_mtu(ConnHandle link, std::uint16_t mtu) override { record(link).mtu = mtu; }
  void received(Handle handle, Bytes octets, bool is_indication);
  host::gatt::ErrorCode read(host::hci::Link&, Handle handle, std::uint16_t, Bytes& value) override;
  host::gatt::ErrorCode write(host::hci::Link&, Handle handle, std::uint16_t offset, Bytes value,
                              host::gatt::WriteKind) override;
  bool on_packet(Direction direction, Bytes h4) override;

  Scenario& scenario_;
  std::string name_;
  std::uint32_t interface_;
  std::map<std::uint16_t, LinkRecord> links_;  // the latest of each handle
  std::map<std::uint16_t, OctetString> values_;
  std::deque<std::unique_ptr<Served>> served_;
  std::deque<Value> received_, written_;
  std::vector<Report> reports_;
  std::optional<ErrorCode> scan_end_, connect_failure_;
  std::optional<host::hci::Fault> fault_;
  std::vector<QueryPointer> queries_;
  sim::Device device_;
};

}  // namespace westwind::scenario
