// Link layer control procedures between two virtual controllers, asked for by either host.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

constexpr std::uint64_t all_events = ~std::uint64_t{0};
constexpr std::uint64_t without_parameter_requests = ~(std::uint64_t{1} << 5);

hci::LeConnectionUpdate update_to(std::uint16_t handle, std::uint16_t interval,
                                  std::uint16_t latency = 0, std::uint16_t timeout_10ms = 300) {
  return {{handle}, {interval, interval, latency, timeout_10ms}, 0, 0};
}
/// The host says yes to whatever the peer proposes.
bool accept_parameters(Pair& pair, RawHost& host) {
  std::optional<Received<hci::LeRemoteConnectionParameterRequest>> request;
  if (!pair.run_until([&] {
        request = host.take<hci::LeRemoteConnectionParameterRequest>();
        return request.has_value();
      }))
    return false;
  host.command(hci::LeRemoteConnectionParameterRequestReply{request->event.handle,
                                                            request->event.parameters, 0, 0});
  return true;
}
template <typename E>
std::optional<Received<E>> wait_for(Pair& pair, RawHost& host, Duration limit = ms(3000)) {
  std::optional<Received<E>> event;
  pair.run_until(
      [&] {
        event = host.take<E>();
        return event.has_value();
      },
      limit);
  return event;
}
std::size_t sent_control_pdus(const Pair& pair, std::uint8_t opcode) {
  std::size_t count = 0;
  for (const Sniffed& packet : pair.sniffer.packets)
    count += !packet.is_advertising() && packet.data_header().llid() == ll::Llid::control &&
             packet.pdu[2] == opcode;
  return count;
}

/// The peripheral's request goes out, but the central does not hear it the first time.
void ask_unheard(Pair& pair, const hci::LeConnectionUpdate& command) {
  air::ScriptedFault lost;
  lost.matches = [](const air::Transmission& transmission) {
    return transmission.kind == air::PacketKind::data_to_central &&
           (transmission.octets()[0] & 3) == 3;
  };
  pair.medium.faults().script(lost);
  pair.peripheral.command(command);
  ASSERT_TRUE(pair.run_until(
      [&] { return sent_control_pdus(pair, ll::ConnectionParameterRequest::opcode) == 1; }));
}

TEST(controller_procedures, LL_CON_CEN_BV_20_C_and_21_C_version_exchange_from_both_sides) {
  for (const bool central_starts : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect());
    RawHost& one = central_starts ? pair.central : pair.peripheral;
    const std::uint16_t handle = central_starts ? pair.c_handle : pair.p_handle;
    RawHost& other = central_starts ? pair.peripheral : pair.central;
    const std::uint16_t other_handle = central_starts ? pair.p_handle : pair.c_handle;
    one.command(hci::ReadRemoteVersionInformation{{handle}});
    const auto version = wait_for<hci::ReadRemoteVersionInformationComplete>(pair, one);
    ASSERT_TRUE(version);
    EXPECT_EQ(version->event.status, ErrorCode::success);
    EXPECT_EQ(version->event.version, 0x0b);
    EXPECT_EQ(version->event.company_identifier, 0xffff);
    // The other side knows already: no second exchange in this link's life.
    other.command(hci::ReadRemoteVersionInformation{{other_handle}});
    EXPECT_TRUE(other.take<hci::ReadRemoteVersionInformationComplete>());
    pair.run(ms(200));
    EXPECT_EQ(sent_control_pdus(pair, ll::VersionIndication::opcode), 2u);
  }
}

TEST(controller_procedures, LL_CON_CEN_BV_13_C_and_PER_BV_22_C_feature_exchange_from_both_sides) {
  for (const bool central_starts : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect());
    RawHost& one = central_starts ? pair.central : pair.peripheral;
    one.command(hci::LeReadRemoteFeatures{{central_starts ? pair.c_handle : pair.p_handle}});
    const auto features = wait_for<hci::LeReadRemoteFeaturesComplete>(pair, one);
    ASSERT_TRUE(features);
    EXPECT_EQ(features->event.status, ErrorCode::success);
    EXPECT_EQ(features->event.features, one.send(hci::LeReadLocalSupportedFeatures{}).features);
    EXPECT_EQ(features->event.features, 0x59ffu);
  }
}

