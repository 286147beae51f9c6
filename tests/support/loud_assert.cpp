// In tests a broken invariant says where, then stops.
#include <cstdio>
#include <cstdlib>

#include "base/assert.hpp"

namespace westwind {

void assert_failed(const char* file, std::uint32_t line) {
  std::fprintf(stderr, "broken invariant at %s:%u\n", file_name_of(file),
               static_cast<unsigned>(line));
  std::abort();
}

}  // namespace westwind
