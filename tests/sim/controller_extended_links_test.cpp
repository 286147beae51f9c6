// Connections through extended advertising, advertising sets, and what the commands refuse.
#include "extended_advertising.hpp"

namespace westwind::sim {
namespace {

using controller::Phy;

constexpr hci::ConnectionParameters plain_parameters{24, 24, 0, 200};

void connect_extended(RawHost& central, const DeviceAddress& peer, std::uint8_t phys = 1,
                      std::uint8_t filter_policy = 0) {
  Octetstring tail;
  for (int i = 0; i < std::popcount(phys); ++i) {
    const auto entry =
        octets_of(hci::LeExtendedCreateConnection::Entry{0x50, 0x50, plain_parameters, 0, 0});
    tail.insert(tail.end(), entry.begin(), entry.end());
  }
  central.command(
      hci::LeExtendedCreateConnection{filter_policy, AddressType::public_device, peer, phys}, tail);
}

struct Route {
  std::uint8_t primary, secondary;
  unsigned properties = hci::property_connectable;
};
class EveryRoute : public testing::TestWithParam<Route> {};

TEST_P(EveryRoute, connects_and_carries_data_both_ways) {
  const Route& route = GetParam();
  Pair pair;
  pair.central.command(hci::LeSetEventMask{~std::uint64_t{0}});
  pair.peripheral.command(hci::LeSetEventMask{~std::uint64_t{0}});
  advertise(pair.peripheral, {.handle = 6,
                              .properties = route.properties,
                              .peer = pair.address_of(pair.central),
                              .primary_phy = route.primary,
                              .secondary_phy = route.secondary});
  connect_extended(pair.central, pair.address_of(pair.peripheral), 7);
  std::optional<Received<hci::LeEnhancedConnectionComplete>> c, p;
  ASSERT_TRUE(pair.run_until([&] {
    if (!c) c = pair.central.take<hci::LeEnhancedConnectionComplete>();
    if (!p) p = pair.peripheral.take<hci::LeEnhancedConnectionComplete>();
    return c && p;
  }));
  EXPECT_EQ(c->event.status, ErrorCode::success);
  EXPECT_EQ(c->event.role, hci::Role::central);
  EXPECT_EQ(c->event.peer, pair.address_of(pair.peripheral));
  EXPECT_EQ(p->event.peer, pair.address_of(pair.central));
  const auto ended = pair.peripheral.take<hci::LeAdvertisingSetTerminated>();
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->event.status, ErrorCode::success);
  EXPECT_EQ(ended->event.handle, 6);
  EXPECT_EQ(ended->event.connection, p->event.handle);
  const auto algorithm = pair.central.take<hci::LeChannelSelectionAlgorithm>();
  ASSERT_TRUE(algorithm);
  EXPECT_EQ(algorithm->event.algorithm, 1);
  const bool legacy = (route.properties & hci::property_legacy) != 0;
  const auto phys = pair.central.send(hci::LeReadPhy{c->event.handle});
  EXPECT_EQ(phys.tx_phy, legacy ? 1 : route.secondary);
  EXPECT_EQ(phys.rx_phy, legacy ? 1 : route.secondary);
  EXPECT_TRUE(pair.transfer(pair.central, c->event.handle.value, pair.peripheral,
                            p->event.handle.value, pattern(500), 27, Duration::seconds(5)));
  EXPECT_TRUE(pair.transfer(pair.peripheral, p->event.handle.value, pair.central,
                            c->event.handle.value, pattern(500), 27, Duration::seconds(5)));
  for (const Sniffed& packet : pair.sniffer.packets) {
    if (!packet.from_central() || legacy) continue;
    EXPECT_EQ(static_cast<int>(packet.tuning.phy), route.secondary);
  }
}
INSTANTIATE_TEST_SUITE_P(controllers, EveryRoute,
                         testing::Values(Route{1, 1}, Route{1, 2}, Route{1, 3}, Route{3, 1},
                                         Route{3, 2}, Route{3, 3}, Route{1, 2, 0x05},
                                         Route{1, 1, 0x13}, Route{1, 1, 0x15}));

TEST(controller_extended_links, the_first_event_comes_after_the_delay_of_its_phy) {
  for (const auto& [phy, delay_us] : {std::pair{1, 2500}, {2, 2500}, {3, 3750}}) {
    Pair pair;
    advertise(pair.peripheral, {.properties = hci::property_connectable,
                                .secondary_phy = static_cast<std::uint8_t>(phy)});
    connect_extended(pair.central, pair.address_of(pair.peripheral));
    pair.run(ms(500));
    const Sniffed *request = nullptr, *first = nullptr;
    for (const Sniffed& packet : pair.sniffer.packets) {
      if (packet.kind == air::PacketKind::auxiliary && packet.type() == ll::aux_connect_req)
        request = &packet;
      if (first == nullptr && packet.from_central()) first = &packet;
    }
    ASSERT_TRUE(request != nullptr && first != nullptr);
    // LLData begins behind both addresses; window offset is at its octet 8.
    const int window = request->pdu[2 + 12 + 8] * 1250;
    const auto gap = (first->start - request->end).count_us();
    EXPECT_GE(gap, delay_us + window);
    EXPECT_LE(gap, delay_us + window + 1250);
  }
}

TEST(controller_extended_links, it_connects_in_spite_of_losses) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Pair pair(seed);
    pair.lose(30);
    advertise(pair.peripheral, {.properties = hci::property_connectable, .secondary_phy = 2});
    connect_extended(pair.central, pair.address_of(pair.peripheral));
    ASSERT_TRUE(pair.run_until([&] {
      // Without AUX_CONNECT_RSP the central knows of no link, and the peripheral's dies young.
      if (const auto gone = pair.peripheral.take<hci::DisconnectionComplete>()) {
        EXPECT_EQ(gone->event.reason, ErrorCode::connection_failed_to_be_established);
        EXPECT_EQ(enable(pair.peripheral, 0), ErrorCode::success);
      }
      const auto done = pair.central.take<hci::LeConnectionComplete>();
      return done && done->event.status == ErrorCode::success;
    }));
  }
}

