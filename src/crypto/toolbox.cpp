// The pairing toolbox. Fields reach CMAC and AES most significant octet first, so each is fed in
// reverse; concatenations stand in the order of the specification.
#include "crypto/toolbox.hpp"

#include <bit>

#include "crypto/cmac.hpp"
#include "crypto/constant_time.hpp"

namespace westwind::crypto {
namespace {

/// CMAC over fields in wire order, with a key in wire order.
class WireCmac {
 public:
  WireCmac(Aes128& aes, const Wire128& key) : cmac_(aes, reversed(key)) {}

  WireCmac& operator<<(Bytes field) {
    cmac_.update_reversed(field);
    return *this;
  }
  WireCmac& operator<<(std::uint8_t octet) { return *this << Bytes(&octet, 1); }
  /// Most significant first: type, address.
  WireCmac& operator<<(const ToolboxAddress& address) {
    return *this << address.type << Bytes(address.octets);
  }
  Wire128 finish() { return reversed(cmac_.finish()); }

 private:
  Cmac cmac_;
};

void exclusive_or(Wire128& to, const Wire128& from) {
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] ^= from[i];
}

constexpr Wire128 salt_f5 = {0xbe, 0x83, 0x60, 0x5a, 0xdb, 0x0b, 0x37, 0x60,
                             0x38, 0xa5, 0xf5, 0xaa, 0x91, 0x83, 0x88, 0x6c};
constexpr Octets<4> key_id_btle = {'e', 'l', 't', 'b'};

}  // namespace

Octets<64> to_wire(const PublicKey& key) {
  Octets<64> result{};
  copy_bytes(MutableBytes(result).first(32), reversed(key.x));
  copy_bytes(MutableBytes(result).last(32), reversed(key.y));
  return result;
}

PublicKey from_wire(const Octets<64>& key) {
  PublicKey result;
  copy_bytes(result.x, Bytes(key).first(32));
  copy_bytes(result.y, Bytes(key).last(32));
  return {reversed(result.x), reversed(result.y)};
}

Wire128 e(Aes128& aes, const Wire128& key, const Wire128& plaintext) {
  Block turned_key = reversed(key), block = reversed(plaintext);
  aes.encrypt(turned_key, block, block);
  wipe(turned_key);
  return reversed(block);
}

Octets<3> ah(Aes128& aes, const Wire128& irk, const Octets<3>& prand) {
  const Wire128 hash = e(aes, irk, {prand[0], prand[1], prand[2]});
  return {hash[0], hash[1], hash[2]};
}

bool resolves(Aes128& aes, const Wire128& irk, const Octets<6>& address) {
  if ((address[5] & 0xc0) != 0x40) return false;
  const Octets<3> hash = ah(aes, irk, {address[3], address[4], address[5]});
  return equal_bytes(hash, Bytes(address).first(3));
}

Wire128 c1(Aes128& aes, const Wire128& tk, const Wire128& random, const LegacyPairing& pairing) {
  Wire128 p1{pairing.initiator.type, pairing.responder.type};
  copy_bytes(MutableBytes(p1).subspan(2), pairing.request);
  copy_bytes(MutableBytes(p1).subspan(9), pairing.response);
  Wire128 p2{};
  copy_bytes(p2, pairing.responder.octets);
  copy_bytes(MutableBytes(p2).subspan(6), pairing.initiator.octets);
  exclusive_or(p1, random);
  exclusive_or(p2, e(aes, tk, p1));
  return e(aes, tk, p2);
}

Wire128 s1(Aes128& aes, const Wire128& tk, const Wire128& responder_random,
           const Wire128& initiator_random) {
  Wire128 halves = initiator_random;
  copy_bytes(MutableBytes(halves).subspan(8), Bytes(responder_random).first(8));
  return e(aes, tk, halves);
}

Wire128 f4(Aes128& aes, const Wire256& u, const Wire256& v, const Wire128& x, std::uint8_t z) {
  WireCmac mac(aes, x);
  mac << u << v << z;
  return mac.finish();
}

PairingKeys f5(Aes128& aes, const Wire256& dh_key, const Wire128& initiator_random,
               const Wire128& responder_random, const ToolboxAddress& initiator,
               const ToolboxAddress& responder) {
  static constexpr Octets<2> length_256 = {0x00, 0x01};
  WireCmac extraction(aes, salt_f5);
  extraction << dh_key;
  Wire128 t = extraction.finish();
  const auto derive = [&](std::uint8_t counter) {
    WireCmac mac(aes, t);
    mac << counter << key_id_btle << initiator_random << responder_random << initiator << responder
        << length_256;
    return mac.finish();
  };
  const PairingKeys keys{derive(0), derive(1)};
  wipe(t);
  return keys;
}

Wire128 f6(Aes128& aes, const Wire128& mac_key, const CheckInputs& inputs) {
  WireCmac mac(aes, mac_key);
  mac << inputs.own_random << inputs.peer_random << inputs.r << inputs.io_cap << inputs.own
      << inputs.peer;
  return mac.finish();
}

std::uint32_t g2(Aes128& aes, const Wire256& u, const Wire256& v, const Wire128& x,
                 const Wire128& y) {
  WireCmac mac(aes, x);
  mac << u << v << y;
  const Wire128 result = mac.finish();
  return result[0] | static_cast<std::uint32_t>(result[1]) << 8 |
         static_cast<std::uint32_t>(result[2]) << 16 | static_cast<std::uint32_t>(result[3]) << 24;
}

Wire128 h6(Aes128& aes, const Wire128& key, const Octets<4>& key_id) {
  WireCmac mac(aes, key);
  mac << key_id;
  return mac.finish();
}

Wire128 h7(Aes128& aes, const Wire128& salt, const Wire128& key) {
  WireCmac mac(aes, salt);
  mac << key;
  return mac.finish();
}

Wire128 h8(Aes128& aes, const Wire128& key, const Wire128& salt, const Octets<4>& key_id) {
  return h6(aes, h7(aes, salt, key), key_id);
}

Octets<12> signature(Aes128& aes, const Wire128& csrk, Bytes message, std::uint32_t sign_counter) {
  Octets<12> result{};
  copy_bytes(result, std::bit_cast<Octets<4>>(Le32(sign_counter)));
  WireCmac mac(aes, csrk);
  mac << Bytes(result).first(4) << message;
  const Wire128 whole = mac.finish();
  copy_bytes(MutableBytes(result).subspan(4), Bytes(whole).last(8));
  return result;
}

}  // namespace westwind::crypto
