// The resolving list: what it holds, and what scanning, initiating and advertising make of it.
// Vol 6 Part B 6; Vol 4 Part E 7.8.38-7.8.45, 7.8.77.
#include <gtest/gtest.h>

#include "controller/scripted_peer.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::controller {
namespace {

using wire::Address;
using wire::AddressType;
using wire::DeviceAddress;
using Key = hci::IdentityResolvingKey;
using Report = hci::LeAdvertisingReport;

constexpr Key peer_key{0x11, 0x22}, local_key{0x33, 0x44};
constexpr DeviceAddress peer{AddressType::random_device, peer_address};
constexpr DeviceAddress resolved_peer{AddressType::random_identity, peer_address};
constexpr DeviceAddress us{AddressType::public_device, Bench::own_address};

Address private_address(const Key& key, std::uint8_t number) {
  const Octets<3> prand{number, 0x5a, 0x40};
  crypto::BuiltinAes128 aes;
  const Octets<3> hash = crypto::ah(aes, key, prand);
  return {{hash[0], hash[1], hash[2], prand[0], prand[1], prand[2]}};
}
DeviceAddress on_air(const Address& address) { return {AddressType::random_device, address}; }
bool resolves(const Key& key, const Address& address) {
  crypto::BuiltinAes128 aes;
  return address.is_resolvable_private() && crypto::resolves(aes, key, address.octets);
}

struct Privacy : testing::Test {
  Bench bench;

