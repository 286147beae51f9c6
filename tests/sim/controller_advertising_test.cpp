// Advertising and scanning between virtual controllers: PDU types, filters, reports, and the times
// on air.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

using Type = hci::AdvertisingType;
using ReportType = hci::LeAdvertisingReport::Type;

struct Report {
  ReportType type;
  DeviceAddress device;
  Octetstring data;
  std::int8_t rssi_dbm;
};

std::optional<Report> take_report(RawHost& host) {
  const auto received = host.take<hci::LeAdvertisingReport>();
  if (!received) return std::nullopt;
  EXPECT_EQ(received->event.count, 1);
  Reader reader(received->tail);
  const auto head = reader.take<hci::LeAdvertisingReport::Head>();
  const auto data = reader.bytes(head->data_length);
  const auto rssi = reader.take<std::int8_t>();
  EXPECT_TRUE(data && rssi && reader.empty());
  return Report{head->type, head->device, Octetstring(data->begin(), data->end()), *rssi};
}
std::vector<Report> take_reports(RawHost& host) {
  std::vector<Report> reports;
  while (auto report = take_report(host))
    reports.push_back(*report);
  return reports;
}

/// Advertising data of that size that decoders have nothing to say against: one manufacturer
/// specific structure.
Octetstring advertising_data(std::size_t size, unsigned seed = 0) {
  Octetstring data = pattern(size, seed);
  if (size >= 2) {
    data[0] = static_cast<std::uint8_t>(size - 1);
    data[1] = 0xff;
  }
  return data;
}

void scan(RawHost& host, bool active = false, bool filter_duplicates = false,
          std::uint8_t policy = 0) {
  host.command(hci::LeSetScanParameters{active, 0x10, 0x10, AddressType::public_device, policy});
  host.command(hci::LeSetScanEnable{1, filter_duplicates});
}
void set_data(RawHost& host, const Octetstring& data, const Octetstring& response = {}) {
  hci::LeSetAdvertisingData advertising{static_cast<std::uint8_t>(data.size()), {}};
  copy_bytes(advertising.data, data);
  host.command(advertising);
  hci::LeSetScanResponseData scan_response{static_cast<std::uint8_t>(response.size()), {}};
  copy_bytes(scan_response.data, response);
  host.command(scan_response);
}

struct Beacon : Air {
  explicit Beacon(std::uint64_t seed = 1) : Air(seed) {}
  RawHost& advertiser = add("advertiser");
  RawHost& scanner = add("scanner", {}, 3);
  DeviceAddress address = address_of(advertiser);
};

TEST(controller_advertising, LL_DDI_SCN_BV_05_C_every_type_with_and_without_data_is_reported) {
  const std::pair<Type, ReportType> types[] = {
      {Type::connectable_undirected, ReportType::adv_ind},
      {Type::scannable_undirected, ReportType::adv_scan_ind},
      {Type::non_connectable_undirected, ReportType::adv_nonconn_ind}};
  for (const auto& [type, reported] : types)
    for (const std::size_t size : {std::size_t{0}, std::size_t{31}}) {
      Beacon air;
      set_data(air.advertiser, advertising_data(size), advertising_data(9));
      advertise(air.advertiser, advertising_parameters(type));
      scan(air.scanner);
      air.run(Duration::seconds(1));
      const auto reports = take_reports(air.scanner);
      EXPECT_GT(reports.size(), 30u);
      for (const Report& report : reports) {
        EXPECT_EQ(report.type, reported);
        EXPECT_EQ(report.device, air.address);
        EXPECT_EQ(report.data, advertising_data(size));
        EXPECT_LT(report.rssi_dbm, -40);
        EXPECT_GT(report.rssi_dbm, -60);
      }
    }
}

TEST(controller_advertising, LL_DDI_SCN_BV_03_C_active_scanning_brings_scan_responses) {
  Beacon air;
  set_data(air.advertiser, advertising_data(4), advertising_data(31, 5));
  advertise(air.advertiser);
  scan(air.scanner, true);
  air.run(Duration::seconds(1));
  std::size_t advertisements = 0, responses = 0;
  for (const Report& report : take_reports(air.scanner)) {
    EXPECT_EQ(report.device, air.address);
    if (report.type == ReportType::scan_rsp) {
      EXPECT_EQ(report.data, advertising_data(31, 5));
      ++responses;
    } else {
      EXPECT_EQ(report.data, advertising_data(4));
      ++advertisements;
    }
  }
  EXPECT_GT(responses, 30u);
  EXPECT_GE(advertisements, responses);
}

