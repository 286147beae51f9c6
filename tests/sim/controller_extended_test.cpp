// Extended advertising and scanning: what flies, when, and what scanners report of it.
#include "extended_advertising.hpp"

namespace westwind::sim {
namespace {

struct Extended : ExtendedAir, testing::Test {
  RawHost& advertiser = add_extended("advertiser");
  RawHost& scanner = add_extended("scanner");
  DeviceAddress advertiser_address = address_of(advertiser);
};

TEST_F(Extended, LL_DDI_ADV_BV_21_C_legacy_pdus_by_extended_commands) {
  advertise(advertiser, {.properties = hci::property_legacy}, advertising_data(20));
  EXPECT_EQ(scan(scanner), ErrorCode::success);
  run(ms(200));
  ASSERT_GT(sniffer.packets.size(), 9u);
  for (const Sniffed& packet : sniffer.packets) {
    EXPECT_EQ(packet.type(), ll::AdvertisingPduType::adv_nonconn_ind);
    EXPECT_EQ(packet.pdu.size(), 2u + 6 + 20);
  }
  const auto seen = next_advertised(scanner);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->type(), 0x10u);
  EXPECT_EQ(seen->head.device, advertiser_address);
  EXPECT_EQ(seen->head.secondary_phy, 0);
  EXPECT_EQ(seen->head.sid, 0xff);
  EXPECT_EQ(seen->data, advertising_data(20));
}

TEST_F(Extended, LL_DDI_ADV_BV_22_C_legacy_connectable_pdus_offer_algorithm_2) {
  advertise(advertiser, {.properties = 0x13}, advertising_data(3));
  scan(scanner, {.active = true});
  run(ms(200));
  for (const Sniffed& packet : sniffer.packets) {
    if (packet.type() != ll::AdvertisingPduType::adv_ind) continue;
    EXPECT_TRUE(packet.pdu[0] & 0x20);
  }
  const auto all = all_advertised(scanner);
  ASSERT_GE(all.size(), 2u);
  EXPECT_EQ(all[0].type(), 0x13u);
  EXPECT_EQ(all[1].type(), 0x1bu) << "the scan response of an ADV_IND";
}

TEST_F(Extended, LL_DDI_ADV_BV_27_C_other_data_has_another_did) {
  advertise(advertiser, {.sid = 5}, advertising_data(10));
  run(ms(100));
  set_data(advertiser, 0, advertising_data(10, 1));
  run(ms(100));
  advertiser.command(hci::LeSetExtendedAdvertisingData{0, hci::DataOperation::unchanged, 1, 0});
  run(ms(100));
  std::vector<std::uint16_t> dids;
  for (const FlownExtended& flown : extended_pdus(sniffer)) {
    ASSERT_TRUE(flown.fields.info);
    EXPECT_EQ(flown.fields.info->sid(), 5);
    if (dids.empty() || dids.back() != flown.fields.info->did())
      dids.push_back(flown.fields.info->did());
  }
  EXPECT_EQ(dids.size(), 3u);
}

/// Somebody else's controller, which says ADV_EXT_IND and nothing after it.
class Terse final : private air::StationEvents {
 public:
  explicit Terse(air::Medium& medium)
      : station_(medium.add_station({.name = "terse", .position = {}}, *this)) {}
  void send(Instant at, Octetstring pdu) {
    pdu.insert(pdu.begin(), {0x07, static_cast<std::uint8_t>(pdu.size())});
    const auto crc = octets_of(ll::crc24(ll::advertising_crc_init, pdu));
    pdu.insert(pdu.end(), crc.begin(), crc.end());
    station_.transmit({37, air::Phy::le_1m, ll::advertising_access_address}, pdu, at,
                      air::PacketKind::advertising);
  }

