// The link layer's arithmetic against sample data: CRC, whitening, channel selection, access
// addresses.
#include "wire/ll.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace westwind::wire::ll {
namespace {

std::vector<std::uint8_t> from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    octets.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return octets;
}

struct CrcSample {
  const char* name;
  std::uint32_t crc_init;
  const char* pdu;
  const char* crc;
};
const CrcSample crc_samples[] = {
    {"catalogue check string '123456789'", 0x555555, "313233343536373839", "565ac2"},
    {"ADV_IND, AdvA all zero", 0x555555, "0006000000000000", "5a3960"},
    {"SCAN_REQ, ScanA aa:aa:aa:aa:aa:aa, AdvA bb:bb:bb:bb:bb:bb", 0x555555,
     "030caaaaaaaaaaaabbbbbbbbbbbb", "07b261"},
    {"ADV_IND captured on air, TxAdd=1", 0x555555, "40144d955016fe7602011a0aff4c0010050b1c0ea836",
     "5af004"},
    {"empty data PDU, LLID 1", 0x123456, "0100", "48dc8a"},
    {"empty data PDU, LLID 1, NESN=SN=1", 0x123456, "0d00", "3dd78a"},
    {"LL_TERMINATE_IND, reason 0x13", 0xabcdef, "03020213", "5d20cf"},
    {"L2CAP ATT Exchange MTU Request, MTU 247", 0x000001, "02070300040002f700", "3f101c"},
    {"CRCInit zero, all-zero PDU", 0x000000, "0000", "000000"},
    {"encrypted LL_DATA1 of the sample", 0x555555,
     "0e1f7a70d66415226df26b17839a060405596bd6564f796b5b9ce6ff32f75a6d33", "21fec7"},
};

TEST(link_layer_crc, equals_the_samples) {
  for (const CrcSample& sample : crc_samples) {
    std::vector<std::uint8_t> packet = from_hex(sample.pdu);
    const Octets<3> crc = octets_of(crc24(sample.crc_init, packet));
    EXPECT_EQ(std::vector<std::uint8_t>(crc.begin(), crc.end()), from_hex(sample.crc))
        << sample.name;
    packet.insert(packet.end(), crc.begin(), crc.end());
    EXPECT_TRUE(has_valid_crc(sample.crc_init, packet)) << sample.name;
  }
}