TEST(controller_procedures, LL_CON_CEN_BV_74_C_and_PER_BV_78_C_data_length_update) {
  for (const bool central_starts : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect());
    RawHost& one = central_starts ? pair.central : pair.peripheral;
    RawHost& other = central_starts ? pair.peripheral : pair.central;
    const std::uint16_t handle = central_starts ? pair.c_handle : pair.p_handle;
    one.command(hci::LeSetDataLength{{handle}, 251, 2120});
    const auto own = wait_for<hci::LeDataLengthChange>(pair, one);
    const auto peer = wait_for<hci::LeDataLengthChange>(pair, other);
    ASSERT_TRUE(own && peer);
    EXPECT_EQ(own->event.max_tx_octets, 251);
    EXPECT_EQ(own->event.max_tx_time_us, 2120);
    EXPECT_EQ(own->event.max_rx_octets, 27);
    EXPECT_EQ(peer->event.max_rx_octets, 251);
    EXPECT_EQ(peer->event.max_tx_octets, 27);
    // Asking again changes nothing, so nobody is told.
    one.command(hci::LeSetDataLength{{handle}, 251, 2120});
    pair.run(ms(500));
    EXPECT_EQ(one.events_waiting() + other.events_waiting(), 0u);
    EXPECT_TRUE(pair.transfer(one, handle, other, central_starts ? pair.p_handle : pair.c_handle,
                              pattern(2000), 251, Duration::seconds(1)));
    std::size_t longest = 0;
    for (const Sniffed& packet : pair.sniffer.packets)
      if (!packet.is_advertising()) longest = std::max(longest, packet.pdu.size() - 2);
    EXPECT_EQ(longest, 251u);
  }
}

TEST(controller_procedures, data_length_time_limits_the_octets) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 251, 912});
  ASSERT_TRUE(wait_for<hci::LeDataLengthChange>(pair, pair.central));
  EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                            pattern(500), 251, Duration::seconds(1)));
  std::size_t longest = 0;
  for (const Sniffed& packet : pair.sniffer.packets)
    if (!packet.is_advertising()) longest = std::max(longest, packet.pdu.size() - 2);
  EXPECT_EQ(longest, 100u);  // 912 us with a MIC
}

TEST(controller_procedures, suggested_lengths_are_used_for_new_links) {
  Pair pair;
  pair.peripheral.command(hci::LeWriteSuggestedDefaultDataLength{100, 1000});
  const auto suggested = pair.peripheral.send(hci::LeReadSuggestedDefaultDataLength{});
  EXPECT_EQ(suggested.tx_octets, 100);
  ASSERT_TRUE(pair.connect());
  pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 60, 700});
  const auto change = wait_for<hci::LeDataLengthChange>(pair, pair.central);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->event.max_tx_octets, 60);
  EXPECT_EQ(change->event.max_rx_octets, 100);
}

TEST(controller_procedures, automatic_data_length_needs_no_host) {
  controller::Config config;
  config.automatic_data_length = true;
  Pair pair(1, config, config);
  ASSERT_TRUE(pair.connect());
  const auto change = wait_for<hci::LeDataLengthChange>(pair, pair.central);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->event.max_tx_octets, 251);
}

TEST(controller_procedures, LL_CON_CEN_BV_24_C_connection_parameters_request_is_accepted) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24));
  pair.central.command(update_to(pair.c_handle, 40, 2, 400));
  ASSERT_TRUE(accept_parameters(pair, pair.peripheral));
  const auto c = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.central);
  const auto p = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.peripheral);
  ASSERT_TRUE(c && p);
  for (const auto& event : {c->event, p->event}) {
    EXPECT_EQ(event.status, ErrorCode::success);
    EXPECT_EQ(event.interval_1250us, 40);
    EXPECT_EQ(event.latency, 2);
    EXPECT_EQ(event.supervision_timeout_10ms, 400);
  }
  pair.run(Duration::seconds(10));
  EXPECT_EQ(pair.central.events_waiting() + pair.peripheral.events_waiting(), 0u);
  EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                            pattern(300), 100, Duration::seconds(2)));
}

