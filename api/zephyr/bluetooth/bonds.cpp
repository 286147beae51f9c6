// Bonds in memory and in the settings. A value of bt/keys is a Bond as the host has it; of bt/ccc
// the host's record of the client. Names end with the peer: twelve digits, its type, and the
// identity if that is not the first.
#include "api/zephyr/bluetooth/bonds.hpp"

#include <zephyr/settings/settings.h>
#include <zephyr/sys/printk.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "api/zephyr/config.h"

namespace westwind::zephyr {

namespace {

constexpr const char* irk_name = "bt/irk";
constexpr std::size_t name_space = 40;

void write_name(char (&name)[name_space], const char* kind, const wire::DeviceAddress& peer,
                std::uint8_t id) {
  const auto shown = peer.address.display_order();
  int length =
      snprintk(name, sizeof name, "bt/%s/%02x%02x%02x%02x%02x%02x%u", kind, shown[0], shown[1],
               shown[2], shown[3], shown[4], shown[5], static_cast<unsigned>(peer.type));
  if (id != 0) snprintk(name + length, sizeof name - static_cast<std::size_t>(length), "/%u", id);
}

std::uint8_t id_in(const char* key) {
  const char* const slash = std::strchr(key, '/');
  return slash != nullptr ? static_cast<std::uint8_t>(std::atoi(slash + 1)) : std::uint8_t{0};
}

}  // namespace

Bonds::Bonds(std::size_t capacity, bool stored)
    : entries_(new (std::nothrow) Entry[capacity > 0 ? capacity : 1]),
      capacity_(entries_ != nullptr ? capacity : 0), stored_(stored) {
  if (stored_) load_stored();
}

Bonds::~Bonds() { delete[] entries_; }

void Bonds::load_stored() {
  const auto take = [](const char* key, size_t size, settings_read_cb read, void* argument,
                       void* self) {
    Bond bond;
    Bonds& bonds = *static_cast<Bonds*>(self);
    if (size != sizeof bond) return 0;
    if (read(argument, &bond, sizeof bond) != sizeof bond) return 0;
    Entry* const entry = bond.version == Bond::current_version ? bonds.free_entry() : nullptr;
    if (entry == nullptr) return 0;
    entry->bond = bond;
    entry->id = id_in(key);
    entry->used = true;
    return 0;
  };
  (void)settings_load_subtree_direct("bt/keys", take, this);
  for (std::size_t i = 0; i < capacity_; ++i) {
    Entry& entry = entries_[i];
    if (!entry.used) continue;
    char name[name_space];
    write_name(name, "ccc", entry.bond.peer, entry.id);
    const ssize_t size = settings_load_one(name, entry.record.data(), entry.record.size());
    if (size > 0) entry.record_size = static_cast<std::uint8_t>(size);
  }
}

Bonds::Entry* Bonds::find(const DeviceAddress& peer) const {
  for (std::size_t i = 0; i < capacity_; ++i)
    if (entries_[i].used && entries_[i].bond.peer == peer) return &entries_[i];
  return nullptr;
}

Bonds::Entry* Bonds::free_entry() {
  Entry* oldest = nullptr;
  for (std::size_t i = 0; i < capacity_; ++i) {
    if (!entries_[i].used) return &entries_[i];
    if (oldest == nullptr || entries_[i].age < oldest->age) oldest = &entries_[i];
  }
  if (oldest == nullptr || !westwind_config.overwrite_oldest) return nullptr;
  remove(DeviceAddress(oldest->bond.peer));
  return oldest;
}

bool Bonds::load(const DeviceAddress& peer, Bond& bond) {
  Entry* const entry = find(peer);
  if (entry == nullptr) return false;
  bond = entry->bond;
  entry->age = ++clock_;
  return true;
}

bool Bonds::load(std::size_t index, Bond& bond) {
  for (std::size_t i = 0; i < capacity_; ++i) {
    if (!entries_[i].used || index-- > 0) continue;
    bond = entries_[i].bond;
    return true;
  }
  return false;
}

void Bonds::store(const Entry& entry, const char* kind, Bytes value) const {
  if (!stored_) return;
  char name[name_space];
  write_name(name, kind, entry.bond.peer, entry.id);
  (void)settings_save_one(name, value.data(), value.size());
}

bool Bonds::save(const Bond& bond) {
  Entry* entry = find(bond.peer);
  const bool is_new = entry == nullptr;
  if (is_new) entry = free_entry();
  if (entry == nullptr) return false;
  if (is_new) {
    *entry = {};
    entry->id = id_;
  }
  entry->bond = bond;
  entry->used = true;
  entry->age = ++clock_;
  store(*entry, "keys", octets_of(bond));
  return true;
}

void Bonds::remove(const DeviceAddress& peer) {
  Entry* const entry = find(peer);
  if (entry == nullptr) return;
  store(*entry, "keys", {});
  store(*entry, "ccc", {});
  *entry = {};
}

std::size_t Bonds::load_client_record(const DeviceAddress& peer, MutableBytes record) {
  const Entry* const entry = find(peer);
  return entry != nullptr ? copy_bytes(record, Bytes(entry->record).first(entry->record_size)) : 0;
}

void Bonds::save_client_record(const DeviceAddress& peer, Bytes record) {
  Entry* const entry = find(peer);
  if (entry == nullptr || record.size() > entry->record.size()) return;
  entry->record_size = static_cast<std::uint8_t>(copy_bytes(entry->record, record));
  store(*entry, "ccc", record);
}

bool Bonds::load_own_irk(Key& irk) {
  return stored_ &&
         settings_load_one(irk_name, irk.data(), irk.size()) == static_cast<ssize_t>(irk.size());
}

void Bonds::save_own_irk(const Key& irk) {
  if (stored_) (void)settings_save_one(irk_name, irk.data(), irk.size());
}

std::uint8_t Bonds::id_of(const DeviceAddress& peer) const {
  const Entry* const entry = find(peer);
  return entry != nullptr ? entry->id : std::uint8_t{0};
}

}  // namespace westwind::zephyr
