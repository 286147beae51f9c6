// Fixed channels: PDUs go to the channel they name and carry the right basic header.
#include "l2cap/mux.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using MuxTest = LinkedBench;

TEST_F(MuxTest, L2CAP_LE_CID_BI_01_C_ignores_channels_that_it_does_not_have) {
  for (const std::uint16_t cid : {0, 1, 2, 3, 7, 0x3f, 0x40, 0xffff}) {
    const auto before = host().counters().pdus_on_unknown_channel;
    EXPECT_EQ(ask("0a 03 00", peer, {cid}), "");
    EXPECT_EQ(host().counters().pdus_on_unknown_channel, before + 1);
  }
  EXPECT_EQ(ask("0a 03 00"), "0b");  // and still answers on those it has
}

TEST_F(MuxTest, an_empty_payload_reaches_its_channel_and_harms_nothing) {
  for (const std::uint16_t cid : {4, 5, 6})
    EXPECT_EQ(ask("", peer, {cid}), "");
  EXPECT_EQ(host().counters().pdus_on_unknown_channel, 0u);
}

TEST_F(MuxTest, answers_go_out_on_the_channel_that_was_asked) {
  ask("0a 03 00");
  ask("01 03 00 00 01 10 00 00", peer, wire::l2cap::security_channel);
  ASSERT_EQ(controller.pdus.size(), 2u);
  EXPECT_EQ(controller.pdus[0].cid, 4);
  EXPECT_EQ(controller.pdus[1].cid, 6);
}

}  // namespace
}  // namespace westwind::testing
