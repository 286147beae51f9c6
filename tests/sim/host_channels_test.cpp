// Credit based channels between whole devices on the air: streams, losses, cuts at every place.
// Vol 3 Part A 3.4, 10.1.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "on_phy.hpp"
#include "tests/support/channel_peers.hpp"
#include "tests/support/two_devices.hpp"

namespace westwind::testing {
namespace {

constexpr std::uint16_t spsm = 0x0025;

/// Sends `total` octets as SDUs, one after the other, of changing sizes or all of `sdu_size`.
class Stream {
 public:
  Stream(CreditBasedChannels& channels, ChannelPeer& channel, std::size_t total, std::uint64_t seed,
         std::size_t sdu_size = 0)
      : channels_(channels), channel_(channel), total_(total), sdu_size_(sdu_size), octets_(seed),
        sizes_(seed + 1) {
    channel.react = [this](const std::string& line) {
      if (line == "sent") go_on();
    };
  }
  void go_on() {
    while (sent_.size() < total_ && channel_.is_open() && !channel_.is_sending()) {
      std::size_t size = sdu_size_ != 0 ? sdu_size_ : 1 + sizes_.below(channel_.peer_mtu());
      size = size < total_ - sent_.size() ? size : total_ - sent_.size();
      sdu_.resize(size);
      for (std::uint8_t& octet : sdu_)
        octet = static_cast<std::uint8_t>(octets_.next());
      sent_.insert(sent_.end(), sdu_.begin(), sdu_.end());
      EXPECT_TRUE(channels_.send(channel_, sdu_));
    }
  }
  const OctetString& sent() const { return sent_; }

 private:
  CreditBasedChannels& channels_;
  ChannelPeer& channel_;
  std::size_t total_;
  std::size_t sdu_size_;
  Random octets_, sizes_;
  OctetString sdu_, sent_;
};

constexpr ChannelOptions usual{.mtu = 512, .mps = 0, .receive_room = 2048};

struct ChannelDevices : TwoDevices {
  explicit ChannelDevices(std::uint64_t seed = 1, const ChannelOptions& a = usual,
                          const ChannelOptions& b = usual)
      : TwoDevices(seed), channel(of_central, a), server(of_peripheral, spsm, b) {
    EXPECT_TRUE(of_peripheral.listen(server));
  }
  ChannelPeer& other() { return *server.accepted.back(); }
  bool open() {
    const int before = channel.opened;
    if (!of_central.connect(central.link(), channel, spsm, channel.options)) return false;
    return until(
        [&] { return channel.opened > before && !server.accepted.empty() && other().opened > 0; });
  }
  /// Both ways at once.
  void stream(std::size_t total, Duration limit) {
    Stream to_peripheral(of_central, channel, total, 1),
        to_central(of_peripheral, other(), total, 2);
    to_peripheral.go_on();
    to_central.go_on();
    EXPECT_TRUE(
        until([&] { return other().received.size() >= total && channel.received.size() >= total; },
              limit))
        << other().received.size() << " and " << channel.received.size() << " of " << total;
    EXPECT_TRUE(other().received == to_peripheral.sent());
    EXPECT_TRUE(channel.received == to_central.sent());
    channel.react = other().react = nullptr;
    channel.log.clear();
    other().log.clear();
  }
  void expect_rest() {
    expect_at_rest();
    EXPECT_EQ(channel.state(), CreditBasedChannel::State::closed);
    for (const auto& accepted : server.accepted)
      EXPECT_EQ(accepted->closed, 1);
  }

