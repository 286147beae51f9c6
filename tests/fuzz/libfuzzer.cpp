// One program for all targets; WESTWIND_FUZZ names the one to run. With --seeds FOLDER it writes
// the seeds of every target there, a folder each. Built by clang only (preset fuzz).
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/fuzz/targets.hpp"
#include "tests/support/hex.hpp"

namespace {

using westwind::fuzz::all_targets;
using westwind::fuzz::Target;

const Target* chosen = nullptr;

void write_seeds(const std::filesystem::path& folder) {
  for (const Target& target : all_targets()) {
    std::filesystem::create_directories(folder / target.name);
    int number = 0;
    for (const char* seed : target.seeds) {
      const auto octets = westwind::testing::octets(seed);
      std::ofstream file(folder / target.name / ("seed-" + std::to_string(number++)));
      file.write(reinterpret_cast<const char*>(octets.data()),
                 static_cast<std::streamsize>(octets.size()));
    }
    std::puts(target.name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (*count == 3 && std::strcmp((*arguments)[1], "--seeds") == 0) {
    write_seeds((*arguments)[2]);
    std::exit(0);
  }
  static const std::vector<Target> all = all_targets();
  const char* wanted = std::getenv("WESTWIND_FUZZ");
  for (const Target& target : all)
    if (wanted != nullptr && std::strcmp(wanted, target.name) == 0) chosen = &target;
  if (chosen == nullptr) {
    std::fprintf(stderr, "WESTWIND_FUZZ must name a target:");
    for (const Target& target : all)
      std::fprintf(stderr, " %s", target.name);
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({data, size});
  return 0;
}
