// Controllers on one air, driven by hand-made HCI, and a sniffer that writes down what flies.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "air/capture.hpp"
#include "controller/event_masks_fixture.hpp"
#include "raw_host.hpp"
#include "tests/support/world_hash.hpp"
#include "wire/ll.hpp"

namespace westwind::sim {

namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;
using wire::Address;
using wire::AddressType;
using wire::DeviceAddress;

constexpr Duration ms(std::int64_t count) { return Duration::milliseconds(count); }

/// One packet as it was on the air.
struct Sniffed {
  air::StationId sender;
  air::Tuning tuning;
  air::PacketKind kind;
  Instant start;
  Instant end;
  Octetstring pdu;  ///< without CRC
  bool stopped;

  bool is_advertising() const { return kind == air::PacketKind::advertising; }
  bool from_central() const { return kind == air::PacketKind::data_to_peripheral; }
  ll::AdvertisingPduType type() const { return static_cast<ll::AdvertisingPduType>(pdu[0] & 0x0f); }
  ll::DataHeader data_header() const { return {pdu[0], pdu[1]}; }
};

class Sniffer final : public air::AirObserver {
 public:
  void on_transmission(const air::Transmission& transmission) override {
    const Bytes octets = transmission.octets();
    packets.push_back({transmission.sender_id, transmission.tuning, transmission.kind,
                       transmission.start, transmission.end,
                       Octetstring(octets.begin(), octets.end() - ll::crc_octets),
                       transmission.was_stopped()});
  }
  std::vector<Sniffed> packets;
};

/// A capture for people, and for the tshark gate: WESTWIND_CAPTURES names a folder, then each test
/// leaves one there.
class OptionalCapture {
 public:
  explicit OptionalCapture(air::Medium& medium) : seed_(medium.world().seed()) {
    if (WorldHash::is_wanted()) {
      capture_ = std::make_unique<air::Capture>(medium, memory_);
      return;
    }
    const char* folder = std::getenv("WESTWIND_CAPTURES");
    if (folder == nullptr) return;
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test.test_suite_name()) + "." + test.name();
    std::replace(name.begin(), name.end(), '/', '_');
    const std::string base = std::string(folder) + "/" + name;
    std::string path = base + ".pcapng";
    // A test may have several worlds.
    for (int i = 2; std::filesystem::exists(path); ++i)
      path = base + "-" + std::to_string(i) + ".pcapng";
    if (!file_.open(path.c_str())) return;
    capture_ = std::make_unique<air::Capture>(medium, file_);
  }
  ~OptionalCapture() {
    if (!WorldHash::is_wanted() || !capture_) return;
    capture_->flush();
    WorldHash hash;
    hash.add(memory_.octets());
    hash.leave(seed_);
  }

 private:
  std::uint64_t seed_;
  air::FileSink file_;
  air::MemorySink memory_;
  std::unique_ptr<air::Capture> capture_;
};

struct Air {
  explicit Air(std::uint64_t seed = 1) : world(seed) { medium.observe(sniffer); }

