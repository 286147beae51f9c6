// A host with two links, services, a client and channels, for targets to throw octets at. Ends
// everything when it goes, and insists that nothing is left.
#pragma once

#include <optional>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "tests/support/application.hpp"
#include "tests/support/attribute_store.hpp"
#include "tests/support/channel_peers.hpp"
#include "tests/support/pairing_bench.hpp"
#include "tests/support/scripted_controller.hpp"

namespace westwind::fuzz {

using testing::OctetString;

/// A controller that answers while the host comes up, and says nothing of itself afterwards.
class Line final : public host::hci::Transport {
 public:
  explicit Line(testing::ScriptedController& controller) : controller_(controller) {}
  void send(Bytes h4) override {
    if (!is_cut) controller_.send(h4);
  }
  bool is_cut = false;

 private:
  testing::ScriptedController& controller_;
};

class HostUnderFuzz {
 public:
  static constexpr std::uint16_t as_peripheral = 0x0040, as_central = 0x0041;

  HostUnderFuzz();
  ~HostUnderFuzz();
  HostUnderFuzz(const HostUnderFuzz&) = delete;
  HostUnderFuzz& operator=(const HostUnderFuzz&) = delete;

  host::Host& host() { return *host_; }
  void receive(Bytes h4);
  /// An event or an ACL packet with a header that fits.
  void event(std::uint8_t code, Bytes parameters);
  void acl(std::uint16_t handle_and_flags, Bytes data);
  /// A whole L2CAP PDU on one of the two links.
  void pdu(bool central, std::uint16_t channel, Bytes payload);
  void pass(Duration duration);
  /// One of the things that applications do.
  void call(std::uint8_t which);
  /// From here on no command is answered but by the input.
  void cut() { line_.is_cut = true; }

 private:
  void settle();
  void start_procedure(std::uint8_t which, host::hci::ConnHandle link);

  testing::ScriptedController controller_;
  Line line_{controller_};
  testing::Application app_;
  testing::TestServices services_;
  testing::MemoryBonds bonds_;
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  host::Storage<host::Limits{}> storage_;
  std::optional<host::Host> host_;
  const testing::ChannelOptions room_{.mtu = 100, .mps = 40, .receive_room = 200};
  std::optional<testing::CreditBasedChannels> channels_;
  std::optional<testing::ServerPeer> listener_;
  std::optional<testing::ChannelPeer> channel_;
  host::gatt::DiscoverServices discover_services_{app_, std::nullopt};
  host::gatt::DiscoverCharacteristics discover_characteristics_{app_, {1, 0xffff}, std::nullopt};
  host::gatt::DiscoverDescriptors discover_descriptors_{app_, {1, 0xffff}};
  host::gatt::Read read_{app_, {0x12}};
  host::gatt::Write write_{app_, {0x12}, Bytes()};
  host::gatt::ExchangeMtu exchange_{app_};
  Instant now_ = Instant::from_us(1'000'000);
};

}  // namespace westwind::fuzz
