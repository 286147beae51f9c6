// The HCI front: taking packets apart, answering commands, buffering data.
#include "controller/controller.hpp"

#include "controller/command_table.hpp"

namespace westwind::controller {
namespace hci = wire::hci;

namespace {
constexpr std::uint8_t command_packets = 1;  // commands are done at once, one is as good as many
constexpr std::uint8_t lost_synchronisation = 0x01;  // hardware code, our own
constexpr std::uint8_t acl_link = 0x01;
}  // namespace

Parts::Parts(const Config& config_, Radio& radio, HciSink& sink)
    : config(config_), host(sink), scheduler(radio), addresses{config.public_address},
      accept_list(config.accept_list_size),
      resolving_list(config.resolving_list_size, addresses, radio), links(config, scheduler, host),
      advertiser(scheduler, host, accept_list, resolving_list, links),
      advertising_sets(config.advertising_sets, scheduler, host, accept_list, resolving_list,
                       links),
      scanner(scheduler, host, accept_list, resolving_list),
      initiator(scheduler, host, accept_list, resolving_list, links) {}

void Parts::reset() {
  advertiser.reset();
  advertising_sets.clear();
  scanner.reset();
  initiator.reset();
  links.reset();
  accept_list.clear();
  resolving_list.reset();
  addresses.random_address.reset();
  host.reset();
  le_host_support = false;
  dialect = Dialect::undecided;
  has_p256_key = false;
}

void Controller::receive(Bytes h4) {
  dispatch(h4);
  settle();
}

void Controller::reset() {
  parts_.reset();
  parts_.host.discard();
  settle();
}

void Controller::on_wake(Instant) { settle(); }

void Controller::on_transmitted(Instant now) {
  parts_.scheduler.transmitted(now);
  settle();
}

void Controller::on_synchronised(Instant start) {
  parts_.scheduler.synchronised(start);
  settle();
}

void Controller::on_received(const Reception& reception) {
  parts_.scheduler.received(reception);
  settle();
}

void Controller::settle() {
  parts_.scheduler.settle();
  parts_.host.flush();
}

void Controller::dispatch(Bytes h4) {
  Reader reader(h4);
  const auto type = reader.take<hci::PacketType>();
  if (!type) return on_malformed();
  switch (*type) {
  case hci::PacketType::command: return on_command(reader.rest());
  case hci::PacketType::acl: return on_acl(reader.rest());
  default: return on_malformed();
  }
}

// Vol 4 Part A 4: a host that cannot be followed any more is told so, and resets.
void Controller::on_malformed() {
  ++counters_.malformed_packets;
  parts_.host.event(hci::HardwareError{lost_synchronisation});
}

void Controller::on_command(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<hci::CommandHeader>();
  if (!header || header->parameter_length != reader.size()) return on_malformed();
  if (header->opcode == host_number_of_completed_packets_opcode)
    return commands::host_number_of_completed_packets(parts_, reader.rest());
  const CommandEntry* command = find_command(header->opcode, parts_.config.profile);
  if (command != nullptr) return answer(*command, reader.rest());
  ++counters_.unknown_commands;
  parts_.host.event(
      hci::CommandStatus{hci::ErrorCode::unknown_command, command_packets, header->opcode});
}

void Controller::answer(const CommandEntry& command, Bytes parameters) {
  HostPort& host = parts_.host;
  const bool status_only = command.reply_length == 0;
  const std::size_t size = status_only ? sizeof(hci::CommandStatus)
                                       : sizeof(hci::CommandComplete) + command.reply_length;
  const std::size_t place =
      host.reserve_event(status_only ? hci::CommandStatus::code : hci::CommandComplete::code, size);

  // An error is answered with the full length too: hosts read what they expect.
  Octets<reply_length_max> space{};
  const MutableBytes reply = MutableBytes(space).first(status_only ? 1 : command.reply_length);
  const bool long_enough = command.is_variable ? parameters.size() >= command.parameter_length
                                               : parameters.size() == command.parameter_length;
  const bool other_dialect = command.dialect != Parts::Dialect::undecided &&
                             parts_.dialect != Parts::Dialect::undecided &&
                             command.dialect != parts_.dialect;
  if (long_enough && !other_dialect) {
    if (command.dialect != Parts::Dialect::undecided) parts_.dialect = command.dialect;
    command.run(parts_, parameters, reply);
  } else {
    reply[0] =
        static_cast<std::uint8_t>(other_dialect ? hci::ErrorCode::command_disallowed
                                                : hci::ErrorCode::invalid_command_parameters);
    if (command.reply_has_handle) copy_bytes(reply.subspan(1, 2), parameters);
  }

  if (status_only) {
    host.fill(place, octets_of(hci::CommandStatus{static_cast<hci::ErrorCode>(reply[0]),
                                                  command_packets, command.opcode}));
  } else {
    host.fill(place, octets_of(hci::CommandComplete{command_packets, command.opcode}));
    host.fill(place + sizeof(hci::CommandComplete), reply);
  }
}

void Controller::on_acl(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<hci::AclHeader>();
  if (!header || header->length != reader.size()) return on_malformed();
  Link* link = parts_.links.find(header->handle());
  if (link == nullptr) {
    ++counters_.unknown_handles;
    return;
  }
  const Bytes data = reader.rest();
  if (data.size() > parts_.config.acl_data_length) return on_overflow();
  constexpr std::uint8_t complete_flushable = 3;
  if (header->broadcast() != 0 || header->packet_boundary() == complete_flushable) {
    ++counters_.malformed_packets;
    return complete_packet(header->handle());
  }
  if (data.empty()) return complete_packet(header->handle());  // no PDU can carry it
  const bool starts = header->packet_boundary() != hci::PacketBoundary::continuing;
  const AclBuffers::Index buffer = parts_.links.buffers().take(data, starts);
  if (buffer == AclBuffers::none) return on_overflow();
  link->send(buffer);
}

void Controller::complete_packet(hci::ConnHandle handle) {
  parts_.host.event(hci::NumberOfCompletedPackets{1},
                    octets_of(hci::NumberOfCompletedPackets::Entry{handle, 1}));
}

void Controller::on_overflow() {
  ++counters_.buffer_overflows;
  parts_.host.event(hci::DataBufferOverflow{acl_link});
}

}  // namespace westwind::controller
