// Two virtual controllers and the air between them: connecting, data, and every way to part.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

TEST(controller_pair, connects_and_tells_both_hosts_the_same) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 200));
  EXPECT_EQ(pair.central_complete.role, hci::Role::central);
  EXPECT_EQ(pair.peripheral_complete.role, hci::Role::peripheral);
  EXPECT_EQ(pair.central_complete.peer, pair.address_of(pair.peripheral));
  EXPECT_EQ(pair.peripheral_complete.peer, pair.address_of(pair.central));
  for (const auto& complete : {pair.central_complete, pair.peripheral_complete}) {
    EXPECT_EQ(complete.interval_1250us, 24);
    EXPECT_EQ(complete.latency, 0);
    EXPECT_EQ(complete.supervision_timeout_10ms, 200);
  }
  EXPECT_EQ(pair.peripheral_complete.central_clock_accuracy, 5);
  pair.run(Duration::seconds(5));
  EXPECT_EQ(pair.central.events_waiting(), 0u);
  EXPECT_EQ(pair.peripheral.events_waiting(), 0u);
}

TEST(controller_pair, LL_CON_CEN_BV_05_C_and_LL_CON_PER_BV_06_C_send_and_receive_data) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  const Octetstring up = pattern(1000), down = pattern(1000, 99);
  EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle, up, 251,
                            Duration::seconds(2)));
  EXPECT_TRUE(pair.transfer(pair.peripheral, pair.p_handle, pair.central, pair.c_handle, down, 100,
                            Duration::seconds(2)));
}

TEST(controller_pair, LL_DFL_PER_BV_01_C_and_02_C_marks_starts_and_continuations) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  pair.central.send_acl(pair.c_handle, pattern(60));
  pair.central.send_acl(pair.c_handle, pattern(30), hci::PacketBoundary::continuing);
  pair.central.send_acl(pair.c_handle, pattern(5), hci::PacketBoundary::first_flushable);
  pair.run(ms(200));
  std::vector<std::pair<int, std::size_t>> heard;
  for (const AclPacket& packet : pair.peripheral.acl())
    heard.emplace_back(packet.boundary, packet.data.size());
  const std::vector<std::pair<int, std::size_t>> expected{{2, 27}, {1, 27}, {1, 6},
                                                          {1, 27}, {1, 3},  {2, 5}};
  EXPECT_EQ(heard, expected);
}

struct controller_pair_with_loss : testing::TestWithParam<int> {};

TEST_P(controller_pair_with_loss, delivers_everything_once_and_in_order) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair pair(seed);
    ASSERT_TRUE(pair.connect(6, 0, 3200));
    pair.lose(static_cast<std::uint32_t>(GetParam()));
    const Octetstring up = pattern(4000, 1), down = pattern(3000, 2);
    EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle, up, 251,
                              Duration::seconds(60)));
    EXPECT_TRUE(pair.transfer(pair.peripheral, pair.p_handle, pair.central, pair.c_handle, down, 27,
                              Duration::seconds(60)));
  }
}

TEST_P(controller_pair_with_loss, survives_broken_bits_as_well) {
  Pair pair(7);
  ASSERT_TRUE(pair.connect(6, 0, 3200));
  pair.medium.faults().knobs.everywhere.corruption_ppm =
      static_cast<std::uint32_t>(GetParam()) * 10'000;
  const Octetstring up = pattern(4000, 1);
  EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle, up, 200,
                            Duration::seconds(60)));
}

INSTANTIATE_TEST_SUITE_P(percent, controller_pair_with_loss, testing::Values(0, 1, 10, 30, 50));

TEST(controller_pair, LL_CON_CEN_BV_08_C_terminates) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  pair.central.command(
      hci::Disconnect{{pair.c_handle}, ErrorCode::remote_user_terminated_connection});
  pair.run(ms(200));
  const auto c = pair.central.take<hci::DisconnectionComplete>();
  const auto p = pair.peripheral.take<hci::DisconnectionComplete>();
  ASSERT_TRUE(c && p);
  EXPECT_EQ(c->event.reason, ErrorCode::terminated_by_local_host);
  EXPECT_EQ(p->event.reason, ErrorCode::remote_user_terminated_connection);
  EXPECT_EQ(c->event.handle.value, pair.c_handle);
  pair.run(Duration::seconds(3));
  EXPECT_EQ(pair.central.events_waiting() + pair.peripheral.events_waiting(), 0u);
}

