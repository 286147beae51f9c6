// Credit based channels: SDUs in frames both ways, credits, and what a peer must not send.
#include "l2cap/channels.hpp"

#include "tests/support/channel_peers.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::l2cap::Cid;

constexpr std::uint16_t spsm = 0x0080;
constexpr Cid ours{0x0040}, theirs{0x0050};

class ChannelDataTest : public HostBench {
 protected:
  void SetUp() override {
    channels.emplace(host().mux(), host().signalling(), 517);
    start();
    connect();
  }
  /// A channel that is open, with so many credits for us.
  void open(const ChannelOptions& options, std::uint16_t peer_mtu, std::uint16_t peer_mps,
            std::uint16_t credits) {
    channel.emplace(*channels, options);
    ASSERT_TRUE(channels->connect({peer}, *channel, spsm, options));
    pump();
    const wire::l2cap::LeCreditBasedConnectionResponse response{theirs, peer_mtu, peer_mps, credits,
                                                                0};
    command(wire::l2cap::LeCreditBasedConnectionResponse::code, 1, octets_of(response));
    ASSERT_EQ(channel->take_log(), "open");
    take_said();
  }
  void command(std::uint8_t code, std::uint8_t identifier, Bytes data) {
    const wire::l2cap::CommandHeader header{code, identifier,
                                            static_cast<std::uint16_t>(data.size())};
    controller.pdu(peer, wire::l2cap::signalling_channel, joined(octets_of(header), data));
    pump();
  }
  void give(std::uint16_t credits, Cid cid = theirs) {
    command(wire::l2cap::FlowControlCredit::code, 9,
            octets_of(wire::l2cap::FlowControlCredit{cid, credits}));
  }
  std::string frame(std::string_view payload) { return ask(payload, peer, ours); }
  std::string send(Bytes sdu) {
    EXPECT_TRUE(channels->send(*channel, sdu));
    pump();
    return take_said();
  }
  static std::string closing() { return "06 02 04 00 50 00 40 00"; }

  std::optional<CreditBasedChannels> channels;
  std::optional<ChannelPeer> channel;
};

constexpr ChannelOptions usual{.mtu = 100, .mps = 0, .receive_room = 1000};

TEST_F(ChannelDataTest, L2CAP_LE_CFC_BV_02_C_an_sdu_that_fits_is_one_frame) {
  open(usual, 100, 64, 3);
  EXPECT_EQ(send(octets("01 02 03")), "03 00 01 02 03");
  EXPECT_EQ(channel->credits(), 2);
  EXPECT_FALSE(channel->is_sending());
  EXPECT_EQ(controller.pdus.size(), 0u);
  EXPECT_EQ(channel->take_log(), "");
}

TEST_F(ChannelDataTest, L2CAP_COS_CFC_BV_01_C_an_sdu_is_cut_to_the_peers_mps) {
  open(usual, 100, 23, 10);
  const auto sdu = counting(50);
  const std::string said = send(sdu);
  EXPECT_EQ(said, "32 00 " + hex(Bytes(sdu).first(21)) + " / " + hex(Bytes(sdu).subspan(21, 23)) +
                      " / " + hex(Bytes(sdu).subspan(44)));
  EXPECT_EQ(channel->credits(), 7);
}

TEST_F(ChannelDataTest, an_empty_sdu_is_a_frame_too) {
  open(usual, 100, 64, 3);
  EXPECT_EQ(send({}), "00 00");
  EXPECT_FALSE(channel->is_sending());
  EXPECT_EQ(frame("00 00"), "");
  EXPECT_EQ(channel->take_log(), "sdu 0");
}

// T35: a stall is one for want of credits too, and ends with exactly one word.
TEST_F(ChannelDataTest, T35_L2CAP_COS_CFC_BV_02_C_without_credits_the_rest_waits) {
  open(usual, 100, 23, 1);
  const auto sdu = counting(50);
  EXPECT_EQ(send(sdu), "32 00 " + hex(Bytes(sdu).first(21)));
  EXPECT_TRUE(channel->is_sending());
  EXPECT_EQ(hex(channel->unsent()), hex(Bytes(sdu).subspan(21)));
  const Status again = channels->send(*channel, sdu);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::busy);
  give(1);
  EXPECT_EQ(take_said(), hex(Bytes(sdu).subspan(21, 23)));
  EXPECT_EQ(channel->take_log(), "");
  const auto copy = counting(6, 44);
  channel->move_unsent(copy);
  give(1);
  EXPECT_EQ(take_said(), hex(Bytes(sdu).subspan(44)));
  EXPECT_EQ(channel->take_log(), "sent");
  give(1);
  EXPECT_EQ(channel->take_log(), "");
}

TEST_F(ChannelDataTest, another_sdu_is_sent_from_inside_sent) {
  open(usual, 100, 64, 0);
  const auto sdu = counting(4);
  int sent = 0;
  channel->react = [&](const std::string& line) {
    if (line == "sent" && ++sent < 3) {
      EXPECT_TRUE(channels->send(*channel, sdu));
    }
  };
  EXPECT_EQ(send(sdu), "");
  for (int i = 0; i < 3; ++i) {
    give(1);
    EXPECT_EQ(take_said(), "04 00 00 01 02 03");
  }
  EXPECT_EQ(sent, 3);
}

