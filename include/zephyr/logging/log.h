/* Messages with a module and a level. A line each on the console:
 *     [00:00:01.250,000] <inf> module: text */
#pragma once

#include <stdint.h>

#include <zephyr/sys/printk.h>
#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LOG_LEVEL_NONE 0U
#define LOG_LEVEL_ERR 1U
#define LOG_LEVEL_WRN 2U
#define LOG_LEVEL_INF 3U
#define LOG_LEVEL_DBG 4U
#ifndef CONFIG_LOG_DEFAULT_LEVEL
#define CONFIG_LOG_DEFAULT_LEVEL 3
#endif

struct log_source_const_data {
  const char* name;
  uint8_t level;
};

/** Prints if `level` is in force for `module`. */
void westwind_log(const struct log_source_const_data* module, unsigned int level,
                  const char* format, ...) __printf_like(3, 4);
void westwind_log_hexdump(const struct log_source_const_data* module, unsigned int level,
                          const void* data, size_t size, const char* text);

#define Z_LOG_LEVEL_1(level) level
#define Z_LOG_LEVEL_0() CONFIG_LOG_DEFAULT_LEVEL
#define Z_LOG_LEVEL(...) CONCAT(Z_LOG_LEVEL_, Z_LOG_HAS(__VA_ARGS__))(__VA_ARGS__)
#define Z_LOG_HAS(...) Z_LOG_HAS_(0, ##__VA_ARGS__, 1, 0)
#define Z_LOG_HAS_(z, a, count, ...) count

/** Once a file: its module, and the least important level that it prints. */
#define LOG_MODULE_REGISTER(module, ...)                                                           \
  const struct log_source_const_data log_const_##module = {#module, Z_LOG_LEVEL(__VA_ARGS__)};     \
  static const struct log_source_const_data* const __log_current_const_data __unused =             \
      &log_const_##module
/** In further files of the same module. */
#define LOG_MODULE_DECLARE(module, ...)                                                            \
  extern const struct log_source_const_data log_const_##module;                                    \
  static const struct log_source_const_data* const __log_current_const_data __unused =             \
      &log_const_##module

#define LOG_ERR(...) westwind_log(__log_current_const_data, LOG_LEVEL_ERR, __VA_ARGS__)
#define LOG_WRN(...) westwind_log(__log_current_const_data, LOG_LEVEL_WRN, __VA_ARGS__)
#define LOG_INF(...) westwind_log(__log_current_const_data, LOG_LEVEL_INF, __VA_ARGS__)
#define LOG_DBG(...) westwind_log(__log_current_const_data, LOG_LEVEL_DBG, __VA_ARGS__)
#define LOG_RAW(...) printk(__VA_ARGS__)
#define LOG_PRINTK(...) printk(__VA_ARGS__)
#define LOG_HEXDUMP_ERR(data, size, text)                                                          \
  westwind_log_hexdump(__log_current_const_data, LOG_LEVEL_ERR, data, size, text)
#define LOG_HEXDUMP_WRN(data, size, text)                                                          \
  westwind_log_hexdump(__log_current_const_data, LOG_LEVEL_WRN, data, size, text)
#define LOG_HEXDUMP_INF(data, size, text)                                                          \
  westwind_log_hexdump(__log_current_const_data, LOG_LEVEL_INF, data, size, text)
#define LOG_HEXDUMP_DBG(data, size, text)                                                          \
  westwind_log_hexdump(__log_current_const_data, LOG_LEVEL_DBG, data, size, text)
#define LOG_PANIC() ((void)0)

#ifdef __cplusplus
}
#endif
