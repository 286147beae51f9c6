// A plain LE controller for unit tests of the host.
#include "tests/support/scripted_controller.hpp"

#include <algorithm>

#include "wire/hci_extended.hpp"

namespace westwind::testing {

using namespace wire::hci;

ScriptedController::ScriptedController() = default;
ScriptedController::~ScriptedController() = default;

namespace {

std::uint16_t handle_of(const ScriptedController::Command& command) {
  const auto handle = Reader(command.parameters).take<ConnHandle>();
  return handle ? handle->value.value() : std::uint16_t{0xffff};
}

bool is(const ScriptedController::Command& command, Opcode opcode) {
  return command.opcode == opcode.value;
}

}  // namespace

void ScriptedController::send(Bytes h4) {
  ASSERT_GE(h4.size(), 1u);
  if (h4[0] == static_cast<std::uint8_t>(PacketType::command)) return take_command(h4.subspan(1));
  if (h4[0] == static_cast<std::uint8_t>(PacketType::acl)) return take_acl(h4.subspan(1));
  ADD_FAILURE() << "packet type " << int{h4[0]};
}

void ScriptedController::take_command(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<CommandHeader>();
  ASSERT_TRUE(header && reader.size() == header->parameter_length);
  // A reset ends whatever was not answered.
  if (is({header->opcode.value, {}}, Reset::opcode)) outstanding_ = 0;
  EXPECT_LT(outstanding_, std::max(1, int{command_capacity})) << "more commands than it can hold";
  ++outstanding_;
  Command command{header->opcode.value, {reader.rest().begin(), reader.rest().end()}};
  commands.push_back(command);
  if (silent.count(command.opcode) != 0) return;
  if (hold_commands)
    held.push_back(command);
  else
    execute(command);
}

void ScriptedController::take_acl(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<AclHeader>();
  ASSERT_TRUE(header && reader.size() == header->length);
  const std::uint16_t handle = header->handle().value;
  if (ended.count(handle) != 0) return;
  ASSERT_TRUE(links.count(handle) != 0) << "data for handle " << handle << ", which is not a link";
  EXPECT_LT(acl_in_use(), acl_count) << "more packets than the controller has buffers";
  EXPECT_LE(reader.size(), le_acl_length != 0 ? le_acl_length : shared_acl_length);
  Link& link = links[handle];
  EXPECT_EQ(header->packet_boundary(),
            link.assembling.empty() ? first_non_flushable : PacketBoundary::continuing);
  order.push_back(handle);
  fragment_sizes.push_back(reader.size());
  ++link.unacknowledged;
  link.assembling.insert(link.assembling.end(), reader.rest().begin(), reader.rest().end());
  Reader whole(link.assembling);
  const auto basic = whole.take<wire::l2cap::BasicHeader>();
  if (basic && whole.size() >= basic->length) {
    EXPECT_EQ(whole.size(), basic->length);
    pdus.push_back({handle, basic->cid.value, {whole.rest().begin(), whole.rest().end()}});
    link.assembling.clear();
  }
  if (completes_packets) completed(handle, 1);
}

void ScriptedController::release(std::size_t count) {
  for (; count > 0 && !held.empty(); --count) {
    const Command command = held.front();
    held.pop_front();
    execute(command);
  }
}

void ScriptedController::release_all() {
  hold_commands = false;
  release(held.size());
}

std::size_t ScriptedController::count(Opcode opcode) const {
  std::size_t found = 0;
  for (const Command& command : commands)
    found += is(command, opcode) ? 1 : 0;
  return found;
}

const ScriptedController::Command* ScriptedController::last(Opcode opcode) const {
  for (auto at = commands.rbegin(); at != commands.rend(); ++at)
    if (is(*at, opcode)) return &*at;
  return nullptr;
}

std::vector<std::uint16_t> ScriptedController::opcodes() const {
  std::vector<std::uint16_t> out;
  for (const Command& command : commands)
    out.push_back(command.opcode);
  return out;
}

std::uint16_t ScriptedController::acl_in_use() const {
  std::uint16_t sum = 0;
  for (const auto& [handle, link] : links)
    sum = static_cast<std::uint16_t>(sum + link.unacknowledged);
  return sum;
}

void ScriptedController::execute(const Command& command) {
  if (is_refused(command)) return;
  if (execute_link_command(command) || execute_advertising_or_scanning(command) ||
      execute_privacy(command) || execute_initiating(command))
    return;
  execute_informational(command);
}

bool ScriptedController::is_refused(const Command& command) {
  if (unknown.count(command.opcode) != 0) {
    command_status(command.opcode, ErrorCode::unknown_command);
    return true;
  }
  const auto refusal = refusals_.find(command.opcode);
  if (refusal == refusals_.end() || refusal->second.times == 0) return false;
  --refusal->second.times;
  const ErrorCode status = refusal->second.status;
  const bool by_status = is(command, Disconnect::opcode) ||
                         is(command, LeConnectionUpdate::opcode) ||
                         is(command, LeCreateConnection::opcode);
  by_status ? command_status(command.opcode, status) : complete(command, status);
  return true;
}

bool ScriptedController::execute_link_command(const Command& command) {
  const std::uint16_t handle = handle_of(command);
  const bool known = links.count(handle) != 0;
  const auto status = known ? ErrorCode::success : ErrorCode::unknown_connection_identifier;
  if (is(command, Disconnect::opcode)) {
    command_status(command.opcode, status);
    if (known) disconnection_complete(handle, ErrorCode::terminated_by_local_host);
  } else if (is(command, LeConnectionUpdate::opcode)) {
    command_status(command.opcode, status);
    const auto wanted = Reader(command.parameters).take<LeConnectionUpdate>()->parameters;
    if (known)
      le_event(LeConnectionUpdateComplete{ErrorCode::success,
                                          {handle},
                                          wanted.interval_max_1250us,
                                          wanted.latency,
                                          wanted.supervision_timeout_10ms});
  } else if (is(command, LeEnableEncryption::opcode) || is(command, LeSetPhy::opcode) ||
             is(command, LeReadRemoteFeatures::opcode) ||
             is(command, ReadRemoteVersionInformation::opcode)) {
    command_status(command.opcode, status);
  } else if (is(command, LeSetDataLength::opcode) ||
             is(command, LeLongTermKeyRequestReply::opcode) ||
             is(command, LeLongTermKeyRequestNegativeReply::opcode) ||
             is(command, LeRemoteConnectionParameterRequestReply::opcode) ||
             is(command, LeRemoteConnectionParameterRequestNegativeReply::opcode)) {
    command_complete(command.opcode, octets_of(HandleReply{status, {handle}}));
  } else {
    return false;
  }
  return true;
}

bool ScriptedController::execute_advertising_or_scanning(const Command& command) {
  const OctetString& p = command.parameters;
  if (is(command, LeSetRandomAddress::opcode)) {
    if (advertising || scanning || creating) return disallow(command), true;
    random_address = Reader(p).take<LeSetRandomAddress>()->address;
  } else if (is(command, LeSetAdvertisingParameters::opcode)) {
    if (advertising) return disallow(command), true;
    advertising_parameters = p;
  } else if (is(command, LeSetAdvertisingData::opcode)) {
    advertising_data.assign(p.begin() + 1, p.begin() + 1 + p[0]);
  } else if (is(command, LeSetScanResponseData::opcode)) {
    scan_response.assign(p.begin() + 1, p.begin() + 1 + p[0]);
  } else if (is(command, LeSetAdvertisingEnable::opcode)) {
    advertising = p[0] != 0;
  } else if (is(command, LeSetScanParameters::opcode)) {
    if (scanning) return disallow(command), true;
    scan_parameters = p;
  } else if (is(command, LeSetScanEnable::opcode)) {
    scanning = p[0] != 0;
  } else if (!is(command, LeAddDeviceToFilterAcceptList::opcode) &&
             !is(command, LeRemoveDeviceFromFilterAcceptList::opcode) &&
             !is(command, LeClearFilterAcceptList::opcode)) {
    return false;
  }
  complete(command, ErrorCode::success);
  return true;
}

bool ScriptedController::execute_privacy(const Command& command) {
  const OctetString& p = command.parameters;
  const bool changes_list = is(command, LeClearResolvingList::opcode) ||
                            is(command, LeAddDeviceToResolvingList::opcode) ||
                            is(command, LeSetPrivacyMode::opcode);
  const bool enables = is(command, LeSetAddressResolutionEnable::opcode);
  if (is(command, LeReadResolvingListSize::opcode)) {
    command_complete(command.opcode, octets_of(LeReadResolvingListSize::Reply{
                                         ErrorCode::success, resolving_list_size}));
    return true;
  }
  if (!changes_list && !enables) return false;
  if ((enables || resolves) && (advertising || scanning || creating))
    return disallow(command), true;
  ErrorCode status = ErrorCode::success;
  if (enables) resolves = p[0] == 1;
  if (is(command, LeClearResolvingList::opcode)) resolving_list.clear();
  if (is(command, LeAddDeviceToResolvingList::opcode)) {
    if (resolving_list.size() == resolving_list_room)
      status = ErrorCode::memory_capacity_exceeded;
    else
      resolving_list.push_back(*Reader(p).take<wire::DeviceAddress>());
  }
  complete(command, status);
  return true;
}

bool ScriptedController::execute_initiating(const Command& command) {
  if (is(command, LeCreateConnection::opcode)) {
    if (creating) {
      ++disallowed;
      command_status(command.opcode, ErrorCode::command_disallowed);
      return true;
    }
    creating = true;
    command_status(command.opcode, ErrorCode::success);
    return true;
  }
  if (!is(command, LeCreateConnectionCancel::opcode)) return false;
  complete(command, creating ? ErrorCode::success : ErrorCode::command_disallowed);
  if (creating) connection_complete(0, Role::central, {}, ErrorCode::unknown_connection_identifier);
  creating = false;
  return true;
}

void ScriptedController::execute_informational(const Command& command) {
  const auto reply = [&](const auto& parameters) {
    command_complete(command.opcode, octets_of(parameters));
  };
  const auto ok = ErrorCode::success;
  if (is(command, ReadLocalVersionInformation::opcode))
    return reply(ReadLocalVersionInformation::Reply{ok, 11, 0, 11, 0x05f1, 0});
  if (is(command, ReadLocalSupportedCommands::opcode))
    return reply(ReadLocalSupportedCommands::Reply{ok, supported_commands});
  if (is(command, ReadBdAddr::opcode)) return reply(ReadBdAddr::Reply{ok, public_address});
  if (is(command, LeReadLocalSupportedFeatures::opcode))
    return reply(LeReadLocalSupportedFeatures::Reply{ok, le_features});
  if (is(command, LeReadBufferSize::opcode))
    return reply(LeReadBufferSize::Reply{ok, le_acl_length, static_cast<std::uint8_t>(acl_count)});
  if (is(command, ReadBufferSize::opcode))
    return reply(ReadBufferSize::Reply{ok, shared_acl_length, 0, acl_count, 0});
  if (is(command, LeReadFilterAcceptListSize::opcode))
    return reply(LeReadFilterAcceptListSize::Reply{ok, 8});
  if (is(command, LeSetExtendedAdvertisingParameters::opcode))
    return reply(LeSetExtendedAdvertisingParameters::Reply{ok, 7});
  if (is(command, LeRand::opcode))
    return reply(LeRand::Reply{ok, {random_seed, 2, 3, 4, 5, 6, 7, 8}});
  if (is(command, Reset::opcode) || is(command, SetEventMask::opcode) ||
      is(command, LeSetEventMask::opcode) ||
      is(command, LeSetAdvertisingSetRandomAddress::opcode) ||
      is(command, LeSetExtendedAdvertisingData::opcode) ||
      is(command, LeSetExtendedScanResponseData::opcode) ||
      is(command, LeSetExtendedAdvertisingEnable::opcode) ||
      is(command, LeRemoveAdvertisingSet::opcode))
    return complete(command, ok);
  command_status(command.opcode, ErrorCode::unknown_command);
}

void ScriptedController::disallow(const Command& command) {
  ++disallowed;
  complete(command, ErrorCode::command_disallowed);
}

void ScriptedController::complete(const Command& command, ErrorCode status) {
  command_complete(command.opcode, octets_of(StatusReply{status}));
}

void ScriptedController::command_complete(std::uint16_t opcode, Bytes return_parameters) {
  const auto head = octets_of(CommandComplete{answered(opcode), {opcode}});
  const Bytes sent = short_replies ? return_parameters.first(1) : return_parameters;
  event(CommandComplete::code, joined(head, sent));
}

void ScriptedController::command_status(std::uint16_t opcode, ErrorCode status) {
  event(CommandStatus::code, octets_of(CommandStatus{status, answered(opcode), {opcode}}));
}

std::uint8_t ScriptedController::answered(std::uint16_t opcode) {
  if (opcode != 0 && outstanding_ > 0) --outstanding_;
  return static_cast<std::uint8_t>(std::max(0, command_capacity - outstanding_));
}

void ScriptedController::event(std::uint8_t code, Bytes parameters) {
  const OctetString head{0x04, code, static_cast<std::uint8_t>(parameters.size())};
  to_host.push_back(joined(head, parameters));
}

void ScriptedController::le_event(std::uint8_t subevent, Bytes parameters) {
  const OctetString head{subevent};
  event(LeMeta::code, joined(head, parameters));
}

void ScriptedController::connection_complete(std::uint16_t handle, Role role,
                                             wire::DeviceAddress peer, ErrorCode status) {
  if (status == ErrorCode::success) {
    links[handle] = {role, 0, {}};
    ended.erase(handle);
  }
  le_event(LeConnectionComplete{status, {handle}, role, peer, 24, 0, 100, 0});
}

bool ScriptedController::central_connects(std::uint16_t handle) {
  if (!advertising) return false;
  advertising = false;
  connection_complete(handle, Role::peripheral);
  return true;
}

bool ScriptedController::peer_answers(std::uint16_t handle) {
  if (!creating) return false;
  creating = false;
  connection_complete(handle, Role::central);
  return true;
}

void ScriptedController::disconnection_complete(std::uint16_t handle, ErrorCode reason) {
  links.erase(handle);
  ended.insert(handle);
  event(DisconnectionComplete::code,
        octets_of(DisconnectionComplete{ErrorCode::success, {handle}, reason}));
}

void ScriptedController::completed(std::uint16_t handle, std::uint16_t packets) {
  if (const auto link = links.find(handle); link != links.end())
    link->second.unacknowledged = static_cast<std::uint16_t>(
        link->second.unacknowledged - std::min(packets, link->second.unacknowledged));
  event(NumberOfCompletedPackets::code,
        joined(OctetString{1}, octets_of(NumberOfCompletedPackets::Entry{{handle}, packets})));
}

void ScriptedController::acl(std::uint16_t handle, std::uint8_t boundary, Bytes data) {
  const auto head =
      octets_of(acl_header({handle}, static_cast<PacketBoundary>(boundary), data.size()));
  to_host.push_back(joined(joined(OctetString{0x02}, head), data));
}

void ScriptedController::pdu(std::uint16_t handle, wire::l2cap::Cid cid, Bytes payload) {
  const auto head =
      octets_of(wire::l2cap::BasicHeader{static_cast<std::uint16_t>(payload.size()), cid});
  acl(handle, first_flushable, joined(head, payload));
}

void ScriptedController::advertising_report(std::uint8_t type, wire::DeviceAddress device,
                                            Bytes data, std::int8_t rssi) {
  const auto head = octets_of(LeAdvertisingReport::Head{LeAdvertisingReport::Type{type}, device,
                                                        static_cast<std::uint8_t>(data.size())});
  OctetString report = joined(joined(OctetString{1}, head), data);
  report.push_back(static_cast<std::uint8_t>(rssi));
  le_event(LeAdvertisingReport::subevent, report);
}

}  // namespace westwind::testing
