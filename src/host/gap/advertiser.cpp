// Legacy advertising.
#include "gap/advertiser.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

Status Advertiser::start(const AdvertisingOptions& options) {
  if (!hci_.is_ready()) return Error::not_active;
  const bool high_duty = options.type == AdvertisingType::connectable_directed_high_duty;
  if (!high_duty && (options.interval_min < advertising_interval_min ||
                     options.interval_max < options.interval_min ||
                     options.interval_max > advertising_interval_max))
    return Error::invalid_argument;
  if ((options.channel_map & 7) == 0 || options.channel_map > 7) return Error::invalid_argument;
  options_ = options;
  parameters_changed_ = true;
  wanted_ = true;
  step();
  return {};
}

void Advertiser::stop() {
  wanted_ = false;
  step();
}

Status Advertiser::assign(Data& data, Bytes octets) {
  if (octets.size() > data.octets.size()) return Error::invalid_argument;
  data.octets = {};
  data.length = static_cast<std::uint8_t>(copy_bytes(data.octets, octets));
  data.changed = true;
  return {};
}

Status Advertiser::set_data(Bytes data) {
  const Status status = assign(data_, data);
  step();
  return status;
}

Status Advertiser::set_scan_response(Bytes data) {
  const Status status = assign(scan_response_, data);
  step();
  return status;
}

void Advertiser::step() {
  if (in_flight_ || !hci_.is_ready()) return;
  auto& commands = hci_.commands();
  if (enabled_ && (!wanted_ || parameters_changed_ || identity_.is_changing()))
    return sent(commands.send<&Advertiser::on_disabled>(LeSetAdvertisingEnable{0}, this));
  if (!wanted_ || identity_.is_changing()) return;
  if (parameters_changed_ || own_type_ != identity_.own_type()) return sent(send_parameters());
  if (data_.changed) {
    data_.changed = false;
    sent(commands.send<&Advertiser::on_data>(LeSetAdvertisingData{data_.length, data_.octets},
                                             this));
    data_.changed = !in_flight_;
    return;
  }
  if (scan_response_.changed) {
    scan_response_.changed = false;
    sent(commands.send<&Advertiser::on_data>(
        LeSetScanResponseData{scan_response_.length, scan_response_.octets}, this));
    scan_response_.changed = !in_flight_;
    return;
  }
  if (!enabled_) sent(commands.send<&Advertiser::on_enabled>(LeSetAdvertisingEnable{1}, this));
}

Status Advertiser::send_parameters() {
  const LeSetAdvertisingParameters parameters{Slots<625>::from(options_.interval_min).count,
                                              Slots<625>::from(options_.interval_max).count,
                                              options_.type,
                                              identity_.own_type(),
                                              options_.peer,
                                              options_.channel_map,
                                              options_.filter_policy};
  parameters_changed_ = false;
  own_type_ = identity_.own_type();
  const Status status = hci_.commands().send<&Advertiser::on_parameters>(parameters, this);
  parameters_changed_ = !status.has_value();
  return status;
}

void Advertiser::on_disabled(const StatusReply&) {
  // Refused means that it was off already.
  in_flight_ = false;
  enabled_ = false;
  step();
}

void Advertiser::on_parameters(const StatusReply& reply) {
  in_flight_ = false;
  reply.status == ErrorCode::success ? step() : refused(reply.status);
}

void Advertiser::on_data(const StatusReply& reply) {
  in_flight_ = false;
  if (reply.status == ErrorCode::success) return step();
  // Old data must not be advertised under a new start.
  data_.changed = scan_response_.changed = true;
  refused(reply.status);
}

void Advertiser::on_enabled(const StatusReply& reply) {
  in_flight_ = false;
  if (reply.status != ErrorCode::success) return refused(reply.status);
  enabled_ = true;
  step();
}

void Advertiser::refused(ErrorCode status) {
  // Options that were given meanwhile have not been tried yet.
  const bool superseded = parameters_changed_ && wanted_;
  parameters_changed_ = true;
  superseded ? step() : ended(status);
}

void Advertiser::ended(ErrorCode reason) {
  const bool was_wanted = wanted_;
  wanted_ = false;
  if (was_wanted && listener_ != nullptr) listener_->on_advertising_ended(reason);
}

void Advertiser::on_connected(Link& link) {
  if (link.role != hci::Role::peripheral) return;
  enabled_ = false;
  ended(ErrorCode::success);
}

void Advertiser::on_connection_failed(ErrorCode status) {
  if (status != ErrorCode::advertising_timeout) return;
  enabled_ = false;
  ended(status);
}

}  // namespace westwind::host::gap
