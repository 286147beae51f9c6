// L2CAP channels as scripts see them. T33-T36.
#include "api/micropython/channels.hpp"

#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {
namespace {

using Lines = std::vector<std::string>;
using testing::counting;
using testing::hex;
using testing::octets;
using testing::OctetString;

constexpr std::uint16_t psm = 0x16, cid = 0x40;

class ScriptChannels : public FakeBoard {
 protected:
  void SetUp() override {
    ASSERT_EQ(switch_on(), WESTWIND_OK);
    poll();
    connect();
    controller.pdus.clear();
  }
  std::string exchange(std::string_view pdu, wire::l2cap::Cid channel) {
    controller.pdus.clear();
    controller.pdu(connection, channel, octets(pdu));
    poll();
    return said();
  }
  std::string said() {
    std::string all;
    for (const auto& sent : controller.pdus)
      all += (all.empty() ? "" : " / ") + hex(sent.payload);
    controller.pdus.clear();
    return all;
  }
  std::string signal(std::string_view pdu) {
    return exchange(pdu, wire::l2cap::signalling_channel);
  }
  std::string frame(std::string_view pdu) { return exchange(pdu, {cid}); }
  /// The peer opens 0x40 to its 0x50: MTU 100, MPS 64, three credits.
  void open(std::uint16_t own_mtu = 128) {
    ASSERT_EQ(westwind_channel_listen(psm, own_mtu), WESTWIND_OK);
    signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00");
    events.clear();
  }
  static std::string read(std::size_t most) {
    OctetString into(most);
    std::size_t size = most;
    EXPECT_EQ(westwind_channel_receive(connection, cid, into.data(), &size), WESTWIND_OK);
    into.resize(size);
    return hex(into);
  }
  static long available() {
    std::size_t size = 0;
    return westwind_channel_receive(connection, cid, nullptr, &size) == WESTWIND_OK
               ? static_cast<long>(size)
               : -1;
  }
  static westwind_error_t send(const OctetString& sdu, bool& stalled) {
    stalled = false;
    return westwind_channel_send(connection, cid, sdu.data(), sdu.size(), &stalled);
  }
};

TEST_F(ScriptChannels, T36_the_script_accepts_with_true_values) {
  ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  EXPECT_EQ(signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00"),
            "15 07 0a 00 40 00 80 00 82 00 04 00 00 00");
  EXPECT_EQ(events, (Lines{"accept 64 64 22 128 100", "channel 64 64 22 128 100"}));
}

/// Official scripts listen when they have seen the link; the peer may have asked already by then.
TEST_F(ScriptChannels, a_script_that_listens_after_the_link_event_is_in_time) {
  constexpr std::uint16_t second = connection + 1;
  controller.connection_complete(second, wire::hci::Role::peripheral);
  controller.pdu(second, wire::l2cap::signalling_channel,
                 octets("14 07 0a 00 16 00 50 00 64 00 40 00 03 00"));
  westwind_poll();
  EXPECT_EQ(events, Lines{"central 65"});
  const std::int64_t at = now_us;
  // Anything that it calls meanwhile must not lose the time of the next poll, nor may a poll be
  // early.
  ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  westwind_poll();
  EXPECT_EQ(events, Lines{"central 65"});
  EXPECT_EQ(scheduled_us, at + 5000);
  poll();
  EXPECT_EQ(events, (Lines{"central 65", "accept 65 64 22 128 100", "channel 65 64 22 128 100"}));
}

TEST_F(ScriptChannels, what_the_script_answers_is_the_refusal) {
  ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  accept_answer = 6;
  EXPECT_EQ(signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00"),
            "15 07 0a 00 00 00 00 00 00 00 00 00 06 00");
  EXPECT_EQ(events, Lines{"accept 64 64 22 128 100"});
}

TEST_F(ScriptChannels, connects_and_is_told_how_it_went) {
  EXPECT_EQ(westwind_channel_connect(connection, psm, 450), WESTWIND_OK);
  EXPECT_EQ(said(), "14 01 0a 00 16 00 40 00 c2 01 f7 00 07 00");
  signal("15 01 0a 00 50 00 64 00 40 00 03 00 00 00");
  EXPECT_EQ(events, Lines{"channel 64 64 22 450 100"});
  events.clear();
  EXPECT_EQ(westwind_channel_connect(connection, 0x23, 450), WESTWIND_OK);
  signal("15 02 0a 00 00 00 00 00 00 00 00 00 02 00");
  EXPECT_EQ(events, Lines{"channel gone 64 65 35 2"});
  events.clear();
  EXPECT_EQ(westwind_channel_connect(connection, 0x23, 450), WESTWIND_OK);
  pass(Duration::seconds(31));
  EXPECT_EQ(events, Lines{"channel gone 64 65 35 " + std::to_string(1000 * WESTWIND_TIMED_OUT)});
}

TEST_F(ScriptChannels, calls_about_nothing_are_refused) {
  bool stalled = false;
  EXPECT_EQ(westwind_channel_connect(7, psm, 128), WESTWIND_NOT_CONNECTED);
  EXPECT_EQ(westwind_channel_connect(connection, 0, 128), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(westwind_channel_disconnect(connection, cid), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(send(counting(3), stalled), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(available(), -1);
  EXPECT_EQ(westwind_channel_unlisten(psm), WESTWIND_INVALID_ARGUMENT);
  westwind_deinit();
  EXPECT_EQ(westwind_channel_listen(psm, 128), WESTWIND_NOT_ACTIVE);
  EXPECT_EQ(westwind_channel_connect(connection, psm, 128), WESTWIND_NOT_ACTIVE);
}

// T34
TEST_F(ScriptChannels, T34_listens_on_many_and_stops_at_run_time) {
  EXPECT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  EXPECT_EQ(westwind_channel_listen(psm, 128), WESTWIND_ALREADY);
  EXPECT_EQ(westwind_channel_listen(0x80, 200), WESTWIND_OK);
  signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00");
  signal("14 08 0a 00 80 00 51 00 64 00 40 00 03 00");
  EXPECT_EQ(events, (Lines{"accept 64 64 22 128 100", "channel 64 64 22 128 100",
                           "accept 64 65 128 200 100", "channel 64 65 128 200 100"}));
  EXPECT_EQ(westwind_channel_unlisten(psm), WESTWIND_OK);
  EXPECT_EQ(signal("14 09 0a 00 16 00 52 00 64 00 40 00 03 00"),
            "15 09 0a 00 00 00 00 00 00 00 00 00 02 00");
  EXPECT_EQ(frame("01 00 2a"), "");
  EXPECT_EQ(read(10), "2a");  // what is open stays
  EXPECT_EQ(westwind_channel_listen(psm, 64), WESTWIND_OK);
}

TEST_F(ScriptChannels, stops_listening_while_it_is_asked) {
  ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  handler = [](const std::string& event) {
    if (!event.starts_with("accept")) return;
    EXPECT_EQ(westwind_channel_unlisten(psm), WESTWIND_OK);
  };
  EXPECT_EQ(signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00"),
            "15 07 0a 00 40 00 80 00 82 00 04 00 00 00");
}

TEST_F(ScriptChannels, reads_a_stream_without_borders) {
  open();
  frame("03 00 01 02 03");
  frame("02 00 04 05");
  EXPECT_EQ(events, (Lines{"received 64 64", "received 64 64"}));
  EXPECT_EQ(available(), 5);
  EXPECT_EQ(read(4), "01 02 03 04");
  EXPECT_EQ(available(), 1);
  EXPECT_EQ(read(4), "05");
  EXPECT_EQ(read(4), "");
}

// T33
TEST_F(ScriptChannels, T33_credits_follow_what_the_script_reads_round_and_round_the_ring) {
  open(64);  // a ring of 512, frames of at most 66: seven credits
  std::uint8_t next = 0, seen = 0;
  int credits = 7;
  for (int round = 0; round < 400; ++round) {
    while (credits > 0) {
      const auto sdu = counting(60, next);
      const std::string answer = frame("3c 00 " + hex(sdu));
      ASSERT_EQ(answer, "") << "nobody has read";
      next = static_cast<std::uint8_t>(next + 60);
      --credits;
    }
    OctetString into(static_cast<std::size_t>(50 + round % 200));
    std::size_t size = into.size();
    ASSERT_EQ(westwind_channel_receive(connection, cid, into.data(), &size), WESTWIND_OK);
    for (std::size_t i = 0; i < size; ++i)
      ASSERT_EQ(into[i], seen++);
    const std::string given = said();
    if (!given.empty()) credits += std::stoi(given.substr(18, 2), nullptr, 16);
    ASSERT_LE(credits * 66, 512);
  }
}

TEST_F(ScriptChannels, an_sdu_longer_than_the_ring_is_read_in_parts) {
  open(3000);  // a ring of 2048, frames of 247
  OctetString all;
  handler = [&](const std::string& event) {
    if (!event.starts_with("received")) return;
    OctetString into(4096);
    std::size_t size = into.size();
    EXPECT_EQ(westwind_channel_receive(connection, cid, into.data(), &size), WESTWIND_OK);
    all.insert(all.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(size));
  };
  const auto sdu = counting(2900);
  frame("54 0b " + hex(Bytes(sdu).first(245)));
  for (std::size_t at = 245; at < sdu.size(); at += 247)
    frame(hex(Bytes(sdu).subspan(at, std::min<std::size_t>(247, sdu.size() - at))));
  EXPECT_TRUE(all == sdu);
  EXPECT_EQ(events.size(), 2u);
}

// T35
TEST_F(ScriptChannels, T35_a_stalled_send_is_followed_by_one_send_ready) {
  open();
  bool stalled = false;
  EXPECT_EQ(send(counting(100), stalled), WESTWIND_OK);  // two of three credits
  EXPECT_FALSE(stalled);
  EXPECT_EQ(send(counting(101), stalled), WESTWIND_INVALID_ARGUMENT);
  {
    OctetString sdu = counting(100);
    EXPECT_EQ(send(sdu, stalled), WESTWIND_OK);
    sdu.assign(100, 0xee);  // the script's buffer is its own again
  }
  EXPECT_TRUE(stalled);
  EXPECT_EQ(send(counting(1), stalled), WESTWIND_BUSY);
  said();
  EXPECT_EQ(signal("16 09 04 00 50 00 01 00"), hex(counting(38, 62)));
  EXPECT_EQ(events, Lines{"send ready 64 64 1"});
  signal("16 09 04 00 50 00 05 00");
  EXPECT_EQ(events.size(), 1u);
}

TEST_F(ScriptChannels, T35_a_channel_that_ends_in_a_stall_says_so_first) {
  open();
  bool stalled = false;
  EXPECT_EQ(send(counting(100), stalled), WESTWIND_OK);
  EXPECT_EQ(send(counting(100), stalled), WESTWIND_OK);
  EXPECT_TRUE(stalled);
  signal("06 09 04 00 40 00 50 00");
  EXPECT_EQ(events, (Lines{"send ready 64 64 0", "channel gone 64 64 22 0"}));
}

TEST_F(ScriptChannels, what_came_before_the_end_can_still_be_read) {
  open();
  frame("03 00 01 02 03");
  signal("06 09 04 00 40 00 50 00");
  EXPECT_EQ(available(), 3);
  EXPECT_EQ(read(2), "01 02");
  EXPECT_EQ(read(2), "03");
  EXPECT_EQ(available(), -1);
}

TEST_F(ScriptChannels, a_new_channel_of_the_same_name_takes_its_place) {
  open();
  frame("03 00 01 02 03");
  signal("06 09 04 00 40 00 50 00");
  signal("14 0a 0a 00 16 00 50 00 64 00 40 00 03 00");
  EXPECT_EQ(available(), 0);
}

TEST_F(ScriptChannels, may_be_ended_connected_and_read_inside_every_event) {
  open();
  frame("03 00 01 02 03");
  handler = [&](const std::string& event) {
    if (!event.starts_with("channel gone")) return;
    EXPECT_EQ(read(10), "01 02 03");
    EXPECT_EQ(westwind_channel_connect(connection, psm, 128), WESTWIND_OK);
  };
  signal("06 09 04 00 40 00 50 00");
  EXPECT_EQ(events.back(), "channel gone 64 64 22 0");
  EXPECT_EQ(available(), 0);  // the new one, which has the name
}

TEST_F(ScriptChannels, switching_off_in_any_event_ends_all_without_a_word) {
  for (const char* when : {"accept", "channel 64", "received", "send ready", "channel gone"}) {
    handler = [&](const std::string& event) {
      if (event.starts_with(when)) westwind_deinit();
    };
    ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
    signal("14 07 0a 00 16 00 50 00 64 00 40 00 01 00");
    if (westwind_is_active()) {
      bool stalled = false;
      EXPECT_EQ(send(counting(100), stalled), WESTWIND_OK);
      frame("03 00 01 02 03");
    }
    if (westwind_is_active()) signal("16 09 04 00 50 00 05 00");
    if (westwind_is_active()) signal("06 09 04 00 40 00 50 00");
    EXPECT_FALSE(westwind_is_active()) << when;
    EXPECT_TRUE(blocks.empty());
    EXPECT_TRUE(events.back().starts_with(when)) << events.back();
    events.clear();
    handler = nullptr;
    controller.disconnection_complete(connection, wire::hci::ErrorCode::connection_timeout);
    controller.to_host.clear();
    SetUp();
  }
}

TEST_F(ScriptChannels, a_full_heap_refuses_and_loses_nothing) {
  ASSERT_EQ(westwind_channel_listen(psm, 128), WESTWIND_OK);
  for (const std::size_t nth : {1u, 2u}) {
    refuse_allocation = allocations + nth;
    EXPECT_EQ(signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00"),
              "15 07 0a 00 00 00 00 00 00 00 00 00 04 00");
    refuse_allocation = allocations + nth;
    EXPECT_EQ(westwind_channel_connect(connection, psm, 128), WESTWIND_NO_MEMORY);
  }
  refuse_allocation = allocations + 1;
  EXPECT_EQ(westwind_channel_listen(0x80, 128), WESTWIND_NO_MEMORY);
  signal("14 07 0a 00 16 00 50 00 64 00 40 00 03 00");
  refuse_allocation = allocations + 1;
  bool stalled = false;
  EXPECT_EQ(send(counting(50), stalled), WESTWIND_NO_MEMORY);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(send(counting(50), stalled), WESTWIND_OK);
}

}  // namespace
}  // namespace westwind::micropython
