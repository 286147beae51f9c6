// The controller's radio contract, kept by the simulated air.
#include "sim/air_radio.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "controller/timing.hpp"

namespace westwind::sim {
namespace {

constexpr controller::Tuning advertising{37, controller::Phy::le_1m, 0x8e89bed6};
constexpr Octets<5> packet = {0x02, 0x00, 0x01, 0x02, 0x03};

/// Writes down what it is told, as "what@time".
struct Log final : controller::RadioEvents {
  void on_wake(Instant now) override { add("wake", now); }
  void on_transmitted(Instant now) override { add("transmitted", now); }
  void on_synchronised(Instant start) override { add("synchronised", start); }
  void on_received(const controller::Reception& reception) override {
    add(reception.intact ? "received" : "broken", reception.end);
    last_tuning = reception.tuning;
    last_octets.assign(reception.octets.begin(), reception.octets.end());
  }
  void add(const char* what, Instant at) {
    lines.push_back(what + ("@" + std::to_string(at.us())));
  }

  std::vector<std::string> lines;
  controller::Tuning last_tuning;
  std::vector<std::uint8_t> last_octets;
};

using Lines = std::vector<std::string>;

struct AirRadioTest : testing::Test {
  air::World world{7};
  air::Medium medium{world};
  Log a_log, b_log;
  AirRadio a{medium, {.name = "a", .position = {}}, {}, a_log};
  AirRadio b{medium, {.name = "b", .position = {.x = 3}}, {}, b_log};

  void run(std::int64_t until_us) { world.run_until(Instant::from_us(until_us)); }
  void send(AirRadio& from, std::int64_t at_us) {
    from.transmit(advertising, packet, Instant::from_us(at_us),
                  controller::PacketKind::advertising);
  }
};

TEST_F(AirRadioTest, a_new_wake_up_replaces_the_old_one_and_never_cancels) {
  a.wake_at(Instant::from_us(10));
  a.wake_at(Instant::from_us(30));
  run(20);
  EXPECT_TRUE(a_log.lines.empty());
  run(30);
  EXPECT_EQ(a_log.lines, Lines{"wake@30"});
  a.wake_at(Instant::from_us(40));
  a.wake_at(Instant::never());
  run(100);
  EXPECT_EQ(a_log.lines.size(), 1u);
}

TEST_F(AirRadioTest, a_wake_up_in_the_past_comes_at_once_but_not_within_the_call) {
  run(50);
  a.wake_at(Instant::from_us(10));
  EXPECT_TRUE(a_log.lines.empty());
  run(50);
  EXPECT_EQ(a_log.lines, Lines{"wake@50"});
}

TEST_F(AirRadioTest, a_packet_reaches_the_tuned_radio_with_exact_times) {
  b.receive(advertising);
  send(a, 100);
  EXPECT_TRUE(a_log.lines.empty() && b_log.lines.empty());
  run(1000);
  EXPECT_EQ(a_log.lines, Lines{"transmitted@180"});
  EXPECT_EQ(b_log.lines, (Lines{"synchronised@100", "received@180"}));
  EXPECT_TRUE(equal_bytes(b_log.last_octets, packet));
  EXPECT_EQ(b_log.last_tuning.channel, 37);
  EXPECT_EQ(b_log.last_tuning.access_address, 0x8e89bed6u);
}

TEST_F(AirRadioTest, air_and_controller_agree_on_air_times) {
  for (const auto phy :
       {controller::Phy::le_1m, controller::Phy::le_2m, controller::Phy::le_coded}) {
    EXPECT_EQ(air::synchronisation_time(static_cast<air::Phy>(phy)),
              controller::synchronisation_time(phy));
    for (const std::size_t pdu : {2, 29, 39, 257})
      EXPECT_EQ(air::air_time(static_cast<air::Phy>(phy), pdu + 3), controller::air_time(phy, pdu));
  }
}

TEST_F(AirRadioTest, a_destroyed_radio_leaves_nothing_behind) {
  {
    Log log;
    AirRadio short_lived(medium, {.name = "c", .position = {}}, {}, log);
    short_lived.wake_at(Instant::from_us(500));
    send(short_lived, 600);
    short_lived.receive(advertising);
  }
  EXPECT_TRUE(world.next_event_time().is_never());
  b.receive(advertising);
  send(a, 700);
  run(1000);
  EXPECT_EQ(b_log.lines.size(), 2u);
}

TEST_F(AirRadioTest, radios_draw_from_sequences_of_their_own) {
  air::World again(7);
  air::Medium same(again);
  Log log;
  AirRadio twin(same, {.name = "a", .position = {}}, {}, log);
  const std::uint64_t first = a.random();
  EXPECT_EQ(first, twin.random());
  EXPECT_NE(first, b.random());
}

}  // namespace
}  // namespace westwind::sim