TEST(controller_extended_links, an_attempt_can_be_cancelled_and_the_accept_list_used) {
  Pair pair;
  pair.central.command(hci::LeAddDeviceToFilterAcceptList{pair.address_of(pair.peripheral)});
  connect_extended(pair.central, {}, 1, 1);
  EXPECT_EQ(pair.central.send(hci::LeClearFilterAcceptList{}).status,
            ErrorCode::command_disallowed);
  pair.central.command(hci::LeCreateConnectionCancel{});
  const auto cancelled = pair.central.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->event.status, ErrorCode::unknown_connection_identifier);
  connect_extended(pair.central, {}, 1, 1);
  advertise(pair.peripheral, {.properties = hci::property_connectable});
  EXPECT_TRUE(
      pair.run_until([&] { return pair.central.take<hci::LeConnectionComplete>().has_value(); }));
}

TEST(controller_extended_links, every_set_shows_its_own_random_address) {
  ExtendedAir air;
  RawHost& advertiser = air.add_extended("advertiser");
  RawHost& scanner = air.add_extended("scanner");
  std::set<std::uint8_t> shown;
  for (std::uint8_t handle = 0; handle < 8; ++handle) {
    const auto own = AddressType::random_device;
    EXPECT_EQ(advertiser.send(parameters_of({.handle = handle, .own = own, .sid = handle})).status,
              ErrorCode::success);
    EXPECT_EQ(enable(advertiser, handle), ErrorCode::invalid_command_parameters)
        << "without an address";
    advertiser.command(hci::LeSetAdvertisingSetRandomAddress{handle, {{handle, 2, 3, 4, 5, 0xc6}}});
    EXPECT_EQ(enable(advertiser, handle), ErrorCode::success);
  }
  scan(scanner);
  air.run(Duration::seconds(1));
  for (const Advertised& seen : all_advertised(scanner)) {
    EXPECT_EQ(seen.head.sid, seen.head.device.address.octets[0]);
    shown.insert(seen.head.sid);
  }
  EXPECT_EQ(shown.size(), 8u);
}