 private:
  void on_transmitted(Instant) override {}
  void on_synchronised(Instant) override {}
  void on_received(const air::Reception&) override {}
  air::Station& station_;
};

TEST_F(Extended, an_advertisement_that_points_nowhere_is_all_there_is) {
  RawHost& scanner = add_extended("scanner");
  Terse terse(medium);
  scan(scanner, {});
  // Advertiser's address; the same and a target; no address; connectable, and so in need of more.
  for (const Octetstring& payload :
       {Octetstring{0x07, 0x01, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6},
        Octetstring{0x0d, 0x03, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5,
                    0xb6},
        Octetstring{0x01, 0x00}, Octetstring{0x47, 0x01, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6}}) {
    terse.send(world.now() + ms(1), payload);
    run(ms(2));
  }
  const auto all = all_advertised(scanner);
  ASSERT_EQ(all.size(), 1u) << "what is for somebody else is not ours";
  EXPECT_EQ(all[0].type(), 0u);
  EXPECT_EQ(all[0].head.device.address, (Address{{0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6}}));
  EXPECT_EQ(all[0].head.secondary_phy, 0);
  EXPECT_EQ(all[0].head.sid, 0xff);
  EXPECT_TRUE(all[0].data.empty());
}

struct Length {
  std::size_t octets;
  std::uint8_t primary, secondary;
};
class EveryLength : public testing::TestWithParam<Length> {};

TEST_P(EveryLength, LL_DDI_ADV_BV_47_C_data_of_a_chain_arrives_whole_and_in_time) {
  const Length& length = GetParam();
  ExtendedAir air;
  RawHost& advertiser = air.add_extended("advertiser");
  RawHost& scanner = air.add_extended("scanner");
  advertise(advertiser,
            {.interval = 0x200,
             .primary_phy = length.primary,
             .secondary_phy = length.secondary,
             .sid = 3},
            advertising_data(length.octets));
  scan(scanner, {.phys = static_cast<std::uint8_t>(length.primary == 1 ? 1 : 4)});
  air.run(Duration::seconds(5));
  const auto all = all_advertised(scanner);
  ASSERT_GE(all.size(), 3u);
  for (const Advertised& seen : all) {
    EXPECT_EQ(seen.type(), 0u);
    EXPECT_EQ(seen.head.sid, 3);
    EXPECT_EQ(seen.head.primary_phy, length.primary);
    EXPECT_EQ(seen.head.secondary_phy, length.secondary);
    EXPECT_EQ(seen.data, advertising_data(length.octets));
  }
  // Every AuxPtr tells the truth: a packet begins within its unit, 300 us or more after this one.
  const auto flown = extended_pdus(air.sniffer);
  std::size_t pointers = 0;
  for (std::size_t i = 0; i < flown.size(); ++i) {
    if (!flown[i].fields.next) continue;
    const Instant from =
        flown[i].packet.start + Duration::microseconds(flown[i].fields.next->offset_us());
    for (std::size_t j = i + 1; j < flown.size(); ++j) {
      if (flown[j].packet.kind != air::PacketKind::auxiliary) continue;
      EXPECT_EQ(flown[j].packet.tuning.channel, flown[i].fields.next->channel());
      EXPECT_GE(flown[j].packet.start, from);
      EXPECT_LT(flown[j].packet.start, from + Duration::microseconds(30));
      EXPECT_GE(flown[j].packet.start, flown[i].packet.end + Duration::microseconds(300));
      ++pointers;
      break;
    }
  }
  EXPECT_GT(pointers, 9u);
}
INSTANTIATE_TEST_SUITE_P(controllers, EveryLength,
                         testing::Values(Length{0, 1, 1}, Length{31, 1, 2}, Length{244, 1, 1},
                                         Length{245, 1, 1}, Length{246, 1, 2}, Length{251, 1, 1},
                                         Length{500, 1, 2}, Length{1650, 1, 1}, Length{1650, 1, 2},
                                         Length{100, 3, 3}, Length{700, 3, 3}, Length{300, 3, 2},
                                         Length{300, 1, 3}));

TEST_F(Extended, scannable_advertising_keeps_its_data_for_those_who_ask) {
  advertise(advertiser, {.properties = hci::property_scannable, .secondary_phy = 2, .notify = true},
            advertising_data(600));
  scan(scanner);
  run(ms(300));
  for (const Advertised& seen : all_advertised(scanner)) {
    EXPECT_EQ(seen.type(), unsigned{Report::scannable});
    EXPECT_TRUE(seen.data.empty());
  }
  EXPECT_FALSE(advertiser.take<hci::LeScanRequestReceived>());
  scanner.command(hci::LeSetExtendedScanEnable{0, 0, 0, 0});
  scanner.forget();
  scan(scanner, {.active = true});
  run(ms(500));
  bool answered = false;
  for (const Advertised& seen : all_advertised(scanner)) {
    if ((seen.type() & Report::scan_response) == 0) continue;
    answered = true;
    EXPECT_EQ(seen.type(), unsigned{Report::scannable | Report::scan_response});
    EXPECT_EQ(seen.data, advertising_data(600));
  }
  EXPECT_TRUE(answered);
  const auto request = advertiser.take<hci::LeScanRequestReceived>();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->event.scanner, address_of(scanner));
  // AUX_SCAN_REQ and AUX_SCAN_RSP follow each other by T_IFS, on the channel of AUX_ADV_IND.
  for (std::size_t i = 1; i + 1 < sniffer.packets.size(); ++i) {
    const Sniffed& asked = sniffer.packets[i];
    if (asked.type() != ll::aux_scan_req) continue;
    for (const Sniffed* other : {&sniffer.packets[i - 1], &sniffer.packets[i + 1]})
      EXPECT_EQ(other->tuning.channel, asked.tuning.channel);
    EXPECT_EQ((asked.start - sniffer.packets[i - 1].end).count_us(), 150);
    EXPECT_EQ((sniffer.packets[i + 1].start - asked.end).count_us(), 150);
  }
}

