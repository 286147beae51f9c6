// Tables by number.
#include "decode/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "wire/advertising_data.hpp"

namespace westwind::decode {
namespace {
struct Name {
  std::uint16_t number;
  const char* text;
};

template <std::size_t N>
std::string find(const Name (&table)[N], std::uint16_t number, const char* kind) {
  for (const Name& name : table)
    if (name.number == number) return name.text;
  return fmt::format("{} {:#04x}", kind, number);
}

constexpr const char* advertising_pdus[] = {"ADV_IND",      "ADV_DIRECT_IND", "ADV_NONCONN_IND",
                                            "SCAN_REQ",     "SCAN_RSP",       "CONNECT_IND",
                                            "ADV_SCAN_IND", "ADV_EXT_IND"};

// Vol 6 Part B 2.4.2, in the order of the opcodes.
constexpr const char* control_pdus[] = {"LL_CONNECTION_UPDATE_IND",
                                        "LL_CHANNEL_MAP_IND",
                                        "LL_TERMINATE_IND",
                                        "LL_ENC_REQ",
                                        "LL_ENC_RSP",
                                        "LL_START_ENC_REQ",
                                        "LL_START_ENC_RSP",
                                        "LL_UNKNOWN_RSP",
                                        "LL_FEATURE_REQ",
                                        "LL_FEATURE_RSP",
                                        "LL_PAUSE_ENC_REQ",
                                        "LL_PAUSE_ENC_RSP",
                                        "LL_VERSION_IND",
                                        "LL_REJECT_IND",
                                        "LL_PERIPHERAL_FEATURE_REQ",
                                        "LL_CONNECTION_PARAM_REQ",
                                        "LL_CONNECTION_PARAM_RSP",
                                        "LL_REJECT_EXT_IND",
                                        "LL_PING_REQ",
                                        "LL_PING_RSP",
                                        "LL_LENGTH_REQ",
                                        "LL_LENGTH_RSP",
                                        "LL_PHY_REQ",
                                        "LL_PHY_RSP",
                                        "LL_PHY_UPDATE_IND",
                                        "LL_MIN_USED_CHANNELS_IND"};

constexpr Name att_opcodes[] = {{0x01, "Error Response"},
                                {0x02, "Exchange MTU Request"},
                                {0x03, "Exchange MTU Response"},
                                {0x04, "Find Information Request"},
                                {0x05, "Find Information Response"},
                                {0x06, "Find By Type Value Request"},
                                {0x07, "Find By Type Value Response"},
                                {0x08, "Read By Type Request"},
                                {0x09, "Read By Type Response"},
                                {0x0a, "Read Request"},
                                {0x0b, "Read Response"},
                                {0x0c, "Read Blob Request"},
                                {0x0d, "Read Blob Response"},
                                {0x0e, "Read Multiple Request"},
                                {0x0f, "Read Multiple Response"},
                                {0x10, "Read By Group Type Request"},
                                {0x11, "Read By Group Type Response"},
                                {0x12, "Write Request"},
                                {0x13, "Write Response"},
                                {0x16, "Prepare Write Request"},
                                {0x17, "Prepare Write Response"},
                                {0x18, "Execute Write Request"},
                                {0x19, "Execute Write Response"},
                                {0x1b, "Handle Value Notification"},
                                {0x1d, "Handle Value Indication"},
                                {0x1e, "Handle Value Confirmation"},
                                {0x20, "Read Multiple Variable Request"},
                                {0x21, "Read Multiple Variable Response"},
                                {0x23, "Multiple Handle Value Notification"},
                                {0x52, "Write Command"},
                                {0xd2, "Signed Write Command"}};

constexpr const char* smp_codes[] = {"",
                                     "Pairing Request",
                                     "Pairing Response",
                                     "Pairing Confirm",
                                     "Pairing Random",
                                     "Pairing Failed",
                                     "Encryption Information",
                                     "Central Identification",
                                     "Identity Information",
                                     "Identity Address Information",
                                     "Signing Information",
                                     "Security Request",
                                     "Pairing Public Key",
                                     "Pairing DHKey Check",
                                     "Pairing Keypress Notification"};

constexpr Name hci_commands[] = {{0x0406, "Disconnect"},
                                 {0x041d, "Read Remote Version Information"},
                                 {0x0c01, "Set Event Mask"},
                                 {0x0c03, "Reset"},
                                 {0x0c2d, "Read Transmit Power Level"},
                                 {0x0c31, "Set Controller To Host Flow Control"},
                                 {0x0c33, "Host Buffer Size"},
                                 {0x0c35, "Host Number Of Completed Packets"},
                                 {0x0c63, "Set Event Mask Page 2"},
                                 {0x0c6c, "Read LE Host Support"},
                                 {0x0c6d, "Write LE Host Support"},
                                 {0x0c7b, "Read Authenticated Payload Timeout"},
                                 {0x0c7c, "Write Authenticated Payload Timeout"},
                                 {0x1001, "Read Local Version Information"},
                                 {0x1002, "Read Local Supported Commands"},
                                 {0x1003, "Read Local Supported Features"},
                                 {0x1005, "Read Buffer Size"},
                                 {0x1009, "Read BD_ADDR"},
                                 {0x1405, "Read RSSI"}};

// Vol 4 Part E 7.8, by the command's number in its group.
constexpr Name le_commands[] = {{0x01, "LE Set Event Mask"},
                                {0x02, "LE Read Buffer Size"},
                                {0x03, "LE Read Local Supported Features"},
                                {0x05, "LE Set Random Address"},
                                {0x06, "LE Set Advertising Parameters"},
                                {0x07, "LE Read Advertising Physical Channel Tx Power"},
                                {0x08, "LE Set Advertising Data"},
                                {0x09, "LE Set Scan Response Data"},
                                {0x0a, "LE Set Advertising Enable"},
                                {0x0b, "LE Set Scan Parameters"},
                                {0x0c, "LE Set Scan Enable"},
                                {0x0d, "LE Create Connection"},
                                {0x0e, "LE Create Connection Cancel"},
                                {0x0f, "LE Read Filter Accept List Size"},
                                {0x10, "LE Clear Filter Accept List"},
                                {0x11, "LE Add Device To Filter Accept List"},
                                {0x12, "LE Remove Device From Filter Accept List"},
                                {0x13, "LE Connection Update"},
                                {0x14, "LE Set Host Channel Classification"},
                                {0x15, "LE Read Channel Map"},
                                {0x16, "LE Read Remote Features"},
                                {0x17, "LE Encrypt"},
                                {0x18, "LE Rand"},
                                {0x19, "LE Enable Encryption"},
                                {0x1a, "LE Long Term Key Request Reply"},
                                {0x1b, "LE Long Term Key Request Negative Reply"},
                                {0x1c, "LE Read Supported States"},
                                {0x20, "LE Remote Connection Parameter Request Reply"},
                                {0x21, "LE Remote Connection Parameter Request Negative Reply"},
                                {0x22, "LE Set Data Length"},
                                {0x23, "LE Read Suggested Default Data Length"},
                                {0x24, "LE Write Suggested Default Data Length"},
                                {0x25, "LE Read Local P-256 Public Key"},
                                {0x26, "LE Generate DHKey"},
                                {0x27, "LE Add Device To Resolving List"},
                                {0x28, "LE Remove Device From Resolving List"},
                                {0x29, "LE Clear Resolving List"},
                                {0x2a, "LE Read Resolving List Size"},
                                {0x2b, "LE Read Peer Resolvable Address"},
                                {0x2c, "LE Read Local Resolvable Address"},
                                {0x2d, "LE Set Address Resolution Enable"},
                                {0x2e, "LE Set Resolvable Private Address Timeout"},
                                {0x2f, "LE Read Maximum Data Length"},
                                {0x30, "LE Read PHY"},
                                {0x31, "LE Set Default PHY"},
                                {0x32, "LE Set PHY"},
                                {0x35, "LE Set Advertising Set Random Address"},
                                {0x36, "LE Set Extended Advertising Parameters"},
                                {0x37, "LE Set Extended Advertising Data"},
                                {0x38, "LE Set Extended Scan Response Data"},
                                {0x39, "LE Set Extended Advertising Enable"},
                                {0x3a, "LE Read Maximum Advertising Data Length"},
                                {0x3b, "LE Read Number Of Supported Advertising Sets"},
                                {0x3c, "LE Remove Advertising Set"},
                                {0x3d, "LE Clear Advertising Sets"},
                                {0x41, "LE Set Extended Scan Parameters"},
                                {0x42, "LE Set Extended Scan Enable"},
                                {0x43, "LE Extended Create Connection"},
                                {0x4b, "LE Read Transmit Power"},
                                {0x4e, "LE Set Privacy Mode"},
                                {0x74, "LE Set Host Feature"}};

constexpr Name hci_events[] = {{0x05, "Disconnection Complete"},
                               {0x08, "Encryption Change"},
                               {0x0c, "Read Remote Version Information Complete"},
                               {0x0e, "Command Complete"},
                               {0x0f, "Command Status"},
                               {0x10, "Hardware Error"},
                               {0x13, "Number Of Completed Packets"},
                               {0x1a, "Data Buffer Overflow"},
                               {0x30, "Encryption Key Refresh Complete"},
                               {0x57, "Authenticated Payload Timeout Expired"}};

constexpr Name le_events[] = {
    {0x01, "LE Connection Complete"},         {0x02, "LE Advertising Report"},
    {0x03, "LE Connection Update Complete"},  {0x04, "LE Read Remote Features Complete"},
    {0x05, "LE Long Term Key Request"},       {0x06, "LE Remote Connection Parameter Request"},
    {0x07, "LE Data Length Change"},          {0x08, "LE Read Local P-256 Public Key Complete"},
    {0x09, "LE Generate DHKey Complete"},     {0x0a, "LE Enhanced Connection Complete"},
    {0x0b, "LE Directed Advertising Report"}, {0x0c, "LE PHY Update Complete"},
    {0x0d, "LE Extended Advertising Report"}, {0x11, "LE Scan Timeout"},
    {0x12, "LE Advertising Set Terminated"},  {0x13, "LE Scan Request Received"},
    {0x14, "LE Channel Selection Algorithm"}};

constexpr Name hci_errors[] = {{0x00, "Success"},
                               {0x01, "Unknown HCI Command"},
                               {0x02, "Unknown Connection Identifier"},
                               {0x05, "Authentication Failure"},
                               {0x06, "PIN or Key Missing"},
                               {0x07, "Memory Capacity Exceeded"},
                               {0x08, "Connection Timeout"},
                               {0x09, "Connection Limit Exceeded"},
                               {0x0b, "Connection Already Exists"},
                               {0x0c, "Command Disallowed"},
                               {0x11, "Unsupported Feature or Parameter Value"},
                               {0x12, "Invalid HCI Command Parameters"},
                               {0x13, "Remote User Terminated Connection"},
                               {0x16, "Connection Terminated By Local Host"},
                               {0x1a, "Unsupported Remote Feature"},
                               {0x22, "LL Response Timeout"},
                               {0x3b, "Unacceptable Connection Parameters"},
                               {0x3c, "Advertising Timeout"},
                               {0x3d, "Connection Terminated due to MIC Failure"},
                               {0x3e, "Connection Failed to be Established"},
                               {0x42, "Unknown Advertising Identifier"},
                               {0x43, "Limit Reached"},
                               {0x45, "Packet Too Long"}};

bool is_printable(Bytes octets) {
  return std::all_of(octets.begin(), octets.end(),
                     [](std::uint8_t octet) { return octet >= 0x20 && octet < 0x7f; });
}
}  // namespace

std::string advertising_pdu_name(std::uint8_t type, bool auxiliary) {
  if (!auxiliary)
    return type < std::size(advertising_pdus) ? advertising_pdus[type]
                                              : fmt::format("advertising type {}", type);
  switch (type) {
  case 3: return "AUX_SCAN_REQ";
  case 5: return "AUX_CONNECT_REQ";
  case 7: return "AUX_ADV_IND";
  case 8: return "AUX_CONNECT_RSP";
  default: return fmt::format("auxiliary type {}", type);
  }
}

std::string control_pdu_name(std::uint8_t opcode) {
  return opcode < std::size(control_pdus) ? control_pdus[opcode]
                                          : fmt::format("LL control {:#04x}", opcode);
}

std::string att_name(std::uint8_t opcode) { return find(att_opcodes, opcode, "ATT opcode"); }

std::string smp_name(std::uint8_t code) {
  return code > 0 && code < std::size(smp_codes) ? smp_codes[code]
                                                 : fmt::format("SMP code {:#04x}", code);
}

std::string hci_command_name(std::uint16_t opcode) {
  constexpr std::uint16_t le_group = 0x08 << 10;
  if ((opcode & 0xfc00) == le_group) {
    for (const Name& name : le_commands)
      if (name.number == (opcode & 0x03ff)) return name.text;
  }
  return find(hci_commands, opcode, "command");
}

std::string hci_event_name(std::uint8_t code) { return find(hci_events, code, "event"); }
std::string le_event_name(std::uint8_t subevent) { return find(le_events, subevent, "LE event"); }
std::string hci_error_name(std::uint8_t code) { return find(hci_errors, code, "error"); }

std::string address_text(const wire::Address& address, bool random) {
  const Octets<6> shown = address.display_order();
  const char* kind = !random                               ? ""
                     : address.is_static_random()          ? " (static)"
                     : address.is_resolvable_private()     ? " (RPA)"
                     : address.is_non_resolvable_private() ? " (NRPA)"
                                                           : " (random)";
  return fmt::format("{:02X}{}", fmt::join(shown, ":"), kind);
}

std::string octets_text(Bytes octets, std::size_t most) {
  const Bytes first = octets.first(std::min(octets.size(), most));
  std::string text = fmt::format("{:02x}", fmt::join(first, " "));
  if (octets.size() > most) text += fmt::format(" ... ({} octets)", octets.size());
  return text;
}

std::string advertising_data_text(Bytes data) {
  std::string text;
  Reader reader(data);
  while (const auto structure = wire::ad::take(reader)) {
    if (!text.empty()) text += ", ";
    const Bytes value = structure->value;
    const bool is_name = structure->type == 0x08 || structure->type == 0x09;
    if (is_name && is_printable(value))
      text += fmt::format("\"{}\"", std::string(value.begin(), value.end()));
    else if (structure->type == 0x01 && value.size() == 1)
      text += fmt::format("flags {:#04x}", value[0]);
    else if ((structure->type == 0x02 || structure->type == 0x03) && value.size() % 2 == 0)
      for (std::size_t i = 0; i < value.size(); i += 2)
        text += fmt::format("{}service {:04x}", i > 0 ? ", " : "", value[i] | value[i + 1] << 8);
    else if (structure->type == 0xff && value.size() >= 2)
      text += fmt::format("company {:04x}: {}", value[0] | value[1] << 8,
                          octets_text(value.subspan(2), 8));
    else
      text += fmt::format("AD {:#04x}: {}", structure->type, octets_text(value, 8));
  }
  if (text.empty() && !data.empty()) text = octets_text(data);
  return text;
}

}  // namespace westwind::decode
