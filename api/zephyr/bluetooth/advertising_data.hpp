// Advertising data as applications give them, in a row.
#pragma once

#include <zephyr/bluetooth/bluetooth.h>

#include "base/bytes.hpp"

namespace westwind::zephyr {

template <std::size_t space>
class AdvertisingDataOf {
 public:
  /// False: it does not fit.
  bool add(const bt_data& data) {
    const std::size_t size = BT_DATA_SERIALIZED_SIZE(data.data_len);
    if (size > space - size_) return false;
    size_ += bt_data_serialize(&data, &octets_[size_]);
    return true;
  }
  bool add_all(const bt_data* data, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      if (!add(data[i])) return false;
    return true;
  }
  /// The device's name, cut to what fits.
  bool add_name() {
    if (space - size_ < 3) return false;
    const char* const name = bt_get_name();
    const std::size_t whole = strlen(name);
    const std::size_t room = space - size_ - 2;
    const auto length = static_cast<std::uint8_t>(whole < room ? whole : room);
    const std::uint8_t type = whole > room ? BT_DATA_NAME_SHORTENED : BT_DATA_NAME_COMPLETE;
    return add({type, length, reinterpret_cast<const std::uint8_t*>(name)});
  }
  Bytes bytes() const { return Bytes(octets_).first(size_); }

 private:
  Octets<space> octets_;
  std::size_t size_ = 0;
};

using AdvertisingData = AdvertisingDataOf<BT_GAP_ADV_MAX_ADV_DATA_LEN>;

}  // namespace westwind::zephyr