TEST(controller_extended_links, sets_are_made_removed_and_limited) {
  ExtendedAir air;
  RawHost& host = air.add_extended("host", {.advertising_sets = 2});
  EXPECT_EQ(host.send(hci::LeReadNumberOfSupportedAdvertisingSets{}).count, 2);
  EXPECT_EQ(host.send(hci::LeReadMaximumAdvertisingDataLength{}).octets, 1650);
  EXPECT_EQ(enable(host, 0), ErrorCode::unknown_advertising_identifier);
  EXPECT_EQ(host.send(hci::LeRemoveAdvertisingSet{0}).status,
            ErrorCode::unknown_advertising_identifier);
  EXPECT_EQ(host.send(parameters_of({.handle = 0xf0})).status,
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(host.send(parameters_of({.handle = 1})).status, ErrorCode::success);
  EXPECT_EQ(host.send(parameters_of({.handle = 0xef})).status, ErrorCode::success);
  EXPECT_EQ(host.send(parameters_of({.handle = 3})).status, ErrorCode::memory_capacity_exceeded);
  EXPECT_EQ(enable(host, 1), ErrorCode::success);
  EXPECT_EQ(host.send(parameters_of({.handle = 1})).status, ErrorCode::command_disallowed);
  EXPECT_EQ(host.send(hci::LeRemoveAdvertisingSet{1}).status, ErrorCode::command_disallowed);
  EXPECT_EQ(host.send(hci::LeClearAdvertisingSets{}).status, ErrorCode::command_disallowed);
  host.command(hci::LeSetExtendedAdvertisingEnable{0, 0});
  host.command(hci::LeRemoveAdvertisingSet{1});
  host.command(hci::LeClearAdvertisingSets{});
  EXPECT_EQ(enable(host, 0xef), ErrorCode::unknown_advertising_identifier);
}

TEST(controller_extended_links, wrong_parameters_are_refused_and_change_nothing) {
  ExtendedAir air;
  RawHost& host = air.add_extended("host");
  const auto status = [&](const SetOptions& options) {
    return host.send(parameters_of(options)).status;
  };
  constexpr auto invalid = ErrorCode::invalid_command_parameters;
  for (const unsigned properties : {0x03u, 0x08u, 0x11u, 0x14u, 0x21u, 0x22u, 0x30u, 0x80u})
    EXPECT_EQ(status({.properties = properties}), invalid) << properties;
  EXPECT_EQ(status({.interval = 0x1f}), invalid);
  EXPECT_EQ(status({.properties = 0x10, .primary_phy = 3}), invalid);
  EXPECT_EQ(status({.primary_phy = 2}), ErrorCode::unsupported_feature_or_parameter_value);
  EXPECT_EQ(status({.secondary_phy = 4}), ErrorCode::unsupported_feature_or_parameter_value);
  EXPECT_EQ(status({.sid = 16}), invalid);
  EXPECT_EQ(enable(host, 0), ErrorCode::unknown_advertising_identifier) << "none was made";

  EXPECT_EQ(status({.properties = hci::property_scannable}), ErrorCode::success);
  EXPECT_EQ(enable(host, 0), ErrorCode::command_disallowed) << "nothing to answer with";
  EXPECT_EQ(status({.handle = 1, .properties = hci::property_connectable}), ErrorCode::success);
  set_data(host, 1, advertising_data(245));
  EXPECT_EQ(enable(host, 1), ErrorCode::success);
  EXPECT_EQ(host.send(hci::LeSetExtendedAdvertisingData{1, hci::DataOperation::complete, 1, 246},
                      advertising_data(246))
                .status,
            ErrorCode::packet_too_long);
  EXPECT_EQ(status({.handle = 2, .properties = 0x1d}), ErrorCode::success);
  EXPECT_EQ(enable(host, 2), invalid) << "high duty needs an end";
  EXPECT_EQ(enable(host, 2, 129), invalid);
  EXPECT_EQ(enable(host, 2, 128), ErrorCode::success);
  EXPECT_EQ(status({.handle = 3}), ErrorCode::success);
  host.command(hci::LeSetExtendedAdvertisingData{3, hci::DataOperation::first, 1, 5},
               advertising_data(5));
  EXPECT_EQ(enable(host, 3), ErrorCode::command_disallowed) << "the data is not complete";
}

TEST(controller_extended_links, legacy_and_extended_commands_exclude_each_other_until_a_reset) {
  ExtendedAir air;
  RawHost& host = air.add_extended("host");
  host.command(hci::LeReadNumberOfSupportedAdvertisingSets{});
  EXPECT_EQ(host.send(hci::LeSetScanEnable{0, 0}).status, ErrorCode::command_disallowed);
  EXPECT_EQ(host.send(connection_to({AddressType::public_device, {{1}}})).status,
            ErrorCode::command_disallowed);
  host.command(hci::Reset{});
  host.command(advertising_parameters());
  EXPECT_EQ(host.send(parameters_of({})).status, ErrorCode::command_disallowed);
  EXPECT_EQ(host.send(hci::LeSetHostFeature{32, 1}).status,
            ErrorCode::unsupported_feature_or_parameter_value);
  RawHost& old = air.add("old", {.profile = controller::FeatureProfile::core_4_2});
  EXPECT_EQ(old.send(parameters_of({})).status, ErrorCode::unknown_command);
}

TEST(controller_extended_links, a_reset_in_the_middle_of_everything_ends_it) {
  ExtendedAir air;
  RawHost& advertiser = air.add_extended("advertiser");
  RawHost& scanner = air.add_extended("scanner");
  for (int after_us = 0; after_us < 40'000; after_us += 613) {
    advertise(advertiser, {.properties = hci::property_scannable}, advertising_data(900));
    scan(scanner, {.active = true});
    air.run(Duration::microseconds(after_us));
    advertiser.command(hci::Reset{});
    scanner.command(hci::Reset{});
    air.run(ms(3));  // what was cut off is written down when it would have ended
    air.sniffer.packets.clear();
    air.run(ms(50));
    EXPECT_TRUE(air.sniffer.packets.empty());
    for (RawHost* host : {&advertiser, &scanner})
      host->command(hci::LeSetEventMask{~std::uint64_t{0}});
  }
}

}  // namespace
}  // namespace westwind::sim
