// A one-shot timer without a clock. Starting needs no "now": the timer is armed at the next
// `expired`, so functions that an application calls need not be told the time. Owners take
// `deadline()` into theirs.
#pragma once

#include "base/time.hpp"

namespace westwind {

class Timer {
 public:
  void start(Duration duration) {
    duration_ = duration;
    state_ = State::started;
  }
  void stop() { state_ = State::off; }
  bool is_running() const { return state_ != State::off; }

  /// Arms a started timer; true exactly once when it is due, and then it is off.
  bool expired(Instant now) {
    if (state_ == State::started) {
      at_ = now + duration_;
      state_ = State::armed;
    }
    if (state_ != State::armed || now < at_) return false;
    state_ = State::off;
    return true;
  }
  /// When `expired` must be called next: at once for a timer that is not armed yet.
  Instant deadline() const {
    switch (state_) {
    case State::off: return Instant::never();
    case State::started: return Instant::from_us(INT64_MIN);
    case State::armed: break;
    }
    return at_;
  }

 private:
  enum class State : std::uint8_t { off, started, armed };
  Duration duration_;
  Instant at_;
  State state_ = State::off;
};

}  // namespace westwind
