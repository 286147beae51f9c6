// What is fuzzed. Each target takes any octets and must stay well: no finding of a sanitizer, no
// failed `ensure`, no memory left in use. Used by the fuzzer (libfuzzer.cpp) and by the short run
// of the tests (short_run_test.cpp).
#pragma once

#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace westwind::fuzz {

struct Target {
  const char* name;
  void (*run)(Bytes input);
  /// Hexadecimal inputs to begin with.
  std::span<const char* const> seeds;
};

std::span<const Target> host_targets();
std::span<const Target> parser_targets();
std::span<const Target> capture_targets();
std::vector<Target> all_targets();

}  // namespace westwind::fuzz
