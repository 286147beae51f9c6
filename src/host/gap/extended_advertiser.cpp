// Extended advertising.
#include "gap/extended_advertiser.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

ExtendedAdvertiser::ExtendedAdvertiser(hci::Hci& hci) : hci_(hci) {
  hci.enable_le_event(LeAdvertisingSetTerminated::subevent);
  hci.enable_le_event(LeScanRequestReceived::subevent);
  hci.attach(*this);
}

Status ExtendedAdvertiser::check(const SetOptions& options) {
  const bool legacy = (options.properties & property_legacy) != 0;
  const bool high_duty = (options.properties & property_high_duty) != 0;
  const auto longest = Duration::microseconds(legacy ? 0x4000 * 625 : 0xffffff * std::int64_t{625});
  if (!high_duty && (options.interval_min < Duration::milliseconds(20) ||
                     options.interval_max < options.interval_min || options.interval_max > longest))
    return Error::invalid_argument;
  if ((options.channel_map & 7) == 0 || options.channel_map > 7 || options.sid > 15)
    return Error::invalid_argument;
  // An extended set is connectable or scannable, not both. 7.8.53.
  constexpr std::uint16_t both = property_connectable | property_scannable;
  if (!legacy && (options.properties & both) == both) return Error::invalid_argument;
  return {};
}

Status ExtendedAdvertiser::add(AdvertisingSet& set, AdvertisingHandle handle,
                               const SetOptions& options) {
  if (set.is_linked() || find(handle) != nullptr) return Error::already;
  if (handle > advertising_handle_max) return Error::invalid_argument;
  if (const Status checked = check(options); !checked) return checked;
  set.handle_ = handle;
  set.options_ = options;
  set.data_ = set.scan_response_ = {};
  set.wanted_ = set.enabled_ = set.known_ = set.removed_ = false;
  set.parameters_changed_ = set.address_changed_ = true;
  sets_.push_back(set);
  return {};
}

Status ExtendedAdvertiser::set_options(AdvertisingSet& set, const SetOptions& options) {
  if (const Status checked = check(options); !checked) return checked;
  const bool only_address = [&] {
    SetOptions same = options;
    same.own = set.options_.own;
    return set.known_ && options.own.type == set.options_.own.type &&
           same.sid == set.options_.sid && same.properties == set.options_.properties &&
           same.interval_min == set.options_.interval_min &&
           same.interval_max == set.options_.interval_max;
  }();
  set.parameters_changed_ = set.parameters_changed_ || !only_address;
  set.address_changed_ = true;
  set.options_ = options;
  step();
  return {};
}

Status ExtendedAdvertiser::set_data(AdvertisingSet& set, Bytes data) {
  const bool legacy = (set.options_.properties & property_legacy) != 0;
  if (data.size() > (legacy ? legacy_data_max : extended_data_max)) return Error::invalid_argument;
  set.data_ = {data, 0, true};
  step();
  return {};
}

Status ExtendedAdvertiser::set_scan_response(AdvertisingSet& set, Bytes data) {
  const bool legacy = (set.options_.properties & property_legacy) != 0;
  if (data.size() > (legacy ? legacy_data_max : extended_data_max)) return Error::invalid_argument;
  set.scan_response_ = {data, 0, true};
  step();
  return {};
}

Status ExtendedAdvertiser::start(AdvertisingSet& set, Duration duration, std::uint8_t events) {
  if (!hci_.is_ready()) return Error::not_active;
  if (!hci_.controller().has(LeFeature::extended_advertising)) return Error::not_supported;
  if (set.wanted_) return Error::already;
  set.wanted_ = true;
  set.duration_10ms_ = static_cast<std::uint16_t>(duration.count_us() / 10000);
  set.events_max_ = events;
  step();
  return {};
}

void ExtendedAdvertiser::stop(AdvertisingSet& set) {
  set.wanted_ = false;
  step();
}

void ExtendedAdvertiser::remove(AdvertisingSet& set) {
  set.wanted_ = false;
  set.removed_ = true;
  step();
}

AdvertisingSet* ExtendedAdvertiser::find(AdvertisingHandle handle) {
  for (AdvertisingSet* set = sets_.front(); set != nullptr; set = List<AdvertisingSet>::next(*set))
    if (set->handle_ == handle) return set;
  return nullptr;
}

void ExtendedAdvertiser::step() {
  if (busy_ != nullptr || !hci_.is_ready()) return;
  for (AdvertisingSet* set = sets_.front(); set != nullptr; set = List<AdvertisingSet>::next(*set))
    if (step(*set)) return;
}

