// Turns MicroPython's description of a service into rows. Vol 3 Part G 3.1-3.3.
#include "api/micropython/service_block.hpp"

#include "api/micropython/heap.hpp"

namespace westwind::micropython {

namespace {

using namespace host::gatt;

// Characteristic flags of MicroPython: the low octet is the specification's properties (0x80 is
// unassigned), above it are its own.
constexpr std::uint16_t flag_read_encrypted = 0x0200;
constexpr std::uint16_t flag_read_authenticated = 0x0400;
constexpr std::uint16_t flag_read_authorized = 0x0800;
constexpr std::uint16_t flag_write_encrypted = 0x1000;
constexpr std::uint16_t flag_write_authenticated = 0x2000;
constexpr std::uint16_t flag_write_authorized = 0x4000;
constexpr std::uint16_t property_mask = 0x007f;

bool has_cccd(std::uint16_t flags) {
  return (flags & (wire::gatt::notify | wire::gatt::indicate)) != 0;
}

std::uint16_t permissions_of(std::uint16_t flags) {
  constexpr struct {
    std::uint16_t flags;
    std::uint16_t permission;
  } table[] = {
      {wire::gatt::read, readable},
      {wire::gatt::write | wire::gatt::write_without_response, writable},
      {flag_read_encrypted, read_encrypted},
      {flag_read_authenticated, read_authenticated},
      {flag_read_authorized, read_authorized},
      {flag_write_encrypted, write_encrypted},
      {flag_write_authenticated, write_authenticated},
      {flag_write_authorized, write_authorized},
  };
  std::uint16_t permissions = 0;
  for (const auto& entry : table)
    if ((flags & entry.flags) != 0)
      permissions = static_cast<std::uint16_t>(permissions | entry.permission);
  return permissions;
}

struct Sizes {
  std::size_t rows = 1;
  std::size_t values = 0;
  std::size_t long_uuids = 0;

  explicit Sizes(const westwind_service_t& service) {
    count_uuid(service, service.uuid);
    std::size_t descriptor = 0;
    for (std::size_t i = 0; i < service.characteristic_count; ++i) {
      const std::size_t descriptors = service.descriptor_counts[i];
      rows += 2 + (has_cccd(service.characteristic_flags[i]) ? 1u : 0u) + descriptors;
      values += 1 + descriptors;
      count_uuid(service, service.characteristic_uuids[i]);
      for (std::size_t k = 0; k < descriptors; ++k)
        count_uuid(service, service.descriptor_uuids[descriptor++]);
    }
  }

 private:
  void count_uuid(const westwind_service_t& service, const void* uuid) {
    if (service.uuid_of(uuid).size != 2) ++long_uuids;
  }
};

/// Fills the parts of a block from front to back.
class Builder {
 public:
  Builder(const westwind_service_t& service, std::span<Attribute> rows, std::span<Value> values,
          std::uint8_t* octets)
      : service_(service), rows_(rows), values_(values), octets_(octets) {}

  void build() {
    add_row({AttributeKind::primary_service, 0, 0, type_of(service_.uuid)});
    std::size_t descriptor = 0;
    for (std::size_t i = 0; i < service_.characteristic_count; ++i) {
      add_characteristic(service_.characteristic_uuids[i], service_.characteristic_flags[i]);
      for (std::size_t k = 0; k < service_.descriptor_counts[i]; ++k, ++descriptor) {
        add_row({AttributeKind::descriptor, 0,
                 permissions_of(service_.descriptor_flags[descriptor]),
                 type_of(service_.descriptor_uuids[descriptor])});
        add_value();
      }
    }
  }

 private:
  void add_characteristic(const void* uuid, std::uint16_t flags) {
    const auto properties = static_cast<std::uint8_t>(flags & property_mask);
    add_row({AttributeKind::characteristic_declaration, properties, 0, {}});
    add_row({AttributeKind::value, properties, permissions_of(flags), type_of(uuid)});
    add_value();
    // Before the script's own descriptors: clients expect it right behind the value.
    if (has_cccd(flags)) add_row({AttributeKind::cccd, 0, 0, {}});
  }
  void add_row(const Attribute& row) { ::new (&rows_[row_++]) Attribute(row); }
  void add_value() {
    ::new (&values_[value_++]) Value{octets_, default_capacity, 0, false, false};
    octets_ += default_capacity;
  }
  AttributeType type_of(const void* object) {
    const westwind_uuid_t given = service_.uuid_of(object);
    const Uuid uuid = Uuid::from({given.octets, given.size})->for_att();
    if (uuid.size() == 2) return {*uuid.as_16(), nullptr};
    const std::uint8_t* kept = octets_;
    octets_ += copy_bytes({octets_, 16}, uuid.bytes());
    return {0, kept};
  }

  const westwind_service_t& service_;
  std::span<Attribute> rows_;
  std::span<Value> values_;
  std::uint8_t* octets_;
  std::size_t row_ = 0;
  std::size_t value_ = 0;
};

constexpr std::size_t rounded(std::size_t size) {
  return (size + alignof(Attribute) - 1) / alignof(Attribute) * alignof(Attribute);
}

}  // namespace

LocalServices::Block* LocalServices::Block::make(const westwind_service_t& description,
                                                 AttributeOwner& owner) {
  static_assert(alignof(Block) >= alignof(Attribute) && alignof(Attribute) >= alignof(Value));
  const Sizes sizes(description);
  const std::size_t rows_at = rounded(sizeof(Block));
  const std::size_t values_at = rows_at + rounded(sizes.rows * sizeof(Attribute));
  const std::size_t octets_at = values_at + sizes.values * sizeof(Value);
  void* space =
      westwind_heap_allocate(octets_at + 16 * sizes.long_uuids + default_capacity * sizes.values);
  if (space == nullptr) return nullptr;
  auto* memory = static_cast<std::uint8_t*>(space);
  auto* rows = reinterpret_cast<Attribute*>(memory + rows_at);
  auto* values = reinterpret_cast<Value*>(memory + values_at);
  Builder(description, {rows, sizes.rows}, {values, sizes.values}, memory + octets_at).build();
  auto* block = ::new (space) Block;
  block->attributes = {rows, sizes.rows};
  block->owner = &owner;
  block->values = {values, sizes.values};
  block->handles = description.handles;
  return block;
}

void LocalServices::Block::free_values() {
  for (Value& value : values)
    if (value.has_own_buffer) westwind_heap_free(value.octets);
}

std::size_t LocalServices::Block::value_index(std::size_t index) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < index; ++i)
    if (attributes[i].kind == AttributeKind::value ||
        attributes[i].kind == AttributeKind::descriptor)
      ++count;
  return count;
}

}  // namespace westwind::micropython
