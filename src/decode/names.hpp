// Names of what stands in packets, as the specification spells them; numbers that are not known are
// shown as such.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "wire/address.hpp"

namespace westwind::decode {

std::string advertising_pdu_name(std::uint8_t type, bool auxiliary);
std::string control_pdu_name(std::uint8_t opcode);
std::string att_name(std::uint8_t opcode);
std::string smp_name(std::uint8_t code);
std::string hci_command_name(std::uint16_t opcode);
std::string hci_event_name(std::uint8_t code);
std::string le_event_name(std::uint8_t subevent);
std::string hci_error_name(std::uint8_t code);

/// Most significant octet first; a random address's kind behind it.
std::string address_text(const wire::Address& address, bool random);
/// Two digits an octet, cut after `most` octets.
std::string octets_text(Bytes octets, std::size_t most = 16);
/// Flags, names, services and the like of advertising data.
std::string advertising_data_text(Bytes data);

}  // namespace westwind::decode
