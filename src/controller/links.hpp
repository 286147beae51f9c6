// All links of a controller: who is connected, under which handle, and where new anchor points go.
// Vol 6 Part B 4.5.
#pragma once

#include <memory>
#include <vector>

#include "controller/link.hpp"

namespace westwind::controller {

class Links final : public LinkNeighbours {
 public:
  Links(const Config& config, Scheduler& scheduler, HostPort& host);

  /// All links are gone without a word.
  void reset();

  bool is_any_open() const;
  bool is_full() const;
  /// Private addresses that the controller made for us are all the same device.
  bool is_connected(const wire::DeviceAddress& own, const KnownDevice& peer) const;
  Link* find(wire::hci::ConnHandle handle);

  bool has(wire::hci::LeFeature feature) const {
    return (features_ & wire::hci::feature_bit(feature)) != 0;
  }
  /// Of our own ADV_IND, ADV_DIRECT_IND and CONNECT_IND.
  bool ch_sel() const { return has(wire::hci::LeFeature::channel_selection_algorithm_2); }
  /// By channel selection algorithm #2, with a peer who sent this.
  bool draws_channels(const wire::ll::AdvertisingHeader& peer) const {
    return ch_sel() && peer.channel_selection_2();
  }

  /// A CONNECT_IND or AUX_CONNECT_REQ that ended at `end` was accepted.
  wire::hci::ConnHandle open_as_peripheral(const ConnectionRequest& request, Instant end,
                                           std::int8_t rssi_dbm);
  /// What the CONNECT_IND that will end at `end` must say, and where the first anchor point is
  /// then. Fills in the data of `who`.
  struct Plan {
    ConnectionRequest request;
    Instant end;
    Instant anchor;
  };
  Plan plan_as_central(const ConnectionRequest& who,
                       const wire::hci::ConnectionParameters& parameters, Instant end);
  /// It has been sent.
  void open_as_central(const Plan& plan, std::int8_t rssi_dbm);

  Instant place_anchor(Instant earliest, Duration interval,
                       const ConnectionTiming* except) const override;
  const wire::ll::ChannelMap& host_channel_map() const override { return host_channel_map_; }
  std::uint64_t random() const override { return scheduler_.radio().random(); }
  void set_host_channel_map(const wire::ll::ChannelMap& map, Instant now);

  AclBuffers& buffers() { return buffers_; }
  const DataLimit& suggested_data_limit() const { return suggested_data_limit_; }
  void suggest_data_limit(const DataLimit& limit) { suggested_data_limit_ = limit; }
  /// Of new links.
  void prefer_phys(const PhyWish& phys) { preferred_phys_ = phys; }

 private:
  Link& vacant();
  wire::hci::ConnHandle new_handle();
  bool is_free(Instant anchor, Duration interval, Duration slot,
               const ConnectionTiming* except) const;
  Instant place_with_slot(Instant earliest, Duration interval, Duration slot,
                          const ConnectionTiming* except) const;
  void announce(Link& link, std::uint8_t central_clock_accuracy);

  const Config& config_;
  Scheduler& scheduler_;
  HostPort& host_;
  const std::uint64_t features_;
  AclBuffers buffers_;
  std::vector<std::unique_ptr<Link>> links_;  // made when first needed, used again and again
  std::uint16_t next_handle_ = 0;
  wire::ll::ChannelMap host_channel_map_;
  DataLimit suggested_data_limit_;
  PhyWish preferred_phys_;
};

}  // namespace westwind::controller
