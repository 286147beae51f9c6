// A board without MicroPython for unit tests of the backend: a port whose clock the test moves, a
// heap that counts and can be full, a script that writes events down and may act inside them. The
// controller is tests/support's.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "api/micropython/backend.h"
#include "api/port.h"
#include "base/time.hpp"
#include "tests/support/scripted_controller.hpp"
#include "wire/uuid.hpp"

namespace westwind::micropython {

class FakeBoard : public ::testing::Test {
 public:
  static constexpr std::uint16_t connection = 0x0040;

  FakeBoard();
  ~FakeBoard() override;

  /// The board that the functions of port.h and the events belong to.
  static FakeBoard& current();

  /// active(True).
  westwind_error_t switch_on() { return westwind_init(&port_errno); }
  /// Lets the backend poll until it is content, as the scheduler would.
  void poll();
  void pass(Duration duration);
  /// A central connects; events are forgotten.
  void connect();
  void hear(std::string_view pdu) {
    controller.pdu(connection, wire::l2cap::attribute_channel, testing::octets(pdu));
    poll();
  }
  /// Registers one service with these characteristics (16-bit UUIDs) and returns the value handles.
  struct Characteristic {
    std::uint16_t uuid;
    std::uint16_t flags;
    std::vector<std::uint16_t> descriptors = {};
  };
  westwind_error_t register_service(const std::vector<Characteristic>& characteristics,
                                    std::vector<std::uint16_t>& handles);
  std::string value(std::uint16_t handle);
  static westwind_error_t write(std::uint16_t handle, std::string_view text, bool update = false) {
    return westwind_value_write(handle, reinterpret_cast<const std::uint8_t*>(text.data()),
                                text.size(), update);
  }
  /// What the script saw; adds it to `events` and lets `handler` act.
  void happened(std::string event);

  testing::ScriptedController controller;
  std::int64_t now_us = 1000000;
  int open_errno = 0;  ///< what opening the carrier answers
  bool gone = false;   ///< the carrier
  bool is_open = false;
  int opened = 0;
  std::int64_t scheduled_us = WESTWIND_NEVER;
  int schedules = 0;
  int port_errno = 0;

  std::map<void*, std::size_t> blocks;  ///< of the heap, in use
  std::size_t allocations = 0;
  std::size_t refuse_allocation = 0;  ///< the how-manieth is refused, counted from 1; 0: none

  std::vector<std::string> events;
  std::function<void(const std::string&)> handler;
  int depth = 0;
  int deepest = 0;
  std::uint8_t read_answer = 0;
  std::uint16_t accept_answer = 0;
  /// What the script keeps: type and key, value.
  std::map<std::pair<int, testing::OctetString>, testing::OctetString> secrets;
  int secrets_asked = 0;
  bool keeps_secrets = true;
};

}  // namespace westwind::micropython
