/* Attributes, and macros that make tables of them. Part of <zephyr/bluetooth/gatt.h>. Core
 * Specification Vol 3 Part G 3. */
#pragma once

#include <sys/types.h>

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/att.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/uuid.h>
#include <zephyr/sys/iterable_sections.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bt_gatt_attr;

/** What a link must be worth to read or write. Bits. */
enum bt_gatt_perm {
  BT_GATT_PERM_NONE = 0,
  BT_GATT_PERM_READ = BIT(0),
  BT_GATT_PERM_WRITE = BIT(1),
  BT_GATT_PERM_READ_ENCRYPT = BIT(2),
  BT_GATT_PERM_WRITE_ENCRYPT = BIT(3),
  BT_GATT_PERM_READ_AUTHEN = BIT(4),
  BT_GATT_PERM_WRITE_AUTHEN = BIT(5),
  /** The write function is asked, with BT_GATT_WRITE_FLAG_PREPARE, before a queued write is made.
   */
  BT_GATT_PERM_PREPARE_WRITE = BIT(6),
  BT_GATT_PERM_READ_LESC = BIT(7),
  BT_GATT_PERM_WRITE_LESC = BIT(8),
};

/** What a read or write function returns for an error: BT_GATT_ERR(BT_ATT_ERR_*). */
#define BT_GATT_ERR(_att_err) (-(_att_err))

enum bt_gatt_attr_write_flag {
  BT_GATT_WRITE_FLAG_PREPARE = BIT(0), /* may it be written? The data are not there yet */
  BT_GATT_WRITE_FLAG_CMD = BIT(1),     /* nobody hears of an error */
  BT_GATT_WRITE_FLAG_EXECUTE = BIT(2), /* it was prepared */
};

/** Copies the value from `offset` on to `buf`. @return Octets, or BT_GATT_ERR. `conn` NULL:
 * locally. */
typedef ssize_t (*bt_gatt_attr_read_func_t)(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                            void* buf, uint16_t len, uint16_t offset);
/** Takes `len` octets, which belong at `offset`. @return `len`, or BT_GATT_ERR. */
typedef ssize_t (*bt_gatt_attr_write_func_t)(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                             const void* buf, uint16_t len, uint16_t offset,
                                             uint8_t flags);

struct bt_gatt_attr {
  const struct bt_uuid* uuid;
  bt_gatt_attr_read_func_t read;
  bt_gatt_attr_write_func_t write;
  void* user_data;
  uint16_t handle; /* of dynamic services, and where discovery tells of an attribute */
  uint16_t perm;
};

struct bt_gatt_service_static {
  const struct bt_gatt_attr* attrs;
  size_t attr_count;
};
struct bt_gatt_service {
  struct bt_gatt_attr* attrs;
  size_t attr_count;
  sys_snode_t node;
};

/* values of declarations and descriptors: what discovery gives as user_data */
struct bt_gatt_service_val {
  const struct bt_uuid* uuid;
  uint16_t end_handle;
};
struct bt_gatt_include {
  const struct bt_uuid* uuid; /* NULL: of 128 bits, to be read at start_handle */
  uint16_t start_handle;
  uint16_t end_handle;
};
struct bt_gatt_chrc {
  const struct bt_uuid* uuid;
  uint16_t value_handle;
  uint8_t properties;
};
struct bt_gatt_cep {
  uint16_t properties;
};
struct bt_gatt_ccc {
  uint16_t flags;
};
struct bt_gatt_scc {
  uint16_t flags;
};
/** Characteristic Presentation Format, 3.3.3.5. */
struct bt_gatt_cpf {
  uint8_t format;
  int8_t exponent;
  uint16_t unit;
  uint8_t name_space;
  uint16_t description;
} __packed;

