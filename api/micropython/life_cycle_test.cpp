// Switching on and off, ten thousand times, in the middle of everything that can be under way: from
// outside, and from inside whatever handler is running then. Nothing is left, nothing comes late.
// T42, T43.
#include "base/random.hpp"
#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {
namespace {

using wire::hci::ErrorCode;
using wire::hci::Role;

constexpr std::uint8_t somebody[6] = {0xc6, 5, 4, 3, 2, 1};
constexpr std::uint16_t as_central = 0x0041;

/// What a peer may say at any time, and a little of what it may not.
struct Said {
  std::uint16_t channel;
  const char* pdu;
};
constexpr Said what_peers_say[] = {
    {4, "02 64 00"},                                   // MTU request
    {4, "03 64 00"},                                   // MTU response
    {4, "10 01 00 ff ff 00 28"},                       // services?
    {4, "11 06 01 00 05 00 00 18"},                    // services
    {4, "09 07 02 00 02 03 00 00 2a"},                 // characteristics
    {4, "01 10 01 00 0a"},                             // an error
    {4, "0a 12 00"},                                   // read
    {4, "12 12 00 61"},                                // write
    {4, "16 12 00 00 00 61 62"},                       // a part of a long write
    {4, "18 01"},                                      // ... its end
    {4, "1b 33 00 01"},                                // notification
    {4, "1d 33 00 02"},                                // indication
    {4, "1e"},                                         // confirmation
    {5, "12 01 08 00 06 00 0c 00 00 00 64 00"},        // other parameters?
    {5, "14 07 0a 00 16 00 50 00 64 00 40 00 03 00"},  // a channel?
    {5, "15 01 0a 00 60 00 64 00 40 00 05 00 00 00"},  // a channel
    {5, "06 09 04 00 40 00 50 00"},                    // the end of one
    {5, "16 02 04 00 50 00 01 00"},                    // a credit
    {0x40, "02 00 68 69"},                             // an SDU
    {6, "01 03 00 01 10 07 07"},                       // legacy pairing
    {6, "01 04 00 0d 10 07 07"},                       // Secure Connections
    {6, "02 03 00 01 10 07 07"},                       // ... as the central
    {6, "03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"},
    {6, "05 08"},  // a pairing that failed
    {6, "0b 0d"},  // secure this, please
};

class LifeCycle : public FakeBoard {
 protected:
  void act() {
    const std::uint16_t link = random.below(2) == 0 ? connection : as_central;
    switch (random.below(28)) {
    case 0: westwind_advertise(random.below(3) != 0, 100000, somebody, 6, nullptr, 0); break;
    case 1: westwind_advertise_stop(); break;
    case 2: westwind_scan(random.below(2) == 0 ? 0 : 500, 60000, 30000, true); break;
    case 3: westwind_scan_stop(); break;
    case 4: westwind_connect(1, somebody, 2000, 0, 0); break;
    case 5: westwind_connect_cancel(); break;
    case 6: westwind_disconnect(link); break;
    case 7: westwind_discover_services(link, nullptr); break;
    case 8: westwind_discover_characteristics(link, 1, 0xffff, nullptr); break;
    case 9: westwind_discover_descriptors(link, 3, 9); break;
    case 10: westwind_read(link, 3); break;
    case 11: westwind_write(link, 3, somebody, 6); break;
    case 12: westwind_write_without_response(link, 3, somebody, 6); break;
    case 13: westwind_exchange_mtu(link); break;
    case 14: westwind_pair(link); break;
    case 15: westwind_passkey(link, static_cast<std::uint8_t>(2 + random.below(3)), 1); break;
    case 16: westwind_channel_listen(0x16, 100); break;
    case 17: westwind_channel_unlisten(0x16); break;
    case 18: westwind_channel_connect(link, 0x25, 100); break;
    case 19: westwind_channel_disconnect(link, 0x40); break;
    case 20: {
      bool stalled = false;
      westwind_channel_send(link, 0x40, somebody, 6, &stalled);
      break;
    }
    case 21: register_services(); break;
    case 22: (void)write(0x12, "value", true); break;
    case 23: westwind_value_send(link, 0x12, random.below(2) == 0, somebody, 6); break;
    case 24: westwind_set_address_mode(static_cast<std::uint8_t>(random.below(4))); break;
    case 25:
      (void)westwind_set_preferred_mtu(static_cast<std::uint16_t>(23 + random.below(400)));
      break;
    case 26: set_security(); break;
    default: (void)westwind_poll(); break;
    }
  }
  void register_services() {
    std::vector<std::uint16_t> handles;
    (void)register_service({{0x2a6e, 0x3e, {0x2901}}, {0x2a6f, 0x0a}}, handles);
  }
  void set_security() {
    const westwind_security_t wanted{.bond = random.below(2) == 0,
                                     .mitm = random.below(2) == 0,
                                     .le_secure = random.below(2) == 0,
                                     .io_capability = static_cast<std::uint8_t>(random.below(5))};
    (void)westwind_set_security(&wanted);
  }
  bool is_linked(std::uint16_t handle) const { return controller.links.count(handle) != 0; }