TEST(controller_advertising, duplicates_are_reported_once_when_filtered) {
  Beacon air;
  set_data(air.advertiser, advertising_data(4), advertising_data(5));
  advertise(air.advertiser);
  scan(air.scanner, true, true);
  air.run(Duration::seconds(1));
  EXPECT_EQ(take_reports(air.scanner).size(), 2u);  // the advertisement and the scan response
  std::size_t requests = 0;
  for (const Sniffed& packet : air.sniffer.packets)
    requests += packet.is_advertising() && packet.type() == ll::AdvertisingPduType::scan_req;
  EXPECT_EQ(requests, 1u);
  air.scanner.command(hci::LeSetScanEnable{0, 0});
  air.scanner.command(hci::LeSetScanEnable{1, 1});
  air.run(Duration::seconds(1));
  EXPECT_EQ(take_reports(air.scanner).size(), 2u);
}

TEST(controller_advertising, T40_non_connectable_advertising_answers_nobody) {
  Beacon air;
  set_data(air.advertiser, advertising_data(4), advertising_data(5));
  advertise(air.advertiser, advertising_parameters(Type::non_connectable_undirected));
  scan(air.scanner, true);
  RawHost& central = air.add("central");
  central.command(connection_to(air.address));
  air.run(Duration::seconds(1));
  for (const Sniffed& packet : air.sniffer.packets)
    ASSERT_EQ(packet.type(), ll::AdvertisingPduType::adv_nonconn_ind);
  EXPECT_FALSE(central.take<hci::LeConnectionComplete>());
}

TEST(controller_advertising, scannable_advertising_is_not_connectable) {
  Beacon air;
  advertise(air.advertiser, advertising_parameters(Type::scannable_undirected));
  air.scanner.command(connection_to(air.address));
  air.run(Duration::seconds(1));
  EXPECT_FALSE(air.scanner.take<hci::LeConnectionComplete>());
}

TEST(controller_advertising, LL_DDI_ADV_BV_02_C_channels_interval_and_random_delay) {
  Beacon air;
  advertise(air.advertiser, advertising_parameters(Type::connectable_undirected, 160));
  air.run(Duration::seconds(20));
  std::vector<Instant> events;
  std::uint8_t expected = 37;
  for (const Sniffed& packet : air.sniffer.packets) {
    ASSERT_EQ(packet.tuning.channel, expected);
    ASSERT_EQ(packet.tuning.access_address, ll::advertising_access_address);
    expected = expected == 39 ? 37 : static_cast<std::uint8_t>(expected + 1);
    if (packet.tuning.channel == 37)
      events.push_back(packet.start);
    else
      EXPECT_LE(packet.start - events.back(), ms(10) * (packet.tuning.channel - 37));
  }
  std::int64_t sum = 0;
  for (std::size_t i = 1; i < events.size(); ++i) {
    const std::int64_t delay = (events[i] - events[i - 1]).count_us() - 100'000;
    EXPECT_GE(delay, 0);
    EXPECT_LE(delay, 10'000);
    sum += delay;
  }
  const auto mean = sum / static_cast<std::int64_t>(events.size() - 1);
  EXPECT_GT(mean, 4000);
  EXPECT_LT(mean, 6000);
}

TEST(controller_advertising, LL_DDI_ADV_BV_03_C_goes_out_on_the_enabled_channels_only) {
  for (std::uint8_t map = 1; map <= 7; ++map) {
    Beacon air;
    auto parameters = advertising_parameters(Type::non_connectable_undirected);
    parameters.channel_map = map;
    advertise(air.advertiser, parameters);
    air.run(Duration::seconds(1));
    std::size_t count[3] = {};
    for (const Sniffed& packet : air.sniffer.packets)
      ++count[packet.tuning.channel - 37];
    for (int channel = 0; channel < 3; ++channel)
      EXPECT_EQ(count[channel] > 0, (map >> channel & 1) != 0) << "map " << int{map};
  }
}

TEST(controller_advertising, answers_come_exactly_one_inter_frame_space_later) {
  Beacon air;
  advertise(air.advertiser);
  scan(air.scanner, true);
  air.run(Duration::seconds(1));
  const std::vector<Sniffed>& packets = air.sniffer.packets;
  std::size_t answers = 0;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    const auto type = packets[i].type();
    if (type != ll::AdvertisingPduType::scan_req && type != ll::AdvertisingPduType::scan_rsp)
      continue;
    ++answers;
    EXPECT_EQ((packets[i].start - packets[i - 1].end).count_us(), 150);
    EXPECT_EQ(packets[i].tuning.channel, packets[i - 1].tuning.channel);
  }
  EXPECT_GT(answers, 60u);
}

