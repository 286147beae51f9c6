// What the parts of one link share: who, where, when, how long, and what is to be sent.
#pragma once

#include "controller/config.hpp"
#include "controller/connection_timing.hpp"
#include "controller/data_lengths.hpp"
#include "controller/encryption.hpp"
#include "controller/host_port.hpp"
#include "controller/resolving_list.hpp"
#include "controller/sequence_numbers.hpp"
#include "controller/transmit_queue.hpp"

namespace westwind::controller {

/// Asked by a central's link for things that concern all links of a controller.
class LinkNeighbours {
 public:
  /// A good instant for an anchor point from `earliest` on, less than `interval` later, away from
  /// other links' ones.
  virtual Instant place_anchor(Instant earliest, Duration interval,
                               const ConnectionTiming* except) const = 0;
  /// The channels that the host has not marked as bad. Vol 4 Part E 7.8.19.
  virtual const wire::ll::ChannelMap& host_channel_map() const = 0;
  virtual std::uint64_t random() const = 0;

 protected:
  ~LinkNeighbours() = default;
};

struct LinkState {
  LinkState(const Config& config_, HostPort& host_, AclBuffers& buffers)
      : config(config_), host(host_), queue(buffers) {}

  const Config& config;
  HostPort& host;
  wire::hci::ConnHandle handle = wire::hci::no_connection;
  wire::hci::Role role = wire::hci::Role::central;
  wire::DeviceAddress own;
  KnownDevice peer;
  bool shows_private = false;  ///< `own` was made by the controller
  std::uint32_t access_address = 0;
  std::uint32_t crc_init = 0;
  ConnectionTiming timing;
  DataLengths lengths;
  SequenceNumbers sequence;
  TransmitQueue queue;
  Encryption encryption;

  bool is_central() const { return role == wire::hci::Role::central; }
};

}  // namespace westwind::controller
