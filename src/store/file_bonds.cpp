// Bonds in a file.
#include "store/file_bonds.hpp"

namespace westwind::store {

namespace {

// First octet of a record's name; behind it the peer's identity: type, then address.
enum Kind : std::uint8_t { bond_of = 'b', client_of = 'c', own_irk = 'i' };

Name name_of(Kind kind, const wire::DeviceAddress& peer) {
  Name name(1 + sizeof peer, kind);
  copy_bytes(MutableBytes(name).subspan(1), octets_of(peer));
  return name;
}

/// What another version wrote is no bond.
bool take(const Value& value, host::smp::Bond& bond) {
  const auto taken = Reader(value).take<host::smp::Bond>();
  if (!taken || value.size() != sizeof bond || taken->version != host::smp::Bond::current_version)
    return false;
  bond = *taken;
  return true;
}

}  // namespace

bool FileBonds::load(const DeviceAddress& peer, Bond& bond) {
  const auto found = file_.records().find(name_of(bond_of, peer));
  return found != file_.records().end() && take(found->second, bond);
}

bool FileBonds::load(std::size_t index, Bond& bond) {
  for (const auto& [name, value] : file_.records())
    if (!name.empty() && name.front() == bond_of && take(value, bond) && index-- == 0) return true;
  return false;
}

bool FileBonds::save(const Bond& bond) {
  return file_.set(name_of(bond_of, bond.peer), octets_of(bond)).has_value();
}

void FileBonds::remove(const DeviceAddress& peer) {
  (void)file_.erase(name_of(bond_of, peer));
  (void)file_.erase(name_of(client_of, peer));
}

std::size_t FileBonds::load_client_record(const DeviceAddress& peer, MutableBytes record) {
  const auto found = file_.records().find(name_of(client_of, peer));
  return found == file_.records().end() ? 0 : copy_bytes(record, found->second);
}

void FileBonds::save_client_record(const DeviceAddress& peer, Bytes record) {
  if (record.empty())
    (void)file_.erase(name_of(client_of, peer));
  else
    (void)file_.set(name_of(client_of, peer), record);
}

bool FileBonds::load_own_irk(Key& irk) {
  const auto found = file_.records().find({own_irk});
  if (found == file_.records().end() || found->second.size() != irk.size()) return false;
  copy_bytes(irk, found->second);
  return true;
}

void FileBonds::save_own_irk(const Key& irk) { (void)file_.set({own_irk}, irk); }

}  // namespace westwind::store