TEST_F(ChannelDataTest, an_sdu_longer_than_the_peers_mtu_is_refused) {
  open(usual, 30, 64, 3);
  const Status status = channels->send(*channel, counting(31));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::invalid_argument);
  EXPECT_EQ(send(counting(30)).size(), 32 * 3 - 1u);
}

TEST_F(ChannelDataTest, L2CAP_LE_CFC_BI_01_C_credits_beyond_65535_end_the_channel) {
  open(usual, 100, 64, 65535);
  give(1);
  EXPECT_EQ(take_said(), closing());
  command(0x07, 2, octets("50 00 40 00"));
  EXPECT_EQ(channel->take_log(), "closed: protocol error");
  EXPECT_TRUE(host().hci().find({peer})->is_open());
}

TEST_F(ChannelDataTest, up_to_65535_credits_are_taken_and_credits_for_nobody_are_passed_over) {
  open(usual, 100, 64, 0);
  give(65535);
  EXPECT_EQ(channel->credits(), 65535);
  give(1, {0x0077});
  give(1, ours);  // the channel's name at the wrong side
  command(0x16, 9, octets("50 00 01"));
  EXPECT_EQ(channel->credits(), 65535);
  EXPECT_TRUE(channel->is_open());
}

TEST_F(ChannelDataTest, L2CAP_COS_CFC_BV_03_C_frames_make_an_sdu) {
  open({.mtu = 100, .mps = 23, .receive_room = 1000}, 100, 64, 3);
  const auto sdu = counting(50);
  EXPECT_EQ(frame("32 00 " + hex(Bytes(sdu).first(21))), "");
  EXPECT_EQ(frame(hex(Bytes(sdu).subspan(21, 23))), "");
  EXPECT_EQ(channel->take_log(), "");
  EXPECT_EQ(frame(hex(Bytes(sdu).subspan(44))), "");
  EXPECT_EQ(channel->take_log(), "sdu 50");
  EXPECT_EQ(hex(channel->received), hex(sdu));
}

TEST_F(ChannelDataTest, frames_shorter_than_they_might_be_are_taken) {
  open(usual, 100, 64, 3);
  channel->reads = false;
  EXPECT_EQ(frame("04 00"), "");
  for (const char* part : {"01", "", "02", "03 04"})
    EXPECT_EQ(frame(part), "");
  EXPECT_EQ(channel->take_log(), "sdu 4");
  EXPECT_EQ(hex(channel->received), "01 02 03 04");
}

struct Violation {
  const char* name;
  std::vector<std::string> frames;
};
class ChannelViolation : public ChannelDataTest, public ::testing::WithParamInterface<Violation> {};
TEST_P(ChannelViolation, ends_the_channel_and_nothing_else) {
  open({.mtu = 40, .mps = 30, .receive_room = 60}, 100, 64, 3);
  channel->reads = false;
  const auto& frames = GetParam().frames;
  for (std::size_t i = 0; i + 1 < frames.size(); ++i)
    ASSERT_EQ(frame(frames[i]), "");
  EXPECT_EQ(frame(frames.back()), closing());
  // What still comes is not the application's any more.
  const std::size_t before = channel->received.size();
  EXPECT_EQ(frame("01 00 ff"), "");
  EXPECT_EQ(channel->received.size(), before);
  command(0x07, 2, octets("50 00 40 00"));
  EXPECT_EQ(channel->end, ChannelEnd::protocol_error);
  EXPECT_EQ(channel->closed, 1);
  EXPECT_TRUE(host().hci().find({peer})->is_open());
}
INSTANTIATE_TEST_SUITE_P(
    What, ChannelViolation,
    ::testing::Values(
        Violation{"COS_CFC_BI_01_C_longer_than_the_mtu", {"29 00 01"}},
        Violation{"COS_CFC_BI_02_C_more_than_the_sdu_has", {"02 00 01", "02 03"}},
        Violation{"more_than_the_sdu_has_at_once", {"01 00 01 02"}},
        Violation{"COS_CFC_BI_03_C_longer_than_the_mps", {"28 00 " + hex(counting(29))}},
        Violation{"no_length", {"01"}}, Violation{"nothing", {""}},
        Violation{"LE_CFC_BV_07_C_without_credit", {"01 00 01", "01 00 02", "01 00 03"}}),
    [](const auto& info) { return info.param.name; });

