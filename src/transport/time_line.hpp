// How a simulated world gives a program its time: messages over a socket that keeps their borders
// (SOCK_SEQPACKET), which the program inherits. Between a `go` and its `wait` the program runs and
// the world stands still; between `wait` and `go` it is the other way round. So everything happens
// in one order, whatever the machine does.
//
//   program: hello               world: go (its seed, the time)
//   program: wait (until when)   world: go (the time)           and so on
//
// Either end closes the socket when it ends.
#pragma once

#include <cstdint>

namespace westwind::transport {

/// Names the inherited descriptor in the program's environment.
inline constexpr const char* time_line_variable = "WESTWIND_TIME";

/// Both ends are on one machine: its own octet order. Times are microseconds since the world began.
struct TimeMessage {
  enum class Kind : std::uint32_t { hello = 1, wait = 2, go = 3 };

  static constexpr std::uint32_t this_version = 1;
  static constexpr std::int64_t never = INT64_MAX;

  Kind kind = Kind::wait;
  std::uint32_t version = this_version;
  std::int64_t now_us = 0;  ///< go: the world's time. wait: the program's, which may be a little
                            ///< ahead
  std::int64_t until_us = never;  ///< wait: when it goes on at the latest
  std::uint64_t seed = 0;         ///< go: of all that is random in the program
  std::uint64_t listens = 0;      ///< wait: 1 when it goes on as soon as its controller has sent
                                  ///< something
};

}  // namespace westwind::transport
