// Bonds in MicroPython's secrets: the script keeps them (GET_SECRET, SET_SECRET), asked when one is
// needed and not before (T29). Layouts are our own, so their types differ from other backends'.
#pragma once

#include "host/host.hpp"

namespace westwind::micropython {

class Secrets final : public host::smp::BondStore {
 public:
  using Bond = host::smp::Bond;
  using Key = host::smp::Key;
  using DeviceAddress = wire::DeviceAddress;

  /// Kinds of secrets; the key of the first two is the peer's identity: type, then address, least
  /// significant octet first.
  enum Type : std::uint8_t { bond = 0x57, client_record = 0x58, own_irk = 0x59 };

  bool load(const DeviceAddress& peer, Bond& bond) override;
  bool load(std::size_t index, Bond& bond) override;
  bool save(const Bond& bond) override;
  void remove(const DeviceAddress& peer) override;
  std::size_t load_client_record(const DeviceAddress& peer, MutableBytes record) override;
  void save_client_record(const DeviceAddress& peer, Bytes record) override;
  bool load_own_irk(Key& irk) override;
  void save_own_irk(const Key& irk) override;
};

}  // namespace westwind::micropython