// T33: credits follow the octets that the application has taken.
TEST_F(ChannelDataTest, T33_LE_CFC_BV_06_C_credits_come_back_as_the_application_reads) {
  open({.mtu = 100, .mps = 25, .receive_room = 100}, 100, 64, 3);
  channel->reads = false;
  EXPECT_EQ(channel->peer_credits(), 4);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(frame("17 00 " + hex(counting(23))), "");
  EXPECT_EQ(channel->peer_credits(), 0);
  channels->set_receive_room(*channel, 24);  // not enough for a frame
  pump();
  EXPECT_EQ(take_said(), "");
  channels->set_receive_room(*channel, 25);
  pump();
  EXPECT_EQ(take_said(), "16 02 04 00 40 00 01 00");
  channels->set_receive_room(*channel, 100);
  pump();
  EXPECT_EQ(take_said(), "16 03 04 00 40 00 03 00");
  // One frame of four is not worth a packet; two are.
  EXPECT_EQ(frame("01 00 01"), "");
  channels->set_receive_room(*channel, 100);
  EXPECT_EQ(frame("01 00 01"), "");
  channels->set_receive_room(*channel, 100);
  pump();
  EXPECT_EQ(take_said(), "16 04 04 00 40 00 02 00");
}

TEST_F(ChannelDataTest, frames_that_filled_the_room_are_not_paid_twice) {
  open({.mtu = 100, .mps = 25, .receive_room = 100}, 100, 64, 3);
  channel->reads = false;
  EXPECT_EQ(frame("17 00 " + hex(counting(23))), "");
  EXPECT_EQ(frame("17 00 " + hex(counting(23))), "");
  // Nobody has read: whatever else happens, no credit is given.
  give(1);
  pass(Duration::seconds(5));
  EXPECT_EQ(take_said(), "");
  EXPECT_EQ(channel->peer_credits(), 2);
}

// T37
TEST_F(ChannelDataTest, T37_the_mps_follows_from_mtu_and_room) {
  const auto mps_of = [&](ChannelOptions options) {
    ChannelPeer peer_channel(*channels, options);
    EXPECT_TRUE(channels->connect({peer}, peer_channel, spsm, options));
    EXPECT_TRUE(channels->disconnect(peer_channel));
    const std::uint16_t mps = peer_channel.own_mps();
    pass(Duration::seconds(31));
    EXPECT_EQ(peer_channel.closed, 1);
    return mps;
  };
  EXPECT_EQ(mps_of({.mtu = 23, .mps = 0, .receive_room = 100}), 25);
  EXPECT_EQ(mps_of({.mtu = 512, .mps = 0, .receive_room = 1024}), 247);
  EXPECT_EQ(mps_of({.mtu = 512, .mps = 0, .receive_room = 200}), 200);
  EXPECT_EQ(mps_of({.mtu = 65535, .mps = 0, .receive_room = 4096}), 247);
  EXPECT_EQ(mps_of({.mtu = 512, .mps = 10, .receive_room = 1024}), 23);
  EXPECT_EQ(mps_of({.mtu = 512, .mps = 512, .receive_room = 1024}), 512);
  EXPECT_EQ(mps_of({.mtu = 2000, .mps = 1000, .receive_room = 4096}), 517);  // the longest PDU
}

TEST_F(ChannelDataTest, a_long_sdu_leaves_room_for_others_and_goes_on_as_packets_complete) {
  controller.completes_packets = false;
  open(usual, 10'000, 500, 100);
  const auto sdu = counting(10'000);
  EXPECT_TRUE(channels->send(*channel, sdu));
  pump();
  EXPECT_TRUE(channel->is_sending());
  EXPECT_FALSE(host().mux().hci().transmit_memory().is_starved());
  EXPECT_TRUE(host().mux().allocate(*host().hci().find({peer}), 247)) << "a notification's turn";
  while (const std::uint16_t waiting = controller.acl_in_use()) {
    controller.completed(peer, waiting);
    pump();
  }
  EXPECT_EQ(channel->take_log(), "sent");
  std::vector<std::uint8_t> all;
  for (const auto& pdu : controller.pdus)
    if (pdu.cid == theirs.value) all.insert(all.end(), pdu.payload.begin(), pdu.payload.end());
  EXPECT_EQ(all, joined(octets("10 27"), sdu));
}

TEST_F(ChannelDataTest, credits_that_find_no_memory_are_given_later) {
  open({.mtu = 100, .mps = 25, .receive_room = 100}, 100, 64, 3);
  std::vector<Packet> taken;
  while (Packet packet = host().mux().allocate(*host().hci().find({peer}), 1))
    taken.push_back(static_cast<Packet&&>(packet));
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(frame("01 00 01"), "");
  EXPECT_EQ(channel->peer_credits(), 0);
  taken.clear();
  pump();
  host().run(now);
  pump();
  EXPECT_EQ(take_said(), "16 02 04 00 40 00 04 00");
}

TEST_F(ChannelDataTest, a_channel_that_ends_while_it_sends_forgets_the_rest) {
  open(usual, 100, 23, 1);
  EXPECT_NE(send(counting(50)), "");
  EXPECT_TRUE(channels->disconnect(*channel));
  EXPECT_FALSE(channel->is_sending());
  pump();
  EXPECT_EQ(take_said(), closing());
  give(5);
  EXPECT_EQ(take_said(), "");
  command(0x07, 2, octets("50 00 40 00"));
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
  EXPECT_EQ(channel->unsent().size(), 0u);
}

}  // namespace
}  // namespace westwind::testing
