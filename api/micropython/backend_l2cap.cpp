// L2CAP channels at the border to C.
#include "api/micropython/activation.hpp"

using namespace westwind;
using namespace westwind::micropython;

westwind_error_t westwind_channel_listen(uint16_t psm, uint16_t mtu) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->channels().listen(psm, mtu));
}

westwind_error_t westwind_channel_unlisten(uint16_t psm) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->channels().unlisten(psm));
}

westwind_error_t westwind_channel_connect(uint16_t connection, uint16_t psm, uint16_t mtu) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->channels().connect({connection}, psm, mtu));
}

westwind_error_t westwind_channel_disconnect(uint16_t connection, uint16_t cid) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->channels().disconnect({connection}, {cid}));
}

westwind_error_t westwind_channel_send(uint16_t connection, uint16_t cid, const uint8_t* octets,
                                       size_t size, bool* stalled) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->channels().send({connection}, {cid}, {octets, size}, *stalled));
}

westwind_error_t westwind_channel_receive(uint16_t connection, uint16_t cid, uint8_t* octets,
                                          size_t* size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  Channels& channels = call->channels();
  if (octets == nullptr) return error_of(channels.available({connection}, {cid}, *size));
  return error_of(channels.receive({connection}, {cid}, {octets, *size}, *size));
}
