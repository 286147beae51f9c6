// Making private addresses and finding out whose they are.
#include "controller/resolving_list.hpp"

#include "crypto/builtin_aes128.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::controller {
using wire::Address;
using wire::AddressType;
using wire::DeviceAddress;
using wire::hci::ErrorCode;

namespace {

constexpr Duration initial_timeout = Duration::seconds(900);  // Vol 4 Part E 7.8.45

using Key = ResolvingList::Key;

bool is_key(const Key& key) { return key != Key{}; }

bool is_made_with(const Key& key, const DeviceAddress& on_air) {
  crypto::BuiltinAes128 aes;
  return is_key(key) && on_air.type == AddressType::random_device &&
         on_air.address.is_resolvable_private() &&
         crypto::resolves(aes, key, on_air.address.octets);
}

Address make(const Key& key, std::uint64_t random) {
  Octets<3> prand;
  copy_bytes(prand, octets_of(Le64(random)));
  prand[2] = static_cast<std::uint8_t>((prand[2] & 0x3f) | 0x40);
  // 1.3.2.2: neither all zeros nor all ones.
  if (prand[0] == prand[1]) prand[0] ^= 1;
  crypto::BuiltinAes128 aes;
  Address made;
  copy_bytes(made.octets, crypto::ah(aes, key, prand));
  copy_bytes(MutableBytes(made.octets).subspan(3), prand);
  return made;
}

}  // namespace

ResolvingList::ResolvingList(std::uint8_t capacity, const OwnAddresses& addresses, Radio& radio)
    : capacity_(capacity), addresses_(addresses), radio_(radio), timeout_(initial_timeout) {}

void ResolvingList::reset() {
  entries_.clear();
  timeout_ = initial_timeout;
  enabled_ = false;
}

ResolvingList::Entry* ResolvingList::find(const DeviceAddress& identity) {
  for (Entry& entry : entries_)
    if (entry.identity == wire::without_identity(identity)) return &entry;
  return nullptr;
}

ErrorCode ResolvingList::add(const wire::hci::LeAddDeviceToResolvingList& device) {
  if (find(device.identity) != nullptr) return ErrorCode::invalid_command_parameters;
  for (const Entry& entry : entries_)
    if (is_key(device.peer_key) && entry.peer_key == device.peer_key)
      return ErrorCode::invalid_command_parameters;
  if (entries_.size() == capacity_) return ErrorCode::memory_capacity_exceeded;
  entries_.push_back({device.identity, device.peer_key, device.local_key});
  return ErrorCode::success;
}

ErrorCode ResolvingList::remove(const DeviceAddress& identity) {
  const bool removed = std::erase_if(entries_, [&](const Entry& entry) {
                         return entry.identity == wire::without_identity(identity);
                       }) != 0;
  return removed ? ErrorCode::success : ErrorCode::unknown_connection_identifier;
}

ErrorCode ResolvingList::set_mode(const DeviceAddress& identity, wire::hci::PrivacyMode mode) {
  Entry* entry = find(identity);
  if (entry == nullptr) return ErrorCode::unknown_connection_identifier;
  entry->device_mode = mode == wire::hci::PrivacyMode::device;
  return ErrorCode::success;
}

std::optional<Address> ResolvingList::peer_address(const DeviceAddress& identity) {
  const Entry* entry = find(identity);
  if (entry == nullptr) return std::nullopt;
  return entry->peer.address;
}

std::optional<Address> ResolvingList::local_address(const DeviceAddress& identity) {
  const Entry* entry = find(identity);
  if (entry == nullptr) return std::nullopt;
  return entry->local.address;
}

std::optional<KnownDevice> ResolvingList::known(const DeviceAddress& on_air) {
  if (!enabled_) return KnownDevice{on_air, on_air};
  for (Entry& entry : entries_) {
    if (is_made_with(entry.peer_key, on_air)) {
      entry.peer = {on_air.address, radio_.now()};
      return KnownDevice{on_air, wire::as_identity(entry.identity)};
    }
    if (entry.identity == on_air && is_key(entry.peer_key) && !entry.device_mode)
      return std::nullopt;
  }
  return KnownDevice{on_air, on_air};
}

DeviceAddress ResolvingList::fresh(const Key& key, Made& made) {
  const Instant now = radio_.now();
  if (!is_made_with(key, {AddressType::random_device, made.address}) || now >= made.at + timeout_)
    made = {make(key, radio_.random()), now};
  return {AddressType::random_device, made.address};
}

std::optional<DeviceAddress> ResolvingList::own(AddressType type, const DeviceAddress& peer,
                                                const std::optional<wire::Address>& random) {
  Entry* entry = type > AddressType::random_device ? find(peer) : nullptr;
  if (entry != nullptr && is_key(entry->local_key)) return fresh(entry->local_key, entry->local);
  return OwnAddresses{addresses_.public_address, random}.of(
      wire::without_identity({type, {}}).type);
}

DeviceAddress ResolvingList::target(AddressType own_type, const DeviceAddress& peer) {
  Entry* entry = own_type > AddressType::random_device ? find(peer) : nullptr;
  if (entry != nullptr && is_key(entry->peer_key)) return fresh(entry->peer_key, entry->peer);
  return wire::without_identity(peer);
}

bool ResolvingList::is_us(const DeviceAddress& target, const DeviceAddress& own) const {
  if (target == own) return true;
  return enabled_ && std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
           return is_made_with(entry.local_key, target);
         });
}

}  // namespace westwind::controller
