// Applications' tables of attributes as services of the host.
#pragma once

#include <zephyr/bluetooth/gatt.h>

#include "host/host.hpp"

namespace westwind::zephyr {

/// One service: the rows that the host walks, and the attributes they stand for.
class LocalService final : public host::gatt::Service, public host::gatt::AttributeOwner {
 public:
  LocalService(const bt_gatt_attr* attributes, std::size_t count, bt_gatt_service* dynamic);
  LocalService(const LocalService&) = delete;
  LocalService& operator=(const LocalService&) = delete;
  ~LocalService();

  /// False: no memory, or no table of one service.
  bool is_good() const { return rows_ != nullptr; }
  const bt_gatt_attr* attributes_begin() const { return attributes_; }
  std::size_t count() const { return count_; }
  const bt_gatt_service* dynamic() const { return dynamic_; }
  bool holds(const bt_gatt_attr* attribute) const {
    return attribute >= attributes_ && attribute < attributes_ + count_;
  }
  const bt_gatt_attr* at(std::uint16_t handle) const {
    return handle < start_handle || handle > end_handle() ? nullptr
                                                          : &attributes_[handle - start_handle];
  }

  host::gatt::ErrorCode read(host::hci::Link& link, host::gatt::Handle handle, std::uint16_t offset,
                             Bytes& value) override;
  host::gatt::ErrorCode write(host::hci::Link& link, host::gatt::Handle handle,
                              std::uint16_t offset, Bytes value,
                              host::gatt::WriteKind kind) override;
  host::gatt::ErrorCode may_subscribe(host::hci::Link& link, host::gatt::Handle cccd,
                                      std::uint16_t bits) override;
  Bytes fixed_value(host::gatt::Handle handle) override;
  bool authorize(host::hci::Link& link, host::gatt::Handle handle, bool is_write) override;

  LocalService* next = nullptr;

 private:
  bool fill_rows();

  const bt_gatt_attr* attributes_;
  std::size_t count_;
  bt_gatt_service* dynamic_;
  host::gatt::Attribute* rows_ = nullptr;
  Octets<16>* long_uuids_ = nullptr;  // of UUIDs of 32 bits
};

/// All services that applications have, in the order of their handles.
class GattServices {
 public:
  explicit GattServices(host::gatt::Server& server) : server_(server) {}
  GattServices(const GattServices&) = delete;
  GattServices& operator=(const GattServices&) = delete;
  ~GattServices();

  /// The static ones in the order of their names, then those that were registered before bt_enable.
  int add_all();
  int add(const bt_gatt_attr* attributes, std::size_t count, bt_gatt_service* dynamic);
  int remove(const bt_gatt_service* dynamic);

  LocalService* first() const { return first_; }
  LocalService* find(const bt_gatt_attr* attribute) const;
  const bt_gatt_attr* at(std::uint16_t handle) const;
  /// Adds up what peers have set of each CCCD, and tells those that changed.
  void update_cccds();
  bool are_loaded() const { return loaded_; }
  void note_loaded() { loaded_ = true; }

 private:
  host::gatt::Server& server_;
  LocalService* first_ = nullptr;
  bool loaded_ = false;
};

std::uint16_t handle_of(const bt_gatt_attr* attribute);
/// Of a value, or of the value behind a declaration; 0: neither.
std::uint16_t value_handle_of(const bt_gatt_attr* attribute);
bool is_cccd(const bt_gatt_attr& attribute);

wire::Uuid to_uuid(const bt_uuid& uuid);

}  // namespace westwind::zephyr