TEST(controller_pair, LL_CON_PER_BV_11_C_terminates) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 4));
  pair.peripheral.command(hci::Disconnect{{pair.p_handle}, ErrorCode::remote_power_off});
  ASSERT_TRUE(pair.run_until([&] { return pair.central.events_waiting() > 0; }, ms(100)));
  pair.run(ms(200));
  const auto c = pair.central.take<hci::DisconnectionComplete>();
  const auto p = pair.peripheral.take<hci::DisconnectionComplete>();
  ASSERT_TRUE(c && p);
  EXPECT_EQ(c->event.reason, ErrorCode::remote_power_off);
  EXPECT_EQ(p->event.reason, ErrorCode::terminated_by_local_host);
}

TEST(controller_pair, both_terminate_at_once_and_both_are_told) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  pair.central.command(
      hci::Disconnect{{pair.c_handle}, ErrorCode::remote_user_terminated_connection});
  pair.peripheral.command(
      hci::Disconnect{{pair.p_handle}, ErrorCode::remote_user_terminated_connection});
  EXPECT_EQ(
      pair.central
          .send(hci::Disconnect{{pair.c_handle}, ErrorCode::remote_user_terminated_connection})
          .status,
      ErrorCode::command_disallowed);
  pair.run(Duration::seconds(5));
  EXPECT_TRUE(pair.central.take<hci::DisconnectionComplete>());
  EXPECT_TRUE(pair.peripheral.take<hci::DisconnectionComplete>());
  EXPECT_FALSE(pair.central.take<hci::DisconnectionComplete>());
}

TEST(controller_pair, LL_CON_PER_BI_02_C_terminate_that_is_not_acknowledged_ends_all_the_same) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 100));
  pair.central.controller().station().set_cut_off(true);
  pair.peripheral.command(
      hci::Disconnect{{pair.p_handle}, ErrorCode::remote_user_terminated_connection});
  pair.run(ms(900));
  EXPECT_EQ(pair.peripheral.events_waiting(), 0u);
  pair.run(ms(200));
  EXPECT_TRUE(pair.peripheral.take<hci::DisconnectionComplete>());
}

TEST(controller_pair, LL_CON_PER_BV_13_C_supervision_timeout_ends_the_link_on_both_sides) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 100));
  pair.run(ms(500));
  pair.central.controller().station().set_cut_off(true);
  const Instant cut = pair.world.now();
  ASSERT_TRUE(pair.run_until([&] { return pair.peripheral.events_waiting() > 0; }));
  const Duration lasted = pair.world.now() - cut;
  EXPECT_GT(lasted, ms(1000 - 31));
  EXPECT_LE(lasted, ms(1000));
  EXPECT_EQ(pair.peripheral.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_timeout);
  pair.run(ms(100));
  EXPECT_EQ(pair.central.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_timeout);
}

TEST(controller_pair, LL_CON_ADV_BV_02_C_a_link_on_which_nothing_comes_was_never_established) {
  Pair pair;
  advertise(pair.peripheral);
  pair.central.command(connection_to(pair.address_of(pair.peripheral), 40));
  ASSERT_TRUE(pair.run_until([&] { return pair.peripheral.events_waiting() > 0; }));
  pair.central.controller().station().set_cut_off(true);
  const Instant created = pair.world.now();
  ASSERT_TRUE(pair.peripheral.take<hci::LeConnectionComplete>());
  ASSERT_TRUE(pair.run_until([&] { return pair.peripheral.events_waiting() > 0; }));
  EXPECT_EQ(pair.world.now() - created, Duration::microseconds(6 * 40 * 1250));
  EXPECT_EQ(pair.peripheral.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_failed_to_be_established);
  pair.run(ms(1));
  EXPECT_EQ(pair.central.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_failed_to_be_established);
}