  RawHost& add(const std::string& name, controller::Config config = {}, double x = 0,
               const ClockConfig& clock = {}) {
    const auto number = static_cast<std::uint8_t>(hosts.size() + 1);
    if (config.public_address.is_zero())
      config.public_address = Address{{number, 0x11, 0x22, 0x33, 0x44, 0xc0}};
    hosts.push_back(std::make_unique<RawHost>(
        medium, air::StationConfig{.name = name, .position = {.x = x}}, config, clock));
    RawHost& host = *hosts.back();
    host.command(hci::Reset{});
    host.command(hci::SetEventMask{~std::uint64_t{0}});
    host.command(hci::LeSetEventMask{event_masks::plain});
    return host;
  }
  DeviceAddress address_of(RawHost& host) {
    return {AddressType::public_device, host.send(hci::ReadBdAddr{}).address};
  }
  void run(Duration duration) { world.run_for(duration); }
  /// Runs until `done`; false when that takes longer than `limit`.
  template <typename Condition>
  bool run_until(Condition done, Duration limit = Duration::seconds(10)) {
    const Instant end = world.now() + limit;
    while (!done()) {
      if (world.next_event_time() > end) {
        world.run_until(end);
        return done();
      }
      world.run_one();
    }
    return true;
  }
  void lose(std::uint32_t percent) { medium.faults().knobs.everywhere.loss_ppm = percent * 10'000; }

  Sniffer sniffer;
  air::World world;
  air::Medium medium{world};
  OptionalCapture capture{medium};
  std::vector<std::unique_ptr<RawHost>> hosts;
};

inline hci::LeSetAdvertisingParameters advertising_parameters(
    hci::AdvertisingType type = hci::AdvertisingType::connectable_undirected,
    std::uint16_t interval = 0x20) {
  return {interval, interval, type, AddressType::public_device, {}, 7, 0};
}
inline hci::LeCreateConnection connection_to(const DeviceAddress& peer, std::uint16_t interval = 24,
                                             std::uint16_t latency = 0,
                                             std::uint16_t timeout_10ms = 200) {
  return {
      0x10, 0x10, 0, peer, AddressType::public_device, {interval, interval, latency, timeout_10ms},
      0,    0};
}
inline void advertise(
    RawHost& host, const hci::LeSetAdvertisingParameters& parameters = advertising_parameters()) {
  host.command(parameters);
  host.command(hci::LeSetAdvertisingEnable{1});
}
inline Octetstring pattern(std::size_t size, unsigned seed = 0) {
  Octetstring octets(size);
  for (std::size_t i = 0; i < size; ++i)
    octets[i] = static_cast<std::uint8_t>(i * 7 + i / 251 + seed);
  return octets;
}

/// A central and a peripheral, connected.
struct Pair : Air {
  explicit Pair(std::uint64_t seed = 1, controller::Config central_config = {},
                controller::Config peripheral_config = {}, const ClockConfig& central_clock = {},
                const ClockConfig& peripheral_clock = {})
      : Air(seed), central(add("central", central_config, 0, central_clock)),
        peripheral(add("peripheral", peripheral_config, 2, peripheral_clock)) {}

  bool connect(std::uint16_t interval = 24, std::uint16_t latency = 0,
               std::uint16_t timeout_10ms = 200) {
    advertise(peripheral);
    central.command(connection_to(address_of(peripheral), interval, latency, timeout_10ms));
    std::optional<Received<hci::LeConnectionComplete>> c, p;
    const bool done = run_until([&] {
      if (!c) c = central.take<hci::LeConnectionComplete>();
      if (!p) p = peripheral.take<hci::LeConnectionComplete>();
      return c && p;
    });
    if (!done) return false;
    central_complete = c->event;
    peripheral_complete = p->event;
    c_handle = c->event.handle.value;
    p_handle = p->event.handle.value;
    run(Duration::microseconds(interval * 3 * 1250));  // established
    return c->event.status == ErrorCode::success && p->event.status == ErrorCode::success;
  }
  /// Sends everything in packets of `size` as the controller has buffers, until it arrived or
  /// `limit` is over.
  bool transfer(RawHost& from, std::uint16_t from_handle, RawHost& to, std::uint16_t to_handle,
                const Octetstring& data, std::size_t size, Duration limit) {
    const std::uint32_t buffers = from.send(hci::LeReadBufferSize{}).acl_count;
    const std::uint32_t before = from.completed();
    std::uint32_t sent = 0;
    std::size_t at = 0;
    const bool done = run_until(
        [&] {
          while (at < data.size() && sent - (from.completed() - before) < buffers) {
            const std::size_t count = std::min(size, data.size() - at);
            from.send_acl(from_handle, Bytes(data).subspan(at, count));
            at += count;
            ++sent;
          }
          return at == data.size() && from.completed() - before == sent;
        },
        limit);
    return done && to.acl_stream(to_handle) == data;
  }

  RawHost& central;
  RawHost& peripheral;
  hci::LeConnectionComplete central_complete{};
  hci::LeConnectionComplete peripheral_complete{};
  std::uint16_t c_handle = 0;
  std::uint16_t p_handle = 0;
};

}  // namespace westwind::sim