TEST_F(Extended, anonymous_directed_and_powered_advertising_is_reported_as_such) {
  const DeviceAddress us = address_of(scanner);
  advertise(advertiser, {.handle = 1, .properties = hci::property_anonymous, .sid = 1},
            advertising_data(9));
  advertise(advertiser, {.handle = 2, .properties = hci::property_directed, .peer = us, .sid = 2},
            advertising_data(8));
  advertise(advertiser, {.handle = 3, .properties = hci::property_tx_power, .sid = 3},
            advertising_data(7));
  DeviceAddress stranger = us;
  stranger.address.octets[0] ^= 0xff;
  advertise(advertiser,
            {.handle = 4, .properties = hci::property_directed, .peer = stranger, .sid = 4});
  scan(scanner);
  run(ms(600));
  std::set<int> sids;
  for (const Advertised& seen : all_advertised(scanner)) {
    sids.insert(seen.head.sid);
    const bool anonymous = seen.head.sid == 1;
    EXPECT_EQ(static_cast<int>(seen.head.device.type), anonymous ? 0xff : 0x00);
    EXPECT_EQ(seen.type(), seen.head.sid == 2 ? unsigned{Report::directed} : 0u);
    EXPECT_EQ(seen.head.target, seen.head.sid == 2 ? us : DeviceAddress{});
    EXPECT_EQ(seen.head.tx_power_dbm, seen.head.sid == 3 ? 0 : 127);
  }
  EXPECT_EQ(sids, (std::set<int>{1, 2, 3}));
}

TEST_F(Extended, duplicates_are_the_same_data_of_the_same_set) {
  advertise(advertiser, {.handle = 1, .sid = 1}, advertising_data(9));
  advertise(advertiser, {.handle = 2, .sid = 2}, advertising_data(8));
  scan(scanner, {.filter_duplicates = 1});
  run(Duration::seconds(1));
  EXPECT_EQ(all_advertised(scanner).size(), 2u);
  set_data(advertiser, 1, advertising_data(9, 5));
  run(Duration::seconds(1));
  const auto again = all_advertised(scanner);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].data, advertising_data(9, 5));
}

TEST_F(Extended, the_accept_list_holds_for_extended_advertising) {
  scanner.command(hci::LeAddDeviceToFilterAcceptList{{AddressType::public_device, {{9}}}});
  advertise(advertiser, {}, advertising_data(9));
  scan(scanner, {.filter_policy = 1});
  run(ms(300));
  EXPECT_TRUE(all_advertised(scanner).empty());
  scanner.command(hci::LeSetExtendedScanEnable{0, 0, 0, 0});
  scanner.command(hci::LeAddDeviceToFilterAcceptList{advertiser_address});
  scan(scanner, {.filter_policy = 1});
  run(ms(300));
  EXPECT_FALSE(all_advertised(scanner).empty());
}

