// What a simulated world did, as one number: with WESTWIND_HASHES=FILE every world of a test
// program leaves a line there, and two runs must leave the same (tests/sim/same_twice.py).
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/bytes.hpp"

namespace westwind {

/// FNV-1a of 64 bits.
class WorldHash {
 public:
  void add(Bytes octets) {
    for (const std::uint8_t octet : octets)
      hash_ = (hash_ ^ octet) * 0x100000001b3u;
  }
  static bool is_wanted() { return std::getenv("WESTWIND_HASHES") != nullptr; }
  void leave(std::uint64_t seed) const {
    std::FILE* file = std::fopen(std::getenv("WESTWIND_HASHES"), "a");
    if (file == nullptr) return;
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::fprintf(file, "%s.%s seed %llu %016llx\n", test ? test->test_suite_name() : "none",
                 test ? test->name() : "none", static_cast<unsigned long long>(seed),
                 static_cast<unsigned long long>(hash_));
    std::fclose(file);
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

}  // namespace westwind
