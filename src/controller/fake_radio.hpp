// A radio whose time and ether are the test's, and a host that writes down what it is told. For
// unit tests only.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "base/random.hpp"
#include "controller/controller.hpp"
#include "controller/event_masks_fixture.hpp"
#include "controller/h4_fixture.hpp"

namespace westwind::controller {

using Octetstring = std::vector<std::uint8_t>;

class FakeRadio final : public Radio {
 public:
  struct Sent {
    Tuning tuning;
    Octetstring pdu;  ///< without CRC
    Octetstring crc;
    Instant start;
    Instant end;
    PacketKind kind;
  };

  void attach(RadioEvents& events) { events_ = &events; }

  Instant now() const override { return now_; }
  void wake_at(Instant at) override { wake_ = at; }
  void transmit(const Tuning& tuning, Bytes octets, Instant start, PacketKind kind,
                Bytes) override {
    const Bytes pdu = octets.first(octets.size() - 3), crc = octets.last(3);
    const Instant end = start + air_time(tuning.phy, pdu.size());
    sending_ = Sent{tuning,
                    Octetstring(pdu.begin(), pdu.end()),
                    Octetstring(crc.begin(), crc.end()),
                    start,
                    end,
                    kind};
    receiving_.reset();
  }
  void receive(const Tuning& tuning) override {
    receiving_ = tuning;
    receiving_since_ = now_;
    sending_.reset();
  }
  void idle() override {
    receiving_.reset();
    sending_.reset();
  }
  std::uint64_t random() override { return random_.next(); }

  const std::optional<Tuning>& receiving() const { return receiving_; }
  Instant receiving_since() const { return receiving_since_; }
  const std::vector<Sent>& sent() const { return sent_; }
  void forget() { sent_.clear(); }

  /// Lets time pass; wake-ups and ends of transmissions happen on the way.
  void run_until(Instant until) {
    for (;;) {
      const Instant sent = sending_ ? sending_->end : Instant::never();
      const Instant next = earlier(wake_, sent);
      if (next > until) break;
      now_ = next;
      if (next == sent) {
        sent_.push_back(*sending_);
        sending_.reset();
        events_->on_transmitted(now_);
      } else {
        wake_ = Instant::never();
        events_->on_wake(now_);
      }
    }
    now_ = until;
  }
  void run_for(Duration duration) { run_until(now_ + duration); }
  /// Runs until something has been sent completely.
  const Sent* run_until_sent(Duration limit) {
    const std::size_t before = sent_.size();
    const Instant end = now_ + limit;
    while (sent_.size() == before) {
      const Instant next = earlier(wake_, sending_ ? sending_->end : Instant::never());
      if (next > end) {
        run_until(end);
        return nullptr;
      }
      run_until(next);
    }
    return &sent_.back();
  }
  /// A packet on the air that begins at `start`; false when the receiver is not tuned to it.
  bool deliver(const Tuning& tuning, const Octetstring& pdu_and_crc, Instant start,
               bool intact = true) {
    run_until(start);
    const auto tuned = [&] {
      return receiving_ && receiving_->channel == tuning.channel && receiving_->phy == tuning.phy &&
             receiving_->access_address == tuning.access_address && receiving_since_ <= start;
    };
    if (!tuned()) return false;
    run_until(start + synchronisation_time(tuning.phy));
    if (!tuned()) return false;
    events_->on_synchronised(start);
    const Instant end = start + air_time(tuning.phy, pdu_and_crc.size() - 3);
    run_until(end);
    if (!tuned()) return false;
    events_->on_received({tuning, start, end, -50, pdu_and_crc, intact});
    return true;
  }

 private:
  RadioEvents* events_ = nullptr;
  Instant now_;
  Instant wake_ = Instant::never();
  std::optional<Sent> sending_;
  std::optional<Tuning> receiving_;
  Instant receiving_since_;
  std::vector<Sent> sent_;
  Random random_{1};
};

class FakeHost final : public HciSink {
 public:
  void to_host(Bytes h4) override { packets.emplace_back(h4.begin(), h4.end()); }
  /// The parameters of the next event of that kind; it and all before it are taken out.
  template <typename E>
  std::optional<E> take() {
    for (std::size_t i = 0; i < packets.size(); ++i) {
      Reader reader(packets[i]);
      if (reader.take<wire::hci::PacketType>() != wire::hci::PacketType::event) continue;
      const auto header = reader.take<wire::hci::EventHeader>();
      if constexpr (requires { E::subevent; }) {
        const auto meta = reader.take<wire::hci::LeMeta>();
        if (header->code != wire::hci::LeMeta::code || meta->subevent != E::subevent) continue;
      } else if (header->code != E::code) {
        continue;
      }
      const auto event = reader.take<E>();
      packets.erase(packets.begin(), packets.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return event;
    }
    return std::nullopt;
  }
  std::vector<Octetstring> packets;
};

/// A controller on its bench.
struct Bench {
  explicit Bench(Config config = {}) : controller(configured(config), radio, host) {
    radio.attach(controller);
    command(wire::hci::SetEventMask{~std::uint64_t{0}});
    command(wire::hci::LeSetEventMask{event_masks::plain});
  }
  static Config configured(Config config) {
    config.public_address = own_address;
    return config;
  }
  template <wire::hci::Command C>
  void send(const C& command) {
    controller.receive(h4_command(command));
  }
  void send_acl(std::uint16_t handle, std::uint8_t size) {
    Octetstring packet{0x02, static_cast<std::uint8_t>(handle),
                       static_cast<std::uint8_t>(handle >> 8), size, 0};
    packet.resize(packet.size() + size, 0x55);
    controller.receive(packet);
  }
  /// Sends it and takes the answer, whose status must be success.
  template <wire::hci::Command C>
  void command(const C& command) {
    EXPECT_EQ(status_of(command), wire::hci::ErrorCode::success);
  }
  template <wire::hci::Command C>
  wire::hci::ErrorCode status_of(const C& command) {
    const std::size_t before = host.packets.size();
    send(command);
    if (host.packets.size() <= before) return wire::hci::ErrorCode::hardware_failure;
    const Octetstring answer = host.packets[before];
    host.packets.erase(host.packets.begin() + static_cast<std::ptrdiff_t>(before));
    const bool status = answer[1] == wire::hci::CommandStatus::code;
    return static_cast<wire::hci::ErrorCode>(status ? answer[3] : answer[6]);
  }

  static constexpr wire::Address own_address{{1, 2, 3, 4, 5, 6}};
  FakeRadio radio;
  FakeHost host;
  Controller controller;
};

}  // namespace westwind::controller
