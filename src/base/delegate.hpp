// A callback: one function pointer and one object, trivially copyable, no heap. Continuations of
// commands and timers use it.
#pragma once

namespace westwind {

template <typename Signature>
class Delegate;

template <typename R, typename... Args>
class Delegate<R(Args...)> {
 public:
  constexpr Delegate() = default;
  constexpr Delegate(R (*function)(void*, Args...), void* context)
      : function_(function), context_(context) {}

  /// Binds a member function: `Delegate<void(int)>::to<&Scanner::on_reply>(this)`.
  template <auto Member, typename T>
  static constexpr Delegate to(T* object) {
    return Delegate(
        [](void* context, Args... args) -> R {
          return (static_cast<T*>(context)->*Member)(static_cast<Args>(args)...);
        },
        object);
  }

  constexpr explicit operator bool() const { return function_ != nullptr; }
  R operator()(Args... args) const { return function_(context_, static_cast<Args>(args)...); }

 private:
  R (*function_)(void*, Args...) = nullptr;
  void* context_ = nullptr;
};

}  // namespace westwind
