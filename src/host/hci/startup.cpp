// Bringing a controller up. One command at a time; each reply decides the next step.
#include "hci/startup.hpp"

namespace westwind::host::hci {

using namespace wire::hci;

void Startup::start(bool reset, Done done) {
  done_ = done;
  info_ = {};
  next(reset ? Step::reset : Step::version);
}

void Startup::next(Step step) {
  step_ = step;
  if (step == Step::ready) return done_(info_.acl_length > 0 && info_.acl_count > 0);
  if (!send(step)) done_(false);
}

Status Startup::send(Step step) {
  switch (step) {
  case Step::reset: return commands_.send<&Startup::after_reset>(Reset{}, this);
  case Step::version:
    return commands_.send<&Startup::after_version>(ReadLocalVersionInformation{}, this);
  case Step::commands:
    return commands_.send<&Startup::after_commands>(ReadLocalSupportedCommands{}, this);
  case Step::address: return commands_.send<&Startup::after_address>(ReadBdAddr{}, this);
  case Step::features:
    return commands_.send<&Startup::after_features>(LeReadLocalSupportedFeatures{}, this);
  case Step::event_mask:
    return commands_.send<&Startup::after_mask>(SetEventMask{default_event_mask}, this);
  case Step::le_event_mask:
    return commands_.send<&Startup::after_mask>(LeSetEventMask{le_events_}, this);
  case Step::le_buffers:
    return commands_.send<&Startup::after_le_buffers>(LeReadBufferSize{}, this);
  case Step::buffers: return commands_.send<&Startup::after_buffers>(ReadBufferSize{}, this);
  case Step::random: return commands_.send<&Startup::after_random>(LeRand{}, this);
  case Step::ready: break;
  }
  return {};
}

void Startup::after_reset(const StatusReply& reply) {
  reply.status == ErrorCode::success ? advance() : done_(false);
}

void Startup::after_version(const ReadLocalVersionInformation::Reply& reply) {
  info_.hci_version = reply.hci_version;
  info_.company_identifier = reply.company_identifier;
  advance();
}

void Startup::after_commands(const ReadLocalSupportedCommands::Reply& reply) {
  info_.supported_commands = reply.commands;
  advance();
}

void Startup::after_address(const ReadBdAddr::Reply& reply) {
  info_.public_address = reply.address;
  advance();
}

void Startup::after_features(const LeReadLocalSupportedFeatures::Reply& reply) {
  info_.le_features = reply.features;
  advance();
}

void Startup::after_mask(const StatusReply&) { advance(); }

void Startup::after_le_buffers(const LeReadBufferSize::Reply& reply) {
  info_.acl_length = reply.acl_length;
  info_.acl_count = reply.acl_count;
  // Length zero: LE shares the BR/EDR buffers. 7.8.2.
  next(info_.acl_length == 0 || info_.acl_count == 0 ? Step::buffers : Step::random);
}

void Startup::after_buffers(const ReadBufferSize::Reply& reply) {
  info_.acl_length = reply.acl_length;
  info_.acl_count = reply.acl_count;
  advance();
}

void Startup::after_random(const LeRand::Reply& reply) {
  info_.random_seed = reply.random;
  advance();
}

}  // namespace westwind::host::hci
