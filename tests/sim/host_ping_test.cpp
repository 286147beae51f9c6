// LE Ping and the authenticated payload timeout on encrypted links. Vol 6 Part B 5.1.8, 5.4.
#include "tests/sim/secured.hpp"
#include "wire/ll_control.hpp"

namespace westwind::testing {
namespace {

class Pings : public ::testing::Test, private air::AirObserver {
 protected:
  Pings() {
    central.join(two.central);
    peripheral.join(two.peripheral);
    two.medium.observe(*this);
    EXPECT_TRUE(two.connect());
  }
  ~Pings() { two.medium.stop_observing(*this); }

  void on_transmission(const air::Transmission& transmission) override {
    const Bytes pdu =
        transmission.plain.empty() ? transmission.octets() : Bytes(transmission.plain);
    if (pdu.size() < 3 || (pdu[0] & 3) != 3) return;
    if (transmission.kind != air::PacketKind::data_to_central &&
        transmission.kind != air::PacketKind::data_to_peripheral)
      return;
    if (pdu[2] == wire::ll::PingRequest::opcode) requests.push_back(two.world.now());
    if (pdu[2] == wire::ll::PingResponse::opcode) ++responses;
  }
  void pair() {
    ASSERT_TRUE(two.central.host().security().secure(two.central.link()));
    ASSERT_TRUE(two.until([&] { return central.changes + peripheral.changes == 2; }));
  }
  /// A command beside the host's own.
  static void command(Side& side, const std::string& h4) {
    side.device.controller().receive(octets(h4));
  }
  static void want_expiry(Side& side) { command(side, "01 63 0c 08 00 00 80 00 00 00 00 00"); }
  static void set_timeout(Side& side, std::uint16_t timeout_10ms) {
    OctetString packet = octets("01 7c 0c 04 00 00 00 00");
    const std::uint16_t handle = side.link().value;
    packet[4] = static_cast<std::uint8_t>(handle);
    packet[5] = static_cast<std::uint8_t>(handle >> 8);
    packet[6] = static_cast<std::uint8_t>(timeout_10ms);
    packet[7] = static_cast<std::uint8_t>(timeout_10ms >> 8);
    side.device.controller().receive(packet);
  }
  static int expiries(const Side& side) {
    int count = 0;
    for (const Side::Packet& packet : side.packets)
      count += packet.direction == HciTap::Direction::to_host && packet.octets.size() == 5 &&
               packet.octets[0] == 4 && packet.octets[1] == 0x57;
    return count;
  }

  TwoDevices two{3};
  Secured central, peripheral;
  std::vector<Instant> requests;
  int responses = 0;
};

TEST_F(Pings, an_encrypted_link_without_traffic_is_asked_in_time) {
  pair();
  const Instant began = two.world.now();
  want_expiry(two.central);
  want_expiry(two.peripheral);
  two.run(Duration::seconds(100));
  ASSERT_GE(requests.size(), 3u);
  EXPECT_LE(requests.size(), 8u);
  EXPECT_GT(requests[0], began + Duration::seconds(25));
  EXPECT_LT(requests[0], began + Duration::seconds(30));
  EXPECT_EQ(static_cast<std::size_t>(responses), requests.size());
  EXPECT_EQ(expiries(two.central) + expiries(two.peripheral), 0);
  EXPECT_EQ(two.central.app.disconnected, 0);
}

TEST_F(Pings, a_plain_link_is_never_asked) {
  two.run(Duration::seconds(70));
  EXPECT_TRUE(requests.empty());
}

TEST_F(Pings, traffic_that_proves_the_key_makes_asking_needless) {
  pair();
  for (int i = 0; i < 10; ++i) {
    two.run(Duration::seconds(8));
    host::gatt::Read read{two.central.app, {0x15}};
    ASSERT_TRUE(two.run_procedure(read));
  }
  EXPECT_TRUE(requests.empty());
}

TEST_F(Pings, the_host_is_told_of_a_peer_that_has_fallen_silent) {
  pair();
  want_expiry(two.central);
  set_timeout(two.central, 60);
  two.run(Duration::seconds(5));
  EXPECT_EQ(expiries(two.central), 0);
  EXPECT_GT(requests.size(), 5u);
  two.peripheral.device.controller().station().set_cut_off(true);
  two.run(Duration::seconds(2));
  // Every 0.6 s anew, before the supervision timeout.
  EXPECT_GE(expiries(two.central), 2);
  EXPECT_EQ(two.central.app.disconnected, 0);
  EXPECT_TRUE(two.until([&] { return two.central.app.disconnected == 1; }));
  EXPECT_EQ(expiries(two.peripheral), 0);
}

TEST_F(Pings, a_timeout_shorter_than_an_event_is_refused_and_the_old_one_stays) {
  pair();
  set_timeout(two.central, 1);
  two.run(Duration::seconds(2));
  EXPECT_TRUE(requests.empty());
}

}  // namespace
}  // namespace westwind::testing