bool ExtendedAdvertiser::sent(AdvertisingSet& set, Status status) {
  if (status) busy_ = &set;
  return status.has_value();
}

AdvertisingSet* ExtendedAdvertiser::take() {
  AdvertisingSet* const set = busy_;
  busy_ = nullptr;
  return set;
}

/// True when a command was sent for this set.
bool ExtendedAdvertiser::step(AdvertisingSet& set) {
  auto& commands = hci_.commands();
  using Part = AdvertisingSet::Part;
  const auto needs_pause = [](const Part& part) {
    return part.changed && (part.octets.size() > extended_fragment_max || part.sent > 0);
  };
  const bool legacy = (set.options_.properties & property_legacy) != 0;
  const bool has_random = set.options_.own.type != AddressType::public_device;
  if (set.enabled_ && (!set.wanted_ || set.parameters_changed_ || needs_pause(set.data_) ||
                       needs_pause(set.scan_response_) || (set.address_changed_ && has_random)))
    return send_enable(set, false);
  if (set.removed_) {
    if (set.known_)
      return sent(set, commands.send<&ExtendedAdvertiser::on_removed>(
                           LeRemoveAdvertisingSet{set.handle_}, this));
    sets_.remove(set);
    if (listener_ != nullptr) listener_->on_set_removed(set);
    return false;
  }
  if (!set.wanted_) return false;
  if (set.parameters_changed_) return send_parameters(set);
  if (set.address_changed_ && has_random) {
    set.address_changed_ = false;
    return sent(set,
                commands.send<&ExtendedAdvertiser::on_address>(
                    LeSetAdvertisingSetRandomAddress{set.handle_, set.options_.own.address}, this));
  }
  const bool scannable = (set.options_.properties & property_scannable) != 0;
  // Extended PDUs that can be scanned carry no data of their own. 7.8.53.
  if (set.data_.changed && (legacy || !scannable))
    return send_part(set, set.data_, LeSetExtendedAdvertisingData::opcode);
  if (set.scan_response_.changed && scannable)
    return send_part(set, set.scan_response_, LeSetExtendedScanResponseData::opcode);
  return !set.enabled_ && send_enable(set, true);
}

bool ExtendedAdvertiser::send_parameters(AdvertisingSet& set) {
  const SetOptions& o = set.options_;
  LeSetExtendedAdvertisingParameters command{};
  command.handle = set.handle_;
  command.properties = o.properties;
  command.interval_min_625us = static_cast<std::uint32_t>(o.interval_min.count_us() / 625);
  command.interval_max_625us = static_cast<std::uint32_t>(o.interval_max.count_us() / 625);
  command.channel_map = o.channel_map;
  command.own_address_type = o.own.type == AddressType::public_device ? AddressType::public_device
                                                                      : AddressType::random_device;
  command.peer = o.peer;
  command.filter_policy = o.filter_policy;
  command.tx_power_dbm = o.tx_power_dbm;
  command.primary_phy = o.primary_phy;
  command.secondary_max_skip = o.secondary_skip;
  command.secondary_phy = o.secondary_phy;
  command.sid = o.sid;
  command.notify_scan_requests = o.notify_scan_requests ? 1 : 0;
  set.parameters_changed_ = false;
  return sent(set, hci_.commands().send<&ExtendedAdvertiser::on_parameters>(command, this));
}

/// The next part of long data; the last one ends it.
bool ExtendedAdvertiser::send_part(AdvertisingSet& set, AdvertisingSet::Part& part,
                                   wire::hci::Opcode opcode) {
  const Bytes rest = part.octets.subspan(part.sent);
  const std::size_t size =
      rest.size() < extended_fragment_max ? rest.size() : extended_fragment_max;
  const bool is_first = part.sent == 0;
  const bool is_last = size == rest.size();
  Octets<sizeof(LeSetExtendedAdvertisingData) + extended_fragment_max> space;
  Writer command(space);
  command.put(LeSetExtendedAdvertisingData{
      set.handle_,
      is_first ? (is_last ? DataOperation::complete : DataOperation::first)
               : (is_last ? DataOperation::last : DataOperation::intermediate),
      1, static_cast<std::uint8_t>(size)});
  command.bytes(rest.first(size));
  const Status status = hci_.commands().enqueue(
      opcode, command.written(), hci::ReplyHandler::to<&ExtendedAdvertiser::on_part>(this));
  if (!status) return false;
  part.sent += size;
  part.changed = !is_last;
  if (is_last) part.sent = 0;
  return sent(set, status);
}