TEST(controller_advertising, LL_DDI_ADV_BV_08_C_only_listed_scanners_are_answered) {
  Beacon air;
  auto parameters = advertising_parameters();
  parameters.filter_policy = 1;
  advertise(air.advertiser, parameters);
  scan(air.scanner, true);
  air.run(ms(500));
  for (const Report& report : take_reports(air.scanner))
    EXPECT_NE(report.type, ReportType::scan_rsp);
  air.advertiser.command(hci::LeSetAdvertisingEnable{0});
  air.advertiser.command(hci::LeAddDeviceToFilterAcceptList{air.address_of(air.scanner)});
  air.advertiser.command(hci::LeSetAdvertisingEnable{1});
  EXPECT_EQ(air.advertiser.send(hci::LeClearFilterAcceptList{}).status,
            ErrorCode::command_disallowed);
  air.run(ms(500));
  std::size_t responses = 0;
  for (const Report& report : take_reports(air.scanner))
    responses += report.type == ReportType::scan_rsp;
  EXPECT_GT(responses, 0u);
}

TEST(controller_advertising, LL_DDI_ADV_BV_09_C_only_listed_initiators_connect) {
  Beacon air;
  auto parameters = advertising_parameters();
  parameters.filter_policy = 2;
  advertise(air.advertiser, parameters);
  air.scanner.command(connection_to(air.address));
  air.run(ms(500));
  EXPECT_FALSE(air.advertiser.take<hci::LeConnectionComplete>());
  // The initiator sent CONNECT_IND and believes in a connection, for six intervals.
  ASSERT_TRUE(air.scanner.take<hci::LeConnectionComplete>());
  EXPECT_EQ(air.scanner.take<hci::DisconnectionComplete>()->event.reason,
            ErrorCode::connection_failed_to_be_established);
  air.advertiser.command(hci::LeSetAdvertisingEnable{0});
  air.advertiser.command(hci::LeAddDeviceToFilterAcceptList{air.address_of(air.scanner)});
  air.advertiser.command(hci::LeSetAdvertisingEnable{1});
  air.scanner.command(connection_to(air.address));
  air.run(ms(500));
  EXPECT_TRUE(air.advertiser.take<hci::LeConnectionComplete>());
}

TEST(controller_advertising, LL_DDI_SCN_BV_02_C_scanner_reports_listed_advertisers_only) {
  Beacon air;
  RawHost& other = air.add("other");
  advertise(air.advertiser);
  advertise(other);
  air.scanner.command(hci::LeAddDeviceToFilterAcceptList{air.address_of(other)});
  scan(air.scanner, true, false, 1);
  air.run(Duration::seconds(1));
  const auto reports = take_reports(air.scanner);
  EXPECT_GT(reports.size(), 30u);
  for (const Report& report : reports)
    EXPECT_EQ(report.device, air.address_of(other));
}

TEST(controller_advertising, LL_DDI_ADV_BV_11_C_high_duty_directed_ends_after_1280_ms) {
  Beacon air;
  auto parameters = advertising_parameters(Type::connectable_directed_high_duty);
  parameters.peer = air.address_of(air.scanner);
  advertise(air.advertiser, parameters);
  const Instant start = air.world.now();
  ASSERT_TRUE(air.run_until([&] { return air.advertiser.events_waiting() > 0; }));
  EXPECT_EQ(air.world.now() - start, ms(1280));
  const auto complete = air.advertiser.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.status, ErrorCode::advertising_timeout);
  EXPECT_EQ(complete->event.role, hci::Role::peripheral);
  Instant last[3] = {start, start, start};
  for (const Sniffed& packet : air.sniffer.packets) {
    ASSERT_EQ(packet.type(), ll::AdvertisingPduType::adv_direct_ind);
    Instant& before = last[packet.tuning.channel - 37];
    EXPECT_LE((packet.start - before).count_us(), 3750);
    before = packet.start;
  }
  air.run(Duration::seconds(1));
  EXPECT_LE(air.sniffer.packets.back().start, start + ms(1280));
}

