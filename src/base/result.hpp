// The second of three kinds of error: an operation of ours could not be done. Names follow
// std::expected. (The peer being wrong is counted and answered as the specification says; we being
// wrong is `ensure`.)
#pragma once

#include <cstdint>

#include "base/assert.hpp"

namespace westwind {

enum class Error : std::uint8_t {
  invalid_argument,  ///< out of range, malformed, unknown attribute
  no_memory,         ///< a pool is full; `would_block` is used where an on_writable follows
  would_block,       ///< try again after exactly one on_writable
  not_active,        ///< the host is not up
  not_connected,     ///< no such connection or channel
  already,           ///< the procedure runs or is done already
  busy,              ///< something else holds what this needs
  not_supported,     ///< missing in this build or in this controller
  timed_out,         ///< no answer in the time the specification gives
  io,                ///< the controller, its carrier or a file failed
};

template <typename T = void>
class [[nodiscard]] Result {
 public:
  constexpr Result(T value) : value_(value) {}                  // NOLINT: implicit on purpose
  constexpr Result(Error error) : error_(error), ok_(false) {}  // NOLINT: implicit on purpose

  constexpr bool has_value() const { return ok_; }
  constexpr explicit operator bool() const { return ok_; }
  constexpr const T& value() const {
    ensure(ok_);
    return value_;
  }
  constexpr const T& operator*() const { return value(); }
  constexpr const T* operator->() const { return &value(); }
  constexpr Error error() const {
    ensure(!ok_);
    return error_;
  }

 private:
  T value_{};
  Error error_{};
  bool ok_ = true;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  constexpr Result() = default;
  constexpr Result(Error error) : error_(error), ok_(false) {}  // NOLINT: implicit on purpose

  constexpr bool has_value() const { return ok_; }
  constexpr explicit operator bool() const { return ok_; }
  constexpr Error error() const {
    ensure(!ok_);
    return error_;
  }

 private:
  Error error_{};
  bool ok_ = true;
};

using Status = Result<void>;

}  // namespace westwind
