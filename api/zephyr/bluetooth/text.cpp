// Addresses, UUIDs and advertising structures, and their texts.
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/uuid.h>
#include <zephyr/sys/byteorder.h>

#include <cstring>

const bt_addr_t bt_addr_any = {{0, 0, 0, 0, 0, 0}};
const bt_addr_t bt_addr_none = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
const bt_addr_le_t bt_addr_le_any = {0, {{0, 0, 0, 0, 0, 0}}};
const bt_addr_le_t bt_addr_le_none = {0, {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}};

namespace {

constexpr struct {
  uint8_t type;
  const char* name;
} address_types[] = {
    {BT_ADDR_LE_PUBLIC, "public"},       {BT_ADDR_LE_RANDOM, "random"},
    {BT_ADDR_LE_PUBLIC_ID, "public-id"}, {BT_ADDR_LE_RANDOM_ID, "random-id"},
    {BT_ADDR_LE_ANONYMOUS, "anonymous"},
};

int make_random(bt_addr_le_t* address) {
  address->type = BT_ADDR_LE_RANDOM;
  return bt_rand(address->a.val, sizeof address->a.val);
}

}  // namespace

int bt_addr_le_create_nrpa(bt_addr_le_t* address) {
  const int error = make_random(address);
  BT_ADDR_SET_NRPA(&address->a);
  return error;
}

int bt_addr_le_create_static(bt_addr_le_t* address) {
  const int error = make_random(address);
  BT_ADDR_SET_STATIC(&address->a);
  return error;
}

int bt_addr_le_to_str(const bt_addr_le_t* address, char* text, size_t space) {
  char type[16];
  snprintk(type, sizeof type, "0x%02x", address->type);
  for (const auto& known : address_types)
    if (known.type == address->type) snprintk(type, sizeof type, "%s", known.name);
  const uint8_t* const v = address->a.val;
  return snprintk(text, space, "%02X:%02X:%02X:%02X:%02X:%02X (%s)", v[5], v[4], v[3], v[2], v[1],
                  v[0], type);
}

int bt_addr_from_str(const char* text, bt_addr_t* address) {
  if (std::strlen(text) != 17) return -EINVAL;
  for (int i = 0; i < 6; ++i) {
    uint8_t high = 0;
    uint8_t low = 0;
    const char* const digits = text + 3 * i;
    if (char2hex(digits[0], &high) != 0 || char2hex(digits[1], &low) != 0) return -EINVAL;
    if (i < 5 && digits[2] != ':') return -EINVAL;
    address->val[5 - i] = static_cast<uint8_t>(high << 4 | low);
  }
  return 0;
}

int bt_addr_le_from_str(const char* text, const char* type, bt_addr_le_t* address) {
  for (const auto& known : address_types) {
    const std::size_t length = std::strlen(known.name);
    const bool plain = std::strcmp(type, known.name) == 0;
    const bool in_brackets = type[0] == '(' && std::strncmp(type + 1, known.name, length) == 0 &&
                             std::strcmp(type + 1 + length, ")") == 0;
    if (!plain && !in_brackets) continue;
    address->type = known.type;
    return bt_addr_from_str(text, &address->a);
  }
  return -EINVAL;
}

namespace {

/// A UUID of any size as one of 128 bits: short ones lie in the Bluetooth Base UUID.
void expand(const bt_uuid* uuid, uint8_t (&octets)[16]) {
  static constexpr uint8_t base[16] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10};
  std::memcpy(octets, base, sizeof octets);
  switch (uuid->type) {
  case BT_UUID_TYPE_16: sys_put_le16(BT_UUID_16(uuid)->val, &octets[12]); break;
  case BT_UUID_TYPE_32: sys_put_le32(BT_UUID_32(uuid)->val, &octets[12]); break;
  default: std::memcpy(octets, BT_UUID_128(uuid)->val, sizeof octets); break;
  }
}

}  // namespace

int bt_uuid_cmp(const bt_uuid* a, const bt_uuid* b) {
  if (a->type == BT_UUID_TYPE_16 && b->type == BT_UUID_TYPE_16)
    return BT_UUID_16(a)->val - BT_UUID_16(b)->val;
  uint8_t full_a[16];
  uint8_t full_b[16];
  expand(a, full_a);
  expand(b, full_b);
  return std::memcmp(full_a, full_b, sizeof full_a);
}

bool bt_uuid_create(bt_uuid* uuid, const uint8_t* octets, uint8_t size) {
  switch (size) {
  case 2:
    uuid->type = BT_UUID_TYPE_16;
    reinterpret_cast<bt_uuid_16*>(uuid)->val = sys_get_le16(octets);
    return true;
  case 4:
    uuid->type = BT_UUID_TYPE_32;
    reinterpret_cast<bt_uuid_32*>(uuid)->val = sys_get_le32(octets);
    return true;
  case 16:
    uuid->type = BT_UUID_TYPE_128;
    std::memcpy(reinterpret_cast<bt_uuid_128*>(uuid)->val, octets, 16);
    return true;
  default: return false;
  }
}

void bt_uuid_to_str(const bt_uuid* uuid, char* text, size_t space) {
  if (uuid->type == BT_UUID_TYPE_16) {
    snprintk(text, space, "%04x", BT_UUID_16(uuid)->val);
    return;
  }
  if (uuid->type == BT_UUID_TYPE_32) {
    snprintk(text, space, "%08lx", static_cast<unsigned long>(BT_UUID_32(uuid)->val));
    return;
  }
  const uint8_t* const v = BT_UUID_128(uuid)->val;
  snprintk(text, space, "%08lx-%04x-%04x-%04x-%04x%08lx",
           static_cast<unsigned long>(sys_get_le32(v + 12)), sys_get_le16(v + 10),
           sys_get_le16(v + 8), sys_get_le16(v + 6), sys_get_le16(v + 4),
           static_cast<unsigned long>(sys_get_le32(v)));
}

size_t bt_data_get_len(const bt_data data[], size_t count) {
  size_t size = 0;
  for (size_t i = 0; i < count; ++i)
    size += BT_DATA_SERIALIZED_SIZE(data[i].data_len);
  return size;
}

size_t bt_data_serialize(const bt_data* input, uint8_t* output) {
  output[0] = static_cast<uint8_t>(input->data_len + 1);
  output[1] = input->type;
  if (input->data_len > 0) std::memcpy(&output[2], input->data, input->data_len);
  return BT_DATA_SERIALIZED_SIZE(input->data_len);
}

void bt_data_parse(net_buf_simple* data, bool (*func)(bt_data*, void*), void* user_data) {
  while (data->len > 1) {
    const uint8_t length = net_buf_simple_pull_u8(data);
    // Early termination, or a structure that goes beyond the end.
    if (length == 0 || length > data->len) return;
    bt_data one;
    one.type = net_buf_simple_pull_u8(data);
    one.data_len = static_cast<uint8_t>(length - 1);
    one.data = data->data;
    if (!func(&one, user_data)) return;
    (void)net_buf_simple_pull(data, one.data_len);
  }
}
