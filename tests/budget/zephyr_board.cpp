// A board that does nothing, for counting what Zephyr applications cost (scripts/zephyr_size.sh):
// the hooks of api/port.h, the heap, and atomics where the processor has none.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "api/port.h"
#include "api/zephyr/kernel/start.h"
#include "api/zephyr/storage.h"

const std::nothrow_t std::nothrow{};
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" {

std::int64_t westwind_port_now_us() { return 0; }
int westwind_port_open() { return 0; }
void westwind_port_close() {}
int westwind_port_send(const std::uint8_t*, std::size_t size) { return static_cast<int>(size); }
int westwind_port_receive(std::uint8_t*, std::size_t) { return 0; }
void westwind_port_schedule(std::int64_t) {}
void westwind_port_wait(std::int64_t) {}
void westwind_port_share() {}
int westwind_storage_open() { return 0; }
ssize_t westwind_storage_read(const char*, void*, std::size_t) { return -ENOENT; }
int westwind_storage_write(const char*, const void*, std::size_t) { return -ENOSPC; }
int westwind_storage_erase(const char*) { return -ENOENT; }
bool westwind_storage_next(char*, std::size_t) { return false; }
int westwind_board_main() { return westwind_zephyr_main(0, nullptr); }

#ifdef __ARM_ARCH_6M__
// One thread runs at a time and no interrupt comes here, so plain accesses do. Boards with
// interrupts mask them meanwhile.
#define WESTWIND_ATOMIC(name, expression)                                                          \
  std::uint32_t name(volatile std::uint32_t*, std::uint32_t, int) __asm__("__atomic_" #name);      \
  std::uint32_t name(volatile std::uint32_t* at, std::uint32_t value, int) {                       \
    const std::uint32_t before = *at;                                                              \
    *at = expression;                                                                              \
    return before;                                                                                 \
  }
WESTWIND_ATOMIC(fetch_or_4, before | value)
WESTWIND_ATOMIC(fetch_and_4, before& value)
WESTWIND_ATOMIC(fetch_xor_4, before ^ value)
WESTWIND_ATOMIC(fetch_add_4, before + value)
WESTWIND_ATOMIC(fetch_sub_4, before - value)
WESTWIND_ATOMIC(exchange_4, value)
#endif
}
