// A plain LE controller for unit tests of the host: takes HCI packets, records them, answers them
// as the specification says a well-behaved one does (it refuses what is out of order), unless the
// script says otherwise. There is no air: tests say what "happens". Vol 4 Part E.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "hci/transport.hpp"
#include "tests/support/hex.hpp"
#include "wire/hci_event.hpp"
#include "wire/hci_privacy.hpp"
#include "wire/l2cap.hpp"

namespace westwind::testing {

using wire::hci::ConnHandle;
using wire::hci::ErrorCode;
using wire::hci::Role;

class ScriptedController final : public host::hci::Transport {
 public:
  struct Command {
    std::uint16_t opcode;
    OctetString parameters;
  };
  struct Pdu {
    std::uint16_t handle;
    std::uint16_t cid;
    OctetString payload;
  };
  struct Link {
    Role role;
    std::uint16_t unacknowledged = 0;
    OctetString assembling;
  };

  ScriptedController();
  ~ScriptedController();
  ScriptedController(const ScriptedController&) = delete;
  ScriptedController& operator=(const ScriptedController&) = delete;

  // What it is. Set before the host starts.
  wire::Address public_address = wire::Address::from_display_order({0xc0, 0x11, 0, 0, 0, 1});
  std::uint64_t le_features = 0;
  Octets<64> supported_commands{};
  std::uint8_t resolving_list_size = 8;  ///< what it says
  std::size_t resolving_list_room = 8;   ///< what it takes
  std::uint16_t le_acl_length = 251, acl_count = 8;
  std::uint16_t shared_acl_length = 0;
  std::uint8_t random_seed = 1;       ///< first octet of what LE Rand gives
  std::uint8_t command_capacity = 1;  ///< commands it holds at once; answers say what is left of it

  // How it behaves.
  bool hold_commands = false;       ///< commands wait in `held` until `release`
  bool completes_packets = true;    ///< ACL packets are acknowledged at once
  bool short_replies = false;       ///< return parameters end behind the status
  std::set<std::uint16_t> silent;   ///< opcodes never answered
  std::set<std::uint16_t> unknown;  ///< opcodes it does not know

  // What happened.
  std::vector<Command> commands;
  std::vector<Pdu> pdus;             ///< whole L2CAP PDUs from the host
  std::vector<std::uint16_t> order;  ///< handle of each ACL packet
  std::vector<std::size_t> fragment_sizes;
  std::deque<Command> held;
  std::deque<OctetString> to_host;
  std::map<std::uint16_t, Link> links;
  std::set<std::uint16_t> ended;  ///< handles whose end the host may not have heard of
  bool advertising = false, scanning = false, creating = false;
  OctetString advertising_parameters, advertising_data, scan_response, scan_parameters;
  wire::Address random_address;
  std::vector<wire::DeviceAddress> resolving_list;
  bool resolves = false;
  int disallowed = 0;  ///< commands refused because they came at the wrong time

  /// The next `times` commands with this opcode are refused.
  void refuse(wire::hci::Opcode opcode, ErrorCode status, int times = 1) {
    refusals_[opcode.value] = {status, times};
  }
  /// No refusal that was asked for and has not struck yet will strike.
  void forget_refusals() { refusals_.clear(); }
  void send(Bytes h4) override;
  /// Executes the oldest `count` held commands.
  void release(std::size_t count = 1);
  void release_all();

  std::size_t count(wire::hci::Opcode opcode) const;
  const Command* last(wire::hci::Opcode opcode) const;
  std::vector<std::uint16_t> opcodes() const;

  // What the test lets happen.
  void connection_complete(std::uint16_t handle, Role role, wire::DeviceAddress peer = {},
                           ErrorCode status = ErrorCode::success);
  /// A central connects to us, if we advertise.
  bool central_connects(std::uint16_t handle);
  /// The peer that the host wants to connect to answers, if the host still wants it.
  bool peer_answers(std::uint16_t handle);
  void disconnection_complete(std::uint16_t handle, ErrorCode reason);
  void completed(std::uint16_t handle, std::uint16_t packets);
  void acl(std::uint16_t handle, std::uint8_t boundary, Bytes data);
  void pdu(std::uint16_t handle, wire::l2cap::Cid cid, Bytes payload);
  void advertising_report(std::uint8_t type, wire::DeviceAddress device, Bytes data,
                          std::int8_t rssi);
  void event(std::uint8_t code, Bytes parameters);
  void le_event(std::uint8_t subevent, Bytes parameters);
  template <Wire E>
  void le_event(const E& parameters) {
    le_event(E::subevent, octets_of(parameters));
  }
  void command_complete(std::uint16_t opcode, Bytes return_parameters);
  void command_status(std::uint16_t opcode, ErrorCode status);

  std::uint16_t acl_in_use() const;

 private:
  struct Refusal {
    ErrorCode status;
    int times;
  };
  void take_command(Bytes packet);
  void take_acl(Bytes packet);
  void execute(const Command& command);
  bool is_refused(const Command& command);
  bool execute_link_command(const Command& command);
  bool execute_advertising_or_scanning(const Command& command);
  bool execute_privacy(const Command& command);
  bool execute_initiating(const Command& command);
  void execute_informational(const Command& command);
  void complete(const Command& command, ErrorCode status);
  void disallow(const Command& command);
  /// Counts the answer and returns how many commands may come now.
  std::uint8_t answered(std::uint16_t opcode);

  std::map<std::uint16_t, Refusal> refusals_;
  int outstanding_ = 0;
};

}  // namespace westwind::testing
