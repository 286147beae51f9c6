// Requests of a client: one object each, from its call to its last callback.
#pragma once

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

class Operation : public host::att::Transaction {
 public:
  Operation(bt_conn& conn, void* params);
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  /// Its last callback has been called: the end has nothing more to say.
  bool is_silent() const { return params_ == nullptr; }
  bool is_of(const bt_conn& conn, const void* params) const {
    return &conn_ == &conn && params_ == params;
  }
  /// Ends it for the application now; on the air it may go on.
  void cancel();
  void on_end(wire::hci::ConnHandle link, host::att::Outcome outcome) final;
  /// It never began.
  void discard() { delete this; }

  Operation* next = nullptr;

 protected:
  virtual ~Operation();
  /// The last callback. `error`: an ATT error, or 0.
  virtual void tell_end(std::uint8_t error) = 0;
  void silence() { params_ = nullptr; }
  bt_conn& conn() const { return conn_; }

 private:
  bt_conn& conn_;
  void* params_;
};

/// Starts it, or deletes it and says why.
int start_operation(bt_conn* conn, Operation* operation);
/// -EAGAIN, -ENOTCONN: nothing can be asked of this peer.
int check_link(const bt_conn* conn);

}  // namespace westwind::zephyr
