// Events and ACL data to the host: masks, host flow control, the outbox.
#include "controller/host_port.hpp"

#include "base/assert.hpp"

namespace westwind::controller {
namespace hci = wire::hci;

namespace {
// Vol 4 Part E 7.3.1, 7.3.69, 7.8.1: what is on after a reset. LE Meta events are not.
constexpr std::uint64_t initial_event_mask = 0x0000'1fff'ffff'ffff;
constexpr std::uint64_t initial_le_event_mask = 0x1f;
constexpr std::size_t outbox_octets = 512;
}  // namespace

HostPort::HostPort(HciSink& sink) : sink_(sink) {
  outbox_.reserve(outbox_octets);
  delivering_.reserve(outbox_octets);
  reset();
}

void HostPort::reset() {
  event_mask_ = initial_event_mask;
  event_mask_page_2_ = 0;
  le_event_mask_ = initial_le_event_mask;
  acl_flow_control_ = false;
  host_acl_length_ = 0;
  host_acl_free_ = 0;
}

bool HostPort::is_event_enabled(std::uint8_t code) const {
  switch (code) {
  case hci::CommandComplete::code:
  case hci::CommandStatus::code:
  case hci::NumberOfCompletedPackets::code: return true;  // no mask for these
  default: break;
  }
  const bool page_2 = code > 64;
  const unsigned bit = page_2 ? code - 64u : code - 1u;
  return ((page_2 ? event_mask_page_2_ : event_mask_) >> bit & 1) != 0;
}

bool HostPort::is_le_event_enabled(std::uint8_t subevent) const {
  return is_event_enabled(hci::LeMeta::code) && (le_event_mask_ >> (subevent - 1) & 1) != 0;
}

void HostPort::connection_complete(const hci::LeEnhancedConnectionComplete& event,
                                   const wire::DeviceAddress& on_air) {
  if (is_le_event_enabled(hci::LeEnhancedConnectionComplete::subevent)) return le_event(event);
  le_event(hci::LeConnectionComplete{event.status, event.handle, event.role, on_air,
                                     event.interval_1250us, event.latency,
                                     event.supervision_timeout_10ms, event.central_clock_accuracy});
}

MutableBytes HostPort::append(std::size_t size) {
  const Octets<2> length = octets_of(Le16(static_cast<std::uint16_t>(size)));
  outbox_.insert(outbox_.end(), length.begin(), length.end());
  outbox_.resize(outbox_.size() + size);
  return MutableBytes(outbox_).last(size);
}

void HostPort::put_event(std::uint8_t code, Bytes fixed, Bytes tail) {
  const std::size_t size = fixed.size() + tail.size();
  Writer writer(append(1 + sizeof(hci::EventHeader) + size));
  writer.put(hci::PacketType::event);
  writer.put(hci::EventHeader{code, static_cast<std::uint8_t>(size)});
  writer.bytes(fixed);
  writer.bytes(tail);
}

std::size_t HostPort::reserve_event(std::uint8_t code, std::size_t size) {
  Writer writer(append(1 + sizeof(hci::EventHeader) + size));
  writer.put(hci::PacketType::event);
  writer.put(hci::EventHeader{code, static_cast<std::uint8_t>(size)});
  return outbox_.size() - size;
}

void HostPort::fill(std::size_t place, Bytes parameters) {
  ensure(place + parameters.size() <= outbox_.size());
  copy_bytes(MutableBytes(outbox_).subspan(place), parameters);
}

bool HostPort::can_take_acl(std::size_t size) const {
  if (!acl_flow_control_) return true;
  const std::size_t packets =
      host_acl_length_ == 0 ? 1 : (size + host_acl_length_ - 1) / host_acl_length_;
  return packets <= host_acl_free_;
}

std::uint16_t HostPort::acl(hci::ConnHandle handle, hci::PacketBoundary boundary, Bytes data) {
  std::uint16_t packets = 0;
  do {
    const std::size_t limit = host_acl_length_ == 0 ? data.size() : host_acl_length_;
    const Bytes part = data.first(limit < data.size() ? limit : data.size());
    data = data.subspan(part.size());
    Writer writer(append(1 + sizeof(hci::AclHeader) + part.size()));
    writer.put(hci::PacketType::acl);
    writer.put(hci::acl_header(handle, boundary, part.size()));
    writer.bytes(part);
    boundary = hci::PacketBoundary::continuing;
    ++packets;
  } while (!data.empty());
  if (acl_flow_control_) host_acl_free_ = static_cast<std::uint16_t>(host_acl_free_ - packets);
  return packets;
}

void HostPort::set_host_buffers(std::uint16_t length, std::uint16_t count) {
  host_acl_length_ = length;
  host_acl_free_ = count;
}

void HostPort::acl_returned(std::uint16_t count) {
  if (acl_flow_control_) host_acl_free_ = static_cast<std::uint16_t>(host_acl_free_ + count);
}

void HostPort::flush() {
  if (flushing_) return;
  flushing_ = true;
  while (!outbox_.empty()) {
    outbox_.swap(delivering_);
    Reader reader(delivering_);
    while (const auto length = reader.take<Le16>())
      sink_.to_host(*reader.bytes(*length));
    delivering_.clear();
  }
  flushing_ = false;
}

}  // namespace westwind::controller
