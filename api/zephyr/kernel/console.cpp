// Text for people: printk, logging, failed checks.
#include <zephyr/logging/log.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "api/zephyr/kernel/kernel.hpp"

namespace westwind::zephyr {

void stop_program(const char* reason) {
  (void)std::fflush(stdout);
  (void)std::fprintf(stderr, "westwind: %s\n", reason);
  std::_Exit(EXIT_FAILURE);
}

}  // namespace westwind::zephyr

void vprintk(const char* format, va_list arguments) { (void)std::vprintf(format, arguments); }

void printk(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintk(format, arguments);
  va_end(arguments);
}

int vsnprintk(char* text, size_t space, const char* format, va_list arguments) {
  return std::vsnprintf(text, space, format, arguments);
}

int snprintk(char* text, size_t space, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(text, space, format, arguments);
  va_end(arguments);
  return length;
}

namespace {

void print_head(const log_source_const_data& module, unsigned level) {
  static constexpr const char* names[] = {"", "err", "wrn", "inf", "dbg"};
  const int64_t us = k_uptime_ticks();
  const int64_t seconds = us / 1000000;
  (void)std::printf("[%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64 ",%03" PRId64 "] ",
                    seconds / 3600, seconds / 60 % 60, seconds % 60, us / 1000 % 1000, us % 1000);
  (void)std::printf("<%s> %s: ", names[level], module.name);
}

}  // namespace

void westwind_log(const log_source_const_data* module, unsigned level, const char* format, ...) {
  if (level > module->level) return;
  print_head(*module, level);
  va_list arguments;
  va_start(arguments, format);
  vprintk(format, arguments);
  va_end(arguments);
  (void)std::putchar('\n');
}

void westwind_log_hexdump(const log_source_const_data* module, unsigned level, const void* data,
                          size_t size, const char* text) {
  if (level > module->level) return;
  print_head(*module, level);
  (void)std::puts(text);
  const auto* const octets = static_cast<const uint8_t*>(data);
  for (size_t i = 0; i < size; ++i)
    (void)std::printf("%s%02x%s", i % 16 == 0 ? "    " : " ", octets[i],
                      i % 16 == 15 || i + 1 == size ? "\n" : "");
}

void westwind_assert_failed(const char* condition, const char* file, int line) {
  (void)std::fflush(stdout);
  (void)std::fprintf(stderr, "%s:%d: ASSERTION FAIL [%s]\n", file, line, condition);
  std::abort();
}
