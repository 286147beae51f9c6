// The GATT server: what a bonded client has set lasts from one connection to the next. Vol 3 Part
// G 2.5.2, 3.3.3.3, 7.2.
//
// A record is read when a link is encrypted with a bond, and written whenever something in it
// changes while it is.
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using Awareness = ClientState::Awareness;

namespace {

struct RecordHead {
  std::uint8_t version;
  std::uint8_t features;
  Octets<16> hash;  // of the table that the client knows
};
struct RecordEntry {
  Handle cccd;
  std::uint8_t bits;
};
constexpr std::uint8_t record_version = 1;
constexpr std::size_t record_entries = 16;
using Record = Octets<sizeof(RecordHead) + record_entries * sizeof(RecordEntry)>;

}  // namespace

void Server::on_security_changed(Link& link, hci::ErrorCode status) {
  if (status != hci::ErrorCode::success || !link.security.bonded || records_ == nullptr) return;
  ClientState& state = client(link);
  if (state.recorded) return save_record(link);
  state.recorded = true;
  load_record(link);
  save_record(link);
  tell_changes();
}

/// What the client has set since it connected counts more than what it had.
void Server::load_record(Link& link) {
  Record space;
  const std::size_t size = records_->load_client_record(link.peer, space);
  Reader reader(Bytes(space).first(size));
  const auto head = reader.take<RecordHead>();
  if (!head || head->version != record_version) return;
  ClientState& state = client(link);
  state.features |= head->features;
  for (const RecordEntry entry : reader.entries<RecordEntry>()) {
    const Row row = database_.at(entry.cccd.value);
    if (!row || row.attribute().kind != AttributeKind::cccd) continue;
    if (subscriptions_.get(link.handle, row.handle) != 0) continue;
    if ((entry.bits & ~cccd_bits(row)) == 0 &&
        subscriptions_.set(link.handle, row.handle, entry.bits))
      tell_subscription(link, row, entry.bits);
  }
  if (head->hash != database_hash()) note_change(link, {1, 0xffff});
}

/// The client's table is not, or no longer, as it knows it.
void Server::note_change(Link& link, HandleRange range) {
  ClientState& state = client(link);
  if ((state.features & wire::gatt::robust_caching_feature) != 0)
    state.awareness = Awareness::unaware;
  Subscription* entry = subscriptions_.find(link.handle, cccd_of_service_changed());
  if (entry == nullptr) return;
  entry->change_owed = true;
  if (range.start < changed_.start) changed_.start = range.start;
  if (range.end > changed_.end) changed_.end = range.end;
}

void Server::save_record(Link& link) {
  ClientState& state = client(link);
  if (records_ == nullptr || !state.recorded || !link.security.bonded) return;
  Record space, former;
  Writer record(space);
  record.put(RecordHead{record_version, state.features,
                        knows_table(link) ? database_hash() : Octets<16>{}});
  for (const Subscription& entry : subscriptions_.entries())
    if (entry.link == link.handle) record.put(RecordEntry{{entry.cccd_handle}, entry.bits});
  const std::size_t size = records_->load_client_record(link.peer, former);
  if (!equal_bytes(Bytes(former).first(size), record.written()))
    records_->save_client_record(link.peer, record.written());
}

/// Whether the client was told of everything: the record is then of the table as it is.
bool Server::knows_table(const Link& link) {
  if (client(link).awareness != Awareness::aware) return false;
  const Subscription* entry = subscriptions_.find(link.handle, cccd_of_service_changed());
  return entry == nullptr || !(entry->change_owed || entry->change_under_way);
}

}  // namespace westwind::host::gatt
