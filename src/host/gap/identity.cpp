// The address this device shows.
#include "gap/identity.hpp"

namespace westwind::host::gap {

void Identity::on_ready() {
  if (!static_) {
    Address made;
    copy_bytes(made.octets, info().random_seed);
    made.octets[5] |= 0xc0;  // static random, Vol 6 Part B 1.3.2.1
    static_ = made;
  }
  (void)(has_public() ? use_public() : use_static());
}

Status Identity::use_public() {
  if (!has_public()) return Error::not_supported;
  set_own({AddressType::public_device, info().public_address});
  return {};
}

Status Identity::use_static() {
  if (own_.type == AddressType::random_device) return {};
  const Status status = hci_.commands().send<&Identity::on_address_set>(
      wire::hci::LeSetRandomAddress{*static_}, this);
  if (status) set_own({AddressType::random_device, *static_});
  return status;
}

void Identity::on_address_set(const wire::hci::StatusReply& reply) {
  if (reply.status != ErrorCode::success) (void)use_public();
}

}  // namespace westwind::host::gap
