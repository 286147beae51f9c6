// A host that speaks HCI by hand: sends commands, keeps what comes back. For tests of controllers
// alone.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/h4_fixture.hpp"
#include "sim/virtual_controller.hpp"

namespace westwind::sim {

using Octetstring = std::vector<std::uint8_t>;

/// An event of the host's log: the fixed part, and what followed it.
template <typename E>
struct Received {
  E event;
  Octetstring tail;
};

struct AclPacket {
  std::uint16_t handle;
  std::uint8_t boundary;
  Octetstring data;
  Instant at;
};

class RawHost final : public controller::HciSink {
 public:
  RawHost(air::Medium& medium, const air::StationConfig& station, const controller::Config& config,
          const ClockConfig& clock = {})
      : world_(medium.world()), controller_(medium, station, config, *this, clock) {}

  VirtualController& controller() { return controller_; }

  void send_octets(Bytes h4) { controller_.receive(h4); }

  /// Sends a command and returns the return parameters of its Command Complete. Its status alone,
  /// when it was refused as unknown or is answered by Command Status.
  template <wire::hci::Command C>
  typename C::Reply send(const C& command, Bytes tail = {}) {
    const std::size_t before = log_.size();
    controller_.receive(controller::h4_command(command, tail));
    typename C::Reply reply{};
    for (std::size_t i = before; i < log_.size(); ++i) {
      const Entry& entry = log_[i];
      if (entry.code == wire::hci::CommandComplete::code) {
        Reader reader(entry.parameters);
        const auto head = reader.take<wire::hci::CommandComplete>();
        if (!head || !(head->opcode == C::opcode)) continue;
        const auto parsed = parse_exactly<typename C::Reply>(reader.rest());
        EXPECT_TRUE(parsed) << "return parameters of a wrong length: " << reader.size();
        log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(i));
        return parsed.value_or(reply);
      }
      if (entry.code == wire::hci::CommandStatus::code) {
        const auto head = parse_exactly<wire::hci::CommandStatus>(entry.parameters);
        if (!head || !(head->opcode == C::opcode)) continue;
        reply.status = head->status;
        log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(i));
        return reply;
      }
    }
    ADD_FAILURE() << "no answer to a command";
    return reply;
  }
  template <wire::hci::Command C>
  void command(const C& command, Bytes tail = {}) {
    EXPECT_EQ(send(command, tail).status, wire::hci::ErrorCode::success)
        << "opcode " << std::hex << C::opcode.value;
  }

  void send_acl(std::uint16_t handle, Bytes data, std::uint8_t boundary = 0) {
    Octetstring packet{static_cast<std::uint8_t>(wire::hci::PacketType::acl)};
    append(packet, octets_of(wire::hci::acl_header(
                       {handle}, static_cast<wire::hci::PacketBoundary>(boundary), data.size())));
    append(packet, data);
    controller_.receive(packet);
  }

  /// The next event of that kind, taken out of the log; events of other kinds stay.
  template <typename E>
  std::optional<Received<E>> take() {
    for (auto entry = log_.begin(); entry != log_.end(); ++entry) {
      Reader reader(entry->parameters);
      if constexpr (requires { E::subevent; }) {
        const auto meta = reader.take<wire::hci::LeMeta>();
        if (entry->code != wire::hci::LeMeta::code || !meta || meta->subevent != E::subevent)
          continue;
      } else if (entry->code != E::code) {
        continue;
      }
      const auto event = reader.take<E>();
      EXPECT_TRUE(event) << "an event that is too short";
      const Bytes rest = reader.rest();
      Received<E> received{event.value_or(E{}), Octetstring(rest.begin(), rest.end())};
      log_.erase(entry);
      return received;
    }
    return std::nullopt;
  }
  /// An LE event without parameters: whether there was one.
  bool take_empty(std::uint8_t subevent) {
    for (auto entry = log_.begin(); entry != log_.end(); ++entry) {
      if (entry->code != wire::hci::LeMeta::code || entry->parameters != Octetstring{subevent})
        continue;
      log_.erase(entry);
      return true;
    }
    return false;
  }
  std::size_t events_waiting() const { return log_.size(); }
  void forget() {
    log_.clear();
    acl_.clear();
  }

  std::deque<AclPacket>& acl() { return acl_; }
  /// All ACL data of one link in a row.
  Octetstring acl_stream(std::uint16_t handle) const {
    Octetstring stream;
    for (const AclPacket& packet : acl_)
      if (packet.handle == handle) append(stream, packet.data);
    return stream;
  }
  /// ACL packets of ours that the peer acknowledged.
  std::uint32_t completed() const { return completed_; }

 private:
  struct Entry {
    std::uint8_t code;
    Octetstring parameters;
  };
  static void append(Octetstring& to, Bytes from) { to.insert(to.end(), from.begin(), from.end()); }

  void to_host(Bytes h4) override {
    Reader reader(h4);
    const auto type = reader.take<wire::hci::PacketType>();
    ASSERT_TRUE(type);
    if (*type == wire::hci::PacketType::acl) {
      const auto header = reader.take<wire::hci::AclHeader>();
      ASSERT_TRUE(header);
      ASSERT_EQ(header->length, reader.size());
      const Bytes data = reader.rest();
      acl_.push_back({header->handle().value, header->packet_boundary(),
                      Octetstring(data.begin(), data.end()), world_.now()});
      return;
    }
    ASSERT_EQ(*type, wire::hci::PacketType::event);
    const auto header = reader.take<wire::hci::EventHeader>();
    ASSERT_TRUE(header);
    ASSERT_EQ(header->parameter_length, reader.size());
    const Bytes parameters = reader.rest();
    if (header->code == wire::hci::NumberOfCompletedPackets::code) {
      Reader entries(parameters);
      (void)entries.take<wire::hci::NumberOfCompletedPackets>();
      for (const auto entry : entries.entries<wire::hci::NumberOfCompletedPackets::Entry>())
        completed_ += entry.packets;
      return;
    }
    log_.push_back({header->code, Octetstring(parameters.begin(), parameters.end())});
  }

  air::World& world_;
  std::deque<Entry> log_;
  std::deque<AclPacket> acl_;
  std::uint32_t completed_ = 0;
  VirtualController controller_;
};

}  // namespace westwind::sim
