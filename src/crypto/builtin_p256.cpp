// The built-in P256 provider: a multiplication, slice by slice.
//
//            generate, agree               last slice
//     idle ------------------> multiply -------------> finish --+
//       ^  agree, no point --> refuse                           |
//       +-----------------------+------------ done -------------+
#include "crypto/builtin_p256.hpp"

#include "crypto/constant_time.hpp"

namespace westwind::crypto {

Status BuiltinP256::generate(const Octets<32>& candidate, PublicKey& own, Done done) {
  if (step_ != Step::idle) return Error::busy;
  if (!p256::load_scalar(private_key_, candidate)) {
    wipe(private_key_);
    return Error::invalid_argument;
  }
  own_ = &own;
  multiplication_.begin(private_key_, p256::generator);
  step_ = Step::multiply;
  done_ = done;
  return {};
}

Status BuiltinP256::agree(const PublicKey& peer, Octets<32>& secret, Done done) {
  if (step_ != Step::idle) return Error::busy;
  if (p256::is_zero(private_key_) != 0) return Error::not_active;
  p256::Point point;
  if (p256::load_point(point, peer)) {
    secret_ = &secret;
    multiplication_.begin(private_key_, point);
    step_ = Step::multiply;
  } else {
    step_ = Step::refuse;
  }
  done_ = done;
  return {};
}

bool BuiltinP256::work() {
  switch (step_) {
  case Step::idle: break;
  case Step::refuse: complete(Error::invalid_argument); break;
  case Step::multiply:
    if (!multiplication_.step()) step_ = Step::finish;
    break;
  case Step::finish: {
    PublicKey product;
    multiplication_.result(product);
    if (own_ != nullptr) *own_ = product;
    if (secret_ != nullptr) *secret_ = product.x;
    wipe(product);
    complete({});
    break;
  }
  }
  return step_ != Step::idle;
}

/// `done` may begin the next operation.
void BuiltinP256::complete(Status status) {
  const Done done = done_;
  cancel();
  if (done) done(status);
}

void BuiltinP256::cancel() {
  multiplication_.wipe();
  own_ = nullptr;
  secret_ = nullptr;
  step_ = Step::idle;
}

void BuiltinP256::forget() {
  cancel();
  wipe(private_key_);
}

}  // namespace westwind::crypto
