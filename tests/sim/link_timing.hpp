// Judges a sniffed link by the specification alone: spacing, anchor points, hopping, sequence
// numbers. It shares no arithmetic with the controller. Vol 6 Part B 4.1.1, 4.5.1, 4.5.8, 4.5.9.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <vector>

#include "controllers_fixture.hpp"

namespace westwind::sim {

class LinkTiming {
 public:
  /// Reads the parameters out of the CONNECT_IND in `packets`.
  explicit LinkTiming(const std::vector<Sniffed>& packets) {
    for (const Sniffed& packet : packets) {
      if (packet.is_advertising()) {
        if (packet.type() == ll::AdvertisingPduType::connect_ind)
          begin(packet);
        else if (packet.type() == ll::AdvertisingPduType::adv_ind)
          advertiser_draws_ = (packet.pdu[0] & 0x20) != 0;
      } else if (began_ && packet.tuning.access_address == access_address_) {
        data_.push_back(packet);
      }
    }
  }

  /// Both sides know channel selection algorithm #2.
  bool draws() const { return draws_; }
  std::size_t events() const { return events_; }
  std::size_t exchanges() const { return exchanges_; }
  std::size_t longest_event() const { return longest_event_; }

  /// Everything that holds as long as the parameters of CONNECT_IND do; `until` says until when.
  void check(Instant until = Instant::never()) {
    ASSERT_TRUE(began_);
    std::size_t packets_of_event = 0;
    for (std::size_t i = 0; i < data_.size() && data_[i].start < until; ++i) {
      const Sniffed& packet = data_[i];
      const bool first = packet.from_central() && is_anchor(packet);
      if (first) {
        packets_of_event = 0;
        check_event(packet);
      }
      longest_event_ = std::max(longest_event_, ++packets_of_event);
      EXPECT_EQ(packet.tuning.channel, channel_of(event_)) << "event " << event_;
      if (!first) {
        ++exchanges_;
        EXPECT_EQ((packet.start - data_[i - 1].end).count_us(), 150)
            << "event " << event_ << " packet " << packets_of_event;
        EXPECT_NE(packet.from_central(), data_[i - 1].from_central());
      }
      check_repetition(packet);
    }
  }

 private:
  void begin(const Sniffed& packet) {
    Reader reader(Bytes(packet.pdu).subspan(2 + 12));
    const auto data = reader.take<ll::ConnectionData>();
    began_ = true;
    draws_ = advertiser_draws_ && (packet.pdu[0] & 0x20) != 0;
    created_ = packet.end;
    access_address_ = data->access_address;
    interval_us_ = data->interval_1250us * 1250;
    window_start_ = created_ + Duration::microseconds(1250 + data->window_offset_1250us * 1250);
    window_us_ = data->window_size_1250us * 1250;
    hop_ = data->hop_and_clock_accuracy & 0x1f;
    for (int channel = 0; channel < 37; ++channel)
      if ((data->channel_map[static_cast<std::size_t>(channel / 8)] >> channel % 8 & 1) != 0)
        used_.push_back(static_cast<std::uint8_t>(channel));
    data_.clear();
    anchor_.reset();
    event_ = -1;
  }
  /// A central's packet begins an event unless it comes right after the peripheral's.
  bool is_anchor(const Sniffed& packet) const {
    if (!anchor_) return true;
    return (packet.start - *anchor_).count_us() % interval_us_ == 0 && packet.start != *anchor_;
  }
  void check_event(const Sniffed& packet) {
    if (!anchor_) {
      anchor_ = packet.start;
      event_ = 0;
      EXPECT_GE((packet.start - window_start_).count_us(), 0);
      EXPECT_LE((packet.start - window_start_).count_us(), window_us_);
    } else {
      const std::int64_t elapsed = (packet.start - *anchor_).count_us();
      EXPECT_EQ(elapsed % interval_us_, 0);
      event_ += elapsed / interval_us_;
      anchor_ = packet.start;
    }
    ++events_;
  }
  /// 4.5.8.3, bit by bit.
  std::uint16_t drawn(std::int64_t event) const {
    const unsigned identifier = (access_address_ >> 16 ^ access_address_) & 0xffff;
    unsigned number = static_cast<unsigned>(event & 0xffff) ^ identifier;
    for (int round = 0; round < 3; ++round) {
      unsigned permuted = 0;
      for (unsigned bit = 0; bit < 16; ++bit)
        if ((number >> bit & 1) != 0) permuted |= 1u << (bit < 8 ? 7 - bit : 23 - bit);
      number = (17 * permuted + identifier) & 0xffff;
    }
    return static_cast<std::uint16_t>(number ^ identifier);
  }
  std::uint8_t channel_of(std::int64_t event) {
    if (draws_) {
      const unsigned number = drawn(event);
      const auto channel = static_cast<std::uint8_t>(number % 37);
      if (std::find(used_.begin(), used_.end(), channel) != used_.end()) return channel;
      return used_[used_.size() * number / 65536];
    }
    const auto unmapped = static_cast<std::uint8_t>((event + 1) * hop_ % 37);
    if (std::find(used_.begin(), used_.end(), unmapped) != used_.end()) return unmapped;
    return used_[unmapped % used_.size()];
  }
  /// A packet with the sequence number of its sender's last one says the same as that one. 4.5.9.
  void check_repetition(const Sniffed& packet) {
    std::optional<Sniffed>& last = last_of_[packet.sender];
    if (last && last->data_header().sn() == packet.data_header().sn()) {
      EXPECT_EQ(packet.pdu.size(), last->pdu.size());
      EXPECT_EQ(packet.data_header().llid(), last->data_header().llid());
      EXPECT_TRUE(equal_bytes(Bytes(packet.pdu).subspan(1), Bytes(last->pdu).subspan(1)));
    }
    last = packet;
  }

  bool began_ = false;
  bool advertiser_draws_ = false;
  bool draws_ = false;
  Instant created_;
  std::uint32_t access_address_ = 0;
  std::int64_t interval_us_ = 0;
  Instant window_start_;
  std::int64_t window_us_ = 0;
  std::uint8_t hop_ = 0;
  std::vector<std::uint8_t> used_;
  std::vector<Sniffed> data_;
  std::optional<Instant> anchor_;
  std::int64_t event_ = -1;
  std::map<air::StationId, std::optional<Sniffed>> last_of_;
  std::size_t events_ = 0;
  std::size_t exchanges_ = 0;
  std::size_t longest_event_ = 0;
};

}  // namespace westwind::sim
