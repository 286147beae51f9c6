// Aes128 and P256 by mbedTLS, 2.28 or 3.x, for hosts and for ports that have it anyway. Header
// only: whoever includes it brings mbedTLS along, and nobody else needs it. mbedTLS takes its big
// numbers from its own heap.
#pragma once

#include <mbedtls/aes.h>
#include <mbedtls/ecp.h>

#include "base/assert.hpp"
#include "crypto/aes128.hpp"
#include "crypto/constant_time.hpp"
#include "crypto/p256.hpp"

namespace westwind::crypto {

class MbedtlsAes128 final : public Aes128 {
 public:
  void encrypt(const Block& key, const Block& in, Block& out) override {
    mbedtls_aes_context context;
    mbedtls_aes_init(&context);
    const bool done =
        mbedtls_aes_setkey_enc(&context, key.data(), 128) == 0 &&
        mbedtls_aes_crypt_ecb(&context, MBEDTLS_AES_ENCRYPT, in.data(), out.data()) == 0;
    mbedtls_aes_free(&context);
    ensure(done);  // only a build of mbedTLS without AES-128 or ECB fails
  }
};

/// `random` gives `size` random octets and returns 0, as mbedTLS asks of it; it blinds the
/// computation, and makes no key.
class MbedtlsP256 final : public P256 {
 public:
  using RandomSource = int (*)(void* context, unsigned char* octets, std::size_t size);

  MbedtlsP256(RandomSource random, void* context) : random_(random), context_(context) {
    mbedtls_ecp_group_init(&curve_);
    mbedtls_mpi_init(&private_key_);
    loaded_ = mbedtls_ecp_group_load(&curve_, MBEDTLS_ECP_DP_SECP256R1) == 0;
  }
  MbedtlsP256(const MbedtlsP256&) = delete;
  MbedtlsP256& operator=(const MbedtlsP256&) = delete;
  ~MbedtlsP256() {
    mbedtls_mpi_free(&private_key_);
    mbedtls_ecp_group_free(&curve_);
  }

  Status generate(const Octets<32>& candidate, PublicKey& own, Done done) override {
    if (own_ != nullptr || secret_ != nullptr) return Error::busy;
    if (!loaded_) return Error::not_supported;
    if (mbedtls_mpi_read_binary(&private_key_, candidate.data(), candidate.size()) != 0)
      return Error::no_memory;
    if (mbedtls_ecp_check_privkey(&curve_, &private_key_) != 0) {
      mbedtls_mpi_free(&private_key_);
      return Error::invalid_argument;
    }
    own_ = &own;
    done_ = done;
    return {};
  }

  /// not_active before the first `generate`.
  Status agree(const PublicKey& peer, Octets<32>& secret, Done done) override {
    if (own_ != nullptr || secret_ != nullptr) return Error::busy;
    if (mbedtls_mpi_cmp_int(&private_key_, 0) == 0) return Error::not_active;
    peer_ = peer;
    secret_ = &secret;
    done_ = done;
    return {};
  }

  bool work() override {
    if (own_ == nullptr && secret_ == nullptr) return false;
    const Status status = own_ != nullptr ? make_public_key() : make_secret();
    const Done done = done_;
    cancel();
    if (done) done(status);
    return own_ != nullptr || secret_ != nullptr;
  }

  void cancel() override {
    own_ = nullptr;
    secret_ = nullptr;
  }

 private:
  /// A point for the time of a computation.
  struct Point : mbedtls_ecp_point {
    Point() { mbedtls_ecp_point_init(this); }
    Point(const Point&) = delete;
    Point& operator=(const Point&) = delete;
    ~Point() { mbedtls_ecp_point_free(this); }
  };
  /// 0x04, x, y: how SEC 1 writes a point, and the one form that both versions of mbedTLS read.
  using Encoded = Octets<65>;

  Status make_public_key() {
    Encoded encoded;
    if (!multiply(curve_.G, encoded)) return Error::no_memory;
    copy_bytes(own_->x, Bytes(encoded).subspan(1, 32));
    copy_bytes(own_->y, Bytes(encoded).subspan(33, 32));
    return {};
  }

  Status make_secret() {
    Encoded encoded{0x04};
    copy_bytes(MutableBytes(encoded).subspan(1), peer_.x);
    copy_bytes(MutableBytes(encoded).subspan(33), peer_.y);
    Point point;
    if (mbedtls_ecp_point_read_binary(&curve_, &point, encoded.data(), encoded.size()) != 0 ||
        mbedtls_ecp_check_pubkey(&curve_, &point) != 0)
      return Error::invalid_argument;
    const bool multiplied = multiply(point, encoded);
    if (multiplied) copy_bytes(*secret_, Bytes(encoded).subspan(1, 32));
    wipe(encoded);
    return multiplied ? Status() : Error::no_memory;
  }

  bool multiply(const mbedtls_ecp_point& point, Encoded& encoded) {
    Point product;
    std::size_t length = 0;
    return mbedtls_ecp_mul(&curve_, &product, &private_key_, &point, random_, context_) == 0 &&
           mbedtls_ecp_point_write_binary(&curve_, &product, MBEDTLS_ECP_PF_UNCOMPRESSED, &length,
                                          encoded.data(), encoded.size()) == 0;
  }

  RandomSource random_;
  void* context_;
  mbedtls_ecp_group curve_;
  mbedtls_mpi private_key_;
  bool loaded_;
  PublicKey peer_;
  PublicKey* own_ = nullptr;      ///< of the `generate` under way
  Octets<32>* secret_ = nullptr;  ///< of the `agree` under way
  Done done_;
};

}  // namespace westwind::crypto
