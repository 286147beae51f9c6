// See scenario.hpp.
#include "scenario/scenario.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "scenario/actor.hpp"

namespace westwind::scenario {

Scenario::Scenario(const ScenarioConfig& config) : world_(config.seed), medium_(world_) {
  if (config.capture.empty()) return;
  if (!file_.open(config.capture.c_str()))
    throw Failure("cannot write the capture " + config.capture + ": " + std::strerror(errno));
  capture_ = std::make_unique<air::Capture>(medium_, file_);
}

Scenario::~Scenario() {
  scripts_.clear();
  world_.cancel(look_);
  actors_.clear();
  if (capture_) capture_->flush();
}

Actor& Scenario::add(const ActorConfig& config) {
  const auto number = static_cast<std::uint8_t>(actors_.size() + 1);
  actors_.push_back(std::make_unique<Actor>(*this, config, number));
  return *actors_.back();
}

void Scenario::play(Script script) { scripts_.push_back(std::move(script)); }

bool Scenario::all_done() const {
  return std::all_of(scripts_.begin(), scripts_.end(),
                     [](const Script& script) { return script.is_done(); });
}

/// The others may wait for it for ever.
bool Scenario::has_failed() const {
  return std::any_of(scripts_.begin(), scripts_.end(),
                     [](const Script& script) { return script.is_done() && script.failure(); });
}

void Scenario::run(Duration limit) {
  const Instant end = world_.now() + limit;
  for (Script& script : scripts_) {
    script.start();
    settle_all();
  }
  while (!all_done() && !has_failed() && world_.next_event_time() <= end)
    world_.run_one();
  const bool is_late = !all_done() && !has_failed();
  if (is_late) world_.run_until(end);
  std::list<Script> scripts = std::move(scripts_);
  scripts_.clear();
  if (capture_) capture_->flush();
  for (const Script& script : scripts)
    if (script.is_done() && script.failure()) std::rethrow_exception(script.failure());
  if (is_late) throw Failure("not all scripts have ended at " + time_text());
}

void Scenario::settle_all() {
  for (const auto& actor : actors_)
    actor->device().settle();
}

void Scenario::wait(Waiter& waiter, std::coroutine_handle<> script, Duration limit) {
  waiting_.push_back({&waiter, script, world_.now() + limit});
  poke();
}

void Scenario::forget(Waiter& waiter) {
  waiting_.remove_if([&](const Entry& entry) { return entry.waiter == &waiter; });
}

void Scenario::poke() {
  world_.cancel(look_);
  look_ = world_.schedule(world_.now(), air::World::Action::to<&Scenario::look>(this));
}

/// The one that has waited longest goes first, and may change what the others wait for.
bool Scenario::resume_one() {
  for (auto entry = waiting_.begin(); entry != waiting_.end(); ++entry) {
    if (!entry->waiter->is_over() && entry->end > world_.now()) continue;
    const std::coroutine_handle<> script = entry->script;
    waiting_.erase(entry);
    script.resume();
    settle_all();
    return true;
  }
  return false;
}

void Scenario::look() {
  while (resume_one()) {
  }
  Instant next = Instant::never();
  for (const Entry& entry : waiting_)
    next = std::min(next, entry.end);
  world_.cancel(look_);
  if (!next.is_never())
    look_ = world_.schedule(next, air::World::Action::to<&Scenario::look>(this));
}

std::string Scenario::time_text() const {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f s", static_cast<double>(world_.now().us()) / 1e6);
  return text;
}

std::uint32_t Scenario::add_interface(const std::string& name) {
  return capture_ ? capture_->add_hci_interface(name) : 0;
}

void Scenario::captured(std::uint32_t interface, air::HciDirection direction, Bytes h4) {
  if (capture_) capture_->hci(interface, direction, h4);
}

}  // namespace westwind::scenario
