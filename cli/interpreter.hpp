// Finds the MicroPython that boards run.
#pragma once

#include <string>

namespace westwind::cli {

/// `chosen` (from --micropython) if not empty, else the environment variable WESTWIND_MICROPYTHON,
/// else build/micropython/unix/micropython in a folder above this program or above the current one.
/// Throws Trouble that says how to build it.
std::string find_micropython(const std::string& chosen);

}  // namespace westwind::cli
