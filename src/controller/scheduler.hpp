// One radio, many activities: who has it when. Vol 6 Part B 4.4, 4.5.
//
// An activity books the radio from an instant on. Bookings of connections are rigid: on time or not
// at all. Those of advertising, scanning and initiating are flexible: they wait until the radio is
// free. Connection events go before advertising, advertising goes before scanning and initiating;
// among equals goes first who had the radio longest ago, so that nobody starves. An advertiser that
// has waited past its patience counts as rigid once.
#pragma once

#include <vector>

#include "controller/radio.hpp"

namespace westwind::controller {

/// Something that wants the radio now and then. It talks to the radio only while it owns it.
class Activity {
 public:
  enum class Rank : std::uint8_t { connection, advertising, background };

  explicit Activity(Rank rank) : rank_(rank) {}
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;

  /// The radio is yours until you release it.
  virtual void on_granted(Instant now) = 0;
  /// Rigid bookings only: the radio was another's at that time.
  virtual void on_missed(Instant now) = 0;
  /// The radio was taken away; it is idle already.
  virtual void on_revoked(Instant now) = 0;
  /// The time given to `Scheduler::set_timer` has come, owner or not.
  virtual void on_timer(Instant now) = 0;
  /// The time given to `Scheduler::wake_owner` has come.
  virtual void on_wake(Instant now) = 0;
  virtual void on_transmitted(Instant now) = 0;
  virtual void on_synchronised(Instant start) = 0;
  virtual void on_received(const Reception& reception) = 0;

 protected:
  ~Activity() = default;

 private:
  friend class Scheduler;
  Rank rank_;
  bool in_schedule_ = false;
  Instant start_ = Instant::never();
  Instant impatient_ = Instant::never();
  Duration needs_;
  bool urgent_ = false;
  Instant timer_ = Instant::never();
  Instant served_;         // when it was last granted the radio
  Instant served_before_;  // the time before that
};

class Scheduler {
 public:
  explicit Scheduler(Radio& radio) : radio_(radio) {}

  Radio& radio() { return radio_; }
  Instant now() const { return radio_.now(); }

  void add(Activity& activity);
  /// Forgets all about it, whatever it has.
  void remove(Activity& activity);

  struct Booking {
    Instant start;
    Duration needs;  ///< free time without which starting is of no use
    Instant impatient = Instant::never();
  };
  void book(Activity& activity, const Booking& booking);
  void cancel_booking(Activity& activity) { activity.start_ = Instant::never(); }
  void set_timer(Activity& activity, Instant at) { activity.timer_ = at; }

  /// It goes before its equals: it is about to lose something.
  void set_urgent(Activity& activity, bool urgent) { activity.urgent_ = urgent; }

  bool owns(const Activity& activity) const { return owner_ == &activity; }
  void wake_owner(Instant at) { owner_wake_ = at; }
  /// While held, only a connection event that waits longer than the owner takes the radio away.
  void hold(bool on) { held_ = on; }
  void release(const Activity& activity);
  /// Until when the owner may count on the radio: the next rigid booking of another.
  Instant free_until(const Activity& activity) const;

  void transmitted(Instant now);
  void synchronised(Instant start);
  void received(const Reception& reception);
  /// Lets everything happen that is due and sets the next wake-up. To be called after every
  /// stimulus from outside.
  void settle();

 private:
  /// When it had the radio, for the purpose of comparing; `before` leaves the present time out.
  static Instant last_served(const Activity& activity, bool before = false);
  static bool is_rigid(const Activity& activity, Instant now);
  bool fire_timer(Instant now);
  bool serve_rigid(Instant now);
  bool serve_flexible(Instant now);
  bool is_more_starved_soon(const Activity& activity, Instant now) const;
  void grant(Activity& activity, Instant now);
  void revoke(Instant now);
  Instant next_wake(Instant now) const;

  Radio& radio_;
  std::vector<Activity*> activities_;
  Activity* owner_ = nullptr;
  bool held_ = false;
  bool owner_is_rigid_ = false;
  Instant owner_wake_ = Instant::never();
  Instant wake_ = Instant::never();
};

}  // namespace westwind::controller
