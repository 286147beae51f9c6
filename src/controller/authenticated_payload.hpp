// Watches that an encrypted link's peer goes on proving that it has the key: empty PDUs have no
// MIC, so on a link without traffic somebody has to ask. Vol 6 Part B 5.1.8 and 5.4, Vol 4 Part
// E 7.3.93.
//
//   off --encrypted--> waiting --late--> asked (LL_PING_REQ) --too late--> host told, waiting
//                         ^---------- a packet with a right MIC ---+
#pragma once

#include <algorithm>

#include "base/time.hpp"

namespace westwind::controller {

class AuthenticatedPayload {
 public:
  enum class Due : std::uint8_t { nothing, ping, expired };

  static constexpr std::uint16_t default_timeout_10ms = 3000;

  std::uint16_t timeout_10ms() const { return timeout_10ms_; }
  void set_timeout(std::uint16_t timeout_10ms, Instant now) {
    timeout_10ms_ = timeout_10ms;
    if (is_on()) start(now);
  }

  bool is_on() const { return !began_.is_never(); }
  /// Encryption began, or a packet with a right MIC came.
  void start(Instant now) {
    began_ = now;
    asked_ = false;
  }
  void stop() { began_ = Instant::never(); }

  /// When `take_due` wants to be called. An answer takes `answer_time`: connection intervals, times
  /// latency.
  Instant deadline(Duration answer_time) const {
    if (!is_on()) return Instant::never();
    return asked_ ? end() : end() - lead(answer_time);
  }
  Due take_due(Instant now, Duration answer_time) {
    if (deadline(answer_time) > now) return Due::nothing;
    if (end() <= now) {
      start(now);
      return Due::expired;
    }
    asked_ = true;
    return Due::ping;
  }

 private:
  Instant end() const { return began_ + Duration::milliseconds(std::int64_t{timeout_10ms_} * 10); }
  /// Time for the question, its repetitions and the answer, but no more than half of all.
  Duration lead(Duration answer_time) const {
    constexpr int attempts = 6;
    return std::min(answer_time * attempts,
                    Duration::milliseconds(std::int64_t{timeout_10ms_} * 5));
  }

  std::uint16_t timeout_10ms_ = default_timeout_10ms;
  Instant began_ = Instant::never();
  bool asked_ = false;
};

}  // namespace westwind::controller
