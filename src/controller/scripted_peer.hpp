// The other end of a link, played by a unit test PDU by PDU, in either role. It keeps its own time,
// channels and sequence numbers.
#pragma once

#include "controller/fake_radio.hpp"
#include "wire/ll.hpp"

namespace westwind::controller {

namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;

constexpr wire::Address peer_address{{9, 9, 9, 9, 9, 0xc9}};
constexpr Tuning advertising_37{37, Phy::le_1m, ll::advertising_access_address};

template <typename... Parts>
Octetstring packet(std::uint32_t crc_init, const Parts&... parts) {
  Octetstring octets;
  (octets.insert(octets.end(), parts.begin(), parts.end()), ...);
  const auto crc = octets_of(ll::crc24(crc_init, octets));
  octets.insert(octets.end(), crc.begin(), crc.end());
  return octets;
}

constexpr ll::ConnectionData link_data{
    0x71764129, 0x123456, 1, 0, 24, 0, 200, {0xff, 0xff, 0xff, 0xff, 0x1f}, 7 | 5 << 5};

/// Reply of the controller's, taken apart.
struct Heard {
  ll::DataHeader header;
  Octetstring payload;
  Instant start;
};

/// What both roles of the peer share: one event after another at a fixed interval.
class ScriptedPeer {
 public:
  explicit ScriptedPeer(Bench& bench) : bench_(&bench) {}

  /// Control PDU payloads that the controller sent, in order, repetitions left out.
  std::vector<Octetstring> control;
  bool lose_next = false;  ///< the next packet of ours has a bad CRC
  bool deaf = false;       ///< what the controller says goes unheard: not acknowledged
  Instant anchor;
  std::int64_t interval_us = 24 * 1250;
  std::uint16_t event = 0;
  std::uint8_t hop = 7;
  ll::ConnectionData data = link_data;
  Phys phys;                            ///< what it sends and listens with
  bool knows_algorithm_2 = false;       ///< says so in what it sends before the connection
  bool peer_knows_algorithm_2 = false;  ///< as the controller said in ADV_IND or CONNECT_IND

 protected:
  std::uint8_t channel() const {
    if (knows_algorithm_2 && peer_knows_algorithm_2)
      return ll::ChannelDraw(data.access_address).channel({}, event);
    return static_cast<std::uint8_t>((event + 1) * hop % 37);
  }
  Tuning tuning() const { return {channel(), phys.tx, data.access_address}; }
  void read_ch_sel(const FakeRadio::Sent& sent) {
    peer_knows_algorithm_2 = ll::AdvertisingHeader{sent.pdu[0], 0}.channel_selection_2();
  }
  Octetstring next_packet(ll::Llid llid, const Octetstring& payload) {
    const auto header = octets_of(ll::data_header(llid, nesn_, sn_, false, payload.size()));
    Octetstring octets = packet(data.crc_init, header, payload);
    if (std::exchange(lose_next, false)) octets.back() ^= 1;
    return octets;
  }
  std::optional<Heard> hear(const FakeRadio::Sent* sent) {
    if (sent == nullptr || sent->tuning.access_address != data.access_address) return std::nullopt;
    const Heard heard{{sent->pdu[0], sent->pdu[1]},
                      Octetstring(sent->pdu.begin() + 2, sent->pdu.end()),
                      sent->start};
    EXPECT_EQ(sent->tuning.channel, tuning().channel) << "event " << event;
    EXPECT_EQ(sent->tuning.phy, phys.rx) << "event " << event;
    if (deaf) return heard;
    acknowledged_ = heard.header.nesn() != sn_;
    if (acknowledged_) sn_ = !sn_;
    if (heard.header.sn() == nesn_) {
      nesn_ = !nesn_;
      if (heard.header.llid() == ll::Llid::control) control.push_back(heard.payload);
    }
    return heard;
  }
  void next_event() {
    ++event;
    anchor = anchor + Duration::microseconds(interval_us);
  }

  Bench* bench_;
  bool sn_ = false;
  bool nesn_ = false;
  bool acknowledged_ = false;
};

/// A central that connects to the advertising controller.
class ScriptedCentral : public ScriptedPeer {
 public:
  using ScriptedPeer::ScriptedPeer;