TEST(controller_pair, LL_CON_ADV_BI_01_C_bad_packets_do_not_establish_a_link) {
  Pair pair;
  advertise(pair.peripheral);
  pair.central.command(connection_to(pair.address_of(pair.peripheral), 40));
  ASSERT_TRUE(pair.run_until([&] { return pair.peripheral.events_waiting() > 0; }));
  pair.medium.faults().knobs.everywhere.corruption_ppm = 1'000'000;
  pair.peripheral.forget();
  pair.run(ms(301));
  EXPECT_EQ(pair.peripheral.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_failed_to_be_established);
}

TEST(controller_pair, a_host_that_is_gone_is_a_reset_and_the_peer_times_out) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 50));
  pair.central.controller().reset();
  EXPECT_EQ(pair.central.events_waiting(), 0u);
  pair.run(ms(600));
  EXPECT_EQ(pair.peripheral.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_timeout);
  pair.central.command(hci::LeSetEventMask{event_masks::plain});
  pair.central.command(hci::SetEventMask{~std::uint64_t{0}});
  EXPECT_TRUE(pair.connect());
}

TEST(controller_pair, HCI_DSU_BV_03_C_and_06_C_reset_in_a_connection) {
  for (const bool as_central : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect(24, 0, 50));
    RawHost& one = as_central ? pair.central : pair.peripheral;
    RawHost& other = as_central ? pair.peripheral : pair.central;
    one.command(hci::Reset{});
    EXPECT_EQ(one.send(hci::ReadRssi{{as_central ? pair.c_handle : pair.p_handle}}).status,
              ErrorCode::unknown_connection_identifier);
    pair.run(ms(600));
    EXPECT_EQ(one.events_waiting(), 0u);
    EXPECT_EQ(other.take<hci::DisconnectionComplete>()->event.reason,
              ErrorCode::connection_timeout);
  }
}

TEST(controller_pair, handles_are_not_used_again_at_once) {
  Pair pair;
  std::uint16_t last = 0xffff;
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(pair.connect());
    EXPECT_NE(pair.c_handle, last);
    last = pair.c_handle;
    pair.central.command(
        hci::Disconnect{{pair.c_handle}, ErrorCode::remote_user_terminated_connection});
    pair.run(ms(300));
    pair.central.forget();
    pair.peripheral.forget();
    EXPECT_EQ(pair.central.send(hci::LeReadChannelMap{{last}}).status,
              ErrorCode::unknown_connection_identifier);
  }
}

TEST(controller_pair, buffers_of_a_lost_link_are_free_again) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 50));
  pair.peripheral.controller().station().set_cut_off(true);
  for (int i = 0; i < 8; ++i)
    pair.central.send_acl(pair.c_handle, pattern(251));
  EXPECT_FALSE(pair.central.take<hci::DataBufferOverflow>());
  pair.central.send_acl(pair.c_handle, pattern(1));
  EXPECT_TRUE(pair.central.take<hci::DataBufferOverflow>());
  pair.run(Duration::seconds(1));
  pair.central.forget();
  pair.peripheral.forget();
  pair.peripheral.controller().station().set_cut_off(false);
  ASSERT_TRUE(pair.connect());
  EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                            pattern(2008), 251, Duration::seconds(2)));
}

TEST(controller_pair, HCI_HFC_host_flow_control_holds_data_back_on_the_air) {
  Pair pair;
  pair.peripheral.command(hci::HostBufferSize{27, 0, 3, 0});
  pair.peripheral.command(hci::SetControllerToHostFlowControl{1});
  ASSERT_TRUE(pair.connect(24, 0, 100));
  for (int i = 0; i < 8; ++i)
    pair.central.send_acl(pair.c_handle, pattern(27));
  pair.run(Duration::seconds(2));
  EXPECT_EQ(pair.peripheral.acl().size(), 3u);
  EXPECT_EQ(pair.central.completed(), 3u);
  const Octetstring two_back{0x01, 0x35, 0x0c, 5, 1, static_cast<std::uint8_t>(pair.p_handle),
                             0,    2,    0};
  pair.peripheral.send_octets(two_back);
  pair.run(Duration::seconds(2));
  EXPECT_EQ(pair.peripheral.acl().size(), 5u);
}

}  // namespace
}  // namespace westwind::sim
