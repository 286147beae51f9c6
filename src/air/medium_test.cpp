// Who receives what when nothing is wrong: tuning, times, channels, distance, half duplex, stations
// that come and go.
#include "air/medium_fixture.hpp"

namespace westwind::air {
namespace {

TEST_F(MediumTest, a_tuned_receiver_hears_a_packet_at_its_times) {
  auto a = station("a"), b = station("b", 10);
  b->station.receive(channel_37);
  a->send(100);
  run(139);
  EXPECT_TRUE(b->log.empty());
  run(140);
  EXPECT_EQ(b->log, Log{"synchronised@100"});
  run(1000);
  EXPECT_EQ(b->log, (Log{"synchronised@100", "received@180"}));
  EXPECT_EQ(a->log, Log{"transmitted@180"});
  EXPECT_TRUE(equal_bytes(b->octets, short_packet));
  EXPECT_EQ(b->rssi_dbm, -65);
  EXPECT_EQ(medium.counters().transmissions, 1u);
  EXPECT_EQ(medium.counters().delivered, 1u);
  EXPECT_EQ(a->station.counters().transmissions, 1u);
  EXPECT_EQ(b->station.counters().delivered, 1u);
}

TEST_F(MediumTest, every_phy_has_its_air_time) {
  auto a = station("a"), b = station("b", 1);
  const Tuning two_m{5, Phy::le_2m, 0x50123456}, coded{6, Phy::le_coded, 0x50123456};
  b->station.receive(two_m);
  a->send(0, two_m);
  run(1000);
  EXPECT_EQ(b->log.back(), "received@44");
  b->station.receive(coded);
  a->send(1000, coded);
  run(3000);
  EXPECT_EQ(b->log.back(), "received@1720");
}

TEST_F(MediumTest, another_channel_access_address_or_phy_is_not_heard) {
  auto a = station("a"), b = station("b"), c = station("c"), d = station("d");
  b->station.receive({38, Phy::le_1m, advertising_access_address});
  c->station.receive({37, Phy::le_1m, 0x12345678});
  d->station.receive({37, Phy::le_2m, advertising_access_address});
  a->send(10);
  run(1000);
  EXPECT_TRUE(b->log.empty() && c->log.empty() && d->log.empty());
  EXPECT_EQ(medium.counters().delivered, 0u);
}

TEST_F(MediumTest, a_receiver_goes_on_after_a_packet_and_stops_when_idle) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(10);
  run(200);
  a->send(200);
  run(400);
  EXPECT_EQ(b->log.size(), 4u);
  b->station.idle();
  a->send(500);
  run(1000);
  EXPECT_EQ(b->log.size(), 4u);
}

TEST_F(MediumTest,
       tuning_in_the_instant_a_packet_begins_is_in_time_and_a_microsecond_later_is_not) {
  auto a = station("a"), b = station("b"), c = station("c");
  a->send(10);
  run(10);
  b->station.receive(channel_37);
  run(11);
  c->station.receive(channel_37);
  run(1000);
  EXPECT_EQ(b->log.size(), 2u);
  EXPECT_TRUE(c->log.empty());
  EXPECT_EQ(lost(Loss::tuned_late), 1u);
}

TEST_F(MediumTest, receiving_again_with_the_same_tuning_changes_nothing) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(10);
  run(60);
  b->station.receive(channel_37);
  run(1000);
  EXPECT_EQ(b->log.back(), "received@90");
}

TEST_F(MediumTest, turning_away_before_the_end_loses_the_packet) {
  auto a = station("a"), b = station("b"), c = station("c"), d = station("d");
  for (auto* each : {b.get(), c.get(), d.get()})
    each->station.receive(channel_37);
  a->send(10);
  run(60);
  b->station.idle();
  c->station.receive({38, Phy::le_1m, advertising_access_address});
  c->station.receive(channel_37);
  d->send(70, {38, Phy::le_1m, advertising_access_address});
  run(1000);
  EXPECT_EQ(b->log, Log{"synchronised@10"});
  EXPECT_EQ(c->log, Log{"synchronised@10"});
  EXPECT_EQ(d->log, (Log{"synchronised@10", "transmitted@150"}));
  EXPECT_EQ(lost(Loss::retuned), 3u);
}

TEST_F(MediumTest, reception_goes_on_until_the_own_transmission_starts) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(10);
  run(20);
  b->send(90);  // planned in the middle of the reception, begins when that ends
  run(1000);
  EXPECT_EQ(b->log, (Log{"synchronised@10", "received@90", "transmitted@170"}));
}

TEST_F(MediumTest, a_sender_hears_nothing_and_is_idle_afterwards) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  b->send(10);
  a->send(95);
  run(1000);
  EXPECT_EQ(b->log, Log{"transmitted@90"});
}

TEST_F(MediumTest, a_cancelled_transmission_never_was) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(100);
  run(50);
  a->station.idle();
  EXPECT_TRUE(world.next_event_time().is_never());
  a->send(100);
  a->send(300);  // replaces it
  run(1000);
  EXPECT_EQ(a->log, Log{"transmitted@380"});
  EXPECT_EQ(b->log, (Log{"synchronised@300", "received@380"}));
  EXPECT_EQ(medium.counters().transmissions, 1u);
}

