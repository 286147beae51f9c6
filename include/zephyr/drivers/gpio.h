/* Pins: there are none. Every call gives -ENODEV. */
#pragma once

#include <errno.h>

#include <zephyr/device.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint8_t gpio_pin_t;
typedef uint16_t gpio_dt_flags_t;
typedef uint32_t gpio_flags_t;
typedef uint32_t gpio_port_pins_t;
typedef uint32_t gpio_port_value_t;

struct gpio_dt_spec {
  const struct device* port;
  gpio_pin_t pin;
  gpio_dt_flags_t dt_flags;
};
struct gpio_callback;
typedef void (*gpio_callback_handler_t)(const struct device* port, struct gpio_callback* cb,
                                        gpio_port_pins_t pins);
struct gpio_callback {
  sys_snode_t node;
  gpio_callback_handler_t handler;
  gpio_port_pins_t pin_mask;
};
#define GPIO_DT_SPEC_GET(node, property)                                                           \
  { NULL, 0, 0 }
#define GPIO_DT_SPEC_GET_OR(node, property, otherwise) otherwise
#define GPIO_DT_SPEC_GET_BY_IDX(node, property, index)                                             \
  { NULL, 0, 0 }
#define GPIO_INPUT BIT(16)
#define GPIO_OUTPUT BIT(17)
#define GPIO_OUTPUT_LOW (BIT(17) | BIT(18))
#define GPIO_OUTPUT_HIGH (BIT(17) | BIT(19))
#define GPIO_OUTPUT_ACTIVE GPIO_OUTPUT_HIGH
#define GPIO_OUTPUT_INACTIVE GPIO_OUTPUT_LOW
#define GPIO_PULL_UP BIT(4)
#define GPIO_PULL_DOWN BIT(5)
#define GPIO_ACTIVE_LOW BIT(0)
#define GPIO_ACTIVE_HIGH 0
#define GPIO_INT_DISABLE BIT(21)
#define GPIO_INT_EDGE_BOTH BIT(22)
#define GPIO_INT_EDGE_TO_ACTIVE BIT(23)
#define GPIO_INT_EDGE_TO_INACTIVE BIT(24)
#define GPIO_INT_EDGE_FALLING BIT(25)
#define GPIO_INT_EDGE_RISING BIT(26)

#define WESTWIND_NO_PIN(name, ...)                                                                 \
  static inline int name(__VA_ARGS__) { return -ENODEV; }
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
static inline bool gpio_is_ready_dt(const struct gpio_dt_spec* spec) { return false; }
WESTWIND_NO_PIN(gpio_pin_configure_dt, const struct gpio_dt_spec* spec, gpio_flags_t flags)
WESTWIND_NO_PIN(gpio_pin_set_dt, const struct gpio_dt_spec* spec, int value)
WESTWIND_NO_PIN(gpio_pin_get_dt, const struct gpio_dt_spec* spec)
WESTWIND_NO_PIN(gpio_pin_toggle_dt, const struct gpio_dt_spec* spec)
WESTWIND_NO_PIN(gpio_pin_interrupt_configure_dt, const struct gpio_dt_spec* spec,
                gpio_flags_t flags)
WESTWIND_NO_PIN(gpio_pin_configure, const struct device* port, gpio_pin_t pin, gpio_flags_t flags)
WESTWIND_NO_PIN(gpio_pin_set, const struct device* port, gpio_pin_t pin, int value)
WESTWIND_NO_PIN(gpio_pin_get, const struct device* port, gpio_pin_t pin)
WESTWIND_NO_PIN(gpio_pin_toggle, const struct device* port, gpio_pin_t pin)
WESTWIND_NO_PIN(gpio_add_callback, const struct device* port, struct gpio_callback* callback)
WESTWIND_NO_PIN(gpio_add_callback_dt, const struct gpio_dt_spec* spec,
                struct gpio_callback* callback)
WESTWIND_NO_PIN(gpio_remove_callback, const struct device* port, struct gpio_callback* callback)
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#undef WESTWIND_NO_PIN
static inline void gpio_init_callback(struct gpio_callback* callback,
                                      gpio_callback_handler_t handler, gpio_port_pins_t pins) {
  callback->handler = handler;
  callback->pin_mask = pins;
}

#ifdef __cplusplus
}
#endif
