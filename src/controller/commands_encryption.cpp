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
