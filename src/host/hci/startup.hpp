// Bringing a controller up: reset, what it can do, event masks, buffers. Vol 4 Part E, Vol 6 Part
// D 2.1.
//
//   reset -> version -> commands -> address -> LE features -> event masks -> LE buffers (-> shared
//   buffers) -> random -> ready Reset refused, or no buffers at all, ends in failure; any other
//   step may be refused by an old controller.
#pragma once

#include <optional>

#include "hci/command_queue.hpp"

namespace westwind::host::hci {

/// What start-up learnt; constant afterwards.
struct ControllerInfo {
  wire::Address public_address;
  std::uint8_t hci_version = 0;
  std::uint16_t company_identifier = 0;
  std::uint64_t le_features = 0;
  Octets<64> supported_commands{};
  std::uint16_t acl_length = 0;
  std::uint16_t acl_count = 0;
  Octets<8> random_seed{};  ///< from the controller's generator; zero when it has none

  bool has(wire::hci::LeFeature feature) const { return (le_features & feature_bit(feature)) != 0; }
  bool supports_command(std::size_t octet, unsigned bit) const {
    return (supported_commands[octet] >> bit & 1) != 0;
  }
  /// How long a packet of so many octets and its MIC takes on the slowest PHY, as LE Set Data
  /// Length wants it: what is faster is limited by its own longest time. Vol 6 Part B 4.5.10.
  std::uint16_t data_time_us(std::uint16_t octets) const {
    return static_cast<std::uint16_t>(has(wire::hci::LeFeature::coded_phy) ? octets * 64 + 976
                                                                           : octets * 8 + 112);
  }
};

class Startup {
 public:
  using Done = Delegate<void(bool)>;

  Startup(CommandQueue& commands, ControllerInfo& info) : commands_(commands), info_(info) {}

  /// `done(true)` when the controller is ready. `reset` false leaves HCI Reset out, for controllers
  /// that it harms (T45).
  void start(bool reset, Done done);
  /// Those that the controller reports; constant after `start`, or for Hci to send anew.
  std::uint64_t le_events() const { return le_events_; }
  void enable_le_event(std::uint8_t subevent) { le_events_ |= std::uint64_t{1} << (subevent - 1); }

 private:
  enum class Step : std::uint8_t {
    reset,
    version,
    commands,
    address,
    features,
    event_mask,
    le_event_mask,
    le_buffers,
    buffers,
    random,
    ready
  };
  void next(Step step);
  Status send(Step step);
  void after_reset(const wire::hci::StatusReply&);
  void after_version(const wire::hci::ReadLocalVersionInformation::Reply&);
  void after_commands(const wire::hci::ReadLocalSupportedCommands::Reply&);
  void after_address(const wire::hci::ReadBdAddr::Reply&);
  void after_features(const wire::hci::LeReadLocalSupportedFeatures::Reply&);
  void after_mask(const wire::hci::StatusReply&);
  void after_le_buffers(const wire::hci::LeReadBufferSize::Reply&);
  void after_buffers(const wire::hci::ReadBufferSize::Reply&);
  void after_random(const wire::hci::LeRand::Reply&);
  void advance() { next(static_cast<Step>(static_cast<int>(step_) + 1)); }

  std::uint64_t le_events_ = wire::hci::default_le_event_mask;
  CommandQueue& commands_;
  ControllerInfo& info_;
  Done done_;
  Step step_ = Step::reset;
};

}  // namespace westwind::host::hci
