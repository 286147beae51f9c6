// HCI commands of encryption. Vol 4 Part E 7.8.22, 7.8.24-7.8.26.
#include "controller/commands.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;

Reply<hci::LeEncrypt> le_encrypt(Parts&, const hci::LeEncrypt& command) {
  crypto::BuiltinAes128 aes;
  return {ErrorCode::success, crypto::e(aes, command.key, command.plaintext)};
}

namespace {

struct Outcome {
  Octets<32> secret{};
  bool is_good = false;
  void on_done(Status status) { is_good = status.has_value(); }
};

/// To its end at once: real controllers take their time, hosts must not count on either.
void work_to_the_end(crypto::P256& p256) {
  while (p256.work()) {
  }
}

}  // namespace

Started le_read_p256_key(Parts& parts, const hci::LeReadLocalP256PublicKey&) {
  crypto::PublicKey own;
  Octets<32> candidate;
  Outcome outcome;
  do {
    Writer writer(candidate);
    while (writer.put(Le64(parts.scheduler.radio().random()))) {
    }
  } while (
      !parts.p256.generate(candidate, own, crypto::P256::Done::to<&Outcome::on_done>(&outcome)));
  work_to_the_end(parts.p256);
  parts.has_p256_key = true;
  parts.host.le_event(
      hci::LeReadLocalP256PublicKeyComplete{ErrorCode::success, crypto::to_wire(own)});
  return {ErrorCode::success};
}

Started le_generate_dh_key(Parts& parts, const hci::LeGenerateDhKey& command) {
  if (!parts.has_p256_key) return {ErrorCode::command_disallowed};
  Outcome outcome;
  if (!parts.p256.agree(crypto::from_wire(command.remote_public_key), outcome.secret,
                        crypto::P256::Done::to<&Outcome::on_done>(&outcome)))
    return {ErrorCode::command_disallowed};
  work_to_the_end(parts.p256);
  hci::LeGenerateDhKeyComplete event{};
  event.status = outcome.is_good ? ErrorCode::success : ErrorCode::invalid_command_parameters;
  if (outcome.is_good) event.dh_key = crypto::reversed(outcome.secret);
  parts.host.le_event(event);
  return {ErrorCode::success};
}

Started le_enable_encryption(Parts& parts, const hci::LeEnableEncryption& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  const ErrorCode status = link->procedures().enable_encryption(
      {command.random_number, command.encrypted_diversifier, command.long_term_key},
      parts.scheduler.now());
  link->wake_up();
  return {status};
}

Reply<hci::LeLongTermKeyRequestReply> le_key_reply(Parts& parts,
                                                   const hci::LeLongTermKeyRequestReply& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  if (!link->procedures().give_key(command.long_term_key, parts.scheduler.now()))
    return {ErrorCode::command_disallowed, command.handle};
  link->wake_up();
  return {ErrorCode::success, command.handle};
}

Reply<hci::LeLongTermKeyRequestNegativeReply> le_key_refusal(
    Parts& parts, const hci::LeLongTermKeyRequestNegativeReply& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  if (!link->procedures().deny_key(parts.scheduler.now()))
    return {ErrorCode::command_disallowed, command.handle};
  link->wake_up();
  return {ErrorCode::success, command.handle};
}

}  // namespace westwind::controller::commands
