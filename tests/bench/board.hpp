// Many controllers on one air, driven by as little of a host as a measurement needs.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "air/medium.hpp"
#include "base/codec.hpp"
#include "controller/h4_fixture.hpp"
#include "sim/virtual_controller.hpp"
#include "wire/hci_le_command.hpp"

namespace westwind::bench {

namespace hci = wire::hci;

/// A controller and who listens to it: counts what comes, and keeps its links busy.
class Board final : private controller::HciSink {
 public:
  Board(air::Medium& medium, std::uint32_t number, const air::Position& position,
        const controller::Config& config = {})
      : controller_(medium, {.name = std::to_string(number), .position = position},
                    with_address(config, number), *this) {
    send(hci::SetEventMask{~std::uint64_t{0}});
    send(hci::LeSetEventMask{hci::default_le_event_mask});
  }

  template <hci::Command C>
  void send(const C& command) {
    controller_.receive(controller::h4_command(command));
  }
  void advertise(std::uint16_t interval_625us, hci::AdvertisingType type) {
    send(hci::LeSetAdvertisingParameters{
        interval_625us, interval_625us, type, wire::AddressType::public_device, {}, 7, 0});
    hci::LeSetAdvertisingData data{31, {}};
    data.data.fill(0x55);
    data.data[0] = 30;
    data.data[1] = 0xff;
    send(data);
    send(hci::LeSetAdvertisingEnable{1});
  }
  /// All the time, without a break.
  void scan(bool filter_duplicates) {
    send(hci::LeSetScanParameters{0, 0x10, 0x10, wire::AddressType::public_device, 0});
    send(hci::LeSetScanEnable{1, filter_duplicates});
  }
  void connect(const Board& peer, std::uint16_t interval_1250us) {
    send(hci::LeCreateConnection{0x10,
                                 0x10,
                                 0,
                                 {wire::AddressType::public_device, peer.address_},
                                 wire::AddressType::public_device,
                                 {interval_1250us, interval_1250us, 0, 400},
                                 0,
                                 0});
  }
  void send_data(std::size_t size) {
    std::vector<std::uint8_t> packet{static_cast<std::uint8_t>(hci::PacketType::acl)};
    append(packet,
           octets_of(hci::acl_header(*link, hci::PacketBoundary::first_non_flushable, size)));
    packet.resize(packet.size() + size, 0x55);
    controller_.receive(packet);
    ++waiting;
  }

  std::optional<hci::ConnHandle> link;
  std::uint32_t waiting = 0;  ///< packets of ours that the peer has not acknowledged
  std::uint64_t reports = 0;
  std::uint64_t octets_received = 0;
  std::function<void()> on_delivered;
  std::function<void()> on_lost;  ///< the link has ended

 private:
  controller::Config with_address(controller::Config config, std::uint32_t number) {
    const auto octet = [&](int shift) { return static_cast<std::uint8_t>(number >> shift); };
    config.public_address = address_ = wire::Address{{octet(0), octet(8), octet(16), 0, 0, 0xc0}};
    return config;
  }
  static void append(std::vector<std::uint8_t>& to, Bytes from) {
    to.insert(to.end(), from.begin(), from.end());
  }
  void to_host(Bytes h4) override {
    Reader reader(h4);
    const auto type = reader.take<hci::PacketType>();
    if (type == hci::PacketType::acl) {
      octets_received += h4.size() - 1 - sizeof(hci::AclHeader);
      return;
    }
    const auto header = reader.take<hci::EventHeader>();
    if (header->code == hci::DisconnectionComplete::code) {
      link.reset();
      waiting = 0;
      if (on_lost) on_lost();
    } else if (header->code == hci::NumberOfCompletedPackets::code) {
      --waiting;
      if (on_delivered) on_delivered();
    } else if (header->code == hci::LeMeta::code) {
      const auto subevent = reader.take<hci::LeMeta>()->subevent;
      if (subevent == hci::LeAdvertisingReport::subevent) ++reports;
      if (subevent == hci::LeConnectionComplete::subevent)
        link = reader.take<hci::LeConnectionComplete>()->handle;
    }
  }

  wire::Address address_;
  sim::VirtualController controller_;
};

}  // namespace westwind::bench
