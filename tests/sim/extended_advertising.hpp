// What tests of extended advertising say to controllers, and what they get back.
#pragma once

#include <bit>
#include <set>

#include "controllers_fixture.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::sim {

using Report = hci::LeExtendedAdvertisingReport;

/// Advertising data of that size: names, in structures of 200 octets at most.
inline Octetstring advertising_data(std::size_t size, unsigned seed = 0) {
  Octetstring octets = pattern(size, seed);
  for (std::uint8_t& octet : octets)
    octet = static_cast<std::uint8_t>('a' + octet % 26);
  for (std::size_t at = 0; at < size;) {
    std::size_t structure = std::min<std::size_t>(size - at, 200);
    if (size - at - structure == 1) --structure;  // there is none of one octet
    octets[at] = static_cast<std::uint8_t>(structure - 1);
    octets[at + 1] = 0x09;
    at += structure;
  }
  return octets;
}

struct SetOptions {
  std::uint8_t handle = 0;
  unsigned properties = 0;
  std::uint32_t interval = 0x20;
  AddressType own = AddressType::public_device;
  DeviceAddress peer{};
  std::uint8_t filter_policy = 0;
  std::uint8_t primary_phy = 1;
  std::uint8_t secondary_phy = 1;
  std::uint8_t sid = 0;
  bool notify = false;
};

inline hci::LeSetExtendedAdvertisingParameters parameters_of(const SetOptions& o) {
  return {o.handle,   static_cast<std::uint16_t>(o.properties),
          o.interval, o.interval,
          7,          o.own,
          o.peer,     o.filter_policy,
          127,        o.primary_phy,
          0,          o.secondary_phy,
          o.sid,      std::uint8_t{o.notify}};
}

/// In fragments, where one command does not hold it.
template <typename Command = hci::LeSetExtendedAdvertisingData>
void set_data(RawHost& host, std::uint8_t handle, const Octetstring& data) {
  using Operation = hci::DataOperation;
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(data.size() - at, hci::extended_fragment_max);
    const bool first = at == 0, last = at + size == data.size();
    const auto operation = first && last ? Operation::complete
                           : first       ? Operation::first
                           : last        ? Operation::last
                                         : Operation::intermediate;
    host.command(Command{handle, operation, 1, static_cast<std::uint8_t>(size)},
                 Bytes(data).subspan(at, size));
    at += size;
  } while (at < data.size());
}

inline ErrorCode enable(RawHost& host, std::uint8_t handle, std::uint16_t duration_10ms = 0,
                        std::uint8_t events = 0, bool on = true) {
  return host
      .send(hci::LeSetExtendedAdvertisingEnable{std::uint8_t{on}, 1},
            octets_of(hci::LeSetExtendedAdvertisingEnable::Entry{handle, duration_10ms, events}))
      .status;
}

inline void advertise(RawHost& host, const SetOptions& options, const Octetstring& data = {}) {
  EXPECT_EQ(host.send(parameters_of(options)).status, ErrorCode::success);
  const bool scannable = (options.properties & (hci::property_scannable | hci::property_legacy)) ==
                         hci::property_scannable;
  if (scannable)
    set_data<hci::LeSetExtendedScanResponseData>(host, options.handle, data);
  else
    set_data(host, options.handle, data);
  EXPECT_EQ(enable(host, options.handle), ErrorCode::success);
}

struct ScanOptions {
  bool active = false;
  std::uint8_t phys = 1;
  std::uint8_t filter_duplicates = 0;
  std::uint16_t duration_10ms = 0;
  std::uint16_t period_1280ms = 0;
  std::uint8_t filter_policy = 0;
};
inline ErrorCode scan(RawHost& host, const ScanOptions& o = {}) {
  Octetstring tail;
  for (int i = 0; i < std::popcount(o.phys); ++i) {
    const auto entry =
        octets_of(hci::LeSetExtendedScanParameters::Entry{std::uint8_t{o.active}, 0x50, 0x50});
    tail.insert(tail.end(), entry.begin(), entry.end());
  }
  host.command(
      hci::LeSetExtendedScanParameters{AddressType::public_device, o.filter_policy, o.phys}, tail);
  return host
      .send(hci::LeSetExtendedScanEnable{1, o.filter_duplicates, o.duration_10ms, o.period_1280ms})
      .status;
}

/// The reports of one advertisement, put together.
struct Advertised {
  Report::Head head{};  // of the last report
  Octetstring data;
  std::size_t reports = 0;
  unsigned type() const { return head.type; }
  bool is_truncated() const { return (head.type & Report::truncated) != 0; }
};
inline std::optional<Advertised> next_advertised(RawHost& host) {
  Advertised result;
  for (;;) {
    const auto event = host.take<Report>();
    if (!event) return std::nullopt;
    Reader reader(event->tail);
    const auto head = reader.take<Report::Head>();
    EXPECT_TRUE(event->event.count == 1 && head && head->data_length == reader.size());
    if (!head) return std::nullopt;
    result.head = *head;
    const Bytes data = reader.rest();
    result.data.insert(result.data.end(), data.begin(), data.end());
    ++result.reports;
    if ((head->type & Report::more_to_come) == 0) return result;
  }
}
inline std::vector<Advertised> all_advertised(RawHost& host) {
  std::vector<Advertised> all;
  while (auto next = next_advertised(host))
    all.push_back(std::move(*next));
  return all;
}

/// A PDU of extended advertising that flew.
struct FlownExtended {
  Sniffed packet;
  ll::ExtendedAdvertisement fields;
  Octetstring data;
};
inline std::vector<FlownExtended> extended_pdus(const Sniffer& sniffer) {
  std::vector<FlownExtended> all;
  for (const Sniffed& packet : sniffer.packets) {
    const bool advertising = packet.is_advertising() || packet.kind == air::PacketKind::auxiliary;
    if (!advertising || packet.type() < ll::extended_pdu) continue;
    Reader reader(Bytes(packet.pdu).subspan(2));
    const auto fields = ll::take_extended(reader);
    EXPECT_TRUE(fields);
    if (!fields) continue;
    const Bytes data = reader.rest();
    all.push_back({packet, *fields, Octetstring(data.begin(), data.end())});
  }
  return all;
}

/// Controllers whose hosts take every event.
struct ExtendedAir : Air {
  explicit ExtendedAir(std::uint64_t seed = 1) : Air(seed) {}
  RawHost& add_extended(const std::string& name, controller::Config config = {}) {
    RawHost& host = add(name, config);
    host.command(hci::LeSetEventMask{~std::uint64_t{0}});
    return host;
  }
};

}  // namespace westwind::sim
