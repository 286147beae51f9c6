// The GATT server: answers a peer's requests from the table, sends values. Vol 3 Part G 4, Vol 3
// Part F 3.4.
#pragma once

#include "att/att.hpp"
#include "gatt/database.hpp"
#include "gatt/subscriptions.hpp"

namespace westwind::host::gatt {

using att::Outcome;

/// Told what peers did beyond reading and writing values.
class ServerListener {
 public:
  /// A peer wrote the CCCD of the characteristic with this value handle.
  virtual void on_subscription(ConnHandle, Handle, std::uint16_t /*bits*/) {}
  /// An indication was confirmed (`outcome.ok()`), or never will be.
  virtual void on_indication_end(ConnHandle, Handle, Outcome) {}

 protected:
  ~ServerListener() = default;
};

class Server final : public hci::Module, public att::RequestHandler {
 public:
  Server(att::Att& att, std::span<Subscription> subscriptions);

  void set_listener(ServerListener& listener) { listener_ = &listener; }

  /// Adds a service; its handles are set on return. Peers that subscribed to Service Changed are
  /// told. Errors as Database::add.
  Status add(Service& service);
  /// Removes it; its rows may be freed afterwards. Handles are used again once no link is left that
  /// may have seen them (T20).
  void remove(Service& service);
  Database& database() { return database_; }
  const Subscriptions& subscriptions() const { return subscriptions_; }

  /// Sends a notification, subscribed or not. The value is cut to MTU - 3.
  /// not_connected; no_memory: nothing was sent, Module::on_writable follows; invalid_argument: not
  /// a characteristic value.
  Status notify(ConnHandle link, Handle value, Bytes octets);
  /// Sends an indication, subscribed or not; on_indication_end follows once for each that was
  /// accepted.
  Status indicate(ConnHandle link, Handle value, Bytes octets);
  /// Notifies or indicates every peer that subscribed; where both are on, notifies. Returns how
  /// many it was queued for.
  std::size_t update_subscribed(Handle value, Bytes octets);
  std::uint16_t subscription(ConnHandle link, Handle value) const;

  att::Verdict on_request(Link& link, att::Opcode opcode, Bytes parameters,
                          Writer& response) override;
  void on_write_command(Link& link, Handle handle, Bytes value) override;
  void on_indication_end(Link& link, Handle handle, Outcome outcome) override;
  void on_disconnected(Link& link, hci::ErrorCode) override {
    subscriptions_.forget(link.handle);
    tell_changes();
  }
  void on_writable() override { tell_changes(); }

 private:
  att::Verdict find_information(Bytes parameters, Writer& response);
  att::Verdict find_by_type_value(Link& link, Bytes parameters, Writer& response);
  att::Verdict read_by_type(Link& link, Bytes parameters, Writer& response);
  att::Verdict read_by_group_type(Bytes parameters, Writer& response);
  att::Verdict append_value(Link& link, Handle handle, std::uint16_t offset, Writer& response);
  att::Verdict read(Link& link, Bytes parameters, Writer& response);
  att::Verdict read_blob(Link& link, Bytes parameters, Writer& response);
  att::Verdict read_multiple(Link& link, Bytes parameters, Writer& response);
  att::Verdict write(Link& link, Bytes parameters, Writer& response);
  ErrorCode read_value(Link& link, const Row& row, std::uint16_t offset, Writer& scratch,
                       Bytes& value);
  ErrorCode write_value(Link& link, const Row& row, Bytes value, WriteKind kind);
  ErrorCode write_cccd(Link& link, const Row& row, Bytes value);
  Link* find_link(ConnHandle handle) { return att_.hci().find(handle); }
  /// The characteristic value with this handle; no row for anything else.
  Row value_row(Handle handle) const;
  void announce_change(const Service& service);
  void tell_changes();

  att::Att& att_;
  Database database_;
  Subscriptions subscriptions_;
  ServerListener* listener_ = nullptr;
  std::uint16_t fixed_end_ = 0;        // last handle of the services that are never removed
  std::uint16_t service_changed_ = 0;  // value handle of Service Changed; its CCCD is the next
  HandleRange changed_{0xffff, 0};     // what peers have still to be told of; empty: nothing
  bool removed_ = false;               // handles are free but may be known to a peer

  friend class GenericServices;
};

/// Octets of a declaration, CCCD or the like that the server makes itself. Writes into `out`,
/// returns false for rows whose owner holds the value.
bool declaration_value(const Row& row, Writer& out);

/// Whether a link may do what `row` allows, as it is encrypted now. Vol 3 Part F 4, Part C 10.3.1.
ErrorCode may_read(const Link& link, const Row& row);
ErrorCode may_write(const Link& link, const Row& row, WriteKind kind);

}  // namespace westwind::host::gatt
