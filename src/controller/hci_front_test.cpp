// The HCI front: answers of the right length whatever comes, truthful maps, masks, and garbage.
#include <gtest/gtest.h>

#include "controller/command_table.hpp"
#include "controller/features.hpp"
#include "controller/scripted_peer.hpp"

namespace westwind::controller {
namespace {

/// Command with `length` octets of 0xff as parameters; what came back.
Octetstring answer_to(Bench& bench, std::uint16_t opcode, std::size_t length,
                      std::uint8_t fill = 0xff) {
  Octetstring packet{0x01, static_cast<std::uint8_t>(opcode),
                     static_cast<std::uint8_t>(opcode >> 8), static_cast<std::uint8_t>(length)};
  packet.resize(4 + length, fill);
  bench.host.packets.clear();
  bench.controller.receive(packet);
  return bench.host.packets.empty() ? Octetstring{} : bench.host.packets.front();
}

TEST(HciFront, HCI_GEV_BV_01_C_unknown_command_is_answered_by_command_status) {
  Bench bench;
  for (const std::uint16_t opcode : {0x0401, 0x2050, 0x203e, 0xfc01, 0x0000}) {
    const Octetstring answer = answer_to(bench, opcode, 3);
    EXPECT_EQ(answer, (Octetstring{0x04, 0x0f, 4, 0x01, 1, static_cast<std::uint8_t>(opcode),
                                   static_cast<std::uint8_t>(opcode >> 8)}));
  }
  EXPECT_EQ(bench.controller.counters().unknown_commands, 5u);
}

TEST(HciFront, T49_every_error_reply_has_the_full_length_of_its_command) {
  for (std::uint32_t opcode = 0; opcode < 0x10000; ++opcode) {
    const CommandEntry* entry =
        find_command({static_cast<std::uint16_t>(opcode)}, FeatureProfile::core_5);
    if (entry == nullptr) continue;
    Bench bench;
    for (int length = 0; length < 70; length += length < 35 ? 1 : 7) {
      const Octetstring answer =
          answer_to(bench, static_cast<std::uint16_t>(opcode), static_cast<std::size_t>(length));
      ASSERT_GE(answer.size(), 7u);
      const bool status_only = entry->reply_length == 0;
      EXPECT_EQ(answer[1], status_only ? 0x0f : 0x0e);
      EXPECT_EQ(answer.size(), status_only ? 7u : 6u + entry->reply_length) << std::hex << opcode;
      if (length != entry->parameter_length) {
        EXPECT_EQ(answer[status_only ? 3 : 6], 0x12) << std::hex << opcode;
      }
    }
  }
}

TEST(HciFront, error_replies_name_the_handle_they_are_about) {
  Bench bench;
  const Octetstring answer = answer_to(bench, 0x1405, 2, 0x05);  // Read RSSI
  EXPECT_EQ(answer, (Octetstring{0x04, 0x0e, 7, 1, 0x05, 0x14, 0x02, 0x05, 0x05, 127}));
  const Octetstring too_long = answer_to(bench, 0x1405, 3, 0x05);
  EXPECT_EQ(too_long, (Octetstring{0x04, 0x0e, 7, 1, 0x05, 0x14, 0x12, 0x05, 0x05, 0}));
}

TEST(HciFront, HCI_CIN_BV_03_C_every_command_in_the_map_exists_and_the_other_way_round) {
  for (const FeatureProfile profile : {FeatureProfile::core_4_2, FeatureProfile::core_5}) {
    Octets<64> map = supported_commands(profile);
    std::size_t found = 0, bits = 0;
    for (std::uint32_t opcode = 0; opcode < 0x10000; ++opcode) {
      const CommandEntry* entry = find_command({static_cast<std::uint16_t>(opcode)}, profile);
      if (entry == nullptr || entry->map_octet >= map.size()) continue;
      EXPECT_EQ(map[entry->map_octet] >> entry->map_bit & 1, 1) << std::hex << opcode;
      ++found;
    }
    for (const std::uint8_t octet : map)
      bits += static_cast<std::size_t>(std::popcount(octet));
    EXPECT_EQ(bits, found + 1);      // Host Number Of Completed Packets is not in the table
    EXPECT_EQ(map[27] >> 6 & 1, 1);  // LE Encrypt
    EXPECT_EQ(map[28] & 7, 7);       // starting encryption, both answers of the other side
  }
}

TEST(HciFront, profiles_differ_in_version_and_commands) {
  Config old;
  old.profile = FeatureProfile::core_4_2;
  Bench bench(old);
  EXPECT_EQ(answer_to(bench, 0x1001, 0)[7], 0x08);
  EXPECT_EQ(answer_to(bench, 0x2030, 2)[1], 0x0f);  // LE Read PHY: unknown
  Bench now;
  EXPECT_EQ(answer_to(now, 0x1001, 0)[7], 0x0b);
  EXPECT_EQ(answer_to(now, 0x2030, 2)[1], 0x0e);
}

TEST(HciFront, HCI_CIN_BV_01_C_features_say_what_the_link_layer_does) {
  EXPECT_EQ(supported_features(FeatureProfile::core_5), 0x59ffu);
  EXPECT_EQ(supported_features(FeatureProfile::core_4_2), 0xffu);
}

TEST(HciFront, what_foreign_hosts_send_is_known) {
  Bench bench;
  for (const std::uint16_t opcode :
       {0x0406, 0x0c01, 0x0c03, 0x0c6c, 0x0c6d, 0x1001, 0x1009, 0x2001, 0x2002, 0x2003, 0x2005,
        0x2006, 0x2008, 0x2009, 0x200a, 0x200b, 0x200c, 0x200d, 0x200f, 0x2010, 0x202f})
    EXPECT_NE(find_command({opcode}, FeatureProfile::core_4_2), nullptr) << std::hex << opcode;
  bench.command(hci::LeSetScanEnable{0, 0});  // noble, though nothing scans
}

TEST(HciFront, HCI_HFC_BV_04_C_masked_events_do_not_arrive) {
  Bench bench;
  ScriptedPeripheral peripheral{bench};
  bench.command(hci::LeSetEventMask{0});
  ASSERT_TRUE(peripheral.connect());
  EXPECT_FALSE(bench.host.take<hci::LeConnectionComplete>());
  bench.command(hci::LeSetEventMask{event_masks::plain});
  bench.command(hci::SetEventMask{0});
  bench.command(hci::LeCreateConnection{
      0x10, 0x10, 0, {}, wire::AddressType::public_device, {24, 24, 0, 200}, 0, 0});
  bench.command(hci::LeCreateConnectionCancel{});
  EXPECT_FALSE(bench.host.take<hci::LeConnectionComplete>());
}

TEST(HciFront, after_reset_le_events_wait_for_the_hosts_mask) {
  Bench bench;
  bench.command(hci::Reset{});
  bench.command(hci::LeCreateConnection{
      0x10, 0x10, 0, {}, wire::AddressType::public_device, {24, 24, 0, 200}, 0, 0});
  bench.command(hci::LeCreateConnectionCancel{});
  EXPECT_FALSE(bench.host.take<hci::LeConnectionComplete>());
}

TEST(HciFront, events_come_behind_the_answer_of_the_command_that_caused_them) {
  Bench bench;
  bench.command(hci::LeCreateConnection{
      0x10, 0x10, 0, {}, wire::AddressType::public_device, {24, 24, 0, 200}, 0, 0});
  bench.host.packets.clear();
  bench.send(hci::LeCreateConnectionCancel{});
  ASSERT_EQ(bench.host.packets.size(), 2u);
  EXPECT_EQ(bench.host.packets[0][1], 0x0e);
  EXPECT_EQ(bench.host.packets[1][1], 0x3e);
}

TEST(HciFront, a_host_may_answer_from_within_the_sink) {
  struct EagerHost final : HciSink {
    void to_host(Bytes h4) override {
      seen.push_back(h4[1]);
      if (seen.size() < 20) controller->receive(Octetstring{0x01, 0x03, 0x0c, 0x00});
    }
    Controller* controller = nullptr;
    std::vector<std::uint8_t> seen;
  };
  FakeRadio radio;
  EagerHost host;
  Controller controller({}, radio, host);
  radio.attach(controller);
  host.controller = &controller;
  controller.receive(Octetstring{0x01, 0x03, 0x0c, 0x00});
  EXPECT_EQ(host.seen, std::vector<std::uint8_t>(20, 0x0e));
}

TEST(HciFront, malformed_packets_are_counted_and_told) {
  Bench bench;
  const Octetstring malformed[] = {{},
                                   {0x00},
                                   {0x06, 1, 2},
                                   {0x04, 0x0e, 0},
                                   {0x01},
                                   {0x01, 3, 0x0c},
                                   {0x01, 3, 0x0c, 1},
                                   {0x01, 3, 0x0c, 0, 0},
                                   {0x02, 0},
                                   {0x02, 0, 0, 1, 0},
                                   {0x03, 0, 0, 0},
                                   {0x05, 0, 0, 0, 0}};
  std::uint32_t count = 0;
  for (const Octetstring& packet : malformed) {
    bench.controller.receive(packet);
    EXPECT_EQ(bench.controller.counters().malformed_packets, ++count);
    EXPECT_TRUE(bench.host.take<hci::HardwareError>());
  }
}

TEST(HciFront, data_for_no_link_is_dropped_and_counted) {
  Bench bench;
  bench.controller.receive(Octetstring{0x02, 0x07, 0x00, 0x02, 0x00, 1, 2});
  EXPECT_EQ(bench.controller.counters().unknown_handles, 1u);
  EXPECT_TRUE(bench.host.packets.empty());
}

TEST(HciFront, data_that_no_buffer_takes_is_an_overflow) {
  Config config;
  config.acl_buffers = 2;
  config.acl_data_length = 27;
  Bench bench(config);
  ScriptedPeripheral peripheral{bench};
  ASSERT_TRUE(peripheral.connect());
  const auto handle =
      static_cast<std::uint8_t>(bench.host.take<hci::LeConnectionComplete>()->handle.value);
  Octetstring acl{0x02, handle, 0, 28, 0};
  acl.resize(5 + 28);
  bench.controller.receive(acl);
  EXPECT_TRUE(bench.host.take<hci::DataBufferOverflow>());
  acl = {0x02, handle, 0, 1, 0, 1};
  for (int i = 0; i < 3; ++i)
    bench.controller.receive(acl);
  EXPECT_TRUE(bench.host.take<hci::DataBufferOverflow>());
  EXPECT_EQ(bench.controller.counters().buffer_overflows, 2u);
  // An empty packet cannot be sent and costs no buffer.
  bench.controller.receive(Octetstring{0x02, handle, 0x10, 0, 0});
  EXPECT_TRUE(bench.host.take<hci::NumberOfCompletedPackets>());
}

TEST(HciFront, HCI_DDI_BI_02_C_invalid_advertising_parameters_are_refused) {
  Bench bench;
  const hci::LeSetAdvertisingParameters good{0x20,
                                             0x40,
                                             hci::AdvertisingType::connectable_undirected,
                                             wire::AddressType::public_device,
                                             {},
                                             7,
                                             0};
  EXPECT_EQ(bench.status_of(good), ErrorCode::success);
  hci::LeSetAdvertisingParameters bad[7];
  for (auto& command : bad)
    command = good;
  bad[0].interval_min_625us = 0x1f;
  bad[1].interval_max_625us = 0x4001;
  bad[2].interval_min_625us = 0x41;
  bad[3].type = static_cast<hci::AdvertisingType>(5);
  bad[4].channel_map = 0;
  bad[5].channel_map = 8;
  bad[6].filter_policy = 4;
  for (const auto& command : bad)
    EXPECT_EQ(bench.status_of(command), ErrorCode::invalid_command_parameters);
  auto private_address = good;
  private_address.own_address_type = static_cast<wire::AddressType>(4);
  EXPECT_EQ(bench.status_of(private_address), ErrorCode::invalid_command_parameters);
  bench.command(hci::LeSetAdvertisingEnable{1});
  EXPECT_EQ(bench.status_of(good), ErrorCode::command_disallowed);
  bench.command(hci::LeSetAdvertisingEnable{1});
}

TEST(HciFront, HCI_DDI_BI_06_C_07_C_and_CCO_BI_56_C_random_address_that_was_never_set) {
  Bench bench;
  bench.command(hci::LeSetAdvertisingParameters{0x20,
                                                0x20,
                                                hci::AdvertisingType::connectable_undirected,
                                                wire::AddressType::random_device,
                                                {},
                                                7,
                                                0});
  EXPECT_EQ(bench.status_of(hci::LeSetAdvertisingEnable{1}), ErrorCode::invalid_command_parameters);
  bench.command(hci::LeSetScanParameters{0, 0x10, 0x10, wire::AddressType::random_device, 0});
  EXPECT_EQ(bench.status_of(hci::LeSetScanEnable{1, 0}), ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeCreateConnection{
                0x10, 0x10, 0, {}, wire::AddressType::random_device, {24, 24, 0, 200}, 0, 0}),
            ErrorCode::invalid_command_parameters);
  bench.command(hci::LeSetRandomAddress{peer_address});
  bench.command(hci::LeSetAdvertisingEnable{1});
  bench.command(hci::LeSetScanEnable{1, 0});
}

TEST(HciFront, HCI_CIN_BV_06_C_accept_list_has_the_size_it_tells) {
  Config config;
  config.accept_list_size = 3;
  Bench bench(config);
  EXPECT_EQ(answer_to(bench, 0x200f, 0)[7], 3);
  for (std::uint8_t i = 0; i < 3; ++i)
    bench.command(hci::LeAddDeviceToFilterAcceptList{{wire::AddressType::public_device, {{i}}}});
  bench.command(hci::LeAddDeviceToFilterAcceptList{{wire::AddressType::public_device, {{1}}}});
  const hci::LeAddDeviceToFilterAcceptList fourth{{wire::AddressType::random_device, {{1}}}};
  EXPECT_EQ(bench.status_of(fourth), ErrorCode::memory_capacity_exceeded);
  bench.command(hci::LeRemoveDeviceFromFilterAcceptList{{wire::AddressType::public_device, {{1}}}});
  bench.command(fourth);
}

TEST(HciFront, HCI_CCO_BV_09_C_to_11_C_data_length_commands_check_their_ranges) {
  Bench bench;
  EXPECT_EQ(bench.status_of(hci::LeWriteSuggestedDefaultDataLength{26, 328}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeWriteSuggestedDefaultDataLength{252, 328}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench.status_of(hci::LeWriteSuggestedDefaultDataLength{27, 17041}),
            ErrorCode::invalid_command_parameters);
  bench.command(hci::LeWriteSuggestedDefaultDataLength{251, 17040});
  EXPECT_EQ(bench.status_of(hci::LeSetDataLength{{0}, 251, 2120}),
            ErrorCode::unknown_connection_identifier);
}

TEST(HciFront, nothing_that_a_host_can_send_breaks_it) {
  Random random(2024);
  for (int round = 0; round < 30; ++round) {
    Bench bench;
    for (int i = 0; i < 400; ++i) {
      Octetstring packet;
      if (random.below(4) == 0) {
        packet.resize(random.below(40));
        for (auto& octet : packet)
          octet = static_cast<std::uint8_t>(random.next());
      } else {  // a command that exists, with plausible small numbers
        const auto ocf = static_cast<std::uint8_t>(1 + random.below(0x35));
        const CommandEntry* entry =
            find_command({static_cast<std::uint16_t>(0x2000 | ocf)}, FeatureProfile::core_5);
        if (entry == nullptr) continue;
        packet = {0x01, ocf, 0x20, entry->parameter_length};
        packet.resize(4u + entry->parameter_length);
        for (std::size_t at = 4; at < packet.size(); ++at)
          packet[at] =
              static_cast<std::uint8_t>(random.below(3) == 0 ? random.below(64) : random.below(2));
      }
      bench.controller.receive(packet);
      bench.host.packets.clear();
      bench.radio.run_for(Duration::microseconds(random.below(5000)));
    }
  }
}

}  // namespace
}  // namespace westwind::controller
