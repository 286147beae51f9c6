// Checks of our own invariants, on in every build. Never for what a peer, a controller or a user
// sent. Every layer uses it; the handler is the only symbol a port may replace.
#pragma once

#include <cstdint>

namespace westwind {

/// Called when an invariant is broken; must not return. `id` is the source line (cheap enough for a
/// microcontroller). The default (src/base/assert.cpp) traps; hosts with a console may link their
/// own.
[[noreturn]] void assert_failed(const char* file, std::uint32_t id);

constexpr const char* file_name_of(const char* path) {
  const char* name = path;
  for (const char* at = path; *at != '\0'; ++at)
    if (*at == '/') name = at + 1;
  return name;
}

/// `condition` must hold or we are wrong.
constexpr void ensure(bool condition, const char* file = __builtin_FILE(),
                      std::uint32_t line = __builtin_LINE()) {
  if (!condition) [[unlikely]]
    assert_failed(file, line);
}

}  // namespace westwind