  /// Lets the controller advertise and answers its first ADV_IND. False when it does not listen.
  bool connect(const ll::ConnectionData& with = link_data) {
    data = with;
    hop = with.hop_increment();
    interval_us = with.interval_1250us * 1250;
    bench_->send(hci::LeSetAdvertisingEnable{1});
    const FakeRadio::Sent* advertisement = bench_->radio.run_until_sent(Duration::seconds(1));
    if (advertisement == nullptr) return false;
    read_ch_sel(*advertisement);
    const auto header = octets_of(ll::advertising_header(
        ll::AdvertisingPduType::connect_ind, wire::AddressType::public_device,
        wire::AddressType::public_device, sizeof(ll::ConnectIndication), knows_algorithm_2));
    const auto body = octets_of(ll::ConnectIndication{peer_address, Bench::own_address, with});
    const Instant start = advertisement->end + Duration::microseconds(150);
    const bool heard = bench_->radio.deliver(advertising_37,
                                             packet(ll::advertising_crc_init, header, body), start);
    created = start + Duration::microseconds(352);
    anchor = created + Duration::microseconds(1250 + with.window_offset_1250us * 1250);
    return heard;
  }
  /// One connection event with one packet each way; the answer, if there was one.
  std::optional<Heard> exchange(ll::Llid llid = ll::Llid::continuation,
                                const Octetstring& payload = {}) {
    std::optional<Heard> heard;
    if (bench_->radio.deliver(tuning(), next_packet(llid, payload), anchor)) {
      const Instant end = bench_->radio.now();
      heard = hear(bench_->radio.run_until_sent(Duration::milliseconds(3)));
      if (heard) {
        EXPECT_EQ((heard->start - end).count_us(), 150);
      }
    }
    next_event();
    return heard;
  }
  template <ll::ControlPdu P>
  void send(const P& pdu) {
    const auto octets = ll::control_octets(pdu);
    send_control(Octetstring(octets.begin(), octets.end()));
  }
  /// As often as it takes until it is acknowledged, and two events more for the answer.
  void send_control(const Octetstring& payload) {
    for (int i = 0; i < 5; ++i) {
      exchange(ll::Llid::control, payload);
      if (acknowledged_) break;
    }
    idle(2);
  }
  void idle(int events) {
    for (int i = 0; i < events; ++i)
      exchange();
  }

  Instant created;
};

/// A peripheral that advertises once and is connected by the initiating controller.
class ScriptedPeripheral : public ScriptedPeer {
 public:
  using ScriptedPeer::ScriptedPeer;

  bool connect(std::uint16_t interval = 24) {
    bench_->send(hci::LeCreateConnection{0x10,
                                         0x10,
                                         0,
                                         {wire::AddressType::public_device, peer_address},
                                         wire::AddressType::public_device,
                                         {interval, interval, 0, 200},
                                         0,
                                         0});
    const Instant start = bench_->radio.now() + Duration::milliseconds(2);
    if (!bench_->radio.deliver(advertising_37, advertisement(), start)) return false;
    const Instant end = bench_->radio.now();
    const FakeRadio::Sent* sent = bench_->radio.run_until_sent(Duration::milliseconds(1));
    if (sent == nullptr || (sent->pdu[0] & 0x0f) != 5) return false;
    read_ch_sel(*sent);
    EXPECT_EQ((sent->start - end).count_us(), 150);
    data = *Reader(Bytes(sent->pdu).subspan(2 + 12)).take<ll::ConnectionData>();
    hop = data.hop_increment();
    interval_us = interval * 1250;
    return true;
  }
  bool directed = false;  ///< advertises for the controller alone

  /// Hears the central's next packet and answers it.
  std::optional<Heard> exchange(ll::Llid llid = ll::Llid::continuation,
                                const Octetstring& payload = {}) {
    const FakeRadio::Sent* sent =
        bench_->radio.run_until_sent(Duration::microseconds(interval_us * 2));
    if (sent == nullptr) return std::nullopt;
    if (sent->start < anchor) {  // the event before goes on
      --event;
      anchor = anchor - Duration::microseconds(interval_us);
    } else {
      anchor = sent->start;
    }
    const auto heard = hear(sent);
    if (!heard) return std::nullopt;
    bench_->radio.deliver(tuning(), next_packet(llid, payload),
                          sent->end + Duration::microseconds(150));
    next_event();
    return heard;
  }
  template <ll::ControlPdu P>
  void send(const P& pdu) {
    const auto octets = ll::control_octets(pdu);
    send_control(Octetstring(octets.begin(), octets.end()));
  }
  void send_control(const Octetstring& payload) {
    exchange(ll::Llid::control, payload);
    for (int i = 0; i < 5; ++i) {
      exchange();
      if (acknowledged_) break;
    }
    exchange();
  }
  void idle(int events) {
    for (int i = 0; i < events; ++i)
      exchange();
  }

 private:
  Octetstring advertisement() const {
    const auto type =
        directed ? ll::AdvertisingPduType::adv_direct_ind : ll::AdvertisingPduType::adv_ind;
    const auto header = octets_of(ll::advertising_header(
        type, wire::AddressType::public_device, wire::AddressType::public_device,
        directed ? sizeof(ll::DirectedAdvertisement) : sizeof(ll::Advertisement),
        knows_algorithm_2));
    if (!directed) return packet(ll::advertising_crc_init, header, peer_address.octets);
    return packet(ll::advertising_crc_init, header,
                  octets_of(ll::DirectedAdvertisement{peer_address, Bench::own_address}));
  }
};

}  // namespace westwind::controller
