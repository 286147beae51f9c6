// GAP calls of scripts, and what concerns the device as a whole. MicroPython counts in microseconds
// and milliseconds; the host in its own types.
#include "api/micropython/activation.hpp"

using namespace westwind;
using namespace westwind::micropython;
using wire::hci::ErrorCode;

namespace {

constexpr Duration scan_shortest = Duration::microseconds(2500);
constexpr Duration scan_longest = Duration::microseconds(10240000);

constexpr Duration clamped(Duration value, Duration low, Duration high) {
  return value < low ? low : value > high ? high : value;
}

constexpr Bytes span_of(const std::uint8_t* octets, std::size_t size) { return {octets, size}; }

wire::Address address_from(const std::uint8_t* shown) {
  Octets<6> octets{};
  copy_bytes(octets, {shown, 6});
  return wire::Address::from_display_order(octets);
}

/// Parameters for intervals as a script gives them; 0 leaves the default.
std::optional<wire::hci::ConnectionParameters> connection_parameters(std::int32_t min_us,
                                                                     std::int32_t max_us) {
  wire::hci::ConnectionParameters parameters = host::gap::ConnectOptions{}.parameters;
  if (min_us < 0 || max_us < 0 || min_us > 4000000 || max_us > 4000000) return std::nullopt;
  const auto min = static_cast<std::uint16_t>(min_us / 1250);
  const auto max = static_cast<std::uint16_t>(max_us / 1250);
  if (min != 0) parameters.interval_min_1250us = min;
  if (max != 0) parameters.interval_max_1250us = max;
  // Only one end given: the other follows where the default does not fit.
  if (min == 0 && max != 0 && parameters.interval_min_1250us > max)
    parameters.interval_min_1250us = max;
  if (max == 0 && parameters.interval_max_1250us < parameters.interval_min_1250us)
    parameters.interval_max_1250us = parameters.interval_min_1250us;
  // Long intervals need a longer supervision timeout: six of them, as the default has it about.
  const std::uint32_t six_intervals_10ms = parameters.interval_max_1250us * 6u / 8u;
  if (six_intervals_10ms > parameters.supervision_timeout_10ms)
    parameters.supervision_timeout_10ms = static_cast<std::uint16_t>(six_intervals_10ms);
  if (!parameters.is_valid()) return std::nullopt;
  return parameters;
}

}  // namespace

westwind_error_t westwind_address(uint8_t* type, uint8_t address[6]) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  const wire::DeviceAddress own = call.host().identity().own();
  *type = static_cast<std::uint8_t>(own.type);
  copy_bytes({address, 6}, own.address.display_order());
  return WESTWIND_OK;
}

westwind_error_t westwind_set_address_mode(uint8_t mode) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  if (mode > static_cast<std::uint8_t>(host::gap::AddressMode::non_resolvable_private))
    return WESTWIND_INVALID_ARGUMENT;
  if (!call.host().identity().set_mode(host::gap::AddressMode{mode}))
    return WESTWIND_INVALID_ARGUMENT;  // the controller has no public address
  keep_static_address();
  return WESTWIND_OK;
}

size_t westwind_name(const uint8_t** octets) {
  const Bytes name = settings().name_bytes();
  *octets = name.data();
  return name.size();
}

westwind_error_t westwind_set_name(const uint8_t* octets, size_t size) {
  Settings& kept = settings();
  if (size > kept.name.size()) return WESTWIND_INVALID_ARGUMENT;
  kept.name_length = static_cast<std::uint8_t>(copy_bytes(kept.name, span_of(octets, size)));
  const Call call;
  return call ? error_of(call.host().generic_services().set_name(kept.name_bytes())) : WESTWIND_OK;
}

westwind_error_t westwind_advertise(bool connectable, int32_t interval_us, const uint8_t* data,
                                    size_t size, const uint8_t* response, size_t response_size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  if (size > wire::hci::legacy_data_max || response_size > wire::hci::legacy_data_max)
    return WESTWIND_INVALID_ARGUMENT;
  host::gap::AdvertisingOptions options;
  // Not connectable still means scannable: that is what scripts know from the other stacks.
  options.type = connectable ? host::gap::AdvertisingType::connectable_undirected
                             : host::gap::AdvertisingType::scannable_undirected;
  options.interval_min = options.interval_max = Duration::microseconds(interval_us);
  host::gap::Advertiser& advertiser = call.host().advertiser();
  const Status started = advertiser.start(options);
  if (!started) return error_of(started);
  if (data != nullptr) (void)advertiser.set_data(span_of(data, size));
  if (response != nullptr) (void)advertiser.set_scan_response(span_of(response, response_size));
  return WESTWIND_OK;
}

