// What an HCI command can reach: the parts of one controller.
#pragma once

#include "controller/advertiser.hpp"
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
  Scanner scanner;
  Initiator initiator;
  bool le_host_support = false;
  crypto::BuiltinP256 p256;
  bool has_p256_key = false;

  bool is_on_advertising_channels() const {
    return advertiser.is_enabled() || scanner.is_enabled() || initiator.is_active();
  }
  /// The accept list must not change while somebody goes by it.
  bool is_accept_list_in_use() const {
    return advertiser.uses_accept_list() || scanner.uses_accept_list() ||
           initiator.uses_accept_list();
  }
};

}  // namespace westwind::controller