  CreditBasedChannels of_central{central.host().mux(), central.host().signalling(), 517};
  CreditBasedChannels of_peripheral{peripheral.host().mux(), peripheral.host().signalling(), 517};
  ChannelPeer channel;
  ServerPeer server;
};

TEST(Channels, T33_megabytes_go_both_ways_whole) {
  ChannelDevices two;
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(two.open());
  two.stream(1'000'000, Duration::seconds(120));
  ASSERT_TRUE(two.disconnect_all());
  two.expect_rest();
}

class ChannelLoss : public ::testing::TestWithParam<int> {};
TEST_P(ChannelLoss, streams_survive) {
  ChannelDevices two(static_cast<std::uint64_t>(GetParam()));
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(two.open());
  two.medium.faults().knobs.everywhere.loss_ppm = static_cast<std::uint32_t>(GetParam()) * 10'000;
  two.stream(20'000, Duration::seconds(200));
  ASSERT_TRUE(two.disconnect_all());
  two.expect_rest();
}
INSTANTIATE_TEST_SUITE_P(Percent, ChannelLoss, ::testing::Values(5, 20, 35, 50));

// T37
class ChannelSizes : public ::testing::TestWithParam<std::pair<int, int>> {};
TEST_P(ChannelSizes, T37_every_pair_of_frame_sizes_carries_streams) {
  const auto with = [](int mps) {
    return ChannelOptions{.mtu = 600, .mps = static_cast<std::uint16_t>(mps), .receive_room = 1300};
  };
  ChannelDevices two(5, with(GetParam().first), with(GetParam().second));
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(two.open());
  EXPECT_EQ(two.channel.own_mps(), GetParam().first);
  EXPECT_EQ(two.channel.peer_mps(), GetParam().second);
  two.stream(10'000, Duration::seconds(60));
  ASSERT_TRUE(two.disconnect_all());
  two.expect_rest();
}
INSTANTIATE_TEST_SUITE_P(Mps, ChannelSizes,
                         ::testing::Values(std::pair{23, 512}, std::pair{65, 251},
                                           std::pair{251, 65}, std::pair{512, 23},
                                           std::pair{251, 251}, std::pair{512, 512}));

TEST(Channels, a_reader_that_is_slow_slows_the_sender_and_loses_nothing) {
  ChannelDevices two(3);
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(two.open());
  two.other().reads = false;
  Stream stream(two.of_central, two.channel, 30'000, 4);
  stream.go_on();
  while (two.other().received.size() < 30'000) {
    two.run(ms(300));
    EXPECT_LE(two.other().unread(), usual.receive_room);
    ASSERT_GT(two.other().unread(), 0u) << "stalled at " << two.other().received.size();
    two.other().read();
  }
  EXPECT_TRUE(two.other().received == stream.sent());
  two.channel.react = nullptr;
  ASSERT_TRUE(two.disconnect_all());
  two.expect_rest();
}

TEST(Channels, T34_sixteen_channels_on_one_link_share_it) {
  ChannelDevices two(7);
  ASSERT_TRUE(two.connect());
  std::vector<std::unique_ptr<ChannelPeer>> channels;
  for (int i = 0; i < 16; ++i) {
    channels.push_back(std::make_unique<ChannelPeer>(two.of_central, usual));
    ASSERT_TRUE(two.of_central.connect(two.central.link(), *channels.back(), spsm, usual));
    ASSERT_TRUE(two.until([&] { return channels.back()->is_open(); }));
  }
  std::vector<std::unique_ptr<Stream>> streams;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    streams.push_back(std::make_unique<Stream>(two.of_central, *channels[i], 5'000, i));
    streams.back()->go_on();
  }
  const auto slowest = [&] {
    std::size_t least = SIZE_MAX;
    for (const auto& accepted : two.server.accepted)
      least = std::min(least, accepted->received.size());
    return least;
  };
  ASSERT_TRUE(two.until([&] { return slowest() >= 2'000; }, Duration::seconds(30)));
  for (const auto& accepted : two.server.accepted)
    EXPECT_LE(accepted->received.size(), 5'000u);
  ASSERT_TRUE(two.until([&] { return slowest() == 5'000; }, Duration::seconds(30)));
  for (std::size_t i = 0; i < channels.size(); ++i) {
    EXPECT_TRUE(two.server.accepted[i]->received == streams[i]->sent());
    channels[i]->react = nullptr;
  }
  ASSERT_TRUE(two.disconnect_all());
  two.expect_at_rest();
}

// >= 97 % of what the link layer can carry: so many of the longest packets, each answered by an
// empty one, in each connection interval.
class ChannelSpeed : public ::testing::TestWithParam<std::uint8_t> {};
TEST_P(ChannelSpeed, is_near_what_the_link_layer_can_carry) {
  // So much that it does not matter what the first and the last event lack.
  constexpr std::size_t total = 2'000'000;
  ChannelDevices two(9, usual, {.mtu = 2048, .mps = 0, .receive_room = 16384});
  OnPhy phy(two.central);
  ASSERT_TRUE(two.connect({.parameters = {40, 40, 0, 256}}));
  two.run(Duration::seconds(1));  // the packets have grown to their full length
  ASSERT_TRUE(phy.change(two, GetParam()));
  ASSERT_TRUE(two.open());
  Stream stream(two.of_central, two.channel, total, 6, 8 * 247 - 2);  // eight whole frames
  const Instant begin = two.world.now();
  stream.go_on();
  ASSERT_TRUE(
      two.until([&] { return two.other().received.size() == total; }, Duration::seconds(30)));
  const double seconds = static_cast<double>((two.world.now() - begin).count_us()) / 1e6;
  const double limit = OnPhy::packets_in(GetParam(), 50'000) * 251 / 0.05;
  const double rate = static_cast<double>(total) / seconds;
  RecordProperty("octets_a_second", static_cast<int>(rate));
  std::printf("channel: %.0f octets/s, %.1f %% of the link layer's %.0f\n", rate,
              100 * rate / limit, limit);
  EXPECT_GT(rate, 0.97 * limit);
  two.channel.react = nullptr;
  ASSERT_TRUE(two.disconnect_all());
  two.expect_rest();
}

INSTANTIATE_TEST_SUITE_P(Phys, ChannelSpeed, ::testing::Values(1, 2));

/// Opens, streams both ways, closes; goes on as long as there is a channel. True when all was done.
bool converse(ChannelDevices& two) {
  if (!two.connect() || !two.of_central.connect(two.central.link(), two.channel, spsm, usual))
    return false;
  const auto over = [&] { return two.channel.closed > 0 || two.central.app.open_links.empty(); };
  const auto open = [&] {
    return two.channel.is_open() && !two.server.accepted.empty() && two.other().is_open();
  };
  (void)two.until([&] { return open() || over(); }, Duration::seconds(60));
  if (!open()) return false;
  Stream there(two.of_central, two.channel, 3'000, 1),
      back(two.of_peripheral, two.other(), 3'000, 2);
  there.go_on();
  back.go_on();
  const auto whole = [&] {
    return two.other().received.size() == 3'000 && two.channel.received.size() == 3'000;
  };
  (void)two.until([&] { return whole() || over() || two.other().closed > 0; },
                  Duration::seconds(60));
  two.channel.react = two.other().react = nullptr;
  if (!whole()) return false;
  EXPECT_TRUE(two.other().received == there.sent() && two.channel.received == back.sent());
  (void)two.of_central.disconnect(two.channel);
  (void)two.until([&] { return over() && two.other().closed > 0; }, Duration::seconds(60));
  return two.channel.end == ChannelEnd::disconnected && two.other().end == ChannelEnd::disconnected;
}

/// Ends the link or the channel from one side at its `nth` HCI packet.
class EndAt {
 public:
  EndAt(ChannelDevices& two, bool of_central, bool link, std::size_t nth)
      : two_(two), side_(of_central ? two.central : two.peripheral), link_(link) {
    side_.on_hci = [this, nth, first = side_.packets.size()](std::size_t count, HciTap::Direction) {
      if (count - first == nth)
        two_.world.schedule_in(Duration::zero(), air::World::Action::to<&EndAt::end>(this));
      return true;
    };
  }
  bool struck() const { return struck_; }

 private:
  void end() {
    struck_ = true;
    if (link_)
      (void)side_.host().connections().disconnect(side_.link());
    else if (&side_ == &two_.central)
      (void)two_.of_central.disconnect(two_.channel);
    else if (!two_.server.accepted.empty())
      (void)two_.of_peripheral.disconnect(two_.other());
    side_.device.settle();
  }
  ChannelDevices& two_;
  Side& side_;
  bool link_;
  bool struck_ = false;
};

void end_at_every_packet(bool of_central, bool link) {
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 1000u) << "a run should have passed untouched by now";
    ChannelDevices two(nth);
    const EndAt end(two, of_central, link, nth);
    const bool whole = converse(two);
    ASSERT_TRUE(two.disconnect_all());
    two.expect_rest();
    ASSERT_FALSE(::testing::Test::HasFailure()) << "HCI packet " << nth;
    if (end.struck()) continue;
    EXPECT_TRUE(whole);
    return;
  }
}
TEST(ChannelCut, T8_central_ends_the_link_at_every_packet) { end_at_every_packet(true, true); }
TEST(ChannelCut, T8_peripheral_ends_the_link_at_every_packet) { end_at_every_packet(false, true); }
TEST(ChannelCut, central_ends_the_channel_at_every_packet) { end_at_every_packet(true, false); }
TEST(ChannelCut, peripheral_ends_the_channel_at_every_packet) { end_at_every_packet(false, false); }

}  // namespace
}  // namespace westwind::testing