void westwind_advertise_stop(void) {
  const Call call;
  if (call) call.host().advertiser().stop();
}

westwind_error_t westwind_scan(int32_t duration_ms, int32_t interval_us, int32_t window_us,
                               bool active) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  if (duration_ms < 0) return WESTWIND_INVALID_ARGUMENT;
  host::gap::ScanOptions options;
  options.active = active;
  options.interval = clamped(Duration::microseconds(interval_us), scan_shortest, scan_longest);
  options.window = clamped(Duration::microseconds(window_us), scan_shortest, options.interval);
  options.duration = Duration::milliseconds(duration_ms);
  return error_of(call.host().scanner().start(options));
}

westwind_error_t westwind_scan_stop(void) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  (void)call.host().scanner().stop();
  return WESTWIND_OK;
}

westwind_error_t westwind_connect(uint8_t type, const uint8_t address[6], int32_t duration_ms,
                                  int32_t interval_min_us, int32_t interval_max_us) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  const auto parameters = connection_parameters(interval_min_us, interval_max_us);
  if (!parameters || type > 1 || duration_ms < 0) return WESTWIND_INVALID_ARGUMENT;
  if (call.host().initiator().is_active()) return WESTWIND_ALREADY;
  host::gap::ConnectOptions options;
  options.timeout = Duration::milliseconds(duration_ms);
  options.parameters = *parameters;
  (void)call.host().scanner().stop();
  return error_of(
      call.host().initiator().connect({wire::AddressType{type}, address_from(address)}, options));
}

westwind_error_t westwind_connect_cancel(void) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return call.host().initiator().cancel() ? WESTWIND_OK : WESTWIND_ALREADY;
}

westwind_error_t westwind_disconnect(uint16_t connection) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call.host().connections().disconnect({connection}));
}

void westwind_losses(westwind_losses_t* losses) {
  *losses = {};
  const Call call;
  if (!call) return;
  const host::hci::Counters& counters = call.host().counters();
  losses->malformed_reports = call.host().scanner().malformed_reports();
  losses->malformed_packets = counters.malformed_packets + counters.malformed_events +
                              counters.unexpected_replies + counters.unknown_handles;
  losses->reassembly_failures =
      counters.acl_out_of_sequence + counters.acl_too_long + counters.acl_without_memory;
  losses->links_refused = counters.links_refused;
  losses->updates_not_sent = call->updates_not_sent;
}

namespace {

/// What waits for the answer to a raw command.
struct RawCommand {
  MutableBytes response;
  ErrorCode status{};
  bool answered = false;

  void on_reply(const host::hci::CommandReply& reply) {
    answered = true;
    status = reply.status;
    if (reply.return_parameters.size() > 1)
      copy_bytes(response, reply.return_parameters.subspan(1));
  }
};

}  // namespace

westwind_error_t westwind_hci_command(uint16_t ogf, uint16_t ocf, const uint8_t* request,
                                      size_t request_size, uint8_t* response, size_t response_size,
                                      uint8_t* status) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  // The answer can only come when the handler has returned.
  if (is_inside_host()) return WESTWIND_BUSY;
  if (ogf > 0x3f || ocf > 0x3ff) return WESTWIND_INVALID_ARGUMENT;
  for (std::size_t i = 0; i < response_size; ++i)
    response[i] = 0;
  RawCommand command{{response, response_size}};
  using Handler = host::hci::ReplyHandler;
  const Status sent =
      call.host().hci().commands().enqueue(wire::hci::opcode(ogf, ocf), {request, request_size},
                                           Handler::to<&RawCommand::on_reply>(&command));
  if (!sent) return error_of(sent);
  // Ends for sure: with the answer, or with the host when its command times out.
  while (!command.answered)
    if (!pump_while_waiting(Instant::never())) return WESTWIND_IO;
  *status = static_cast<std::uint8_t>(command.status);
  return WESTWIND_OK;
}
