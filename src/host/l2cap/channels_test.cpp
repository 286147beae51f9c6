// Credit based channels: opening and closing, both sides, and what a peer must not do.
#include "l2cap/channels.hpp"

#include "tests/support/channel_peers.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

constexpr std::uint16_t spsm = 0x0080;
constexpr auto request_pdu = "14 07 0a 00 80 00 50 00 00 01 40 00 03 00";  // mtu 256, mps 64

class ChannelsTest : public HostBench {
 protected:
  void SetUp() override {
    channels.emplace(host().mux(), host().signalling(), 517);
    start();
    connect();
    server.emplace(*channels, spsm, options);
    channel.emplace(*channels, options);
    ASSERT_TRUE(channels->listen(*server));
  }
  void TearDown() override {
    HostBench::TearDown();
    EXPECT_EQ(channel->state(), CreditBasedChannel::State::closed);
  }
  std::string signal(std::string_view command) {
    return ask(command, peer, wire::l2cap::signalling_channel);
  }
  Status open() {
    const Status status = channels->connect({peer}, *channel, spsm, options);
    pump();
    return status;
  }
  /// A channel of ours that the peer has accepted as 0x0050.
  void open_whole() {
    ASSERT_TRUE(open());
    ASSERT_EQ(signal("15 01 0a 00 50 00 00 01 40 00 03 00 00 00"), "");
    ASSERT_EQ(channel->take_log(), "open");
  }

  ChannelOptions options{.mtu = 512, .mps = 0, .receive_room = 1000};
  std::optional<CreditBasedChannels> channels;
  std::optional<ServerPeer> server;
  std::optional<ChannelPeer> channel;
};

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_01_C_asks_for_a_channel_and_has_it) {
  EXPECT_TRUE(open());
  EXPECT_EQ(take_said(), "14 01 0a 00 80 00 40 00 00 02 f7 00 04 00");
  EXPECT_EQ(signal("15 01 0a 00 50 00 00 01 40 00 03 00 00 00"), "");
  EXPECT_EQ(channel->take_log(), "open");
  EXPECT_EQ(channel->peer_mtu(), 256);
  EXPECT_EQ(channel->peer_mps(), 64);
  EXPECT_EQ(channel->credits(), 3);
  EXPECT_EQ(channel->peer_credits(), 4);
}