TEST_F(MediumTest, a_transmission_cut_off_arrives_broken_and_is_not_reported_as_sent) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(100);
  run(160);
  a->station.idle();
  run(1000);
  EXPECT_TRUE(a->log.empty());
  EXPECT_EQ(b->log, (Log{"synchronised@100", "broken@180"}));
  EXPECT_TRUE(equal_bytes(Bytes(b->octets).first(2), Bytes(short_packet).first(2)));
  EXPECT_FALSE(equal_bytes(b->octets, short_packet));
  EXPECT_EQ(lost(Loss::sender_stopped), 1u);
}

TEST_F(MediumTest, a_transmission_cut_off_before_its_access_address_ended_is_not_noticed) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(100);
  run(139);
  a->station.idle();
  run(1000);
  EXPECT_TRUE(b->log.empty());
}

TEST_F(MediumTest, distance_sets_rssi_and_ends_reception) {
  auto a = station("a");
  auto near = station("near", 1), far = station("far", 150), weak = station("weak", 200);
  auto beyond = station("beyond", 500);
  for (auto* each : {near.get(), far.get(), weak.get(), beyond.get()})
    each->station.receive(channel_37);
  a->send(10);
  run(1000);
  EXPECT_EQ(near->rssi_dbm, -40);
  EXPECT_EQ(far->rssi_dbm, -94);
  EXPECT_TRUE(weak->log.empty());
  EXPECT_TRUE(beyond->log.empty());
  EXPECT_EQ(lost(Loss::too_weak), 1u) << "noticed but not made out; beyond is not even noticed";
  a->station.set_transmit_power(20);
  a->send(1000);
  run(2000);
  EXPECT_EQ(near->rssi_dbm, -20);
  EXPECT_EQ(weak->log.size(), 2u);
  EXPECT_EQ(beyond->log.size(), 2u);
}

TEST_F(MediumTest, moving_changes_what_is_heard_without_retuning) {
  auto a = station("a"), b = station("b", 5000);
  b->station.receive(channel_37);
  a->send(10);
  run(500);
  EXPECT_TRUE(b->log.empty());
  b->station.move_to({.x = 10});
  a->send(500);
  run(1000);
  EXPECT_EQ(b->rssi_dbm, -65);
  b->station.move_to({.x = 100});
  a->send(1000);
  run(1500);
  EXPECT_EQ(b->rssi_dbm, -90);
  EXPECT_EQ(b->log.size(), 4u);
}

TEST_F(MediumTest, squares_of_the_map_do_not_change_who_hears) {
  auto a = station("a");
  std::vector<std::unique_ptr<Witness>> ring;
  for (int i = -20; i <= 20; ++i) {
    ring.push_back(station("r", i * 30.0));
    ring.back()->station.receive(channel_37);
  }
  a->send(10);
  run(1000);
  for (int i = -20; i <= 20; ++i)
    EXPECT_EQ(ring[static_cast<std::size_t>(i + 20)]->log.size(),
              i * 30 <= 158 && i * 30 >= -158 ? 2u : 0u)
        << i;
}

TEST_F(MediumTest, stations_may_be_removed_in_the_middle_of_anything) {
  auto a = station("a");
  auto b = station("b"), c = station("c");
  b->station.receive(channel_37);
  c->station.receive(channel_37);
  a->send(10);
  run(60);
  medium.remove_station(b->station);                          // while it receives
  c->on_packet = [&] { medium.remove_station(c->station); };  // from within its own event
  run(1000);
  EXPECT_EQ(b->log, Log{"synchronised@10"});
  EXPECT_EQ(c->log.back(), "received@90");
  auto d = station("d");
  EXPECT_EQ(d->station.id(), 3u);
  d->station.receive(channel_37);
  a->send(1000);
  run(1060);
  medium.remove_station(a->station);  // while it sends
  run(2000);
  EXPECT_EQ(d->log.back(), "broken@1080");
  EXPECT_EQ(medium.station_name(0), "a");
}

TEST_F(MediumTest, a_receiver_removed_by_another_ones_event_is_not_told) {
  auto a = station("a"), b = station("b"), c = station("c");
  b->station.receive(channel_37);
  c->station.receive(channel_37);
  b->on_packet = [&] { medium.remove_station(c->station); };
  a->send(10);
  run(1000);
  EXPECT_EQ(b->log.size(), 2u);
  EXPECT_EQ(c->log, Log{"synchronised@10"});
}

TEST_F(MediumTest, events_of_a_packet_do_not_depend_on_who_else_is_there) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  a->send(10);
  run(1000);
  const std::uint64_t two = world.events_run();
  std::vector<std::unique_ptr<Witness>> crowd;
  for (int i = 0; i < 50; ++i) {
    crowd.push_back(station("crowd"));
    crowd.back()->station.receive(channel_37);
  }
  a->send(1000);
  run(2000);
  EXPECT_EQ(world.events_run(), 2 * two);
  EXPECT_EQ(medium.counters().delivered, 52u);
}

}  // namespace
}  // namespace westwind::air
