// Links as applications see them: told when they come, change and go; parameters; ending them. Vol
// 3 Part C 9.3, Vol 4 Part E 7.8.18.
#pragma once

#include "gap/identity.hpp"
#include "l2cap/signalling.hpp"

namespace westwind::host::gap {

using wire::hci::ConnectionParameters;
using wire::hci::ConnHandle;

class ConnectionsListener {
 public:
  /// `link` may be used at once: any function of the host works from inside (T2).
  virtual void on_connected(const Link& link) = 0;
  /// Operations of this link have ended before. A new advertisement or connection may be started
  /// from inside (T3).
  virtual void on_disconnected(const Link& link, ErrorCode reason) = 0;
  /// Parameters changed, or a change that was asked for was refused (`status`); `link.parameters`
  /// are those in force.
  virtual void on_parameters_updated(const Link&, ErrorCode /*status*/) {}
  /// Central: a peripheral asks for other parameters, in range already. True lets the host bring
  /// them about.
  virtual bool on_parameters_wanted(const Link&, const ConnectionParameters&) { return true; }

 protected:
  ~ConnectionsListener() = default;
};

/// What is still to be done for a link; kept beside the host's table of links.
struct LinkTasks {
  bool set_data_length = false;
  bool update = false;
  ConnectionParameters wanted{};
  bool answer_request = false;  // the controller waits for a reply to the peer's parameter request
  bool answer_accepts = false;
  ConnectionParameters requested{};  // by the peer
};

class Connections final : public hci::Module, public l2cap::ParameterPolicy {
 public:
  /// Made after all other modules, so that the application is told last. `automatic_data_length`:
  /// ask for the longest link layer packets on every new link.
  Connections(hci::Hci& hci, l2cap::Signalling& signalling, std::span<LinkTasks> tasks,
              bool automatic_data_length);

  void set_listener(ConnectionsListener& listener) { listener_ = &listener; }

  /// Null when there is no such link.
  const Link* find(ConnHandle handle) { return hci_.find(handle); }
  /// Ends a link; on_disconnected follows. not_connected: no such link.
  Status disconnect(ConnHandle handle,
                    ErrorCode reason = ErrorCode::remote_user_terminated_connection);
  /// Central: changes the parameters. Peripheral: asks the central to. on_parameters_updated
  /// follows. not_connected; invalid_argument; already: a request of ours is not answered yet.
  Status update_parameters(ConnHandle handle, const ConnectionParameters& wanted);

  void on_connected(Link& link) override;
  void on_disconnected(Link& link, ErrorCode reason) override;
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override { work(); }
  void run(Instant) override { work(); }
  bool on_parameter_request(Link& link, const ConnectionParameters& wanted) override;
  void on_parameter_response(Link& link, bool accepted) override;

 private:
  void work();
  void work(Link& link, LinkTasks& tasks);
  void on_update_complete(Bytes parameters);
  void on_remote_request(Bytes parameters);
  void on_handle_reply(const wire::hci::HandleReply&) {}
  void on_update_status(const wire::hci::StatusReply& reply);

  hci::Hci& hci_;
  l2cap::Signalling& signalling_;
  std::span<LinkTasks> tasks_;
  ConnectionsListener* listener_ = nullptr;
  // Whose LE Connection Update is being answered: its Command Status names no link, so one at a
  // time.
  ConnHandle updating_ = wire::hci::no_connection;
  bool automatic_data_length_;
};

}  // namespace westwind::host::gap