TEST(controller_advertising, LL_CON_ADV_BV_04_C_directed_connects_the_device_that_it_names) {
  for (const Type type :
       {Type::connectable_directed_high_duty, Type::connectable_directed_low_duty}) {
    Beacon air;
    RawHost& stranger = air.add("stranger");
    auto parameters = advertising_parameters(type);
    parameters.peer = air.address_of(air.scanner);
    advertise(air.advertiser, parameters);
    stranger.command(connection_to(air.address));
    scan(stranger);
    air.run(ms(200));
    EXPECT_FALSE(stranger.take<hci::LeConnectionComplete>());
    EXPECT_TRUE(take_reports(stranger).empty());
    air.scanner.command(connection_to(air.address));
    air.run(ms(200));
    EXPECT_TRUE(air.scanner.take<hci::LeConnectionComplete>());
    EXPECT_TRUE(air.advertiser.take<hci::LeConnectionComplete>());
    air.run(Duration::seconds(2));
    EXPECT_EQ(air.advertiser.events_waiting(), 0u);
  }
}

TEST(controller_advertising, LL_DDI_SCN_BV_11_C_directed_advertising_aimed_at_us_is_reported) {
  Beacon air;
  auto parameters = advertising_parameters(Type::connectable_directed_low_duty);
  parameters.peer = air.address_of(air.scanner);
  advertise(air.advertiser, parameters);
  scan(air.scanner);
  air.run(Duration::seconds(2));
  const auto reports = take_reports(air.scanner);
  EXPECT_GT(reports.size(), 60u);
  EXPECT_EQ(reports[0].type, ReportType::adv_direct_ind);
  EXPECT_TRUE(reports[0].data.empty());
}

/// What a scanner hears of advertising that is directed to `target`, and as what.
struct Directed : Beacon {
  explicit Directed(const DeviceAddress& target) {
    auto parameters = advertising_parameters(Type::connectable_directed_low_duty);
    parameters.peer = target;
    advertise(advertiser, parameters);
  }
  std::string heard(std::uint8_t policy) {
    scan(scanner, false, true, policy);
    run(ms(200));
    scanner.command(hci::LeSetScanEnable{0, 0});
    std::string kinds;
    if (!take_reports(scanner).empty()) kinds += "report ";
    if (const auto event = scanner.take<hci::LeDirectedAdvertisingReport>()) {
      const auto report = parse_exactly<hci::LeDirectedAdvertisingReport::Report>(event->tail);
      EXPECT_TRUE(report && report->device == address);
      EXPECT_EQ(report->type, ReportType::adv_direct_ind);
      kinds += "directed report";
    }
    scanner.forget();
    return kinds;
  }
};

TEST(controller_advertising, extended_filter_policies_tell_of_private_targets) {
  Directed to_somebody({AddressType::random_device, {{1, 2, 3, 4, 5, 0x46}}});
  EXPECT_EQ(to_somebody.heard(0), "");
  EXPECT_EQ(to_somebody.heard(1), "");
  EXPECT_EQ(to_somebody.heard(2), "directed report");
  EXPECT_EQ(to_somebody.heard(3), "") << "not listed";
  to_somebody.scanner.command(hci::LeAddDeviceToFilterAcceptList{to_somebody.address});
  EXPECT_EQ(to_somebody.heard(1), "");
  EXPECT_EQ(to_somebody.heard(3), "directed report");

  Directed to_another({AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}});
  EXPECT_EQ(to_another.heard(2), "");
  Directed to_us({AddressType::public_device, {{2, 0x11, 0x22, 0x33, 0x44, 0xc0}}});
  EXPECT_EQ(to_us.heard(0), "report ");
  EXPECT_EQ(to_us.heard(2), "report ");
  EXPECT_EQ(to_us.heard(3), "");
}

TEST(controller_advertising, LL_CON_INI_BV_06_C_initiator_goes_by_the_accept_list) {
  Beacon air;
  RawHost& other = air.add("other");
  advertise(other);
  air.scanner.command(hci::LeAddDeviceToFilterAcceptList{air.address});
  auto command = connection_to({});
  command.filter_policy = 1;
  air.scanner.command(command);
  air.run(ms(500));
  EXPECT_FALSE(air.scanner.take<hci::LeConnectionComplete>());
  EXPECT_EQ(air.scanner.send(hci::LeClearFilterAcceptList{}).status, ErrorCode::command_disallowed);
  advertise(air.advertiser);
  air.run(ms(500));
  const auto complete = air.scanner.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.peer, air.address);
}

