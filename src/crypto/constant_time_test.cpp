// Run under valgrind's memcheck with every secret marked as undefined: memcheck then reports each
// branch and each address that depends on one. After an idea of Adam Langley ("ctgrind", 2010).
// Called by constant_time_test.sh. `constant_time_test leak` does what must be found.
#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstring>

#include "crypto/builtin_aes128.hpp"
#include "crypto/ccm.hpp"
#include "crypto/cmac.hpp"
#include "crypto/constant_time.hpp"
#include "crypto/p256_point.hpp"
#include "crypto/toolbox.hpp"

namespace {

using namespace westwind;
using namespace westwind::crypto;

template <typename T>
void make_secret(T& object) {
  VALGRIND_MAKE_MEM_UNDEFINED(&object, sizeof object);
}
template <typename T>
void make_public(T& object) {
  VALGRIND_MAKE_MEM_DEFINED(&object, sizeof object);
}

void multiply_point() {
  Octets<32> candidate = debug_private_key;
  make_secret(candidate);
  p256::Words scalar;
  bool in_range = p256::load_scalar(scalar, candidate);
  make_public(in_range);  // told to the caller
  p256::Point point;
  if (!in_range || !p256::load_point(point, debug_public_key)) std::puts("the example is broken");
  p256::Multiplication multiplication;
  multiplication.begin(scalar, point);
  while (multiplication.step()) {
  }
  PublicKey product;
  multiplication.result(product);
  make_public(product);
  if (product.x[31] != 0x2d) std::puts("the example is broken");
}

void encrypt() {
  BuiltinAes128 aes;
  Block key{}, block{};
  make_secret(key);
  make_secret(block);
  aes.encrypt(key, block, block);
  Cmac mac(aes, key);
  mac.update(block);
  mac.update_reversed(Bytes(key).first(7));
  mac.finish();
}

void pair() {
  BuiltinAes128 aes;
  Wire256 dh_key{}, x{};
  Wire128 random{}, passkey{};
  make_secret(dh_key);
  make_secret(passkey);
  PairingKeys keys = f5(aes, dh_key, random, random, {}, {});
  f6(aes, keys.mac_key, {random, random, passkey, {}, {}, {}});
  f4(aes, x, x, random, passkey[0]);
  c1(aes, passkey, random, {});
  s1(aes, passkey, random, random);
  ah(aes, keys.ltk, {});
  signature(aes, keys.ltk, random, 1);
}

void protect() {
  BuiltinAes128 aes;
  CcmKey key;
  Octets<27> message{};
  Octets<4> mic{};
  make_secret(key.key);
  make_secret(message);
  ccm_encrypt(aes, key, Bytes(key.nonce).first(1), message, mic);
  bool equal = equal_secrets(mic, Bytes(message).first(4));
  make_public(equal);  // told to the caller
  if (equal) std::puts("a coincidence");
}

/// The counter-check: without it a broken set-up would pass everything.
void leak() {
  Octets<4> secret{};
  make_secret(secret);
  if (secret[0] == 1) std::puts("leaked");
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::strcmp(arguments[1], "leak") == 0) {
    leak();
    return 0;
  }
  multiply_point();
  encrypt();
  pair();
  protect();
  return 0;
}
