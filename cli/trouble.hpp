// The two ways a command can end badly. main.cpp turns them into one line and an exit status.
#pragma once

#include <stdexcept>
#include <string>

namespace westwind::cli {

/// What was asked for cannot be done here and now. Exit status 1.
class Trouble : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What was asked for makes no sense. A hint to --help follows. Exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace westwind::cli