#define BT_GATT_CHRC_BROADCAST 0x01
#define BT_GATT_CHRC_READ 0x02
#define BT_GATT_CHRC_WRITE_WITHOUT_RESP 0x04
#define BT_GATT_CHRC_WRITE 0x08
#define BT_GATT_CHRC_NOTIFY 0x10
#define BT_GATT_CHRC_INDICATE 0x20
#define BT_GATT_CHRC_AUTH 0x40
#define BT_GATT_CHRC_EXT_PROP 0x80
#define BT_GATT_CEP_RELIABLE_WRITE 0x0001
#define BT_GATT_CEP_WRITABLE_AUX 0x0002
#define BT_GATT_CCC_NOTIFY 0x0001
#define BT_GATT_CCC_INDICATE 0x0002
#define BT_GATT_SCC_BROADCAST 0x0001

/** What one peer has set; kept by the host, shown to cfg_match. */
struct bt_gatt_ccc_cfg {
  uint8_t id;
  bt_addr_le_t peer;
  uint16_t value;
};
#ifndef BT_GATT_CCC_MAX
#define BT_GATT_CCC_MAX 1
#endif
/** Of one Client Characteristic Configuration descriptor. */
struct bt_gatt_ccc_managed_user_data {
  struct bt_gatt_ccc_cfg cfg[BT_GATT_CCC_MAX];
  /** The bits that any connected peer has set. */
  uint16_t value;
  /** `value` has changed. */
  void (*cfg_changed)(const struct bt_gatt_attr* attr, uint16_t value);
  /** A peer sets it: `sizeof(value)`, or BT_GATT_ERR to refuse. */
  ssize_t (*cfg_write)(struct bt_conn* conn, const struct bt_gatt_attr* attr, uint16_t value);
  /** Whether this peer is to have values that go to all. */
  bool (*cfg_match)(struct bt_conn* conn, const struct bt_gatt_attr* attr);
};
#define _bt_gatt_ccc bt_gatt_ccc_managed_user_data
#define BT_GATT_CCC_MANAGED_USER_DATA_INIT(_changed, _write, _match)                               \
  { .cfg = {}, .value = 0, .cfg_changed = _changed, .cfg_write = _write, .cfg_match = _match }
#define BT_GATT_CCC_INITIALIZER(_changed, _write, _match)                                          \
  BT_GATT_CCC_MANAGED_USER_DATA_INIT(_changed, _write, _match)