  void list(bool with_local_key = true, bool device_mode = false) {
    bench.command(hci::LeSetEventMask{~std::uint64_t{0}});
    bench.command(
        hci::LeAddDeviceToResolvingList{peer, peer_key, with_local_key ? local_key : Key{}});
    if (device_mode) bench.command(hci::LeSetPrivacyMode{peer, hci::PrivacyMode::device});
    bench.command(hci::LeSetAddressResolutionEnable{1});
  }
  void scan(AddressType own, std::uint8_t policy = 0, bool active = false) {
    bench.command(hci::LeSetScanParameters{active, 0x10, 0x10, own, policy});
    bench.command(hci::LeSetScanEnable{1, 0});
  }
  void advertise(hci::AdvertisingType type, AddressType own, std::uint8_t policy = 0) {
    bench.command(hci::LeSetAdvertisingParameters{0x20, 0x20, type, own, peer, 1, policy});
    bench.command(hci::LeSetAdvertisingEnable{1});
  }
  bool hear(const DeviceAddress& advertiser,
            ll::AdvertisingPduType type = ll::AdvertisingPduType::adv_ind,
            const DeviceAddress& target = us) {
    Octetstring payload(advertiser.address.octets.begin(), advertiser.address.octets.end());
    if (type == ll::AdvertisingPduType::adv_direct_ind)
      payload.insert(payload.end(), target.address.octets.begin(), target.address.octets.end());
    const auto header =
        octets_of(ll::advertising_header(type, advertiser.type, target.type, payload.size()));
    return bench.radio.deliver(advertising_37, packet(ll::advertising_crc_init, header, payload),
                               bench.radio.now() + Duration::milliseconds(1));
  }
  /// Whom the next report names.
  std::optional<DeviceAddress> reported() {
    for (const Octetstring& event : bench.host.packets) {
      if (event.size() < 13 || event[3] != Report::subevent) continue;
      const auto head = Reader(Bytes(event).subspan(5)).take<Report::Head>();
      bench.host.packets.clear();
      return head->device;
    }
    return std::nullopt;
  }
  const FakeRadio::Sent* next_sent() {
    return bench.radio.run_until_sent(Duration::milliseconds(100));
  }
  static Address address_in(const FakeRadio::Sent* sent, std::size_t number) {
    Address address;
    copy_bytes(address.octets, Bytes(sent->pdu).subspan(2 + 6 * number));
    return address;
  }
  /// An advertisement of ours, answered by a CONNECT_IND from `central`.
  bool connect_to_us(const DeviceAddress& central, const ll::ConnectionData& data = link_data) {
    const FakeRadio::Sent* sent = next_sent();
    if (sent == nullptr) return false;
    const DeviceAddress shown{(sent->pdu[0] & 0x40) != 0 ? AddressType::random_device
                                                         : AddressType::public_device,
                              address_in(sent, 0)};
    const auto header = octets_of(
        ll::advertising_header(ll::AdvertisingPduType::connect_ind, central.type, shown.type, 34));
    bench.radio.deliver(advertising_37,
                        packet(ll::advertising_crc_init, header, central.address.octets,
                               shown.address.octets, octets_of(data)),
                        sent->end + Duration::microseconds(150));
    return true;
  }
  bool create_connection(const DeviceAddress& wanted, AddressType own, std::uint8_t policy = 0) {
    return bench.status_of(hci::LeCreateConnection{
               0x10, 0x10, policy, wanted, own, {24, 24, 0, 200}, 0, 0}) == ErrorCode::success;
  }
};

// ---- the list

TEST_F(Privacy, HCI_CCO_resolving_list_takes_what_it_says_it_does) {
  Config config;
  config.resolving_list_size = 2;
  Bench small(config);
  const auto add = [&](std::uint8_t number) {
    return small.status_of(hci::LeAddDeviceToResolvingList{
        {AddressType::public_device, {{number}}}, {number}, {0xaa}});
  };
  EXPECT_EQ(add(1), ErrorCode::success);
  EXPECT_EQ(add(1), ErrorCode::invalid_command_parameters);  // listed already
  EXPECT_EQ(add(2), ErrorCode::success);
  EXPECT_EQ(add(3), ErrorCode::memory_capacity_exceeded);
  const DeviceAddress first{AddressType::public_device, {{1}}};
  EXPECT_EQ(small.status_of(hci::LeRemoveDeviceFromResolvingList{first}), ErrorCode::success);
  EXPECT_EQ(small.status_of(hci::LeRemoveDeviceFromResolvingList{first}),
            ErrorCode::unknown_connection_identifier);
  EXPECT_EQ(small.status_of(hci::LeReadPeerResolvableAddress{first}),
            ErrorCode::unknown_connection_identifier);
  EXPECT_EQ(small.status_of(hci::LeSetPrivacyMode{first, hci::PrivacyMode::device}),
            ErrorCode::unknown_connection_identifier);
  small.command(hci::LeClearResolvingList{});
  EXPECT_EQ(add(2), ErrorCode::success);
}

TEST_F(Privacy, what_is_out_of_range_is_refused) {
  EXPECT_EQ(bench.status_of(hci::LeAddDeviceToResolvingList{resolved_peer, peer_key, {}}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeSetAddressResolutionEnable{2}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeSetResolvablePrivateAddressTimeout{0}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeSetResolvablePrivateAddressTimeout{3601}),
            ErrorCode::invalid_command_parameters);
  list();
  EXPECT_EQ(bench.status_of(hci::LeSetPrivacyMode{peer, static_cast<hci::PrivacyMode>(2)}),
            ErrorCode::invalid_command_parameters);
}

TEST_F(Privacy, the_list_does_not_change_while_somebody_goes_by_it) {
  list();
  scan(AddressType::public_device);
  EXPECT_EQ(bench.status_of(hci::LeClearResolvingList{}), ErrorCode::command_disallowed);
  EXPECT_EQ(bench.status_of(hci::LeRemoveDeviceFromResolvingList{peer}),
            ErrorCode::command_disallowed);
  EXPECT_EQ(bench.status_of(hci::LeSetPrivacyMode{peer, hci::PrivacyMode::device}),
            ErrorCode::command_disallowed);
  EXPECT_EQ(bench.status_of(hci::LeSetAddressResolutionEnable{0}), ErrorCode::command_disallowed);
  bench.command(hci::LeSetScanEnable{0, 0});
  bench.command(hci::LeSetAddressResolutionEnable{0});
  scan(AddressType::public_device);
  bench.command(hci::LeClearResolvingList{});  // nobody goes by it while it is off
}

// ---- scanning

TEST_F(Privacy, reports_name_the_identity_of_a_listed_peer) {
  list();
  scan(AddressType::public_device);
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 1))));
  EXPECT_EQ(reported(), resolved_peer);
  ASSERT_TRUE(hear(on_air(private_address(local_key, 1))));  // nobody's that is listed
  EXPECT_EQ(reported(), on_air(private_address(local_key, 1)));
  bench.command(hci::LeSetScanEnable{0, 0});
  bench.command(hci::LeSetAddressResolutionEnable{0});
  scan(AddressType::public_device);
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 1))));
  EXPECT_EQ(reported(), on_air(private_address(peer_key, 1)));
}

