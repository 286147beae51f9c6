// Links as applications see them.
#include "gap/connections.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

Connections::Connections(hci::Hci& hci, l2cap::Signalling& signalling, std::span<LinkTasks> tasks,
                         bool automatic_data_length)
    : hci_(hci), signalling_(signalling), tasks_(tasks),
      automatic_data_length_(automatic_data_length) {
  for (LinkTasks& t : tasks_)
    t = {};
  signalling.set_policy(*this);
  hci.attach(*this);
}

Status Connections::disconnect(ConnHandle handle, ErrorCode reason) {
  Link* link = hci_.find(handle);
  if (link == nullptr) return Error::not_connected;
  tasks_[link->index] = {};  // nothing else matters on this link now
  hci_.disconnect(handle, reason);
  return {};
}

Status Connections::update_parameters(ConnHandle handle, const ConnectionParameters& wanted) {
  Link* link = hci_.find(handle);
  if (link == nullptr) return Error::not_connected;
  if (!wanted.is_valid()) return Error::invalid_argument;
  if (link->role == hci::Role::peripheral) return signalling_.request_parameters(*link, wanted);
  LinkTasks& tasks = tasks_[link->index];
  tasks.update = true;
  tasks.wanted = wanted;
  work(*link, tasks);
  return {};
}

void Connections::on_connected(Link& link) {
  LinkTasks& tasks = tasks_[link.index];
  tasks = {};
  tasks.set_data_length =
      automatic_data_length_ && hci_.controller().has(LeFeature::data_packet_length_extension);
  if (listener_ != nullptr) listener_->on_connected(link);
}

void Connections::on_disconnected(Link& link, ErrorCode reason) {
  tasks_[link.index] = {};
  if (listener_ != nullptr) listener_->on_disconnected(link, reason);
}

void Connections::work() {
  for (Link& link : hci_.links())
    if (link.is_open()) work(link, tasks_[link.index]);
}

void Connections::work(Link& link, LinkTasks& tasks) {
  auto& commands = hci_.commands();
  if (!hci_.is_ready()) return;
  if (tasks.answer_request) {
    const Status sent =
        tasks.answer_accepts
            ? commands.send<&Connections::on_handle_reply>(
                  LeRemoteConnectionParameterRequestReply{link.handle, tasks.requested, 0, 0}, this)
            : commands.send<&Connections::on_handle_reply>(
                  LeRemoteConnectionParameterRequestNegativeReply{
                      link.handle, ErrorCode::unacceptable_connection_parameters},
                  this);
    tasks.answer_request = !sent.has_value();
  }
  if (tasks.update && updating_ == no_connection &&
      commands.send<&Connections::on_update_status>(
          LeConnectionUpdate{link.handle, tasks.wanted, 0, 0}, this)) {
    tasks.update = false;
    updating_ = link.handle;
  }
  constexpr std::uint16_t longest = 251;
  if (tasks.set_data_length &&
      commands.send<&Connections::on_handle_reply>(
          LeSetDataLength{link.handle, longest, hci_.controller().data_time_us(longest)}, this))
    tasks.set_data_length = false;
}

bool Connections::on_le_event(std::uint8_t subevent, Bytes parameters) {
  switch (subevent) {
  case LeConnectionUpdateComplete::subevent: on_update_complete(parameters); return true;
  case LeRemoteConnectionParameterRequest::subevent: on_remote_request(parameters); return true;
  default: return false;
  }
}

void Connections::on_update_status(const StatusReply& reply) {
  Link* link = hci_.find(updating_);
  updating_ = no_connection;
  if (reply.status == ErrorCode::success || link == nullptr || listener_ == nullptr) return;
  listener_->on_parameters_updated(*link, reply.status);
}

void Connections::on_update_complete(Bytes parameters) {
  const auto event = Reader(parameters).take<LeConnectionUpdateComplete>();
  Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr) return;
  if (event->status == ErrorCode::success)
    link->parameters = {event->interval_1250us, event->latency, event->supervision_timeout_10ms};
  if (listener_ != nullptr) listener_->on_parameters_updated(*link, event->status);
}

void Connections::on_remote_request(Bytes parameters) {
  const auto event = Reader(parameters).take<LeRemoteConnectionParameterRequest>();
  Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr) return;
  LinkTasks& tasks = tasks_[link->index];
  tasks.answer_request = true;
  tasks.answer_accepts =
      event->parameters.is_valid() &&
      (listener_ == nullptr || listener_->on_parameters_wanted(*link, event->parameters));
  tasks.requested = event->parameters;
  work(*link, tasks);
}

bool Connections::on_parameter_request(Link& link, const ConnectionParameters& wanted) {
  if (listener_ != nullptr && !listener_->on_parameters_wanted(link, wanted)) return false;
  // Sent by the next `work`, so that the response to the peer goes first.
  tasks_[link.index].update = true;
  tasks_[link.index].wanted = wanted;
  return true;
}

void Connections::on_parameter_response(Link& link, bool accepted) {
  // Accepted: the update itself tells.
  if (!accepted && listener_ != nullptr)
    listener_->on_parameters_updated(link, ErrorCode::unacceptable_connection_parameters);
}

}  // namespace westwind::host::gap
