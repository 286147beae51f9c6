// Diffie-Hellman on P-256 for processors without anything better: no heap, no secret-dependent
// branch or address, in slices so that the loop goes on. Vol 3 Part H 2.3.5.6.1.
#pragma once

#include "crypto/p256_point.hpp"

namespace westwind::crypto {

class BuiltinP256 final : public P256 {
 public:
  BuiltinP256() = default;
  BuiltinP256(const BuiltinP256&) = delete;
  BuiltinP256& operator=(const BuiltinP256&) = delete;
  ~BuiltinP256() { forget(); }

  Status generate(const Octets<32>& candidate, PublicKey& own, Done done) override;
  /// not_active before the first `generate`.
  Status agree(const PublicKey& peer, Octets<32>& secret, Done done) override;
  bool work() override;
  void cancel() override;

 private:
  enum class Step : std::uint8_t { idle, refuse, multiply, finish };

  void complete(Status status);
  void forget();

  p256::Words private_key_{};  ///< 0: none yet
  p256::Multiplication multiplication_{};
  PublicKey* own_ = nullptr;      ///< of the `generate` under way
  Octets<32>* secret_ = nullptr;  ///< of the `agree` under way
  Done done_;
  Step step_ = Step::idle;
};

}  // namespace westwind::crypto