TEST(controller_advertising, creating_a_connection_can_be_cancelled) {
  Beacon air;
  EXPECT_EQ(air.scanner.send(hci::LeCreateConnectionCancel{}).status,
            ErrorCode::command_disallowed);
  air.scanner.command(connection_to(air.address));
  EXPECT_EQ(air.scanner.send(connection_to(air.address)).status, ErrorCode::command_disallowed);
  air.run(ms(500));
  air.scanner.command(hci::LeCreateConnectionCancel{});
  const auto complete = air.scanner.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.status, ErrorCode::unknown_connection_identifier);
  advertise(air.advertiser);
  air.run(ms(500));
  EXPECT_EQ(air.scanner.events_waiting(), 0u);
  EXPECT_EQ(air.advertiser.events_waiting(), 0u);
}

TEST(controller_advertising, LL_CON_INI_BI_03_C_no_second_connection_to_the_same_device) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  EXPECT_EQ(pair.central.send(connection_to(pair.address_of(pair.peripheral))).status,
            ErrorCode::connection_already_exists);
}

TEST(controller_advertising, LL_CON_INI_BV_01_C_and_SEC_SCN_BV_01_C_random_address_in_use_stays) {
  Beacon air;
  const hci::LeSetRandomAddress command{Address{{1, 2, 3, 4, 5, 0xc6}}};
  air.scanner.command(command);
  air.scanner.command(connection_to(air.address));
  EXPECT_EQ(air.scanner.send(command).status, ErrorCode::command_disallowed);
  air.scanner.command(hci::LeCreateConnectionCancel{});
  scan(air.scanner);
  EXPECT_EQ(air.scanner.send(command).status, ErrorCode::command_disallowed);
  air.scanner.command(hci::LeSetScanEnable{0, 0});
  advertise(air.scanner);
  EXPECT_EQ(air.scanner.send(command).status, ErrorCode::command_disallowed);
  air.scanner.command(hci::LeSetAdvertisingEnable{0});
  air.scanner.command(command);
}

TEST(controller_advertising, random_addresses_connect_too) {
  Beacon air;
  const Address a{{1, 2, 3, 4, 5, 0xc6}}, b{{9, 8, 7, 6, 5, 0xc4}};
  air.advertiser.command(hci::LeSetRandomAddress{a});
  air.scanner.command(hci::LeSetRandomAddress{b});
  auto parameters = advertising_parameters();
  parameters.own_address_type = AddressType::random_device;
  advertise(air.advertiser, parameters);
  auto command = connection_to({AddressType::random_device, a});
  command.own_address_type = AddressType::random_device;
  air.scanner.command(command);
  air.run(ms(500));
  const auto complete = air.advertiser.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->event.peer, (DeviceAddress{AddressType::random_device, b}));
}

TEST(controller_advertising, a_full_window_scanner_hears_every_device_of_many) {
  Air air(4);
  RawHost& scanner = air.add("scanner");
  constexpr int devices = 100;
  for (int i = 0; i < devices; ++i) {
    controller::Config config;
    config.public_address = Address{{static_cast<std::uint8_t>(i), 7, 7, 7, 7, 0xc0}};
    RawHost& host = air.add("device", config, 1 + i % 20);
    advertise(host, advertising_parameters(Type::non_connectable_undirected,
                                           static_cast<std::uint16_t>(160 + i)));
  }
  scan(scanner, false, true);
  air.run(Duration::seconds(5));
  EXPECT_EQ(take_reports(scanner).size(), static_cast<std::size_t>(devices));
}

TEST(controller_advertising, window_and_interval_decide_how_long_a_scanner_listens) {
  Beacon air;
  advertise(air.advertiser, advertising_parameters(Type::non_connectable_undirected));
  air.scanner.command(hci::LeSetScanParameters{0, 160, 16, AddressType::public_device, 0});
  air.scanner.command(hci::LeSetScanEnable{1, 0});
  air.run(Duration::seconds(30));
  const std::size_t sent = air.sniffer.packets.size() / 3;
  const std::size_t heard = take_reports(air.scanner).size();
  EXPECT_GT(heard, sent / 13);  // a tenth of the time
  EXPECT_LT(heard, sent / 8);
}

}  // namespace
}  // namespace westwind::sim
