// The cipher of one link: session key, nonces and counters of both directions. Vol 6 Part B 2.4,
// 5.1.3; Part E 1, 2.
#pragma once

#include "controller/radio.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/ccm.hpp"
#include "wire/ll_data.hpp"

namespace westwind::controller {

class Encryption {
 public:
  static constexpr std::size_t mic_octets = 4;

  /// The halves that came with LL_ENC_REQ and LL_ENC_RSP, in wire order.
  struct Halves {
    Octets<8> key_diversifier{};
    Octets<4> vector{};
  };
  /// A new session: counters from zero, both directions still plain.
  void start_session(const Octets<16>& long_term_key, const Halves& central,
                     const Halves& peripheral);
  void encrypt_outgoing(bool on) { outgoing_.on = on; }
  void encrypt_incoming(bool on) { incoming_.on = on; }
  bool is_outgoing_encrypted() const { return outgoing_.on; }
  bool is_incoming_encrypted() const { return incoming_.on; }

  /// Encrypts `payload` and puts the MIC behind it; `first` is the first octet of the header. The
  /// same PDU may be sealed again: the counter moves on with `outgoing_delivered`.
  void seal(bool from_central, std::uint8_t first, MutableBytes payload, MutableBytes mic);
  /// Decrypts in place; false when the MIC is wrong. The counter moves on with `incoming_taken`.
  [[nodiscard]] bool open(bool from_central, std::uint8_t first, MutableBytes payload, Bytes mic);
  void outgoing_delivered() { ++outgoing_.counter; }
  void incoming_taken() { ++incoming_.counter; }
  void clear() { *this = {}; }

 private:
  struct Direction {
    bool on = false;
    std::uint64_t counter = 0;
  };
  crypto::CcmKey key_of(const Direction& direction, bool from_central) const;

  crypto::Block session_key_{};
  Octets<8> vector_{};
  Direction outgoing_;
  Direction incoming_;
};

}  // namespace westwind::controller
