// The two services every server has: Generic Access and Generic Attribute. Vol 3 Part C 12, Vol 3
// Part G 7.
#pragma once

#include "gatt/server.hpp"

namespace westwind::host::gatt {

class GenericServices final : public AttributeOwner {
 public:
  static constexpr std::size_t max_name_length = 31;

  /// Registers both; must come before all other services. `caching`: with Client Supported Features
  /// and Database Hash.
  GenericServices(Server& server, bool caching);

  /// The device name that peers read. invalid_argument when longer than `max_name_length`.
  Status set_name(Bytes name);
  /// ... without copying it: it must stay, and may be longer.
  void refer_to_name(Bytes name) { shown_name_ = name; }
  Bytes name() const { return shown_name_; }
  void set_appearance(std::uint16_t appearance) { appearance_ = appearance; }

  ErrorCode read(Link& link, Handle handle, std::uint16_t offset, Bytes& value) override;
  ErrorCode write(Link& link, Handle handle, std::uint16_t offset, Bytes value,
                  WriteKind kind) override;

 private:
  Server& server_;
  Service access_;
  Service attribute_;
  Octets<max_name_length> name_{};
  Bytes shown_name_;
  Le16 appearance_ = 0;
  Octets<2> appearance_octets_{};
};

}  // namespace westwind::host::gatt
