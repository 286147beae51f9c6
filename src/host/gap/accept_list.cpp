// The controller's filter accept list.
#include "gap/accept_list.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

void AcceptList::on_ready() {
  (void)hci_.commands().send<&AcceptList::on_capacity>(LeReadFilterAcceptListSize{}, this);
}

void AcceptList::on_capacity(const LeReadFilterAcceptListSize::Reply& reply) {
  if (reply.status == ErrorCode::success) capacity_ = reply.size;
}

Status AcceptList::add(const wire::DeviceAddress& peer) {
  if (!hci_.is_ready()) return Error::not_active;
  return hci_.commands().send<&AcceptList::on_reply>(LeAddDeviceToFilterAcceptList{peer}, this);
}

Status AcceptList::remove(const wire::DeviceAddress& peer) {
  if (!hci_.is_ready()) return Error::not_active;
  return hci_.commands().send<&AcceptList::on_reply>(LeRemoveDeviceFromFilterAcceptList{peer},
                                                     this);
}

Status AcceptList::clear() {
  if (!hci_.is_ready()) return Error::not_active;
  return hci_.commands().send<&AcceptList::on_reply>(LeClearFilterAcceptList{}, this);
}

void AcceptList::on_reply(const StatusReply& reply) {
  if (listener_ != nullptr) listener_->on_accept_list_changed(reply.status);
}

}  // namespace westwind::host::gap
