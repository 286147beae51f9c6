// The Device Information Service: what the configuration says.
#include <zephyr/bluetooth/services/dis.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/settings/settings.h>

#include "api/zephyr/config.h"

#define LONGEST 32

/* Values of settings, in place of those of the configuration once they have been set. */
static struct {
  const char* key;
  char text[LONGEST + 1];
  bool is_set;
} overridden[] = {{.key = "manuf"}, {.key = "model"}, {.key = "serial"},
                  {.key = "fw"},    {.key = "hw"},    {.key = "sw"}};

static const char* text_of(unsigned int index) {
  const char* const configured[] = {westwind_config.manufacturer, westwind_config.model,
                                    westwind_config.serial,       westwind_config.firmware,
                                    westwind_config.hardware,     westwind_config.software};
  if (overridden[index].is_set) return overridden[index].text;
  return configured[index] != NULL ? configured[index] : "";
}

static ssize_t read_text(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                         uint16_t len, uint16_t offset) {
  const char* text = text_of((unsigned int)(uintptr_t)attr->user_data);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, text, (uint16_t)strlen(text));
}

__maybe_unused static ssize_t read_pnp(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                       void* buf, uint16_t len, uint16_t offset) {
  if (westwind_config.pnp_id == NULL) return 0;
  return bt_gatt_attr_read(conn, attr, buf, len, offset, westwind_config.pnp_id, 7);
}

static int set_text(const char* key, size_t size, settings_read_cb read, void* argument) {
  for (size_t i = 0; i < ARRAY_SIZE(overridden); ++i) {
    if (strcmp(key, overridden[i].key) != 0) continue;
    const ssize_t count = read(argument, overridden[i].text, MIN(size, (size_t)LONGEST));
    if (count < 0) return (int)count;
    overridden[i].text[count] = '\0';
    overridden[i].is_set = true;
    return 0;
  }
  return -ENOENT;
}

SETTINGS_STATIC_HANDLER_DEFINE(bt_dis, "bt/dis", NULL, set_text, NULL, NULL);

#define TEXT(uuid, index)                                                                          \
  BT_GATT_CHARACTERISTIC(uuid, BT_GATT_CHRC_READ, BT_GATT_PERM_READ, read_text, NULL,              \
                         UINT_TO_POINTER(index))

/* What is not configured is not there. */
#ifdef CONFIG_BT_DIS_PNP
#define PNP                                                                                        \
  BT_GATT_CHARACTERISTIC(BT_UUID_DIS_PNP_ID, BT_GATT_CHRC_READ, BT_GATT_PERM_READ, read_pnp, NULL, \
                         NULL),
#else
#define PNP
#endif
#ifdef CONFIG_BT_DIS_SERIAL_NUMBER
#define SERIAL TEXT(BT_UUID_DIS_SERIAL_NUMBER, 2),
#else
#define SERIAL
#endif
#ifdef CONFIG_BT_DIS_FW_REV
#define FIRMWARE TEXT(BT_UUID_DIS_FIRMWARE_REVISION, 3),
#else
#define FIRMWARE
#endif
#ifdef CONFIG_BT_DIS_HW_REV
#define HARDWARE TEXT(BT_UUID_DIS_HARDWARE_REVISION, 4),
#else
#define HARDWARE
#endif
#ifdef CONFIG_BT_DIS_SW_REV
#define SOFTWARE TEXT(BT_UUID_DIS_SOFTWARE_REVISION, 5),
#else
#define SOFTWARE
#endif

BT_GATT_SERVICE_DEFINE(dis_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_DIS),
                       PNP SERIAL FIRMWARE HARDWARE SOFTWARE TEXT(BT_UUID_DIS_MODEL_NUMBER, 1),
                       TEXT(BT_UUID_DIS_MANUFACTURER_NAME, 0));
