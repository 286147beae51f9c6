// Lines of packets, and that no octets bring them down.
#include "decode/air_text.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "decode/hci_text.hpp"
#include "decode/names.hpp"
#include "tests/support/hex.hpp"

namespace westwind::decode {
namespace {

/// A record of link type 256: RF channel 0, -50 dBm, the flags, access address and PDU; CRC of
/// zeros.
std::vector<std::uint8_t> record(std::uint16_t flags, const std::string& access_address,
                                 const std::string& pdu) {
  auto octets = testing::octets("00 ce 98 00 d6be898e");
  octets.push_back(static_cast<std::uint8_t>(flags));
  octets.push_back(static_cast<std::uint8_t>(flags >> 8));
  for (const std::string& part : {access_address, pdu, std::string("000000")})
    for (const std::uint8_t octet : testing::octets(part))
      octets.push_back(octet);
  return octets;
}
constexpr std::uint16_t plain = 0x0013, auxiliary = 0x0093, down = 0x0113, up = 0x0193;
const std::string advertising = "d6be898e";

std::string line(AirText& text, const std::vector<std::uint8_t>& octets) {
  const auto parsed = parse_air_record(octets, {});
  return parsed ? text.describe(*parsed) : "nothing";
}

TEST(AirRecord, header_and_comment_are_taken_apart) {
  const auto octets = record(plain, advertising, "0009 010203040506 020106");
  const auto parsed = parse_air_record(
      octets,
      "from lamp; stopped by its sender; lost: a b (random loss), c (collision) and 3 more");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->channel, 37);
  EXPECT_EQ(parsed->phy, 1);
  EXPECT_EQ(parsed->signal_dbm, -50);
  EXPECT_EQ(parsed->kind, AirKind::advertising);
  EXPECT_EQ(parsed->duration_us, 80 + 8 * 9);
  EXPECT_EQ(parsed->sender, "lamp");
  EXPECT_TRUE(parsed->stopped);
  ASSERT_EQ(parsed->losses.size(), 2u);
  EXPECT_EQ(parsed->losses[0].receiver, "a b");
  EXPECT_EQ(parsed->losses[0].reason, "random loss");
  EXPECT_EQ(parsed->losses[1].receiver, "c");
  EXPECT_EQ(parsed->more_losses, 3u);
}

TEST(AirText, advertising_is_shown_with_its_data) {
  AirText text;
  EXPECT_EQ(line(text, record(plain, advertising, "4012 0102030405c6 020106 04096c616d 03031a18")),
            "ADV_IND C6:05:04:03:02:01 (static)  flags 0x06, \"lam\", service 181a");
  EXPECT_EQ(line(text, record(plain, advertising, "030c 010203040506 111213141516")),
            "SCAN_REQ 06:05:04:03:02:01 to 16:15:14:13:12:11");
  EXPECT_EQ(line(text, record(auxiliary, advertising, "070e 09 09 010203040506 3412 03096869")),
            "AUX_ADV_IND 06:05:04:03:02:01 set 1 data 0x234  \"hi\"");
}

TEST(AirText, a_link_gets_its_number_from_connect_ind) {
  AirText text;
  EXPECT_EQ(line(text, record(plain, advertising,
                              "0522 010203040506 111213141516 29417671 563412 01 0200 1800 0300 "
                              "4800 ffffffff1f e5")),
            "CONNECT_IND 06:05:04:03:02:01 to 16:15:14:13:12:11  link 1: interval 30000 us, "
            "latency 3, timeout 720 ms");
  EXPECT_EQ(line(text, record(down, "29417671", "0e07 0300 0400 0a1200")),
            "link 1 C->P sn 1 nesn 1  ATT Read Request 12 00");
  EXPECT_EQ(line(text, record(up, "29417671", "0302 0213")),
            "link 1 P->C sn 0 nesn 0  LL_TERMINATE_IND 13");
  EXPECT_EQ(line(text, record(up, "11111111", "0100")), "link 11111111 P->C sn 0 nesn 0  empty");
}

TEST(HciText, commands_events_and_data) {
  EXPECT_EQ(hci_text(testing::octets("01 0a20 01 01")), "LE Set Advertising Enable  01");
  EXPECT_EQ(hci_text(testing::octets("04 0e 04 01 0a20 0c")),
            "LE Set Advertising Enable: Command Disallowed");
  EXPECT_EQ(hci_text(testing::octets("04 0f 04 00 01 0d20")), "LE Create Connection: Success");
  EXPECT_EQ(hci_text(testing::octets("04 05 04 00 4000 08")),
            "Disconnection Complete handle 64: Connection Timeout");
  EXPECT_EQ(hci_text(testing::octets("04 3e 0f 02 01 00 00 010203040506 03 020106 ce")),
            "LE Advertising Report 06:05:04:03:02:01 -50 dBm  flags 0x06");
  EXPECT_EQ(hci_text(testing::octets("02 4020 0700 0300 0400 0a1200")),
            "ACL handle 64 ATT Read Request 12 00");
}

TEST(Decode, no_octets_bring_it_down) {
  Random random(1);
  AirText text;
  for (int i = 0; i < 50'000; ++i) {
    std::vector<std::uint8_t> octets(random.below(60));
    for (std::uint8_t& octet : octets)
      octet = static_cast<std::uint8_t>(random.next());
    if (!octets.empty() && (i & 1) != 0) octets[0] = static_cast<std::uint8_t>(octets[0] % 40);
    if (const auto parsed = parse_air_record(octets, "from x; lost: ")) text.describe(*parsed);
    EXPECT_FALSE(hci_text(octets).empty());
    octets.insert(octets.begin(), static_cast<std::uint8_t>(1 + i % 4));
    EXPECT_FALSE(hci_text(octets).empty());
  }
}

}  // namespace
}  // namespace westwind::decode
