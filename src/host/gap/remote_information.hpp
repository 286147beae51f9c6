// What the peer of each link says of itself: features of its link layer, version, maker. A module
// of its own: a build that does not make one asks nobody. Vol 4 Part E 7.8.21, 7.1.23.
#pragma once

#include "hci/hci.hpp"

namespace westwind::host::gap {

using hci::ErrorCode;
using hci::Link;
using wire::hci::ConnHandle;

struct PeerInformation {
  std::uint64_t features = 0;  ///< Vol 6 Part B 4.6; 0 where the peer or the controller keeps still
  std::uint8_t version = 0;    ///< assigned numbers; 0: it did not say
  std::uint16_t company_identifier = 0;
  std::uint16_t subversion = 0;
};

class RemoteInformationListener {
 public:
  /// Once for each link whose peer said anything.
  virtual void on_peer_information(const Link&, const PeerInformation&) {}

 protected:
  ~RemoteInformationListener() = default;
};

/// What was asked of each link; memory of a RemoteInformation.
struct PeerInformationTask {
  enum class Step : std::uint8_t { features, version, over };
  Step step = Step::over;
  PeerInformation known;
};

class RemoteInformation final : public hci::Module {
 public:
  /// Before the host starts. `tasks`: as many as the host has links; must outlive this.
  RemoteInformation(hci::Hci& hci, std::span<PeerInformationTask> tasks);

  void set_listener(RemoteInformationListener& listener) { listener_ = &listener; }
  /// Null: no such link, or it has not been told yet. Valid while the link lives.
  const PeerInformation* find(ConnHandle handle) const;

  void on_connected(Link& link) override;
  void on_disconnected(Link& link, ErrorCode reason) override;
  bool on_event(std::uint8_t code, Bytes parameters) override;
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override { work(); }
  void run(Instant) override { work(); }

 private:
  using Step = PeerInformationTask::Step;
  void work();
  bool ask(const Link& link, Step step);
  void on_status(const wire::hci::StatusReply& reply);
  void answered(Step step);

  hci::Hci& hci_;
  std::span<PeerInformationTask> tasks_;
  RemoteInformationListener* listener_ = nullptr;
  // One question at a time: a Command Status names no link.
  ConnHandle asked_ = wire::hci::no_connection;
  bool status_due_ = false;
};

}  // namespace westwind::host::gap
