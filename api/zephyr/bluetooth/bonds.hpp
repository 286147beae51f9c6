// Bonds in memory, and in the settings where the configuration says so: bt/keys, bt/ccc, bt/irk.
#pragma once

#include "host/host.hpp"

namespace westwind::zephyr {

class Bonds final : public host::smp::BondStore {
 public:
  using Bond = host::smp::Bond;
  using Key = host::smp::Key;
  using DeviceAddress = wire::DeviceAddress;

  /// `capacity`: CONFIG_BT_MAX_PAIRED. `stored`: kept in the settings, and read from there now.
  Bonds(std::size_t capacity, bool stored);
  Bonds(const Bonds&) = delete;
  Bonds& operator=(const Bonds&) = delete;
  ~Bonds();

  bool load(const DeviceAddress& peer, Bond& bond) override;
  bool load(std::size_t index, Bond& bond) override;
  bool save(const Bond& bond) override;
  void remove(const DeviceAddress& peer) override;
  std::size_t load_client_record(const DeviceAddress& peer, MutableBytes record) override;
  void save_client_record(const DeviceAddress& peer, Bytes record) override;
  bool load_own_irk(Key& irk) override;
  void save_own_irk(const Key& irk) override;

  /// Of which identity of ours it is; bonds made from now on are of `id`.
  std::uint8_t id_of(const DeviceAddress& peer) const;
  void set_id(std::uint8_t id) { id_ = id; }

 private:
  struct Entry {
    Bond bond;
    Octets<80> record;
    std::uint8_t record_size = 0;
    std::uint8_t id = 0;
    bool used = false;
    std::uint32_t age = 0;
  };
  Entry* find(const DeviceAddress& peer) const;
  Entry* free_entry();
  void load_stored();
  void store(const Entry& entry, const char* kind, Bytes value) const;

  Entry* entries_;
  std::size_t capacity_;
  bool stored_;
  std::uint8_t id_ = 0;
  std::uint32_t clock_ = 0;
};

}  // namespace westwind::zephyr
