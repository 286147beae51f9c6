// What a controller is made with. Everything else its host can change by HCI.
#pragma once

#include "wire/address.hpp"

namespace westwind::controller {

/// Which edition's controllers it stands for: the version it tells, and the commands that edition
/// does not know yet.
enum class FeatureProfile : std::uint8_t { core_4_2, core_5 };

struct Config {
  wire::Address public_address{};
  FeatureProfile profile = FeatureProfile::core_5;
  std::uint16_t acl_data_length = 251;  ///< octets in one ACL packet from the host, 27..251
  std::uint8_t acl_buffers = 8;         ///< how many such packets it holds, 1..254
  std::uint8_t links = 32;              ///< connections at once, both roles together
  std::uint8_t accept_list_size = 16;
  std::uint8_t resolving_list_size = 8;
  std::uint8_t advertising_sets = 16;
  std::int8_t tx_power_dbm = 0;
  std::uint16_t clock_accuracy_ppm = 50;  ///< what it promises of its sleep clock
  bool automatic_data_length = false;     ///< asks each peer for long PDUs without the host
  std::uint16_t company_identifier = 0xffff;
};

}  // namespace westwind::controller
