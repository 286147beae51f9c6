// The GATT server: answers a peer's requests from the table, sends values. Vol 3 Part G 4, Vol 3
// Part F 3.4.
#pragma once

#include "att/att.hpp"
#include "crypto/aes128.hpp"
#include "gatt/client_state.hpp"
#include "gatt/database.hpp"
#include "gatt/subscriptions.hpp"
#include "hci/client_record_store.hpp"
#include "hci/signer.hpp"

namespace westwind::host::gatt {

using att::Outcome;

/// Told what peers did beyond reading and writing values.
class ServerListener {
 public:
  /// A peer wrote the CCCD of the characteristic with this value handle, or a bonded one is back
  /// that had.
  virtual void on_subscription(ConnHandle, Handle, std::uint16_t /*bits*/) {}
  /// An indication was confirmed (`outcome.ok()`), or never will be.
  virtual void on_indication_end(ConnHandle, Handle, Outcome) {}

 protected:
  ~ServerListener() = default;
};

class Server final : public hci::Module, public att::RequestHandler {
 public:
  /// `aes` for the Database Hash.
  Server(att::Att& att, std::span<Subscription> subscriptions, std::span<ClientState> clients,
         crypto::Aes128& aes);

  void set_listener(ServerListener& listener) { listener_ = &listener; }
  /// Keeps what bonded clients set. Null: it ends with the link.
  void set_record_store(hci::ClientRecordStore* records) { records_ = records; }
  /// Checks signed writes. Without one they are ignored.
  void set_signer(hci::Signer& signer) { signer_ = &signer; }

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
  /// a characteristic value; busy: the client has yet to learn of a changed table (2.5.2.1).
  Status notify(ConnHandle link, Handle value, Bytes octets);
  /// Sends an indication, subscribed or not; on_indication_end follows once for each that was
  /// accepted.
  Status indicate(ConnHandle link, Handle value, Bytes octets);
  /// Notifies or indicates every peer that subscribed; where both are on, notifies. Returns how
  /// many it was queued for.
  std::size_t update_subscribed(Handle value, Bytes octets);
  std::uint16_t subscription(ConnHandle link, Handle value) const;
  /// What a peer has set of the CCCD with this handle, and what all have together.
  std::uint16_t cccd(ConnHandle link, Handle handle) const {
    return subscriptions_.get(link, handle.value);
  }
  std::uint16_t all_subscribed(Handle cccd) const { return subscriptions_.all(cccd.value); }

  /// The hash of the table as it is, as Database Hash carries it. 7.3.
  const Octets<16>& database_hash();

  att::Verdict on_request(Link& link, att::Opcode opcode, Bytes parameters,
                          Writer& response) override;
  void on_write_command(Link& link, Handle handle, Bytes value) override;
  void on_signed_write(Link& link, Bytes pdu) override;
  void on_indication_end(Link& link, Handle handle, Outcome outcome) override;
  void on_connected(Link& link) override { client(link) = {}; }
  void on_disconnected(Link& link, hci::ErrorCode) override {
    client(link) = {};
    subscriptions_.forget(link.handle);
    tell_changes();
  }
  void on_security_changed(Link& link, hci::ErrorCode status) override;
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
  att::Verdict read_multiple_variable(Link& link, Bytes parameters, Writer& response);
  ErrorCode write_value(Link& link, const Row& row, std::uint16_t offset, Bytes value,
                        WriteKind kind);
  ErrorCode write_cccd(Link& link, const Row& row, Bytes value);
  void tell_subscription(const Link& link, const Row& cccd, std::uint16_t bits);
  /// Those that the CCCD's characteristic can have set.
  std::uint16_t cccd_bits(const Row& row) const;
  ClientState& client(const Link& link) { return clients_[link.index]; }

  // server_prepared.cpp
  att::Verdict prepare_write(Link& link, Bytes parameters, Writer& response);
  att::Verdict execute_write(Link& link, Bytes parameters, Writer& response);
  bool keep_part(Link& link, const wire::att::PrepareWriteRequest& request, Bytes octets);
  static void end_part(ClientState& state);

  // server_caching.cpp
  bool is_out_of_sync(Link& link, att::Opcode opcode, Bytes parameters);
  void become_aware(Link& link);
  void note_hash_read(const Link& link);
  ErrorCode write_features(Link& link, Bytes value);

  // server_records.cpp
  void load_record(Link& link);
  void save_record(Link& link);
  void note_change(Link& link, HandleRange range);
  bool knows_table(const Link& link);
  std::uint16_t cccd_of_service_changed() const {
    return static_cast<std::uint16_t>(service_changed_ + 1);
  }

  Link* find_link(ConnHandle handle) { return att_.hci().find(handle); }
  /// The characteristic value with this handle; no row for anything else.
  Row value_row(Handle handle) const;
  void announce_change(const Service& service);
  void tell_changes();

  att::Att& att_;
  Database database_;
  Subscriptions subscriptions_;
  std::span<ClientState> clients_;
  crypto::Aes128& aes_;
  ServerListener* listener_ = nullptr;
  hci::ClientRecordStore* records_ = nullptr;
  hci::Signer* signer_ = nullptr;
  Octets<16> hash_{};
  bool hash_valid_ = false;
  std::uint16_t fixed_end_ = 0;        // last handle of the services that are never removed
  std::uint16_t service_changed_ = 0;  // value handle of Service Changed; its CCCD is the next
  HandleRange changed_{0xffff, 0};     // what peers have still to be told of; empty: nothing
  bool removed_ = false;               // handles are free but may be known to a peer

  friend class GenericServices;
};

/// Octets of a declaration, CCCD or the like that the server makes itself. Writes into `out`,
/// returns false for rows whose owner holds the value.
bool declaration_value(const Row& row, Writer& out);

/// Whether a link may do what `row` allows, as it is encrypted now; asks the owner to authorize.
/// Vol 3 Part F 4, Part C 10.3.1.
ErrorCode may_read(Link& link, const Row& row);
ErrorCode may_write(Link& link, const Row& row, WriteKind kind);

}  // namespace westwind::host::gatt
