// What an HCI command can reach: the parts of one controller.
#pragma once

#include "controller/advertising_sets.hpp"
#include "controller/initiator.hpp"
#include "controller/scanner.hpp"
#include "crypto/builtin_p256.hpp"

namespace westwind::controller {

struct Parts {
  Parts(const Config& config_, Radio& radio, HciSink& sink);

  /// As after power-up. Vol 4 Part E 7.3.2.
  void reset();

  const Config config;
  HostPort host;
  Scheduler scheduler;
  OwnAddresses addresses;
  AcceptList accept_list;
  ResolvingList resolving_list;
  Links links;
  Advertiser advertiser;
  AdvertisingSets advertising_sets;
  Scanner scanner;
  Initiator initiator;
  bool le_host_support = false;
  /// Legacy commands of advertising, scanning and initiating exclude the extended ones, and the
  /// other way round, until a reset. Vol 4 Part E 3.1.1.
  enum class Dialect : std::uint8_t { undecided, legacy, extended };
  Dialect dialect = Dialect::undecided;
  crypto::BuiltinP256 p256;
  bool has_p256_key = false;

  bool is_on_advertising_channels() const {
    return advertiser.is_enabled() || advertising_sets.is_any_enabled() || scanner.is_enabled() ||
           initiator.is_active();
  }
  /// The accept list must not change while somebody goes by it.
  bool is_accept_list_in_use() const {
    return advertiser.uses_accept_list() || advertising_sets.uses_accept_list() ||
           scanner.uses_accept_list() || initiator.uses_accept_list();
  }
};

}  // namespace westwind::controller