/* what the macros below use; each returns octets, or BT_GATT_ERR */
ssize_t bt_gatt_attr_read(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                          uint16_t buf_len, uint16_t offset, const void* value, uint16_t value_len);
ssize_t bt_gatt_attr_read_service(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                                  uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_read_included(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                                   uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_read_chrc(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                               uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_read_ccc(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                              uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_write_ccc(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                               const void* buf, uint16_t len, uint16_t offset, uint8_t flags);
ssize_t bt_gatt_attr_read_cep(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                              uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_read_cud(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                              uint16_t len, uint16_t offset);
ssize_t bt_gatt_attr_read_cpf(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                              uint16_t len, uint16_t offset);

#define BT_GATT_ATTRIBUTE(_uuid, _perm, _read, _write, _user_data)                                 \
  {                                                                                                \
    .uuid = _uuid, .read = _read, .write = _write, .user_data = _user_data, .handle = 0,           \
    .perm = _perm                                                                                  \
  }
#define BT_GATT_DESCRIPTOR(_uuid, _perm, _read, _write, _user_data)                                \
  BT_GATT_ATTRIBUTE(_uuid, _perm, _read, _write, _user_data)
#define BT_GATT_PRIMARY_SERVICE(_service)                                                          \
  BT_GATT_ATTRIBUTE(BT_UUID_GATT_PRIMARY, BT_GATT_PERM_READ, bt_gatt_attr_read_service, NULL,      \
                    (void*)_service)
#define BT_GATT_SECONDARY_SERVICE(_service)                                                        \
  BT_GATT_ATTRIBUTE(BT_UUID_GATT_SECONDARY, BT_GATT_PERM_READ, bt_gatt_attr_read_service, NULL,    \
                    (void*)_service)
/** `_service_incl`: the first attribute of the service that is included. */
#define BT_GATT_INCLUDE_SERVICE(_service_incl)                                                     \
  BT_GATT_ATTRIBUTE(BT_UUID_GATT_INCLUDE, BT_GATT_PERM_READ, bt_gatt_attr_read_included, NULL,     \
                    (void*)_service_incl)
#define BT_GATT_CHRC_INIT(_uuid, _handle, _props)                                                  \
  { .uuid = _uuid, .value_handle = _handle, .properties = _props }
/** Two attributes: the declaration, and the value behind it. */
#define BT_GATT_CHARACTERISTIC(_uuid, _props, _perm, _read, _write, _user_data)                    \
  BT_GATT_ATTRIBUTE(BT_UUID_GATT_CHRC, BT_GATT_PERM_READ, bt_gatt_attr_read_chrc, NULL,            \
                    ((struct bt_gatt_chrc[]){BT_GATT_CHRC_INIT(_uuid, 0U, _props)})),              \
      BT_GATT_ATTRIBUTE(_uuid, _perm, _read, _write, _user_data)
#define BT_GATT_CCC_MANAGED(_ccc, _perm)                                                           \
  BT_GATT_ATTRIBUTE(BT_UUID_GATT_CCC, _perm, bt_gatt_attr_read_ccc, bt_gatt_attr_write_ccc, _ccc)
#define BT_GATT_CCC(_changed, _perm)                                                               \
  BT_GATT_CCC_MANAGED(((struct bt_gatt_ccc_managed_user_data[]){                                   \
                          BT_GATT_CCC_MANAGED_USER_DATA_INIT(_changed, NULL, NULL)}),              \
                      _perm)
#define BT_GATT_CCC_WITH_WRITE_CB(_changed, _write, _perm)                                         \
  BT_GATT_CCC_MANAGED(((struct bt_gatt_ccc_managed_user_data[]){                                   \
                          BT_GATT_CCC_MANAGED_USER_DATA_INIT(_changed, _write, NULL)}),            \
                      _perm)
#define BT_GATT_CEP(_value)                                                                        \
  BT_GATT_DESCRIPTOR(BT_UUID_GATT_CEP, BT_GATT_PERM_READ, bt_gatt_attr_read_cep, NULL,             \
                     (void*)_value)
#define BT_GATT_CUD(_value, _perm)                                                                 \
  BT_GATT_DESCRIPTOR(BT_UUID_GATT_CUD, _perm, bt_gatt_attr_read_cud, NULL, (void*)_value)
#define BT_GATT_CPF(_value)                                                                        \
  BT_GATT_DESCRIPTOR(BT_UUID_GATT_CPF, BT_GATT_PERM_READ, bt_gatt_attr_read_cpf, NULL,             \
                     (void*)_value)

/** A service that is there from the start. Such services get their handles in the order of their
 * names. */
#define BT_GATT_SERVICE_DEFINE(_name, ...)                                                         \
  static const struct bt_gatt_attr attr_##_name[] = {__VA_ARGS__};                                 \
  extern const struct bt_gatt_service_static _name;                                                \
  WESTWIND_SECTION_ENTRY(bt_gatt_service_static, _name);                                           \
  const struct bt_gatt_service_static _name = {.attrs = attr_##_name,                              \
                                               .attr_count = ARRAY_SIZE(attr_##_name)}
/** The same service several times: `_instances` are the user data, one each. */
#define _BT_GATT_ATTRS_ARRAY_DEFINE(n, _instances, _attrs_def)                                     \
  static struct bt_gatt_attr attrs_##n[] = _attrs_def(_instances[n])
#define _BT_GATT_SERVICE_ARRAY_ITEM(_n, _) BT_GATT_SERVICE(attrs_##_n)
#define BT_GATT_SERVICE_INSTANCE_DEFINE(_name, _instances, _instance_num, _attrs_def)              \
  LISTIFY(_instance_num, _BT_GATT_ATTRS_ARRAY_DEFINE, (;), _instances, _attrs_def);                \
  static struct bt_gatt_service _name[] = {                                                        \
      LISTIFY(_instance_num, _BT_GATT_SERVICE_ARRAY_ITEM, (, ))}
/** For bt_gatt_service_register. */
#define BT_GATT_SERVICE(_attrs)                                                                    \
  { .attrs = _attrs, .attr_count = ARRAY_SIZE(_attrs) }

#ifdef __cplusplus
}
#endif