TEST_F(Privacy, network_mode_ignores_a_peer_that_shows_its_identity) {
  list();
  scan(AddressType::public_device);
  ASSERT_TRUE(hear(peer));
  EXPECT_EQ(reported(), std::nullopt);
  bench.command(hci::LeSetScanEnable{0, 0});
  bench.command(hci::LeSetPrivacyMode{peer, hci::PrivacyMode::device});
  scan(AddressType::public_device);
  ASSERT_TRUE(hear(peer));
  EXPECT_EQ(reported(), peer);
}

TEST_F(Privacy, accept_lists_go_by_identities) {
  list();
  bench.command(hci::LeAddDeviceToFilterAcceptList{peer});
  scan(AddressType::public_device, 1);
  ASSERT_TRUE(hear(on_air(private_address(local_key, 1))));
  EXPECT_EQ(reported(), std::nullopt);
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 2))));
  EXPECT_EQ(reported(), resolved_peer);
}

TEST_F(Privacy, scan_requests_show_a_listed_peer_a_private_address) {
  list();
  scan(AddressType::public_identity, 0, true);
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 1))));
  const FakeRadio::Sent* request = next_sent();
  ASSERT_NE(request, nullptr);
  EXPECT_TRUE(resolves(local_key, address_in(request, 0)));
  EXPECT_EQ(address_in(request, 1), private_address(peer_key, 1));
  // Others see the public address.
  bench.radio.run_for(Duration::milliseconds(20));
  const DeviceAddress other{AddressType::public_device, {{7}}};
  for (int i = 0; i < 4 && (request == nullptr || address_in(request, 1) != other.address); ++i) {
    (void)hear(other);
    request = bench.radio.run_until_sent(Duration::milliseconds(5));
  }
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(address_in(request, 0), Bench::own_address);
}

TEST_F(Privacy, directed_advertising_to_a_private_address_of_ours_is_ours) {
  list();
  scan(AddressType::public_device);
  const auto direct = ll::AdvertisingPduType::adv_direct_ind;
  ASSERT_TRUE(
      hear(on_air(private_address(peer_key, 1)), direct, on_air(private_address(local_key, 9))));
  EXPECT_EQ(reported(), resolved_peer);
  ASSERT_TRUE(
      hear(on_air(private_address(peer_key, 1)), direct, on_air(private_address(peer_key, 9))));
  EXPECT_EQ(reported(), std::nullopt);
}

// ---- initiating

TEST_F(Privacy, connects_to_an_identity_behind_whatever_it_shows) {
  list();
  ASSERT_TRUE(create_connection(resolved_peer, AddressType::public_identity));
  ASSERT_TRUE(hear(peer));  // network mode: not like this
  ASSERT_TRUE(hear(on_air(private_address(local_key, 1))));
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 3))));
  ASSERT_NE(next_sent(), nullptr);
  const auto complete = bench.host.take<hci::LeEnhancedConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->status, ErrorCode::success);
  EXPECT_EQ(complete->peer, resolved_peer);
  EXPECT_EQ(complete->peer_resolvable_private_address, private_address(peer_key, 3));
  EXPECT_TRUE(resolves(local_key, complete->local_resolvable_private_address));
  // It is the same device, whatever it shows.
  EXPECT_FALSE(create_connection(resolved_peer, AddressType::public_identity));
}

TEST_F(Privacy, the_address_that_was_asked_for_does_even_when_it_can_be_resolved) {
  list();
  const DeviceAddress seen = on_air(private_address(peer_key, 3));
  ASSERT_TRUE(create_connection(seen, AddressType::public_device));
  ASSERT_TRUE(hear(seen));
  ASSERT_NE(next_sent(), nullptr);
  EXPECT_TRUE(bench.host.take<hci::LeEnhancedConnectionComplete>());
}

TEST_F(Privacy, hosts_without_the_enhanced_event_learn_the_address_on_the_air) {
  list();
  bench.command(hci::LeSetEventMask{event_masks::plain});
  bench.command(hci::LeAddDeviceToFilterAcceptList{peer});
  ASSERT_TRUE(create_connection({}, AddressType::public_device, 1));
  ASSERT_TRUE(hear(on_air(private_address(peer_key, 3))));
  ASSERT_NE(next_sent(), nullptr);
  const auto complete = bench.host.take<hci::LeConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->peer, on_air(private_address(peer_key, 3)));
}

