// The life of client requests; MTU exchange.
#include "api/zephyr/bluetooth/gatt_operations.hpp"

#include <new>

namespace westwind::zephyr {

namespace {

Operation* operations = nullptr;

}  // namespace

Operation::Operation(bt_conn& conn, void* params) : conn_(conn), params_(params) {
  next = operations;
  operations = this;
  (void)bt_conn_ref(&conn_);
}

Operation::~Operation() {
  Operation** at = &operations;
  while (*at != this)
    at = &(*at)->next;
  *at = next;
  bt_conn_unref(&conn_);
}

void Operation::cancel() {
  if (is_silent()) return;
  // In this order: the callback may use the parameters again.
  silence();
  tell_end(BT_ATT_ERR_UNLIKELY);
}

void Operation::on_end(wire::hci::ConnHandle, host::att::Outcome outcome) {
  using Kind = host::att::Outcome::Kind;
  std::uint8_t error = 0;
  if (outcome.kind == Kind::att_error)
    error = static_cast<std::uint8_t>(outcome.error);
  else if (outcome.kind != Kind::success)
    error = BT_ATT_ERR_UNLIKELY;
  if (!is_silent()) {
    silence();
    tell_end(error);
  }
  delete this;
}

int check_link(const bt_conn* conn) {
  if (ready_stack() == nullptr) return -EAGAIN;
  return conn != nullptr && conn->is_connected() ? 0 : -ENOTCONN;
}

namespace {

class MtuExchange final : public Operation {
 public:
  MtuExchange(bt_conn& conn, bt_gatt_exchange_params& params)
      : Operation(conn, &params), params_(params) {}

  void write_request(Writer& pdu) override {
    offered_ = stack()->host().att().preferred_mtu();
    wire::att::put_pdu(pdu, wire::att::ExchangeMtuRequest{offered_});
  }
  Progress on_response(wire::hci::ConnHandle link, Bytes parameters) override {
    const auto mtu = Reader(parameters).take<Le16>();
    host::hci::Link* const found = stack()->host().hci().find(link);
    if (!mtu || found == nullptr) return Progress::malformed;
    stack()->host().att().finish_mtu_exchange(*found, offered_, *mtu);
    return Progress::finished;
  }

 private:
  void tell_end(std::uint8_t error) override {
    if (params_.func != nullptr) params_.func(&conn(), error, &params_);
  }
  bt_gatt_exchange_params& params_;
  std::uint16_t offered_ = 0;
};

}  // namespace

int start_operation(bt_conn* conn, Operation* operation) {
  if (operation == nullptr) return -ENOMEM;
  const Status started = stack()->host().client().start(conn->handle, *operation);
  stack()->touched();
  if (started) return 0;
  operation->discard();
  return errno_of(started);
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_gatt_exchange_mtu(bt_conn* conn, bt_gatt_exchange_params* params) {
  if (const int error = check_link(conn); error != 0) return error;
  if (conn->mtu_exchanged) return -EALREADY;
  const int error = start_operation(conn, new (std::nothrow) MtuExchange(*conn, *params));
  conn->mtu_exchanged = error == 0;
  return error;
}

void bt_gatt_cancel(bt_conn* conn, void* params) {
  for (Operation* at = operations; at != nullptr; at = at->next)
    if (at->is_of(*conn, params)) return at->cancel();
}