TEST(link_layer_crc, notices_every_single_flipped_bit) {
  std::vector<std::uint8_t> packet = from_hex("40144d955016fe7602011a0aff4c0010050b1c0ea8365af004");
  ASSERT_TRUE(has_valid_crc(advertising_crc_init, packet));
  for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
    packet[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(has_valid_crc(advertising_crc_init, packet)) << "bit " << bit;
    packet[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
}

TEST(link_layer_crc, of_fewer_than_three_octets_is_not_valid) {
  EXPECT_FALSE(has_valid_crc(0, Octets<2>{}));
  EXPECT_FALSE(has_valid_crc(0, {}));
}

/// The first twenty octets of the sequence by channel index.
const char* const whitening_sequences[40] = {
    "40b2bcc31f374a5f85f69c9ac1d6c5442059dee1",  // 0
    "8940b2bcc31f374a5f85f69c9ac1d6c5442059de",  // 1
    "d257a13da766b0753111489677f8e346e9abd09e",  // 2
    "1ba5af427b4ecd60eb6222902ceff0c78dd257a1",  // 3
    "6479873f6e94be0aed393583ad8b8940b2bcc31f",  // 4
    "ad8b8940b2bcc31f374a5f85f69c9ac1d6c54420",  // 5
    "f69c9ac1d6c5442059dee18f1ba5af427b4ecd60",  // 6
    "3f6e94be0aed393583ad8b8940b2bcc31f374a5f",  // 7
    "0824cb3bfc71a3f45568cfa9196c5d4c0492e51d",  // 8
    "c1d6c5442059dee18f1ba5af427b4ecd60eb6222",  // 9
    "9ac1d6c5442059dee18f1ba5af427b4ecd60eb62",  // 10
    "5333d8ba980824cb3bfc71a3f45568cfa9196c5d",  // 11
    "2ceff0c78dd257a13da766b0753111489677f8e3",  // 12
    "e51dfeb851fa2ab4e7d40cb62e2602c9f20e7fdc",  // 13
    "be0aed393583ad8b8940b2bcc31f374a5f85f69c",  // 14
    "77f8e346e9abd09e5333d8ba980824cb3bfc71a3",  // 15
    "d09e5333d8ba980824cb3bfc71a3f45568cfa919",  // 16
    "196c5d4c0492e51dfeb851fa2ab4e7d40cb62e26",  // 17
    "427b4ecd60eb6222902ceff0c78dd257a13da766",  // 18
    "8b8940b2bcc31f374a5f85f69c9ac1d6c5442059",  // 19
    "f45568cfa9196c5d4c0492e51dfeb851fa2ab4e7",  // 20
    "3da766b0753111489677f8e346e9abd09e5333d8",  // 21
    "66b0753111489677f8e346e9abd09e5333d8ba98",  // 22
    "af427b4ecd60eb6222902ceff0c78dd257a13da7",  // 23
    "980824cb3bfc71a3f45568cfa9196c5d4c0492e5",  // 24
    "51fa2ab4e7d40cb62e2602c9f20e7fdc287d15da",  // 25
    "0aed393583ad8b8940b2bcc31f374a5f85f69c9a",  // 26
    "c31f374a5f85f69c9ac1d6c5442059dee18f1ba5",  // 27
    "bcc31f374a5f85f69c9ac1d6c5442059dee18f1b",  // 28
    "753111489677f8e346e9abd09e5333d8ba980824",  // 29
    "2e2602c9f20e7fdc287d15da736a065b17138164",  // 30
    "e7d40cb62e2602c9f20e7fdc287d15da736a065b",  // 31
    "60eb6222902ceff0c78dd257a13da766b0753111",  // 32
    "a9196c5d4c0492e51dfeb851fa2ab4e7d40cb62e",  // 33
    "f20e7fdc287d15da736a065b1713816479873f6e",  // 34
    "3bfc71a3f45568cfa9196c5d4c0492e51dfeb851",  // 35
    "442059dee18f1ba5af427b4ecd60eb6222902cef",  // 36
    "8dd257a13da766b0753111489677f8e346e9abd0",  // 37
    "d6c5442059dee18f1ba5af427b4ecd60eb622290",  // 38
    "1f374a5f85f69c9ac1d6c5442059dee18f1ba5af",  // 39
};

TEST(link_layer_whitening, equals_the_sequences_of_all_channels) {
  for (std::uint8_t channel = 0; channel < 40; ++channel) {
    std::vector<std::uint8_t> octets(20, 0);
    whiten(channel, octets);
    EXPECT_EQ(octets, from_hex(whitening_sequences[channel])) << "channel " << int{channel};
  }
}

TEST(link_layer_whitening, of_a_whole_packet_equals_the_bit_level_sample) {
  const struct {
    std::uint8_t channel;
    const char* whitened;
  } samples[] = {
      {37, "cdc61a346db198c677300b42693bf8f343e2b7de36656928be"},
      {38, "96d109b509c81ff919a4b5488402cd70ee693e9e84d9aa3789"},
      {39, "5f2307cad5e062ecc3d7df4edf15def18a10b9a1ea4d143d64"},
  };
  const auto plain = from_hex("40144d955016fe7602011a0aff4c0010050b1c0ea8365af004");
  for (const auto& sample : samples) {
    std::vector<std::uint8_t> octets = plain;
    whiten(sample.channel, octets);
    EXPECT_EQ(octets, from_hex(sample.whitened)) << "channel " << int{sample.channel};
    whiten(sample.channel, octets);
    EXPECT_EQ(octets, plain) << "channel " << int{sample.channel};
  }
}

struct HopSample {
  std::uint8_t hop_increment;
  Octets<5> channel_map;
  std::uint8_t channels[40];
};
const HopSample hop_samples[] = {
    {5, {0xff, 0xff, 0xff, 0xff, 0x1f}, {5,  10, 15, 20, 25, 30, 35, 3,  8, 13, 18, 23, 28, 33,
                                         1,  6,  11, 16, 21, 26, 31, 36, 4, 9,  14, 19, 24, 29,
                                         34, 2,  7,  12, 17, 22, 27, 32, 0, 5,  10, 15}},
    {7, {0xff, 0xff, 0xff, 0xff, 0x1f}, {7,  14, 21, 28, 35, 5,  12, 19, 26, 33, 3,  10, 17, 24,
                                         31, 1,  8,  15, 22, 29, 36, 6,  13, 20, 27, 34, 4,  11,
                                         18, 25, 32, 2,  9,  16, 23, 30, 0,  7,  14, 21}},
    {16, {0x00, 0x06, 0xe0, 0x00, 0x1e}, {35, 33, 21, 9,  34, 22, 10, 36, 33, 22, 10, 35, 23, 21,
                                          9,  34, 23, 21, 36, 34, 22, 10, 35, 33, 22, 9,  35, 23,
                                          21, 36, 34, 23, 10, 36, 33, 21, 9,  35, 33, 21}},
    {12, {0x01, 0x00, 0x00, 0x00, 0x10}, {0,  0,  36, 36, 36, 36, 0,  0,  0,  36, 36, 36, 0, 0,
                                          0,  36, 36, 36, 0,  0,  0,  36, 36, 36, 0,  0,  0, 36,
                                          36, 36, 0,  0,  0,  36, 36, 36, 0,  0,  0,  36}},
    {9, {0x55, 0x55, 0x55, 0x55, 0x15}, {18, 18, 16, 36, 8, 34, 26, 32, 14, 16, 12, 34, 6, 30,
                                         24, 28, 10, 14, 8, 32, 4,  26, 22, 24, 6,  12, 4, 30,
                                         2,  22, 20, 20, 2, 10, 0,  28, 0,  18, 18, 16}},
};

TEST(channel_selection_1, equals_the_samples_event_by_event) {
  for (const HopSample& sample : hop_samples) {
    const ChannelMap map(sample.channel_map);
    EXPECT_EQ(map.octets(), sample.channel_map);
    ChannelHopping hopping(sample.hop_increment);
    for (int event = 0; event < 40; ++event) {
      hopping.advance(1);
      EXPECT_EQ(hopping.channel(map), sample.channels[event])
          << "hop " << int{sample.hop_increment} << " event " << event;
    }
  }
}

TEST(channel_selection_1, goes_over_skipped_events_in_one_step) {
  for (const HopSample& sample : hop_samples) {
    const ChannelMap map(sample.channel_map);
    for (std::uint32_t skipped = 1; skipped < 40; ++skipped) {
      ChannelHopping hopping(sample.hop_increment);
      hopping.advance(skipped);
      EXPECT_EQ(hopping.channel(map), sample.channels[skipped - 1]);
    }
  }
}

struct DrawSample {
  const char* name;
  std::uint32_t access_address;
  Octets<5> channel_map;
  std::uint16_t first_counter;
  std::vector<std::uint8_t> channels;
};
const Octets<5> all_channels{0xff, 0xff, 0xff, 0xff, 0x1f};
const Octets<5> nine_channels{0x00, 0x06, 0xe0, 0x00, 0x1e};
const DrawSample draw_samples[] = {
    {"Vol 6 Part C 3.1", 0x8e89bed6, all_channels, 0, {25, 20, 6,  21, 34, 36, 23, 14, 17, 21, 6,
                                                       7,  5,  20, 4,  4,  23, 27, 13, 17, 19, 26}},
    {"Vol 6 Part C 3.2",
     0x8e89bed6,
     nine_channels,
     6,
     {23, 9, 34, 21, 21, 10, 23, 22, 9, 36, 23, 36, 34, 34, 36, 33, 23, 35}},
    {"the counter wraps", 0x8e89bed6, all_channels, 65533, {9, 14, 19, 25, 20}},
    {"another access address",
     0xaf9a9cf2,
     all_channels,
     0,
     {21, 21, 30, 21, 4, 11, 4, 5, 8, 20, 18, 19, 17, 13, 2, 7}},
    {"two channels", 0xaf9a9cf2, {0x01, 0, 0, 0, 0x10}, 0, {0,  36, 36, 0,  0,  0, 36, 0,  0,  36,
                                                            36, 36, 0,  36, 36, 0, 0,  36, 36, 36}},
};

TEST(channel_selection_2, equals_the_samples_event_by_event) {
  for (const DrawSample& sample : draw_samples) {
    const ChannelDraw draw(sample.access_address);
    std::uint16_t counter = sample.first_counter;
    for (const std::uint8_t channel : sample.channels)
      EXPECT_EQ(draw.channel(ChannelMap(sample.channel_map), counter++), channel) << sample.name;
  }
}

TEST(channel_map, ignores_reserved_bits_and_counts_what_is_used) {
  const ChannelMap map(Octets<5>{0x01, 0, 0, 0, 0xf0});
  EXPECT_EQ(map.count(), 2);
  EXPECT_EQ(map.nth(0), 0);
  EXPECT_EQ(map.nth(1), 36);
  EXPECT_TRUE(map.is_usable());
  EXPECT_FALSE(ChannelMap(Octets<5>{0, 0, 0, 0, 0xe1}).uses(37));
  EXPECT_FALSE(ChannelMap(Octets<5>{0, 0, 0, 0, 0xe1}).is_usable());
}

TEST(access_address, obeys_every_rule) {
  const struct {
    std::uint32_t word;
    bool valid_uncoded;
    bool valid_with_coded_phy;
  } cases[] = {
      {0x8e89bed6, false, false},  // advertising access address
      {0x8e89bed7, false, false},  // differs from the advertising access address in one bit
      {0x0e89bed6, false, false},  // differs from the advertising access address in one bit; fewer
                                   // than two transitions in the most significant six bits
      {0x55555555, false, false},  // four equal octets; more than 24 transitions; coded: more than
                                   // eleven transitions in the least significant 16 bits
      {0xaaaaaaaa, false, false},  // four equal octets; more than 24 transitions; coded: more than
                                   // eleven transitions in the least significant 16 bits
      {0x71764129, true, true},
      {0xaf9a9cf2, true, true},
      {0x50654b4d, true, true},
      {0x3f3f3f3f, false, false},  // four equal octets; fewer than two transitions in the most
                                   // significant six bits
      {0x2b2b2b2b, false, false},  // four equal octets
      {0xfa6c0f35, false, false},  // fewer than two transitions in the most significant six bits
      {0x00c4d2a7, false, false},  // more than six equal consecutive bits; fewer than two
                                   // transitions in the most significant six bits
      {0xd5a5b5a5, true, false},  // coded: more than eleven transitions in the least significant 16
                                  // bits
      {0x68c25103, true, false},  // coded: fewer than three ones in the least significant 8 bits
      {0x9a325501, false, false},  // more than six equal consecutive bits; coded: fewer than three
                                   // ones in the least significant 8 bits
      {0x129b5555, false, false},  // more than 24 transitions; coded: more than eleven transitions
                                   // in the least significant 16 bits
      {0x50c82b1e, true, true},    // fine
      {0xb1e3a480, false, false},  // more than six equal consecutive bits;
                                   // coded: fewer than three ones in the
                                   // least significant 8 bits
  };
  for (const auto& sample : cases) {
    EXPECT_EQ(is_valid_access_address(sample.word), sample.valid_uncoded)
        << std::hex << sample.word;
    EXPECT_EQ(is_valid_access_address(sample.word, true), sample.valid_with_coded_phy)
        << std::hex << sample.word;
  }
}

TEST(advertising_header, keeps_type_and_address_kinds_apart) {
  const AdvertisingHeader header =
      advertising_header(AdvertisingPduType::connect_ind, AddressType::public_device,
                         AddressType::random_device, sizeof(ConnectIndication));
  EXPECT_EQ(header.type(), AdvertisingPduType::connect_ind);
  EXPECT_EQ(header.sender(), AddressType::public_device);
  EXPECT_EQ(header.addressed(), AddressType::random_device);
  EXPECT_FALSE(header.channel_selection_2());
  EXPECT_EQ(header.length, 34);
}

}  // namespace
}  // namespace westwind::wire::ll