TEST_F(Privacy, a_cancelled_attempt_ends_by_the_event_that_the_host_wants) {
  list();
  ASSERT_TRUE(create_connection(resolved_peer, AddressType::public_device));
  bench.command(hci::LeCreateConnectionCancel{});
  const auto complete = bench.host.take<hci::LeEnhancedConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->status, ErrorCode::unknown_connection_identifier);
}

// ---- advertising

TEST_F(Privacy, advertises_under_private_addresses_that_change) {
  list();
  bench.command(hci::LeSetResolvablePrivateAddressTimeout{1});
  advertise(hci::AdvertisingType::connectable_undirected, AddressType::public_identity);
  std::vector<Address> shown;
  const Instant end = bench.radio.now() + Duration::milliseconds(3500);
  while (bench.radio.now() < end) {
    const Address address = address_in(next_sent(), 0);
    ASSERT_TRUE(resolves(local_key, address));
    if (shown.empty() || shown.back() != address) shown.push_back(address);
  }
  EXPECT_EQ(shown.size(), 4u);
  bench.send(hci::LeReadLocalResolvableAddress{peer});
  EXPECT_TRUE(std::equal(shown.back().octets.begin(), shown.back().octets.end(),
                         bench.host.packets.back().begin() + 7));
}

TEST_F(Privacy, without_an_entry_the_address_beneath_is_shown) {
  advertise(hci::AdvertisingType::connectable_undirected, AddressType::public_identity);
  EXPECT_EQ(address_in(next_sent(), 0), Bench::own_address);
  bench.command(hci::LeSetAdvertisingEnable{0});
  bench.command(hci::LeSetAdvertisingParameters{0x20, 0x20,
                                                hci::AdvertisingType::connectable_undirected,
                                                AddressType::random_identity, peer, 1, 0});
  EXPECT_EQ(bench.status_of(hci::LeSetAdvertisingEnable{1}), ErrorCode::invalid_command_parameters);
}

TEST_F(Privacy, directed_advertising_names_the_peer_by_a_private_address) {
  list();
  advertise(hci::AdvertisingType::connectable_directed_low_duty, AddressType::public_identity);
  const FakeRadio::Sent* sent = next_sent();
  ASSERT_NE(sent, nullptr);
  EXPECT_TRUE(resolves(local_key, address_in(sent, 0)));
  EXPECT_TRUE(resolves(peer_key, address_in(sent, 1)));
  ASSERT_TRUE(connect_to_us(on_air(private_address(local_key, 5))));  // not the peer
  EXPECT_FALSE(bench.host.take<hci::LeEnhancedConnectionComplete>());
  ASSERT_TRUE(connect_to_us(on_air(private_address(peer_key, 5))));
  const auto complete = bench.host.take<hci::LeEnhancedConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->role, hci::Role::peripheral);
  EXPECT_EQ(complete->peer, resolved_peer);
  EXPECT_EQ(complete->peer_resolvable_private_address, private_address(peer_key, 5));
  EXPECT_TRUE(resolves(local_key, complete->local_resolvable_private_address));
}

TEST_F(Privacy, the_accept_list_of_an_advertiser_goes_by_identities) {
  list();
  bench.command(hci::LeAddDeviceToFilterAcceptList{peer});
  advertise(hci::AdvertisingType::connectable_undirected, AddressType::public_device, 3);
  ASSERT_TRUE(connect_to_us(on_air(private_address(local_key, 5))));
  EXPECT_FALSE(bench.host.take<hci::LeEnhancedConnectionComplete>());
  ASSERT_TRUE(connect_to_us(on_air(private_address(peer_key, 5))));
  const auto complete = bench.host.take<hci::LeEnhancedConnectionComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->peer, resolved_peer);
  EXPECT_TRUE(complete->local_resolvable_private_address.is_zero());
}

TEST_F(Privacy, reset_forgets_the_list) {
  list();
  bench.command(hci::Reset{});
  EXPECT_EQ(bench.status_of(hci::LeReadPeerResolvableAddress{peer}),
            ErrorCode::unknown_connection_identifier);
}

}  // namespace
}  // namespace westwind::controller