  void happen() {
    const std::uint16_t link = random.below(2) == 0 ? connection : as_central;
    const auto& said = what_peers_say[random.below(std::size(what_peers_say))];
    switch (random.below(8)) {
    case 0:
      if (!is_linked(connection)) controller.connection_complete(connection, Role::peripheral);
      break;
    case 1:
      if (!is_linked(as_central)) (void)controller.peer_answers(as_central);
      break;
    case 2:
      if (is_linked(link) && random.below(4) == 0)
        controller.disconnection_complete(link, ErrorCode::connection_timeout);
      break;
    case 3:
      if (controller.scanning)
        controller.advertising_report(0, {}, testing::octets("02 01 06"), -40);
      break;
    case 4: controller.hold_commands = random.below(3) == 0; break;
    case 5: controller.release(random.below(3)); break;
    default:
      if (is_linked(link))
        controller.pdu(link, wire::l2cap::Cid{said.channel}, testing::octets(said.pdu));
    }
  }

  void one_life() {
    controller.hold_commands = false;
    ASSERT_EQ(switch_on(), WESTWIND_OK);
    const std::uint32_t length = 1 + random.below(40);
    const std::uint32_t last_event = random.below(3) == 0 ? 1 + random.below(12) : 0;
    std::uint32_t heard = 0;
    handler = [&](const std::string&) {
      ++heard;
      if (heard == last_event) return westwind_deinit();
      if (random.below(4) == 0) act();
    };
    for (std::uint32_t step = 0; step < length && westwind_is_active(); ++step) {
      random.below(2) == 0 ? act() : happen();
      if (random.below(3) == 0) poll();
      if (random.below(20) == 0) pass(Duration::milliseconds(random.below(3000)));
    }
    ended_inside += westwind_is_active() ? 0 : 1;
    links += controller.links.size();
    westwind_deinit();
    handler = nullptr;
  }

  /// The old life must not reach into the next.
  void expect_nothing_left() {
    const std::size_t told = events.size();
    controller.hold_commands = false;
    controller.release_all();
    for (const std::uint16_t link : {connection, as_central})
      if (is_linked(link)) controller.disconnection_complete(link, ErrorCode::connection_timeout);
    now_us += 60'000'000;
    westwind_poll();
    EXPECT_EQ(events.size(), told) << events.back();
    EXPECT_TRUE(blocks.empty());
    EXPECT_FALSE(is_open);
    EXPECT_FALSE(westwind_is_active());
    controller.to_host.clear();
    controller.advertising = controller.scanning = controller.creating = false;
    events.clear();
  }

  Random random{42};
  int ended_inside = 0;
  std::size_t links = 0;
};

TEST_F(LifeCycle, T42_ten_thousand_activations_end_in_every_state_and_leave_nothing) {
  for (int life = 0; life < 10'000 && !HasFailure(); ++life) {
    SCOPED_TRACE("life " + std::to_string(life));
    one_life();
    expect_nothing_left();
  }
  // It was worth something.
  EXPECT_GT(ended_inside, 500);
  EXPECT_GT(links, 1'000u);
}

}  // namespace
}  // namespace westwind::micropython