// T36: true values, before and after.
TEST_F(ChannelsTest, T36_L2CAP_LE_CFC_BV_03_C_accepts_a_channel_with_true_values) {
  server->react = [](const host::l2cap::ChannelRequest& request) {
    EXPECT_EQ(request.cid.value, 0x0040);
    EXPECT_EQ(request.spsm, spsm);
    EXPECT_EQ(request.peer_mtu, 256);
    EXPECT_EQ(request.peer_mps, 64);
  };
  EXPECT_EQ(signal(request_pdu), "15 07 0a 00 40 00 00 02 f7 00 04 00 00 00");
  ASSERT_EQ(server->accepted.size(), 1u);
  ChannelPeer& accepted = *server->accepted.front();
  EXPECT_EQ(accepted.take_log(), "open");
  EXPECT_EQ(accepted.cid().value, 0x0040);
  EXPECT_EQ(accepted.peer_mtu(), 256);
  EXPECT_EQ(accepted.own_mtu(), 512);
  EXPECT_EQ(accepted.own_mps(), 247);
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_05_C_a_channel_to_what_nobody_listens_on_is_refused) {
  EXPECT_EQ(signal("14 07 0a 00 81 00 50 00 00 01 40 00 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 02 00");
  channels->unlisten(*server);
  EXPECT_EQ(signal(request_pdu), "15 07 0a 00 00 00 00 00 00 00 00 00 02 00");
  EXPECT_EQ(server->asked, 0);
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_04_C_a_refusal_is_told_with_its_reason) {
  EXPECT_TRUE(open());
  signal("15 01 0a 00 00 00 00 00 00 00 00 00 04 00");
  EXPECT_EQ(channel->take_log(), "closed: refused 4");
  // The object can be used again at once.
  EXPECT_TRUE(open());
  signal("15 02 0a 00 50 00 00 01 40 00 03 00 00 00");
  EXPECT_EQ(channel->take_log(), "open");
}

TEST_F(ChannelsTest, a_peer_without_channels_refuses) {
  EXPECT_TRUE(open());
  signal("01 01 02 00 00 00");
  EXPECT_EQ(channel->take_log(), "closed: refused 2");
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_13_C_a_server_refuses_with_the_reason_it_likes) {
  server->refusal = ChannelResult::insufficient_authorization;
  EXPECT_EQ(signal(request_pdu), "15 07 0a 00 00 00 00 00 00 00 00 00 06 00");
}

struct Security {
  const char* name;
  host::hci::SecurityNeed need;
  host::hci::LinkSecurity link;
  const char* result;
};
class ChannelSecurity : public ChannelsTest, public ::testing::WithParamInterface<Security> {};
TEST_P(ChannelSecurity, L2CAP_LE_CFC_BV_11_C_and_15_C_what_is_missing_is_named) {
  server->security = GetParam().need;
  host().hci().find({peer})->security = GetParam().link;
  EXPECT_EQ(signal(request_pdu),
            std::string("15 07 0a 00 00 00 00 00 00 00 00 00 ") + GetParam().result + " 00");
  EXPECT_EQ(server->asked, 0);
}
INSTANTIATE_TEST_SUITE_P(
    What, ChannelSecurity,
    ::testing::Values(Security{"no_key", {.encrypted = true}, {}, "05"},
                      Security{
                          "key_but_no_encryption", {.encrypted = true}, {.has_key = true}, "08"},
                      Security{"not_authenticated",
                               {.encrypted = true, .authenticated = true},
                               {.encrypted = true, .has_key = true, .key_size = 16},
                               "05"},
                      Security{"short_key",
                               {.encrypted = true, .min_key_size = 16},
                               {.encrypted = true, .has_key = true, .key_size = 7},
                               "07"}),
    [](const auto& info) { return info.param.name; });

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_18_C_a_source_that_is_no_dynamic_channel_is_refused) {
  for (const char* source : {"3f 00", "80 00", "00 00", "04 00"})
    EXPECT_EQ(signal(std::string("14 07 0a 00 80 00 ") + source + " 00 01 40 00 03 00"),
              "15 07 0a 00 00 00 00 00 00 00 00 00 09 00");
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_19_C_a_source_in_use_is_refused) {
  signal(request_pdu);
  EXPECT_EQ(signal(request_pdu), "15 07 0a 00 00 00 00 00 00 00 00 00 0a 00");
  EXPECT_TRUE(server->accepted.front()->is_open());
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_26_C_sizes_below_23_are_unacceptable) {
  EXPECT_EQ(signal("14 07 0a 00 80 00 50 00 16 00 40 00 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 0b 00");
  EXPECT_EQ(signal("14 07 0a 00 80 00 50 00 00 01 16 00 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 0b 00");
  EXPECT_EQ(signal("14 07 0a 00 80 00 50 00 00 01 fe ff 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 0b 00");
}

TEST_F(ChannelsTest, a_request_of_the_wrong_size_is_not_understood) {
  EXPECT_EQ(signal("14 07 09 00 80 00 50 00 00 01 40 00 03"), "01 07 02 00 00 00");
}

TEST_F(ChannelsTest, an_acceptance_with_wrong_sizes_ends_the_channel_orderly) {
  EXPECT_TRUE(open());
  EXPECT_EQ(signal("15 01 0a 00 50 00 16 00 40 00 03 00 00 00"), "06 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "");
  signal("07 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "closed: protocol error");
}

TEST_F(ChannelsTest, an_acceptance_that_names_no_usable_channel_ends_the_attempt) {
  signal(request_pdu);  // 0x0050 is the peer's name for that one
  for (const char* destination : {"50 00", "3f 00", "80 00"}) {
    EXPECT_TRUE(open());
    const std::string identifier = hex(Bytes(controller.pdus.back().payload).subspan(1, 1));
    EXPECT_EQ(signal("15 " + identifier + " 0a 00 " + destination + " 00 01 40 00 03 00 00 00"),
              "");
    EXPECT_EQ(channel->take_log(), "closed: protocol error");
  }
  EXPECT_TRUE(open());
  EXPECT_EQ(signal("15 04 01 00 50"), "");
  EXPECT_EQ(channel->take_log(), "closed: protocol error");
}

TEST_F(ChannelsTest, no_answer_is_a_timeout) {
  EXPECT_TRUE(open());
  pass(Duration::seconds(29));
  EXPECT_EQ(channel->take_log(), "");
  pass(Duration::seconds(2));
  EXPECT_EQ(channel->take_log(), "closed: timed out");
  EXPECT_EQ(signal("15 01 0a 00 50 00 00 01 40 00 03 00 00 00"), "");  // too late
  EXPECT_EQ(channel->take_log(), "");
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_08_C_we_end_a_channel) {
  open_whole();
  take_said();
  EXPECT_TRUE(channels->disconnect(*channel));
  pump();
  EXPECT_EQ(take_said(), "06 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "");
  EXPECT_FALSE(channels->disconnect(*channel));
  signal("07 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
  EXPECT_FALSE(channels->disconnect(*channel));
}

TEST_F(ChannelsTest, L2CAP_LE_CFC_BV_09_C_the_peer_ends_a_channel) {
  open_whole();
  EXPECT_EQ(signal("06 09 04 00 40 00 50 00"), "07 09 04 00 40 00 50 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
}

TEST_F(ChannelsTest,
       an_end_that_names_no_channel_is_refused_and_one_that_does_not_fit_is_passed_over) {
  open_whole();
  EXPECT_EQ(signal("06 09 04 00 41 00 50 00"), "01 09 06 00 02 00 41 00 50 00");
  EXPECT_EQ(signal("06 09 04 00 40 00 51 00"), "");
  EXPECT_TRUE(channel->is_open());
}

TEST_F(ChannelsTest, both_ending_at_once_is_one_end_on_each_side) {
  open_whole();
  take_said();
  EXPECT_TRUE(channels->disconnect(*channel));
  EXPECT_EQ(signal("06 09 04 00 40 00 50 00"), "07 09 04 00 40 00 50 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
  EXPECT_EQ(signal("01 02 06 00 02 00 50 00 40 00"), "");  // what the peer says to ours
  EXPECT_EQ(channel->take_log(), "");
}

TEST_F(ChannelsTest, a_peer_that_does_not_answer_our_end_is_not_waited_for_forever) {
  open_whole();
  EXPECT_TRUE(channels->disconnect(*channel));
  pass(Duration::seconds(31));
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
}

TEST_F(ChannelsTest, given_up_before_the_answer_is_ended_when_it_has_come) {
  EXPECT_TRUE(open());
  EXPECT_TRUE(channels->disconnect(*channel));
  EXPECT_EQ(signal("15 01 0a 00 50 00 00 01 40 00 03 00 00 00"), "06 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "");
  signal("07 02 04 00 50 00 40 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
  EXPECT_TRUE(open());
  EXPECT_TRUE(channels->disconnect(*channel));
  signal("15 03 0a 00 00 00 00 00 00 00 00 00 04 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
}

TEST_F(ChannelsTest, a_lost_link_ends_its_channels_only) {
  connect(0x0041);
  open_whole();
  signal("14 07 0a 00 80 00 51 00 00 01 40 00 03 00");
  ChannelPeer elsewhere(*channels, options);
  ASSERT_TRUE(channels->connect({0x0041}, elsewhere, spsm, options));
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(channel->take_log(), "closed: link lost");
  EXPECT_EQ(server->accepted.front()->take_log(), "open; closed: link lost");
  EXPECT_EQ(elsewhere.take_log(), "");
  controller.disconnection_complete(0x0041, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(elsewhere.take_log(), "closed: link lost");
}

TEST_F(ChannelsTest, misuse_is_refused) {
  const auto error = [&](Status status) {
    return status ? std::optional<Error>() : status.error();
  };
  EXPECT_EQ(error(channels->connect({0x0077}, *channel, spsm, options)), Error::not_connected);
  EXPECT_EQ(error(channels->connect({peer}, *channel, 0, options)), Error::invalid_argument);
  EXPECT_EQ(
      error(channels->connect({peer}, *channel, spsm, {.mtu = 22, .mps = 0, .receive_room = 100})),
      Error::invalid_argument);
  EXPECT_EQ(error(channels->listen(*server)), Error::already);
  ServerPeer zero(*channels, 0, options);
  EXPECT_EQ(error(channels->listen(zero)), Error::invalid_argument);
  EXPECT_TRUE(open());
  EXPECT_EQ(error(open()), Error::already);
  EXPECT_EQ(error(channels->send(*channel, octets("00"))), Error::not_connected);
}

// T34
TEST_F(ChannelsTest, T34_a_link_carries_64_channels_and_the_65th_is_refused) {
  for (int i = 0; i < 64; ++i) {
    const std::string source = Application::number(static_cast<std::uint16_t>(0x40 + i)).substr(2);
    EXPECT_EQ(signal("14 07 0a 00 80 00 " + source + " 00 00 01 40 00 03 00").substr(0, 5),
              "15 07");
    EXPECT_EQ(server->accepted.back()->cid().value, 0x40 + i);
  }
  EXPECT_FALSE(open());
  // The peer has no name left either, so its 65th needs one that it gave up.
  EXPECT_EQ(signal("06 09 04 00 45 00 45 00"), "07 09 04 00 45 00 45 00");
  EXPECT_TRUE(open());
  EXPECT_EQ(channel->cid().value, 0x45);
  EXPECT_EQ(signal("14 07 0a 00 80 00 45 00 00 01 40 00 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 04 00");
}

TEST_F(ChannelsTest, a_server_that_opens_a_channel_itself_while_it_is_asked_gets_another_name) {
  server->react = [&](const host::l2cap::ChannelRequest&) {
    EXPECT_TRUE(channels->connect({peer}, *channel, spsm, options));
  };
  signal(request_pdu);
  EXPECT_EQ(server->accepted.front()->cid().value, 0x40);
  EXPECT_EQ(channel->cid().value, 0x41);
}

TEST_F(ChannelsTest, channels_are_opened_and_closed_from_inside_every_callback) {
  channel->react = [&](const std::string& line) {
    if (line == "open") {
      EXPECT_TRUE(channels->disconnect(*channel));
    } else if (line == "closed: disconnected") {
      EXPECT_TRUE(channels->connect({peer}, *channel, spsm, options));
    }
  };
  EXPECT_TRUE(open());
  EXPECT_EQ(signal("15 01 0a 00 50 00 00 01 40 00 03 00 00 00").substr(0, 5), "06 02");
  EXPECT_EQ(signal("07 02 04 00 50 00 40 00").substr(0, 5), "14 03");
  channel->react = nullptr;
}

TEST_F(ChannelsTest, an_answer_to_an_end_waits_for_memory_and_the_channel_with_it) {
  open_whole();
  // As if the link had its fill of answers waiting.
  std::uint8_t& waiting = host().hci().find({peer})->short_answers;
  waiting = host::hci::TransmitMemory::answers_per_link;
  EXPECT_EQ(signal("06 09 04 00 40 00 50 00"), "");
  EXPECT_EQ(channel->take_log(), "");
  EXPECT_EQ(signal("06 0a 04 00 40 00 50 00"), "");  // asked once more: one answer is owed
  waiting = 0;
  take_said();
  pump();
  EXPECT_EQ(take_said(), "07 09 04 00 40 00 50 00");
  EXPECT_EQ(channel->take_log(), "closed: disconnected");
}

}  // namespace
}  // namespace westwind::testing
