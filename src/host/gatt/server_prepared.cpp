// The GATT server: values that arrive in parts. Vol 3 Part F 3.4.6, Vol 3 Part G 4.9.4-4.9.5.
//
// Parts of one value that go on where the last one ended lie in one piece, so the owner is given
// whole values. They lie in the memory for reassembly, as far as that leaves room for a PDU.
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using att::Verdict;

namespace {

std::size_t octets_in(const Packet& part) { return part.size() - sizeof(PreparedPart); }

bool goes_on(const Packet& part, const PrepareWriteRequest& request) {
  if (!part) return false;
  const auto head = *Reader(part.bytes()).take<PreparedPart>();
  return head.handle == request.handle && head.offset + octets_in(part) == request.offset;
}

}  // namespace

bool Server::keep_part(Link& link, const PrepareWriteRequest& request, Bytes octets) {
  ClientState& state = client(link);
  if (!goes_on(state.growing, request) || state.growing.tailroom() < octets.size()) {
    end_part(state);
    BlockArena& memory = att_.hci().receive_memory();
    // The request itself may lie there too, and goes when it is answered.
    std::size_t kept = BlockArena::granules_for(att_.max_mtu() + 4u);
    if (memory.holds(octets)) kept -= BlockArena::granules_for(octets.size());
    state.growing = memory.allocate(0, sizeof(PreparedPart) + max_value_length, kept);
    if (!state.growing)
      state.growing = memory.allocate(0, sizeof(PreparedPart) + octets.size(), kept);
    if (!state.growing) return false;
    state.growing.append(octets_of(PreparedPart{request.handle, request.offset}));
  }
  state.growing.append(octets);
  return true;
}

void Server::end_part(ClientState& state) {
  if (!state.growing) return;
  state.growing.release_tail();
  state.prepared.push(static_cast<Packet&&>(state.growing));
}

Verdict Server::prepare_write(Link& link, Bytes parameters, Writer& response) {
  Reader reader(parameters);
  const auto request = reader.take<PrepareWriteRequest>();
  if (!request) return {ErrorCode::invalid_pdu, {}};
  const Row row = database_.at(request->handle.value);
  if (!row) return {ErrorCode::invalid_handle, request->handle};
  const ErrorCode error = may_write(link, row, WriteKind::request);
  if (error != ErrorCode::none) return {error, request->handle};
  if (!keep_part(link, *request, reader.rest()))
    return {ErrorCode::prepare_queue_full, request->handle};
  response.put(static_cast<std::uint8_t>(Opcode::prepare_write_response));
  response.bytes(parameters);
  return {};
}

/// The first part that cannot be written ends it; those before are. 3.4.6.3.
Verdict Server::execute_write(Link& link, Bytes parameters, Writer& response) {
  const auto request = parse_exactly<ExecuteWriteRequest>(parameters);
  if (!request || request->execute > 1) return {ErrorCode::invalid_pdu, {}};
  ClientState& state = client(link);
  end_part(state);
  // Out of the state first: an owner may do anything, and end the link.
  PacketQueue parts = static_cast<PacketQueue&&>(state.prepared);
  for (; request->execute == 1 && !parts.empty(); parts.pop()) {
    Reader reader(parts.front());
    const auto head = *reader.take<PreparedPart>();
    const Row row = database_.at(head.handle.value);
    ErrorCode error = ErrorCode::invalid_handle;
    if (row) error = write_value(link, row, head.offset, reader.rest(), WriteKind::execute);
    if (error != ErrorCode::none) return {error, head.handle};
  }
  response.put(static_cast<std::uint8_t>(Opcode::execute_write_response));
  return {};
}

}  // namespace westwind::host::gatt
