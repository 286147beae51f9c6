// A coroutine that a scenario is told in. It starts when it is awaited, or when Scenario::play is
// given it, and throws in the one who awaits it what it does not catch.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace westwind::scenario {

/// Who goes on when a task has ended.
struct PromiseBase {
  struct Final {
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      const std::coroutine_handle<> next = ended.promise().continuation;
      return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }

  std::coroutine_handle<> continuation;
  std::exception_ptr failure;
};

template <typename Value>
struct Promise;

/// Owns the coroutine; moves, and ends it wherever it waits when destroyed.
template <typename Value = void>
class [[nodiscard]] Task {
 public:
  using promise_type = Promise<Value>;

  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  void start() { handle_.resume(); }
  bool is_done() const { return handle_.done(); }
  /// What it ended with: nothing, if well.
  std::exception_ptr failure() const { return handle_.promise().failure; }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    handle_.promise().continuation = awaiting;
    return handle_;
  }
  Value await_resume() {
    if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
    return handle_.promise().take();
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

template <typename Value>
struct Promise : PromiseBase {
  Task<Value> get_return_object() {
    return Task<Value>(std::coroutine_handle<Promise>::from_promise(*this));
  }
  void return_value(Value result) { value = std::move(result); }
  Value take() { return std::move(*value); }
  std::optional<Value> value;
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
  }
  void return_void() const noexcept {}
  void take() const noexcept {}
};

/// What one device does from beginning to end.
using Script = Task<void>;

}  // namespace westwind::scenario
