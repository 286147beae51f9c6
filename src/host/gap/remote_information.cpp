// What the peer says of itself.
#include "gap/remote_information.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

RemoteInformation::RemoteInformation(hci::Hci& hci, std::span<PeerInformationTask> tasks)
    : hci_(hci), tasks_(tasks) {
  ensure(tasks.size() >= hci.links().size());
  for (PeerInformationTask& task : tasks_)
    task = {};
  hci.enable_le_event(LeReadRemoteFeaturesComplete::subevent);
  hci.attach(*this);
}

const PeerInformation* RemoteInformation::find(ConnHandle handle) const {
  const Link* link = hci_.find(handle);
  if (link == nullptr) return nullptr;
  const PeerInformationTask& task = tasks_[link->index];
  return task.step == Step::over && task.known.version != 0 ? &task.known : nullptr;
}

void RemoteInformation::on_connected(Link& link) {
  tasks_[link.index] = {Step::features, {}};
  work();
}

void RemoteInformation::on_disconnected(Link& link, ErrorCode) {
  tasks_[link.index] = {};
  if (asked_ == link.handle) asked_ = no_connection;
  work();
}

void RemoteInformation::work() {
  if (!hci_.is_ready() || status_due_ || !(asked_ == no_connection)) return;
  for (const Link& link : hci_.links()) {
    const Step step = tasks_[link.index].step;
    if (!link.is_open() || step == Step::over || !ask(link, step)) continue;
    asked_ = link.handle;
    status_due_ = true;
    return;
  }
}

bool RemoteInformation::ask(const Link& link, Step step) {
  auto& commands = hci_.commands();
  const Status sent =
      step == Step::features
          ? commands.send<&RemoteInformation::on_status>(LeReadRemoteFeatures{link.handle}, this)
          : commands.send<&RemoteInformation::on_status>(ReadRemoteVersionInformation{link.handle},
                                                         this);
  return sent.has_value();
}

void RemoteInformation::on_status(const StatusReply& reply) {
  status_due_ = false;
  const Link* link = hci_.find(asked_);
  // A peripheral's controller may be too old to ask for features. 7.8.21.
  if (link != nullptr && reply.status != ErrorCode::success)
    return answered(tasks_[link->index].step);
  work();
}

bool RemoteInformation::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != LeReadRemoteFeaturesComplete::subevent) return false;
  const auto event = Reader(parameters).take<LeReadRemoteFeaturesComplete>();
  const Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr) return true;
  if (event->status == ErrorCode::success) tasks_[link->index].known.features = event->features;
  if (asked_ == event->handle) answered(Step::features);
  return true;
}

/// Not taken: others may have asked for it too.
bool RemoteInformation::on_event(std::uint8_t code, Bytes parameters) {
  if (code != ReadRemoteVersionInformationComplete::code) return false;
  const auto event = Reader(parameters).take<ReadRemoteVersionInformationComplete>();
  const Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr) return false;
  PeerInformation& known = tasks_[link->index].known;
  if (event->status == ErrorCode::success) {
    known.version = event->version;
    known.company_identifier = event->company_identifier;
    known.subversion = event->subversion;
  }
  if (asked_ == event->handle) answered(Step::version);
  return false;
}

/// The question of `step` is over, whatever came of it; the next one of the link follows.
void RemoteInformation::answered(Step step) {
  const Link* link = hci_.find(asked_);
  if (link == nullptr || tasks_[link->index].step != step) return;
  PeerInformationTask& task = tasks_[link->index];
  asked_ = no_connection;
  task.step = step == Step::features ? Step::version : Step::over;
  if (task.step == Step::over && task.known.version != 0 && listener_ != nullptr)
    listener_->on_peer_information(*link, task.known);
  work();
}

}  // namespace westwind::host::gap
