// What the C++ compiler expects of a C++ runtime, for programs that are linked as C: MicroPython's
// unix port is, and libstdc++ stays out. Nothing here is ever called in a correct program.
#include <stdlib.h>

extern "C" {

/// The entry of interfaces for functions that they do not have.
[[noreturn]] void __cxa_pure_virtual() { abort(); }
}

namespace std {

/// libstdc++'s checks, where its headers were compiled with assertions on.
[[noreturn]] void __glibcxx_assert_fail(const char*, int, const char*, const char*) noexcept {
  abort();
}

}  // namespace std
