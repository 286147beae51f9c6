// The controller's own elliptic curve, for processors that have better things to do: LE Read Local
// P-256 Public Key and LE Generate DHKey. A module of its own; give it to the security manager
// (SecurityManager::set_p256). Vol 4 Part E 7.8.36, 7.8.37.
//
// That a peer's key is a point of the curve is for the controller to check (since 5.1, and in those
// that were mended after CVE-2018-5383): it refuses the key then, and pairing fails.
#pragma once

#include "crypto/p256.hpp"
#include "hci/hci.hpp"

namespace westwind::host::hci {

class ControllerP256 final : public Module, public crypto::P256 {
 public:
  explicit ControllerP256(Hci& hci);

  /// Whether the controller has the commands; known once the host is ready.
  bool is_supported() const;

  /// The controller draws its own private key: `candidate` is not used.
  Status generate(const Octets<32>& candidate, crypto::PublicKey& own, Done done) override;
  Status agree(const crypto::PublicKey& peer, Octets<32>& secret, Done done) override;
  bool work() override { return false; }
  void cancel() override;

  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;

 private:
  void on_status(const wire::hci::StatusReply& reply);
  void begin(Done done);
  void complete(Status status);
  void on_key(Bytes parameters);
  void on_secret(Bytes parameters);

  Hci& hci_;
  crypto::PublicKey* own_ = nullptr;
  Octets<32>* secret_ = nullptr;
  Done done_;
  bool is_under_way_ = false;  // in the controller, though nobody may wait for it any more
  bool is_cancelled_ = false;
};

}  // namespace westwind::host::hci
