// Values for a GATT server under test, and one table with every kind of row in it. Handles are
// fixed: the generic services have 1 to 9.
#pragma once

#include <functional>
#include <map>

#include "gatt/server.hpp"
#include "tests/support/hex.hpp"

namespace westwind::testing {

using host::gatt::Attribute;
using host::gatt::AttributeKind;

class AttributeStore : public host::gatt::AttributeOwner {
 public:
  using ErrorCode = host::gatt::ErrorCode;
  using Handle = host::gatt::Handle;
  using Link = host::gatt::Link;

  std::map<std::uint16_t, OctetString> values;
  std::map<std::uint16_t, ErrorCode> read_errors, write_errors;
  std::vector<std::string> log;
  /// Called from inside every read and write.
  std::function<void(const std::string&)> react;

  ErrorCode read(Link&, Handle handle, std::uint16_t, Bytes& value) override {
    if (react) react("read");
    if (read_errors.count(handle.value) != 0) return read_errors[handle.value];
    value = values[handle.value];
    return ErrorCode::none;
  }
  ErrorCode write(Link&, Handle handle, std::uint16_t offset, Bytes value,
                  host::gatt::WriteKind kind) override {
    const auto low = static_cast<std::uint8_t>(handle.value);
    static constexpr const char* kinds[] = {"write ", "command ", "signed ", "write "};
    log.push_back(kinds[static_cast<std::size_t>(kind)] + hex(Bytes(&low, 1)) +
                  (offset != 0 ? " at " + std::to_string(offset) : "") + " [" + hex(value) + "]");
    if (react) react("write");
    if (write_errors.count(handle.value) != 0) return write_errors[handle.value];
    OctetString& kept = values[handle.value];
    if (offset > kept.size()) return ErrorCode::invalid_offset;
    kept.resize(offset);
    kept.insert(kept.end(), value.begin(), value.end());
    return ErrorCode::none;
  }
  bool authorize(Link&, Handle, bool is_write) override {
    return is_write ? authorizes_writes : authorizes_reads;
  }
  bool authorizes_reads = false, authorizes_writes = false;
  std::string take_log() {
    std::string all;
    for (const std::string& line : log)
      all += (all.empty() ? "" : "; ") + line;
    log.clear();
    return all;
  }
};

// In wire order, least significant octet first.
inline constexpr Octets<16> long_service = {0xf0, 1, 2,  3,  4,  5,  6,  7,
                                            8,    9, 10, 11, 12, 13, 14, 15};
inline constexpr Octets<16> long_value = {0xf1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
inline constexpr Octets<16> long_descriptor = {0xf2, 1, 2,  3,  4,  5,  6,  7,
                                               8,    9, 10, 11, 12, 13, 14, 15};

namespace table {

using Kind = AttributeKind;
using host::gatt::readable;
using host::gatt::writable;
namespace property = wire::gatt;

inline constexpr Attribute heart_rate[] = {
    /* 0a */ {Kind::primary_service, 0, 0, {0x180d, nullptr}},
    /* 0b */ {Kind::characteristic_declaration, 0x3e, 0, {}},
    /* 0c */ {Kind::value, 0x3e, readable | writable, {0x2a37, nullptr}},
    /* 0d */ {Kind::cccd, 0, 0, {}},
    /* 0e */ {Kind::characteristic_declaration, property::read, 0, {}},
    /* 0f */ {Kind::value, property::read, readable, {0x2a38, nullptr}},
    /* 10 */ {Kind::descriptor, 0, readable | writable, {0x2901, nullptr}},
    /* 11 */ {Kind::characteristic_declaration, property::write, 0, {}},
    /* 12 */ {Kind::value, property::write, writable, {0, long_value.data()}},
};
inline constexpr Attribute own[] = {
    /* 13 */ {Kind::primary_service, 0, 0, {0, long_service.data()}},
    /* 14 */ {Kind::characteristic_declaration, property::notify | property::read, 0, {}},
    /* 15 */ {Kind::value, property::notify | property::read, readable, {0, long_value.data()}},
    /* 16 */ {Kind::descriptor, 0, readable, {0x2901, nullptr}},
    /* 17 */ {Kind::cccd, 0, 0, {}},
    /* 18 */ {Kind::descriptor, 0, readable, {0, long_descriptor.data()}},
    /* 19 */ {Kind::characteristic_declaration, 0x0a, 0, {}},
    /* 1a */
    {Kind::value,
     0x0a,
     readable | writable | host::gatt::read_encrypted | host::gatt::write_encrypted,
     {0x2a39, nullptr}},
    /* 1b */ {Kind::characteristic_declaration, 0x0a, 0, {}},
    /* 1c */
    {Kind::value,
     0x0a,
     readable | writable | host::gatt::read_authorized | host::gatt::write_authorized,
     {0x2a3a, nullptr}},
};
inline constexpr Attribute battery[] = {
    /* 1d */ {Kind::secondary_service, 0, 0, {0x180f, nullptr}},
    /* 1e */ {Kind::characteristic_declaration, property::read | property::indicate, 0, {}},
    /* 1f */ {Kind::value, property::read | property::indicate, readable, {0x2a19, nullptr}},
    /* 20 */ {Kind::cccd, 0, 0, {}},
};

}  // namespace table

/// The three services of `table`, registered with a server.
struct TestServices {
  AttributeStore store;
  host::gatt::Service heart_rate{table::heart_rate, store};
  host::gatt::Service own{table::own, store};
  host::gatt::Service battery{table::battery, store};

  bool add_to(host::gatt::Server& server) {
    store.values[0x0c] = octets("01 02 03");
    store.values[0x0f] = octets("aa");
    store.values[0x10] = octets("64 65 73 63");
    store.values[0x15] = counting(40);
    store.values[0x16] = octets("6f 77 6e");
    store.values[0x18] = octets("18");
    store.values[0x1f] = octets("64");
    return server.add(heart_rate) && server.add(own) && server.add(battery);
  }
};

}  // namespace westwind::testing