TEST(controller_procedures, LL_CON_PER_BV_24_C_peripheral_requests_and_central_accepts) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24));
  pair.peripheral.command(update_to(pair.p_handle, 12));
  ASSERT_TRUE(accept_parameters(pair, pair.central));
  const auto p = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.peripheral);
  const auto c = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.central);
  ASSERT_TRUE(c && p);
  EXPECT_EQ(p->event.interval_1250us, 12);
  EXPECT_EQ(c->event.interval_1250us, 12);
}

TEST(controller_procedures, LL_CON_CEN_BV_25_C_and_PER_BV_34_C_host_rejects_the_request) {
  for (const bool central_starts : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect(24));
    RawHost& one = central_starts ? pair.central : pair.peripheral;
    RawHost& other = central_starts ? pair.peripheral : pair.central;
    one.command(update_to(central_starts ? pair.c_handle : pair.p_handle, 40));
    const auto request = wait_for<hci::LeRemoteConnectionParameterRequest>(pair, other);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->event.parameters.interval_max_1250us, 40);
    other.command(hci::LeRemoteConnectionParameterRequestNegativeReply{
        request->event.handle, ErrorCode::unacceptable_connection_parameters});
    const auto complete = wait_for<hci::LeConnectionUpdateComplete>(pair, one);
    ASSERT_TRUE(complete);
    EXPECT_EQ(complete->event.status, ErrorCode::unacceptable_connection_parameters);
    EXPECT_EQ(complete->event.interval_1250us, 24);
    pair.run(Duration::seconds(3));
    EXPECT_EQ(one.events_waiting() + other.events_waiting(), 0u);
    EXPECT_EQ(other
                  .send(hci::LeRemoteConnectionParameterRequestReply{
                      request->event.handle, {24, 24, 0, 100}, 0, 0})
                  .status,
              ErrorCode::command_disallowed);
  }
}

TEST(controller_procedures, LL_CON_PER_BV_33_C_masked_request_is_rejected_by_the_controller) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24));
  pair.central.command(hci::LeSetEventMask{without_parameter_requests});
  pair.peripheral.command(update_to(pair.p_handle, 12));
  const auto complete = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.peripheral);
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.status, ErrorCode::unsupported_remote_feature);
}

TEST(controller_procedures, LL_CON_CEN_BV_34_C_central_then_updates_without_consent) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24));
  pair.peripheral.command(hci::LeSetEventMask{without_parameter_requests});
  pair.central.command(update_to(pair.c_handle, 12));
  const auto c = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.central);
  const auto p = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.peripheral);
  ASSERT_TRUE(c && p);
  EXPECT_EQ(c->event.status, ErrorCode::success);
  EXPECT_EQ(p->event.interval_1250us, 12);
  pair.peripheral.command(hci::LeSetEventMask{all_events});
}

TEST(controller_procedures, both_ask_at_once_and_the_central_goes_first) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24));
  pair.central.command(update_to(pair.c_handle, 40));
  pair.peripheral.command(update_to(pair.p_handle, 12));
  ASSERT_TRUE(accept_parameters(pair, pair.peripheral));
  ASSERT_TRUE(accept_parameters(pair, pair.central));
  for (const std::uint16_t interval : {std::uint16_t{40}, std::uint16_t{12}})
    for (RawHost* host : {&pair.central, &pair.peripheral}) {
      const auto complete = wait_for<hci::LeConnectionUpdateComplete>(pair, *host);
      ASSERT_TRUE(complete);
      EXPECT_EQ(complete->event.status, ErrorCode::success);
      EXPECT_EQ(complete->event.interval_1250us, interval);
    }
  pair.run(Duration::seconds(1));
  EXPECT_EQ(pair.central.events_waiting() + pair.peripheral.events_waiting(), 0u);
}

TEST(controller_procedures,
     a_request_and_a_channel_map_update_at_once_are_done_one_after_the_other) {
  for (const bool request_first : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect(24));
    if (request_first) ask_unheard(pair, update_to(pair.p_handle, 12));
    pair.central.command(hci::LeSetHostChannelClassification{{0xff, 0, 0, 0, 0}});
    if (!request_first) pair.peripheral.command(update_to(pair.p_handle, 12));
    ASSERT_TRUE(accept_parameters(pair, pair.central));
    const auto p = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.peripheral);
    ASSERT_TRUE(p);
    EXPECT_EQ(p->event.status, ErrorCode::success);
    EXPECT_EQ(p->event.interval_1250us, 12);
    pair.run(ms(500));
    EXPECT_EQ(pair.peripheral.send(hci::LeReadChannelMap{{pair.p_handle}}).channel_map,
              (Octets<5>{0xff, 0, 0, 0, 0}));
  }
}

