// A small world to tell stories in: devices (a host on a virtual controller each), and for each a
// script, a coroutine.
//
//     Script wear(Actor& self);  // waits by co_await: for a link, a value, a span of time
//
//     Scenario world({.seed = 7, .capture = "pair.pcapng"});
//     Actor& heart = world.add({.name = "heart"});
//     world.play(wear(heart));
//     world.run();  // until all scripts have ended; throws what one of them threw
//
// Virtual time: the same seed is the same story, to the octet. For desks, not for firmware: uses
// the heap and exceptions.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "air/capture.hpp"
#include "air/medium.hpp"
#include "scenario/task.hpp"
#include "sim/device.hpp"

namespace westwind::scenario {

class Actor;

/// A step of a script that came to nothing: says whose, what, why and when.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something a script waits for. Looked at whenever something has happened to any actor.
class Waiter {
 public:
  virtual bool is_over() = 0;

 protected:
  ~Waiter() = default;
};

struct ScenarioConfig {
  std::uint64_t seed = 1;
  std::string capture;  ///< a pcapng file of the air and of what hosts say; empty: none
};

struct ActorConfig {
  std::string name;
  air::Position position = {};
  controller::Config controller = {};  ///< its address is made from the actor's number if it has
                                       ///< none
  host::Config host = {};
  host::smp::BondStore* bonds = nullptr;  ///< must outlive the scenario
};

class Scenario {
 public:
  /// Throws Failure when the capture cannot be written.
  explicit Scenario(const ScenarioConfig& config = {});
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;
  ~Scenario();

  /// A new device on the air; lives as long as the scenario.
  Actor& add(const ActorConfig& config);
  /// The script begins when `run` is called next.
  void play(Script script);
  /// Lets time pass until all scripts have ended; they throw here what they did not catch. Throws
  /// Failure when they have not ended after `limit`.
  void run(Duration limit = Duration::seconds(3600));

  Instant now() const { return world_.now(); }
  air::World& world() { return world_; }
  /// The radio: losses, jamming, scripted faults, counters.
  air::Medium& medium() { return medium_; }

  // For those that wait.
  /// Resumes `script` when `waiter` is over, or `limit` has passed. Neither may move meanwhile.
  void wait(Waiter& waiter, std::coroutine_handle<> script, Duration limit);
  /// No-op for one that does not wait.
  void forget(Waiter& waiter);
  /// Something has happened: look at the waiters, after the callback that is under way.
  void poke();
  std::string time_text() const;
  void captured(std::uint32_t interface, air::HciDirection direction, Bytes h4);
  std::uint32_t add_interface(const std::string& name);

 private:
  struct Entry {
    Waiter* waiter;
    std::coroutine_handle<> script;
    Instant end;
  };

  /// After a script has called into hosts from outside their callbacks.
  void settle_all();
  void look();
  bool resume_one();
  bool all_done() const;
  bool has_failed() const;

  air::World world_;
  air::Medium medium_;
  air::FileSink file_;
  std::unique_ptr<air::Capture> capture_;
  std::vector<std::unique_ptr<Actor>> actors_;
  std::list<Entry> waiting_;
  air::EventHandle look_{};
  std::list<Script> scripts_;  // last: what they wait for is above
};

/// What `co_await` takes: waits until `poll` gives something. Throws Failure when that takes too
/// long, or when `poll` throws.
template <typename Value>
class [[nodiscard]] Wait final : private Waiter {
 public:
  using Poll = std::function<std::optional<Value>()>;

  Wait(Scenario& scenario, std::string what, Poll poll, Duration limit = Duration::seconds(40))
      : scenario_(scenario), what_(std::move(what)), poll_(std::move(poll)), limit_(limit) {}
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait() { scenario_.forget(*this); }

  /// The same with another limit: `co_await self.value(link).within(Duration::seconds(2))`.
  Wait& within(Duration limit) {
    limit_ = limit;
    return *this;
  }

  /// What co_await needs; the wait itself stays where it is.
  struct Awaiter {
    bool await_ready() { return wait.is_over(); }
    void await_suspend(std::coroutine_handle<> script) {
      wait.scenario_.wait(wait, script, wait.limit_);
    }
    Value await_resume() { return wait.result(); }
    Wait& wait;
  };
  Awaiter operator co_await() { return {*this}; }

 private:
  bool is_over() override {
    if (result_ || failure_) return true;
    try {
      result_ = poll_();
    } catch (...) {
      failure_ = std::current_exception();
    }
    return result_ || failure_;
  }

  Value result() {
    if (failure_) std::rethrow_exception(failure_);
    if (!result_)
      throw Failure(what_ + ": nothing after " + std::to_string(limit_.count_ms()) + " ms, at " +
                    scenario_.time_text());
    return std::move(*result_);
  }

  Scenario& scenario_;
  std::string what_;
  Poll poll_;
  Duration limit_;
  std::optional<Value> result_;
  std::exception_ptr failure_;
};

/// For waits that bring nothing.
struct Done {};

}  // namespace westwind::scenario