bool ExtendedAdvertiser::send_enable(AdvertisingSet& set, bool on) {
  Octets<sizeof(LeSetExtendedAdvertisingEnable) + sizeof(LeSetExtendedAdvertisingEnable::Entry)>
      space;
  Writer command(space);
  command.put(LeSetExtendedAdvertisingEnable{on ? std::uint8_t{1} : std::uint8_t{0}, 1});
  command.put(
      LeSetExtendedAdvertisingEnable::Entry{set.handle_, set.duration_10ms_, set.events_max_});
  const auto handler = on ? hci::ReplyHandler::to<&ExtendedAdvertiser::on_enabled>(this)
                          : hci::ReplyHandler::to<&ExtendedAdvertiser::on_disabled>(this);
  return sent(set, hci_.commands().enqueue(LeSetExtendedAdvertisingEnable::opcode,
                                           command.written(), handler));
}

void ExtendedAdvertiser::on_parameters(const LeSetExtendedAdvertisingParameters::Reply& reply) {
  AdvertisingSet* const set = take();
  if (set == nullptr) return;
  if (reply.status != ErrorCode::success) return refused(*set, reply.status);
  set->known_ = true;
  set->tx_power_ = reply.tx_power_dbm;
  set->address_changed_ = true;
  step();
}

void ExtendedAdvertiser::on_address(const StatusReply& reply) {
  AdvertisingSet* const set = take();
  if (set == nullptr) return;
  reply.status == ErrorCode::success ? step() : refused(*set, reply.status);
}

void ExtendedAdvertiser::on_part(const hci::CommandReply& reply) {
  AdvertisingSet* const set = take();
  if (set == nullptr) return;
  reply.status == ErrorCode::success ? step() : refused(*set, reply.status);
}

void ExtendedAdvertiser::on_enabled(const hci::CommandReply& reply) {
  AdvertisingSet* const set = take();
  if (set == nullptr) return;
  if (reply.status != ErrorCode::success) return refused(*set, reply.status);
  set->enabled_ = true;
  step();
}

void ExtendedAdvertiser::on_disabled(const hci::CommandReply&) {
  AdvertisingSet* const set = take();
  if (set != nullptr) set->enabled_ = false;
  step();
}

void ExtendedAdvertiser::on_removed(const StatusReply&) {
  AdvertisingSet* const set = take();
  if (set != nullptr) set->known_ = false;
  step();
}

/// Everything is sent anew with the next start.
void ExtendedAdvertiser::refused(AdvertisingSet& set, ErrorCode status) {
  const bool was_wanted = set.wanted_;
  set.wanted_ = false;
  set.parameters_changed_ = set.address_changed_ = true;
  set.data_ = {set.data_.octets, 0, true};
  set.scan_response_ = {set.scan_response_.octets, 0, true};
  if (was_wanted && listener_ != nullptr) listener_->on_set_ended(set, status, nullptr, 0);
  step();
}

bool ExtendedAdvertiser::on_le_event(std::uint8_t subevent, Bytes parameters) {
  switch (subevent) {
  case LeAdvertisingSetTerminated::subevent: on_terminated(parameters); return true;
  case LeScanRequestReceived::subevent: on_scan_request(parameters); return true;
  default: return false;
  }
}

void ExtendedAdvertiser::on_terminated(Bytes parameters) {
  const auto event = Reader(parameters).take<LeAdvertisingSetTerminated>();
  AdvertisingSet* const set = event ? find(event->handle) : nullptr;
  if (set == nullptr) return;
  set->enabled_ = false;
  set->wanted_ = false;
  Link* const link = event->status == ErrorCode::success ? hci_.find(event->connection) : nullptr;
  // Which address it was made with: pairing needs it. The connection's own event does not say.
  if (link != nullptr) link->own_on_air = set->options_.own;
  if (listener_ != nullptr) listener_->on_set_ended(*set, event->status, link, event->events);
}

void ExtendedAdvertiser::on_scan_request(Bytes parameters) {
  const auto event = Reader(parameters).take<LeScanRequestReceived>();
  AdvertisingSet* const set = event ? find(event->handle) : nullptr;
  if (set != nullptr && listener_ != nullptr)
    listener_->on_scan_request(*set, wire::without_identity(event->scanner));
}

}  // namespace westwind::host::gap