TEST(controller_procedures, proposing_what_is_in_force_troubles_no_host) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 200));
  pair.central.command(update_to(pair.c_handle, 24, 0, 200));
  const auto complete = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.central);
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.status, ErrorCode::success);
  pair.run(ms(500));
  EXPECT_EQ(pair.peripheral.events_waiting(), 0u);
}

TEST(controller_procedures, LL_FRH_PER_BV_01_C_channel_map_update_moves_both) {
  Pair pair;
  ASSERT_TRUE(pair.connect(6));
  const Octets<5> map{0, 6, 0xe0, 0, 0x1e};
  pair.central.command(hci::LeSetHostChannelClassification{map});
  pair.run(ms(500));
  EXPECT_EQ(pair.central.send(hci::LeReadChannelMap{{pair.c_handle}}).channel_map, map);
  EXPECT_EQ(pair.peripheral.send(hci::LeReadChannelMap{{pair.p_handle}}).channel_map, map);
  const std::size_t before = pair.sniffer.packets.size();
  pair.run(Duration::seconds(1));
  const ll::ChannelMap used(map);
  for (std::size_t i = before; i < pair.sniffer.packets.size(); ++i)
    ASSERT_TRUE(used.uses(pair.sniffer.packets[i].tuning.channel));
  EXPECT_GT(pair.sniffer.packets.size() - before, 200u);
}

TEST(controller_procedures, a_central_moves_all_its_links_to_the_good_channels) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  RawHost& third = pair.add("third");
  advertise(third);
  pair.central.command(connection_to(pair.address_of(third)));
  const auto complete = wait_for<hci::LeConnectionComplete>(pair, third);
  ASSERT_TRUE(complete);
  pair.run(ms(100));
  const Octets<5> map{0x0f, 0, 0, 0, 0};
  pair.central.command(hci::LeSetHostChannelClassification{map});
  pair.run(ms(1000));
  EXPECT_EQ(pair.peripheral.send(hci::LeReadChannelMap{{pair.p_handle}}).channel_map, map);
  EXPECT_EQ(third.send(hci::LeReadChannelMap{complete->event.handle}).channel_map, map);
  EXPECT_EQ(pair.central.send(hci::LeSetHostChannelClassification{{1, 0, 0, 0, 0}}).status,
            ErrorCode::invalid_command_parameters);
}

TEST(controller_procedures, survive_half_of_all_packets_lost) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair pair(seed);
    ASSERT_TRUE(pair.connect(12, 0, 3200));
    pair.lose(30);
    pair.central.command(hci::ReadRemoteVersionInformation{{pair.c_handle}});
    pair.peripheral.command(hci::LeReadRemoteFeatures{{pair.p_handle}});
    pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 251, 2120});
    pair.peripheral.command(hci::LeSetDataLength{{pair.p_handle}, 251, 2120});
    EXPECT_TRUE(wait_for<hci::ReadRemoteVersionInformationComplete>(pair, pair.central));
    EXPECT_TRUE(wait_for<hci::LeReadRemoteFeaturesComplete>(pair, pair.peripheral));
    EXPECT_TRUE(wait_for<hci::LeDataLengthChange>(pair, pair.central));
    EXPECT_TRUE(wait_for<hci::LeDataLengthChange>(pair, pair.peripheral));
    pair.lose(5);
    for (const std::uint16_t interval : {std::uint16_t{30}, std::uint16_t{6}, std::uint16_t{80}}) {
      pair.central.command(update_to(pair.c_handle, interval, 0, 3200));
      ASSERT_TRUE(accept_parameters(pair, pair.peripheral));
      const auto complete = wait_for<hci::LeConnectionUpdateComplete>(pair, pair.central);
      ASSERT_TRUE(complete);
      EXPECT_EQ(complete->event.interval_1250us, interval);
    }
    EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                              pattern(2000), 251, Duration::seconds(20)));
  }
}

}  // namespace
}  // namespace westwind::sim
