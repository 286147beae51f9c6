// Bonds in MicroPython's secrets.
#include "api/micropython/secrets.hpp"

#include "api/micropython/backend.h"

namespace westwind::micropython {

using host::smp::Bond;

namespace {

constexpr Octets<3> irk_name = {'i', 'r', 'k'};

std::size_t get(std::uint8_t type, std::uint8_t index, Bytes key, MutableBytes value) {
  return westwind_secret_get(type, index, key.empty() ? nullptr : key.data(), key.size(),
                             value.data(), value.size());
}

bool set(std::uint8_t type, Bytes key, const Bytes* value) {
  return westwind_secret_set(type, key.data(), key.size(),
                             value != nullptr ? value->data() : nullptr,
                             value != nullptr ? value->size() : 0);
}

/// What another version wrote is no bond.
bool take(std::size_t size, Bytes octets, Bond& bond) {
  if (size != sizeof(Bond)) return false;
  bond = *Reader(octets).take<Bond>();
  return bond.version == Bond::current_version;
}

}  // namespace

bool Secrets::load(const DeviceAddress& peer, Bond& found) {
  Octets<sizeof(Bond) + 1> octets;
  return take(get(bond, 0, octets_of(peer), octets), octets, found) && found.peer == peer;
}

bool Secrets::load(std::size_t index, Bond& found) {
  Octets<sizeof(Bond) + 1> octets;
  for (unsigned number = 0; number <= 0xff; ++number) {
    const std::size_t size = get(bond, static_cast<std::uint8_t>(number), {}, octets);
    if (size == 0) return false;
    // Those behind one that is none are bonds all the same.
    if (take(size, octets, found) && index-- == 0) return true;
  }
  return false;
}

bool Secrets::save(const Bond& made) {
  const auto octets = octets_of(made);
  const Bytes value = octets;
  return set(bond, octets_of(made.peer), &value);
}

void Secrets::remove(const DeviceAddress& peer) {
  (void)set(bond, octets_of(peer), nullptr);
  (void)set(client_record, octets_of(peer), nullptr);
}

std::size_t Secrets::load_client_record(const DeviceAddress& peer, MutableBytes record) {
  const std::size_t size = get(client_record, 0, octets_of(peer), record);
  return size <= record.size() ? size : 0;
}

void Secrets::save_client_record(const DeviceAddress& peer, Bytes record) {
  (void)set(client_record, octets_of(peer), record.empty() ? nullptr : &record);
}

bool Secrets::load_own_irk(Key& irk) { return get(own_irk, 0, irk_name, irk) == irk.size(); }

void Secrets::save_own_irk(const Key& irk) {
  const Bytes value = irk;
  (void)set(own_irk, irk_name, &value);
}

}  // namespace westwind::micropython
