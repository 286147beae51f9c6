// Elliptic-curve Diffie-Hellman on P-256, as LE Secure Connections asks of it. Vol 3 Part
// H 2.3.5.6.1. Called by the security manager. Providers: builtin_p256, mbedtls_provider, or a
// controller with LE Read Local P-256 Public Key and LE Generate DHKey (Vol 4 Part
// E 7.8.36, 7.8.37).
#pragma once

#include "base/delegate.hpp"
#include "base/result.hpp"

#include "base/bytes.hpp"

namespace westwind::crypto {

/// Most significant octet first, as FIPS 186 writes numbers. PDUs and HCI carry the reverse: see
/// toolbox.hpp.
struct PublicKey {
  Octets<32> x{};
  Octets<32> y{};
  constexpr bool operator==(const PublicKey&) const = default;
};

/// Holds one key pair, whose private half never leaves it: a controller would not tell it either.
/// At most one operation is under way. `done` comes once for each that was accepted, and never from
/// inside `generate` or `agree`: the built-in provider calls it from `work`, a controller's when
/// the reply comes. What is written to must live until then, or until `cancel`.
class P256 {
 public:
  using Done = Delegate<void(Status)>;

  /// Makes the key pair that replaces the one before. `candidate`: 32 fresh random octets.
  /// invalid_argument when they are no private key (0 or too large, 1 in 2^32): try others.
  /// A controller draws its own and looks only whether they are `debug_private_key`.
  virtual Status generate(const Octets<32>& candidate, PublicKey& own, Done done) = 0;

  /// `secret` = x coordinate of private key times `peer`, most significant octet first.
  /// `done` gets invalid_argument when `peer` is no point of the curve; pairing fails then.
  virtual Status agree(const PublicKey& peer, Octets<32>& secret, Done done) = 0;

  /// Does a slice of what is under way; true while there is more. Called by whoever runs the loop.
  virtual bool work() = 0;

  /// Drops what is under way: nothing is written and `done` does not come.
  virtual void cancel() = 0;

 protected:
  ~P256() = default;
};

/// The key pair everybody knows, for sniffers. Vol 3 Part H 2.3.5.6.1.
inline constexpr Octets<32> debug_private_key = {
    0x3f, 0x49, 0xf6, 0xd4, 0xa3, 0xc5, 0x5f, 0x38, 0x74, 0xc9, 0xb3, 0xe3, 0xd2, 0x10, 0x3f, 0x50,
    0x4a, 0xff, 0x60, 0x7b, 0xeb, 0x40, 0xb7, 0x99, 0x58, 0x99, 0xb8, 0xa6, 0xcd, 0x3c, 0x1a, 0xbd};
inline constexpr PublicKey debug_public_key = {
    {0x20, 0xb0, 0x03, 0xd2, 0xf2, 0x97, 0xbe, 0x2c, 0x5e, 0x2c, 0x83,
     0xa7, 0xe9, 0xf9, 0xa5, 0xb9, 0xef, 0xf4, 0x91, 0x11, 0xac, 0xf4,
     0xfd, 0xdb, 0xcc, 0x03, 0x01, 0x48, 0x0e, 0x35, 0x9d, 0xe6},
    {0xdc, 0x80, 0x9c, 0x49, 0x65, 0x2a, 0xeb, 0x6d, 0x63, 0x32, 0x9a,
     0xbf, 0x5a, 0x52, 0x15, 0x5c, 0x76, 0x63, 0x45, 0xc2, 0x8f, 0xed,
     0x30, 0x24, 0x74, 0x1c, 0x8e, 0xd0, 0x15, 0x89, 0xd2, 0x8b}};

/// Our own key thrown back at us, as it is or with y negated: a peer that has no private key of its
/// own. Refused, save the debug key, which both sides may have.
constexpr bool is_reflected(const PublicKey& peer, const PublicKey& own) {
  return peer.x == own.x && peer.x != debug_public_key.x;
}

}  // namespace westwind::crypto
