// What measure.sh runs under callgrind: one operation, named by the argument, a number of times.
// (No test, but the name keeps it out of firmware builds, which take every other source.)
#include <cstdlib>
#include <cstring>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "crypto/ccm.hpp"

namespace {

using namespace westwind;
using namespace westwind::crypto;

bool run(const char* operation) {
  BuiltinP256 p256;
  BuiltinAes128 aes;
  PublicKey own;
  Octets<32> secret;
  CcmKey key;
  Octets<251> message{};
  Octets<4> mic;
  if (std::strcmp(operation, "nothing") == 0) return true;
  if (std::strcmp(operation, "aes") == 0) {
    aes.encrypt(key.key, key.key, key.key);
    return true;
  }
  if (std::strcmp(operation, "ccm251") == 0) {
    ccm_encrypt(aes, key, Bytes(key.nonce).first(1), message, mic);
    return true;
  }
  if (!p256.generate(debug_private_key, own, {})) return false;
  if (std::strcmp(operation, "ecdh") == 0) {
    p256.cancel();
    if (!p256.agree(debug_public_key, secret, {})) return false;
  } else if (std::strcmp(operation, "keygen") != 0) {
    return false;
  }
  while (p256.work()) {
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return EXIT_FAILURE;
  for (int times = std::atoi(arguments[2]); times > 0; --times)
    if (!run(arguments[1])) return EXIT_FAILURE;
  return EXIT_SUCCESS;
}
