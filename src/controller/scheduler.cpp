// Who has the radio when: granting, taking away, waiting.
#include "controller/scheduler.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace westwind::controller {

namespace {
// Longer than any supervision timeout.
constexpr Duration long_ago = Duration::seconds(1000);
}  // namespace

void Scheduler::add(Activity& activity) {
  if (activity.in_schedule_) return;
  activity.in_schedule_ = true;
  activity.start_ = activity.timer_ = activity.impatient_ = Instant::never();
  activity.served_ = activity.served_before_ = now();
  activity.urgent_ = false;
  activities_.push_back(&activity);
}

void Scheduler::remove(Activity& activity) {
  if (!activity.in_schedule_) return;
  release(activity);
  activity.in_schedule_ = false;
  std::erase(activities_, &activity);
}

void Scheduler::book(Activity& activity, const Booking& booking) {
  activity.start_ = booking.start;
  activity.needs_ = booking.needs;
  activity.impatient_ = booking.impatient;
}

void Scheduler::release(const Activity& activity) {
  if (owner_ != &activity) return;
  owner_ = nullptr;
  owner_wake_ = Instant::never();
  radio_.idle();
}

Instant Scheduler::last_served(const Activity& activity, bool before) {
  const Instant served = before ? activity.served_before_ : activity.served_;
  return activity.urgent_ ? served - long_ago : served;
}

bool Scheduler::is_rigid(const Activity& activity, Instant now) {
  return activity.rank_ == Activity::Rank::connection || activity.impatient_ <= now;
}

Instant Scheduler::free_until(const Activity& activity) const {
  if (owner_ == &activity && owner_is_rigid_ && activity.rank_ != Activity::Rank::connection)
    return Instant::never();  // it waited long enough
  Instant until = Instant::never();
  for (const Activity* other : activities_) {
    if (other == &activity) continue;
    if (other->rank_ == Activity::Rank::connection) until = earlier(until, other->start_);
    if (activity.rank_ == Activity::Rank::connection) until = earlier(until, other->impatient_);
  }
  return until;
}

void Scheduler::transmitted(Instant now) {
  if (owner_ != nullptr) owner_->on_transmitted(now);
}
void Scheduler::synchronised(Instant start) {
  if (owner_ != nullptr) owner_->on_synchronised(start);
}
void Scheduler::received(const Reception& reception) {
  if (owner_ != nullptr) owner_->on_received(reception);
}

void Scheduler::settle() {
  const Instant now = radio_.now();
  while (fire_timer(now) || serve_rigid(now) || serve_flexible(now)) {
  }
  const Instant wake = next_wake(now);
  if (wake == wake_) return;
  wake_ = wake;
  radio_.wake_at(wake);
}

bool Scheduler::fire_timer(Instant now) {
  if (owner_ != nullptr && owner_wake_ <= now) {
    owner_wake_ = Instant::never();
    owner_->on_wake(now);
    return true;
  }
  for (Activity* activity : activities_) {
    if (activity->timer_ > now) continue;
    activity->timer_ = Instant::never();
    activity->on_timer(now);
    return true;
  }
  return false;
}

bool Scheduler::is_more_starved_soon(const Activity& activity, Instant now) const {
  return std::any_of(activities_.begin(), activities_.end(), [&](const Activity* other) {
    return other != &activity && other->rank_ == Activity::Rank::connection &&
           other->start_ < now + activity.needs_ && last_served(*other) < last_served(activity);
  });
}

bool Scheduler::serve_rigid(Instant now) {
  Activity* next = nullptr;
  for (Activity* activity : activities_) {
    if (activity->start_ > now || activity == owner_ || !is_rigid(*activity, now)) continue;
    if (next == nullptr || last_served(*activity) < last_served(*next)) next = activity;
  }
  if (next == nullptr) return false;
  const bool connection = next->rank_ == Activity::Rank::connection;
  const bool yields = owner_ == nullptr ? connection && is_more_starved_soon(*next, now)
                                        : owner_is_rigid_ && held_ &&
                                              last_served(*owner_, true) <= last_served(*next);
  if (yields && !connection) return false;  // waits on
  if (yields) {
    next->start_ = Instant::never();
    next->on_missed(now);
    return true;
  }
  if (owner_ != nullptr) revoke(now);
  grant(*next, now);
  return true;
}

bool Scheduler::serve_flexible(Instant now) {
  Activity* next = nullptr;
  for (Activity* activity : activities_) {
    if (activity->start_ > now || activity == owner_ || is_rigid(*activity, now)) continue;
    if (owner_ != nullptr && (held_ || activity->rank_ >= owner_->rank_)) continue;
    if (free_until(*activity) < now + activity->needs_) continue;
    if (next == nullptr || activity->rank_ < next->rank_ ||
        (activity->rank_ == next->rank_ && activity->served_ < next->served_))
      next = activity;
  }
  if (next == nullptr) return false;
  if (owner_ != nullptr) revoke(now);
  grant(*next, now);
  return true;
}

void Scheduler::grant(Activity& activity, Instant now) {
  owner_ = &activity;
  owner_is_rigid_ = is_rigid(activity, now);
  owner_wake_ = Instant::never();
  held_ = false;
  activity.start_ = Instant::never();
  activity.impatient_ = Instant::never();
  activity.served_before_ = activity.served_;
  activity.served_ = now;
  activity.on_granted(now);
}

void Scheduler::revoke(Instant now) {
  Activity* loser = owner_;
  release(*loser);
  loser->on_revoked(now);
}

Instant Scheduler::next_wake(Instant now) const {
  Instant wake = owner_ != nullptr ? owner_wake_ : Instant::never();
  for (const Activity* activity : activities_) {
    wake = earlier(wake, activity->timer_);
    // One that waits for the radio is looked at again when something else happens, or when it runs
    // out of patience.
    const Instant due = activity->start_ > now ? activity->start_ : activity->impatient_;
    if (due > now) wake = earlier(wake, due);
  }
  return wake;
}

}  // namespace westwind::controller