TEST_F(Extended, both_primary_phys_are_scanned_in_turn) {
  RawHost& far = add_extended("far");
  advertise(advertiser, {.sid = 1}, advertising_data(9));
  advertise(far, {.primary_phy = 3, .secondary_phy = 3, .sid = 2}, advertising_data(9));
  scan(scanner, {.phys = 5});
  run(Duration::seconds(2));
  std::array<int, 4> seen{};
  for (const Advertised& one : all_advertised(scanner))
    ++seen[one.head.primary_phy];
  EXPECT_GT(seen[1], 5);
  EXPECT_GT(seen[3], 5);
}

TEST_F(Extended, a_chain_that_breaks_is_reported_as_truncated) {
  advertise(advertiser, {.interval = 0x80}, advertising_data(1650));
  scan(scanner);
  lose(25);
  run(Duration::seconds(20));
  std::size_t whole = 0, truncated = 0;
  for (const Advertised& seen : all_advertised(scanner)) {
    if (seen.is_truncated()) {
      ++truncated;
      EXPECT_LT(seen.data.size(), 1650u);
    } else {
      ++whole;
      EXPECT_EQ(seen.data, advertising_data(1650));
    }
  }
  EXPECT_GT(whole, 3u);
  EXPECT_GT(truncated, 20u);
}

TEST_F(Extended, a_duration_and_a_number_of_events_end_advertising) {
  EXPECT_EQ(advertiser.send(parameters_of({.handle = 1})).status, ErrorCode::success);
  EXPECT_EQ(advertiser.send(parameters_of({.handle = 2, .properties = 0x10})).status,
            ErrorCode::success);
  EXPECT_EQ(enable(advertiser, 1, 50), ErrorCode::success);
  EXPECT_EQ(enable(advertiser, 2, 0, 7), ErrorCode::success);
  const Instant began = world.now();
  std::optional<Received<hci::LeAdvertisingSetTerminated>> first, second;
  ASSERT_TRUE(run_until([&] {
    if (!first) first = advertiser.take<hci::LeAdvertisingSetTerminated>();
    return first.has_value();
  }));
  EXPECT_EQ(first->event.handle, 2);
  EXPECT_EQ(first->event.status, ErrorCode::limit_reached);
  EXPECT_EQ(first->event.events, 7);
  ASSERT_TRUE(run_until([&] {
    second = advertiser.take<hci::LeAdvertisingSetTerminated>();
    return second.has_value();
  }));
  EXPECT_EQ(second->event.handle, 1);
  EXPECT_EQ(second->event.status, ErrorCode::advertising_timeout);
  EXPECT_EQ((world.now() - began).count_us(), 500'000);
  sniffer.packets.clear();
  run(Duration::seconds(1));
  EXPECT_TRUE(sniffer.packets.empty());
}

TEST_F(Extended, a_scan_ends_after_its_duration_and_comes_back_each_period) {
  advertise(advertiser, {}, advertising_data(5));
  scan(scanner, {.duration_10ms = 30});
  run(ms(299));
  EXPECT_FALSE(scanner.take<hci::LeDirectedAdvertisingReport>());
  EXPECT_FALSE(all_advertised(scanner).empty());
  const auto timeouts = [&] {
    std::size_t count = 0;
    for (; scanner.take_empty(hci::LeScanTimeout::subevent); ++count) {
    }
    return count;
  };
  EXPECT_EQ(timeouts(), 0u);
  run(ms(2));
  EXPECT_EQ(timeouts(), 1u);
  run(ms(500));
  EXPECT_TRUE(all_advertised(scanner).empty());

  scan(scanner, {.filter_duplicates = 2, .duration_10ms = 30, .period_1280ms = 1});
  run(ms(1280 * 4));
  EXPECT_EQ(all_advertised(scanner).size(), 4u) << "one in each period";
  EXPECT_EQ(timeouts(), 0u);
}

}  // namespace
}  // namespace westwind::sim
