// Signatures of attribute writes, made and checked with the keys of a bond. Vol 3 Part H 2.4.5.
// Implemented by the security manager, used by GATT.
#pragma once

#include "hci/link.hpp"

namespace westwind::host::hci {

constexpr std::size_t signature_size = 12;

class Signer {
 public:
  /// Signs for the peer of `link`; each signature is another. False without a bond that has our
  /// key for it.
  virtual bool sign(const Link& link, Bytes message, Octets<signature_size>& signature) = 0;
  /// False unless the peer of `link` signed `message`, and has not sent that signature before.
  virtual bool verify(const Link& link, Bytes message, Bytes signature) = 0;

 protected:
  ~Signer() = default;
};

}  // namespace westwind::host::hci
