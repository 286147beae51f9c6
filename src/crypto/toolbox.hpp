// The cryptographic toolbox of pairing. Vol 3 Part H 2.2, 2.4.5; Vol 6 Part E 1.1.1. Called by the
// security manager and by whoever makes or resolves private addresses.
//
// Every array here, in and out, is in WIRE ORDER: least significant octet first, exactly as SMP
// PDUs, HCI commands and device addresses carry it. The specification prints the other order;
// nobody but this file turns anything round. All functions are pure.
#pragma once

#include "crypto/aes128.hpp"
#include "crypto/p256.hpp"

namespace westwind::crypto {

/// A key, random value, confirm value or check value, in wire order.
using Wire128 = Octets<16>;
/// An x or y coordinate or a DHKey, in wire order.
using Wire256 = Octets<32>;

/// A device address as the toolbox takes it.
struct ToolboxAddress {
  std::uint8_t type = 0;  ///< 0 public, 1 random
  Octets<6> octets{};     ///< wire order
};

/// The same octets the other way round: wire order to the order of `Aes128` and `P256`, or back.
template <std::size_t N>
constexpr Octets<N> reversed(const Octets<N>& octets) {
  Octets<N> result{};
  for (std::size_t i = 0; i < N; ++i)
    result[i] = octets[N - 1 - i];
  return result;
}

/// As Pairing Public Key, LE Read Local P-256 Public Key Complete and LE Generate DHKey carry it:
/// x, then y, each in wire order.
Octets<64> to_wire(const PublicKey& key);
PublicKey from_wire(const Octets<64>& key);

/// Security function e, the block cipher. 2.2.1.
Wire128 e(Aes128& aes, const Wire128& key, const Wire128& plaintext);

/// Random address hash. 2.2.2. `prand` is the upper half of a resolvable private address (octets 3
/// to 5 in wire order), the result the lower one (octets 0 to 2).
Octets<3> ah(Aes128& aes, const Wire128& irk, const Octets<3>& prand);
/// Whether a resolvable private address was made with `irk`.
bool resolves(Aes128& aes, const Wire128& irk, const Octets<6>& address);

/// What both legacy confirm values are made of.
struct LegacyPairing {
  Octets<7> request{};  ///< the Pairing Request PDU, code first, as it went over the air
  Octets<7> response{};
  ToolboxAddress initiator;
  ToolboxAddress responder;
};
/// Legacy confirm value. 2.2.3. `tk` and the random value of whoever confirms.
Wire128 c1(Aes128& aes, const Wire128& tk, const Wire128& random, const LegacyPairing& pairing);
/// Legacy STK. 2.2.4. From the responder's (Srand) and the initiator's random value (Mrand).
Wire128 s1(Aes128& aes, const Wire128& tk, const Wire128& responder_random,
           const Wire128& initiator_random);

/// Secure Connections confirm value. 2.2.6. `u`, `v`: x coordinates of the public keys, the
/// confirming side's first; `x`: its random value; `z`: 0, or 0x80 and a bit of the passkey.
Wire128 f4(Aes128& aes, const Wire256& u, const Wire256& v, const Wire128& x, std::uint8_t z);

struct PairingKeys {
  Wire128 mac_key{};
  Wire128 ltk{};
};
/// MacKey and LTK. 2.2.7. `dh_key`; random values and addresses of initiator and responder.
PairingKeys f5(Aes128& aes, const Wire256& dh_key, const Wire128& initiator_random,
               const Wire128& responder_random, const ToolboxAddress& initiator,
               const ToolboxAddress& responder);

/// One side's share in a DHKey check.
struct CheckInputs {
  Wire128 own_random{};
  Wire128 peer_random{};
  Wire128 r{};         ///< the peer's OOB random value, or the passkey, or 0
  Octets<3> io_cap{};  ///< own IO capability, OOB flag, AuthReq: as in the own pairing PDU
  ToolboxAddress own;
  ToolboxAddress peer;
};
/// DHKey check value. 2.2.8.
Wire128 f6(Aes128& aes, const Wire128& mac_key, const CheckInputs& inputs);

/// Numeric comparison. 2.2.9. `u`, `v`: x coordinates, `x`, `y`: random values, the initiator's
/// first.
std::uint32_t g2(Aes128& aes, const Wire256& u, const Wire256& v, const Wire128& x,
                 const Wire128& y);
/// What both displays show, 000000 to 999999.
constexpr std::uint32_t displayed(std::uint32_t g2_value) { return g2_value % 1'000'000; }

/// Key conversions. 2.2.10, 2.2.11. `key_id` and `salt` in wire order too: see below.
Wire128 h6(Aes128& aes, const Wire128& key, const Octets<4>& key_id);
Wire128 h7(Aes128& aes, const Wire128& salt, const Wire128& key);
/// Isochronous group keys. Vol 6 Part E 1.1.1.
Wire128 h8(Aes128& aes, const Wire128& key, const Wire128& salt, const Octets<4>& key_id);

inline constexpr Octets<4> key_id_lebr = {'r', 'b', 'e', 'l'};
inline constexpr Octets<4> key_id_brle = {'e', 'l', 'r', 'b'};
inline constexpr Octets<4> key_id_tmp1 = {'1', 'p', 'm', 't'};
inline constexpr Octets<4> key_id_tmp2 = {'2', 'p', 'm', 't'};

/// The Authentication Signature at the end of a Signed Write Command: SignCounter and MAC as they
/// go over the air. 2.4.5. `message`: the PDU from its opcode to before the signature.
Octets<12> signature(Aes128& aes, const Wire128& csrk, Bytes message, std::uint32_t sign_counter);

}  // namespace westwind::crypto
