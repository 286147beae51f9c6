// PDUs of the primary advertising channels. Vol 6 Part B 2.3.
#pragma once

#include "base/codec.hpp"
#include "wire/address.hpp"

namespace westwind::wire::ll {

constexpr std::uint32_t advertising_access_address = 0x8e89bed6;
constexpr std::uint32_t advertising_crc_init = 0x555555;
constexpr std::uint8_t first_advertising_channel = 37;
constexpr std::size_t advertising_data_max = 31;
/// Header and payload of the longest legacy advertising PDU.
constexpr std::size_t advertising_pdu_max = 2 + 6 + advertising_data_max;

enum class AdvertisingPduType : std::uint8_t {
  adv_ind = 0,
  adv_direct_ind = 1,
  adv_nonconn_ind = 2,
  scan_req = 3,
  scan_rsp = 4,
  connect_ind = 5,
  adv_scan_ind = 6,
};

/// 2.3: type, ChSel, TxAdd (the sender's address is random), RxAdd (the addressed one's is).
struct AdvertisingHeader {
  std::uint8_t flags;
  std::uint8_t length;

  constexpr AdvertisingPduType type() const {
    return static_cast<AdvertisingPduType>(flags & 0x0f);
  }
  constexpr bool channel_selection_2() const { return (flags & 0x20) != 0; }
  constexpr AddressType sender() const { return address_type(flags & 0x40); }
  constexpr AddressType addressed() const { return address_type(flags & 0x80); }

 private:
  static constexpr AddressType address_type(int bit) {
    return bit != 0 ? AddressType::random_device : AddressType::public_device;
  }
};
/// `channel_selection_2`: the sender knows algorithm #2; in ADV_IND, ADV_DIRECT_IND, CONNECT_IND.
constexpr AdvertisingHeader advertising_header(AdvertisingPduType type, AddressType sender,
                                               AddressType addressed, std::size_t length,
                                               bool channel_selection_2 = false) {
  const int tx_add = sender == AddressType::random_device ? 0x40 : 0;
  const int rx_add = addressed == AddressType::random_device ? 0x80 : 0;
  const int ch_sel = channel_selection_2 ? 0x20 : 0;
  return {static_cast<std::uint8_t>(static_cast<int>(type) | ch_sel | tx_add | rx_add),
          static_cast<std::uint8_t>(length)};
}
static_assert(octets_of(advertising_header(AdvertisingPduType::adv_ind, AddressType::random_device,
                                           AddressType::public_device, 20)) ==
              Octets<2>{0x40, 0x14});

/// ADV_IND, ADV_NONCONN_IND, ADV_SCAN_IND (2.3.1) and SCAN_RSP (2.3.2.2): data follows.
struct Advertisement {
  Address advertiser;
};

/// ADV_DIRECT_IND. 2.3.1.2.
struct DirectedAdvertisement {
  Address advertiser;
  Address target;
};
static_assert(octets_of(DirectedAdvertisement{{{1, 2, 3, 4, 5, 6}}, {{7, 8, 9, 10, 11, 12}}}) ==
              Octets<12>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

/// SCAN_REQ. 2.3.2.1.
struct ScanRequest {
  Address scanner;
  Address advertiser;
};
static_assert(octets_of(ScanRequest{{{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}},
                                    {{0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb}}}) ==
              Octets<12>{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb});

/// LLData of CONNECT_IND: all that makes a connection. 2.3.3.1.
struct ConnectionData {
  Le32 access_address;
  Le24 crc_init;
  std::uint8_t window_size_1250us;
  Le16 window_offset_1250us;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
  Octets<5> channel_map;
  std::uint8_t hop_and_clock_accuracy;

  constexpr std::uint8_t hop_increment() const { return hop_and_clock_accuracy & 0x1f; }
  constexpr std::uint8_t clock_accuracy() const { return hop_and_clock_accuracy >> 5; }
};

/// CONNECT_IND. 2.3.3.1.
struct ConnectIndication {
  Address initiator;
  Address advertiser;
  ConnectionData data;
};
static_assert(
    octets_of(ConnectIndication{
        {{1, 1, 1, 1, 1, 1}},
        {{2, 2, 2, 2, 2, 2}},
        {0x71764129, 0x123456, 1, 2, 24, 3, 72, {0xff, 0xff, 0xff, 0xff, 0x1f}, 5 | 7 << 5}}) ==
    Octets<34>{1,    1,    1,    1,    1,    1,    2,    2,    2,    2,    2,    2,
               0x29, 0x41, 0x76, 0x71, 0x56, 0x34, 0x12, 0x01, 0x02, 0x00, 0x18, 0x00,
               0x03, 0x00, 0x48, 0x00, 0xff, 0xff, 0xff, 0xff, 0x1f, 0xe5});

/// Largest drift in ppm that a sleep clock accuracy code stands for. 2.3.3.1, 4.2.2.
constexpr std::uint16_t clock_accuracy_ppm(std::uint8_t code) {
  constexpr std::uint16_t worst[8] = {500, 250, 150, 100, 75, 50, 30, 20};
  return worst[code & 7];
}
/// The code that promises at most `ppm`.
constexpr std::uint8_t clock_accuracy_code(std::uint16_t ppm) {
  std::uint8_t code = 7;
  while (code > 0 && clock_accuracy_ppm(code) < ppm)
    --code;
  return code;
}
static_assert(clock_accuracy_code(50) == 5 && clock_accuracy_code(20) == 7);
static_assert(clock_accuracy_code(51) == 4 && clock_accuracy_code(500) == 0);

}  // namespace westwind::wire::ll
