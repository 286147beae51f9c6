// The controller's filter accept list: whom a filter policy of advertising or scanning lets
// through, and whom ConnectOptions::accept_list connects to. A module of its own: a build that does
// not make one pays nothing. Vol 4 Part E 7.8.14-7.8.17, Vol 6 Part B 4.3.1.
#pragma once

#include "hci/hci.hpp"

namespace westwind::host::gap {

class AcceptListListener {
 public:
  /// The end of one operation, in the order in which they were asked for.
  /// memory_capacity_exceeded: the list is full; command_disallowed: it is in use by something that
  /// runs.
  virtual void on_accept_list_changed(hci::ErrorCode status) = 0;

 protected:
  ~AcceptListListener() = default;
};

class AcceptList final : public hci::Module {
 public:
  /// Before the host starts.
  explicit AcceptList(hci::Hci& hci) : hci_(hci) { hci.attach(*this); }

  void set_listener(AcceptListListener& listener) { listener_ = &listener; }
  /// Addresses as they are on the air: a peer that uses private ones is not found by its identity.
  /// on_accept_list_changed follows. not_active; no_memory: as many commands wait as fit.
  Status add(const wire::DeviceAddress& peer);
  Status remove(const wire::DeviceAddress& peer);
  Status clear();
  /// How many the list holds; 0 until the controller has said so, or has none.
  std::uint8_t capacity() const { return capacity_; }

  void on_ready() override;

 private:
  void on_capacity(const wire::hci::LeReadFilterAcceptListSize::Reply& reply);
  void on_reply(const wire::hci::StatusReply& reply);

  hci::Hci& hci_;
  AcceptListListener* listener_ = nullptr;
  std::uint8_t capacity_ = 0;
};

}  // namespace westwind::host::gap
