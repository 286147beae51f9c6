// What the link layer may do on a link: PHYs and packet lengths.
#include "gap/link_layer.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

LinkLayer::LinkLayer(hci::Hci& hci, std::span<LinkLayerTasks> tasks) : hci_(hci), tasks_(tasks) {
  ensure(tasks.size() >= hci.links().size());
  for (LinkLayerTasks& t : tasks_)
    t = {};
  hci.enable_le_event(LePhyUpdateComplete::subevent);
  hci.attach(*this);
}

Status LinkLayer::set_phy(ConnHandle handle, const PhyPreference& preference) {
  Link* link = hci_.find(handle);
  if (link == nullptr) return Error::not_connected;
  const auto wanted = static_cast<std::uint8_t>(preference.tx | preference.rx);
  if (wanted > 7) return Error::invalid_argument;
  const hci::ControllerInfo& info = hci_.controller();
  if (!info.has(LeFeature::phy_2m) && !info.has(LeFeature::coded_phy)) return Error::not_supported;
  LinkLayerTasks& tasks = tasks_[link->index];
  tasks.phy = preference;
  tasks.set_phy = true;
  work();
  return {};
}

Status LinkLayer::set_data_length(ConnHandle handle, std::uint16_t octets) {
  Link* link = hci_.find(handle);
  if (link == nullptr) return Error::not_connected;
  if (octets < 27 || octets > 251) return Error::invalid_argument;
  if (!hci_.controller().has(LeFeature::data_packet_length_extension)) return Error::not_supported;
  tasks_[link->index].octets = octets;
  tasks_[link->index].set_length = true;
  work();
  return {};
}

void LinkLayer::work() {
  auto& commands = hci_.commands();
  if (!hci_.is_ready()) return;
  for (const Link& link : hci_.links()) {
    if (!link.is_open()) continue;
    LinkLayerTasks& tasks = tasks_[link.index];
    if (tasks.set_length && commands.send<&LinkLayer::on_length_reply>(
                                LeSetDataLength{link.handle, tasks.octets,
                                                hci_.controller().data_time_us(tasks.octets)},
                                this))
      tasks.set_length = false;
    if (!tasks.set_phy || !(setting_ == no_connection)) continue;
    const LeSetPhy command{
        link.handle,
        static_cast<std::uint8_t>((tasks.phy.tx == 0 ? 1 : 0) | (tasks.phy.rx == 0 ? 2 : 0)),
        tasks.phy.tx, tasks.phy.rx, static_cast<std::uint16_t>(tasks.phy.coding)};
    if (!commands.send<&LinkLayer::on_phy_status>(command, this)) continue;
    tasks.set_phy = false;
    setting_ = link.handle;
  }
}

void LinkLayer::on_phy_status(const StatusReply& reply) {
  Link* link = hci_.find(setting_);
  setting_ = no_connection;
  if (reply.status == ErrorCode::success || link == nullptr || listener_ == nullptr) return;
  const LinkLayerTasks& now = tasks_[link->index];
  listener_->on_phy_updated(*link, reply.status, now.tx, now.rx);
}

bool LinkLayer::on_le_event(std::uint8_t subevent, Bytes parameters) {
  switch (subevent) {
  case LePhyUpdateComplete::subevent: on_phy_update(parameters); return true;
  case LeDataLengthChange::subevent: on_data_length(parameters); return true;
  default: return false;
  }
}

void LinkLayer::on_phy_update(Bytes parameters) {
  const auto event = Reader(parameters).take<LePhyUpdateComplete>();
  Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr) return;
  LinkLayerTasks& now = tasks_[link->index];
  if (event->status == ErrorCode::success) {
    now.tx = Phy{event->tx_phy};
    now.rx = Phy{event->rx_phy};
  }
  if (listener_ != nullptr) listener_->on_phy_updated(*link, event->status, now.tx, now.rx);
}

void LinkLayer::on_data_length(Bytes parameters) {
  const auto event = Reader(parameters).take<LeDataLengthChange>();
  Link* link = event ? hci_.find(event->handle) : nullptr;
  if (link == nullptr || listener_ == nullptr) return;
  listener_->on_data_length_changed(*link, {event->max_tx_octets, event->max_tx_time_us},
                                    {event->max_rx_octets, event->max_rx_time_us});
}

}  // namespace westwind::host::gap
