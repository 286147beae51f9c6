// What the link layer may do on a link: which PHY, and how long its packets are. A module of its
// own: a build that does not make one pays nothing. Vol 4 Part E 7.8.33, 7.8.49, Vol 6 Part
// B 5.1.9, 5.1.10.
#pragma once

#include "hci/hci.hpp"

namespace westwind::host::gap {

using hci::ErrorCode;
using hci::Link;
using wire::hci::ConnHandle;

enum class Phy : std::uint8_t { le_1m = 1, le_2m = 2, le_coded = 3 };

struct PhyPreference {
  static constexpr std::uint8_t le_1m = 1, le_2m = 2, le_coded = 4;
  std::uint8_t tx = 0;  ///< any of the bits above; 0: the controller's choice
  std::uint8_t rx = 0;
  enum class Coding : std::uint8_t { any, s2, s8 } coding = Coding::any;  ///< of LE Coded
};

struct DataLength {
  std::uint16_t octets = 0;  ///< 27 .. 251
  std::uint16_t time_us = 0;
};

class LinkLayerListener {
 public:
  /// The end of `set_phy`, or a change that the peer wanted. Not success: what is in force stays.
  virtual void on_phy_updated(const Link&, ErrorCode /*status*/, Phy /*tx*/, Phy /*rx*/) {}
  /// What the longest packets are now.
  virtual void on_data_length_changed(const Link&, DataLength /*tx*/, DataLength /*rx*/) {}

 protected:
  ~LinkLayerListener() = default;
};

/// What is to be done, for each link; memory of a LinkLayer.
struct LinkLayerTasks {
  PhyPreference phy;
  std::uint16_t octets = 0;
  bool set_phy = false;
  bool set_length = false;
  Phy tx = Phy::le_1m;  // in force
  Phy rx = Phy::le_1m;
};

class LinkLayer final : public hci::Module {
 public:
  /// `tasks`: as many as the host has links; must outlive this.
  LinkLayer(hci::Hci& hci, std::span<LinkLayerTasks> tasks);

  void set_listener(LinkLayerListener& listener) { listener_ = &listener; }
  /// on_phy_updated follows. not_connected; invalid_argument: bits that are none; not_supported:
  /// the controller has LE 1M only.
  Status set_phy(ConnHandle handle, const PhyPreference& preference);
  /// The longest that we send. on_data_length_changed follows if that changes anything.
  /// not_connected; invalid_argument; not_supported.
  Status set_data_length(ConnHandle handle, std::uint16_t octets);

  void on_connected(Link& link) override { tasks_[link.index] = {}; }
  void on_disconnected(Link& link, ErrorCode) override { tasks_[link.index] = {}; }
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override { work(); }
  void run(Instant) override { work(); }

 private:
  void work();
  void on_phy_status(const wire::hci::StatusReply& reply);
  void on_length_reply(const wire::hci::HandleReply&) {}
  void on_phy_update(Bytes parameters);
  void on_data_length(Bytes parameters);

  hci::Hci& hci_;
  std::span<LinkLayerTasks> tasks_;
  LinkLayerListener* listener_ = nullptr;
  // Whose LE Set PHY is being answered: its Command Status names no link, so one at a time.
  ConnHandle setting_ = wire::hci::no_connection;
};

}  // namespace westwind::host::gap
