// A short run of every target under the sanitizers of the tests: the seeds, and changes of them
// that are the same each time. The long runs are scripts/fuzz.sh's.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/support/hex.hpp"

namespace westwind::fuzz {
namespace {

using testing::OctetString;

class ShortRun : public ::testing::TestWithParam<Target> {
 protected:
  OctetString seed() {
    const auto seeds = GetParam().seeds;
    return testing::octets(seeds[random_.below(static_cast<std::uint32_t>(seeds.size()))]);
  }
  std::uint32_t place_in(const OctetString& octets) {
    return random_.below(static_cast<std::uint32_t>(octets.size()));
  }
  void change(OctetString& octets) {
    const auto any = static_cast<std::uint8_t>(random_.next());
    switch (octets.empty() ? 0 : random_.below(6)) {
    case 0: octets.push_back(any); break;
    case 1: octets[place_in(octets)] = any; break;
    case 2: octets[place_in(octets)] ^= static_cast<std::uint8_t>(1u << (any & 7)); break;
    case 3: octets.resize(place_in(octets)); break;
    case 4: octets.insert(octets.begin() + place_in(octets), any); break;
    default: octets = testing::joined(octets, seed());
    }
  }
  Random random_{7};
};

TEST_P(ShortRun, of_seeds_and_changes_of_them) {
  for (const char* each : GetParam().seeds)
    GetParam().run(testing::octets(each));
  for (int run = 0; run < 400; ++run) {
    OctetString input = seed();
    for (std::uint32_t changes = 1 + random_.below(12); changes > 0; --changes)
      change(input);
    SCOPED_TRACE(testing::hex(input));
    GetParam().run(input);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, ShortRun, ::testing::ValuesIn(all_targets()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace westwind::fuzz
