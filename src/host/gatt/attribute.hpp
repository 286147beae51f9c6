// Attributes and services of a server's table. Vol 3 Part G 3, Vol 3 Part F 3.2.
//
// A service is a span of rows owned by whoever defines it. Rows hold types and rules; values live
// with the owner, which the server asks when a peer reads or writes. Rows of declarations need no
// value: it follows from the rows behind them.
#pragma once

#include <span>

#include "base/list.hpp"
#include "hci/link.hpp"
#include "wire/gatt.hpp"

namespace westwind::host::gatt {

using hci::Link;
using wire::Uuid;
using wire::att::ErrorCode;
using wire::att::Handle;
using wire::att::HandleRange;
using wire::hci::ConnHandle;

enum class AttributeKind : std::uint8_t {
  primary_service,  ///< `type` is the service's UUID
  secondary_service,
  characteristic_declaration,  ///< the value row follows
  value,                       ///< `type` is the characteristic's UUID
  cccd,                        ///< kept by the server, a value for each connection
  descriptor,                  ///< any other descriptor
  include,  ///< an include declaration; its owner has the value, handles and UUID
};

/// What a peer needs for access. Bits; encrypted and so on mean "only if the link is".
enum Permission : std::uint16_t {
  readable = 0x0001,
  writable = 0x0002,
  read_encrypted = 0x0004,
  read_authenticated = 0x0008,
  write_encrypted = 0x0010,
  write_authenticated = 0x0020,
  read_authorized = 0x0040,
  write_authorized = 0x0080,
  read_secure = 0x0100,  ///< encrypted by a key from LE Secure Connections, with authentication
  write_secure = 0x0200,
};

/// A type of 16 bits, or one of 128 bits that its owner keeps.
struct AttributeType {
  std::uint16_t short_value = 0;
  const std::uint8_t* long_octets = nullptr;  ///< 16 octets in wire order; null for a short type

  constexpr Bytes long_bytes() const { return {long_octets, 16}; }
  Uuid uuid() const {
    return long_octets != nullptr ? *Uuid::from(long_bytes()) : Uuid(short_value);
  }
};

struct Attribute {
  AttributeKind kind = AttributeKind::value;
  std::uint8_t properties = 0;    ///< of the characteristic; on its declaration and its value
  std::uint16_t permissions = 0;  ///< of values and descriptors; of a CCCD: what writing it needs
  AttributeType type;
};

/// Which kind of write reaches an owner.
enum class WriteKind : std::uint8_t { request, command, signed_command, execute };

/// Where values live. Calls come from inside Host::receive; any function of the host may be called.
class AttributeOwner {
 public:
  /// `value` is the whole value as of now; it must stay until the next call into the owner.
  /// `offset` says where the peer reads from (0 for plain reads).
  virtual ErrorCode read(Link& link, Handle handle, std::uint16_t offset, Bytes& value) = 0;
  /// `offset` is 0 but for a long write that does not begin at the front; what lies before it
  /// stays.
  virtual ErrorCode write(Link& link, Handle handle, std::uint16_t offset, Bytes value,
                          WriteKind kind) = 0;
  /// A peer sets a CCCD to these bits, which its characteristic has: the error to refuse with.
  virtual ErrorCode may_subscribe(Link&, Handle /*cccd*/, std::uint16_t /*bits*/) {
    return ErrorCode::none;
  }
  /// The value of an include declaration or of Characteristic Extended Properties, which belong in
  /// the Database Hash and must not change; valid until the next call. Vol 3 Part G 7.3.1.
  virtual Bytes fixed_value(Handle) { return {}; }
  /// Asked about values that need authorization, at each access. Vol 3 Part F 4.
  virtual bool authorize(Link&, Handle, bool /*is_write*/) { return false; }

 protected:
  ~AttributeOwner() = default;
};

/// A span of rows in the table. Owned by the caller and unmoved while registered.
struct Service : ListNode<Service> {
  Service() = default;
  Service(std::span<const Attribute> rows, AttributeOwner& rows_owner)
      : attributes(rows), owner(&rows_owner) {}

  std::span<const Attribute> attributes;  ///< the first is the service declaration
  AttributeOwner* owner = nullptr;
  std::uint16_t start_handle = 0;  ///< set on registration

  std::uint16_t end_handle() const {
    return static_cast<std::uint16_t>(start_handle + attributes.size() - 1);
  }
};

}  // namespace westwind::host::gatt
