// A host for targets to throw octets at.
#include "tests/fuzz/host_under_fuzz.hpp"

#include "base/assert.hpp"

namespace westwind::fuzz {

using host::hci::ConnHandle;
using wire::hci::Role;

HostUnderFuzz::HostUnderFuzz() {
  host_.emplace(storage_.memory(), line_, app_, host::smp::SecurityParts{aes_, &p256_, &bonds_},
                host::Config{});
  app_.listen_to(*host_);
  host::smp::SecurityPolicy& policy = host_->security().policy();
  policy.bonding = policy.signing = true;
  ensure(services_.add_to(host_->server()));
  channels_.emplace(host_->mux(), host_->signalling(), 517);
  listener_.emplace(*channels_, 0x80, room_);
  channel_.emplace(*channels_, room_);
  ensure(channels_->listen(*listener_).has_value());
  host_->start(now_);
  settle();
  controller_.connection_complete(as_peripheral, Role::peripheral);
  controller_.connection_complete(as_central, Role::central);
  settle();
  ensure(host_->is_ready());
}

HostUnderFuzz::~HostUnderFuzz() {
  host_->transport_failed();
  host_->run(now_);
  ensure(app_.connected == app_.disconnected);
  ensure(host_->memory_all_free());
  ensure(host_->server().subscriptions().all_free());
}

void HostUnderFuzz::settle() {
  for (int packets = 0; !controller_.to_host.empty() && packets < 10'000; ++packets) {
    const OctetString packet = controller_.to_host.front();
    controller_.to_host.pop_front();
    host_->receive(now_, packet);
  }
  host_->run(now_);
  app_.log.clear();
}

void HostUnderFuzz::receive(Bytes h4) {
  host_->receive(now_, h4);
  settle();
}

void HostUnderFuzz::event(std::uint8_t code, Bytes parameters) {
  const OctetString head{4, code, static_cast<std::uint8_t>(parameters.size())};
  receive(testing::joined(head, parameters));
}

void HostUnderFuzz::acl(std::uint16_t handle_and_flags, Bytes data) {
  const OctetString head{2, static_cast<std::uint8_t>(handle_and_flags),
                         static_cast<std::uint8_t>(handle_and_flags >> 8),
                         static_cast<std::uint8_t>(data.size()),
                         static_cast<std::uint8_t>(data.size() >> 8)};
  receive(testing::joined(head, data));
}

void HostUnderFuzz::pdu(bool central, std::uint16_t channel, Bytes payload) {
  const OctetString head{
      static_cast<std::uint8_t>(payload.size()), static_cast<std::uint8_t>(payload.size() >> 8),
      static_cast<std::uint8_t>(channel), static_cast<std::uint8_t>(channel >> 8)};
  acl(static_cast<std::uint16_t>(0x2000 | (central ? as_central : as_peripheral)),
      testing::joined(head, payload));
}

void HostUnderFuzz::pass(Duration duration) {
  const Instant end = now_ + duration;
  for (int turns = 0; host_->deadline() <= end && turns < 1000; ++turns) {
    now_ = host_->deadline() > now_ ? host_->deadline() : now_;
    settle();
  }
  now_ = end;
  settle();
}

void HostUnderFuzz::start_procedure(std::uint8_t which, ConnHandle link) {
  host::att::Transaction* const all[] = {&discover_services_, &discover_characteristics_,
                                         &discover_descriptors_, &read_, &write_};
  if (which % 6 == 5)
    (void)host_->client().exchange_mtu(link, exchange_);
  else
    (void)host_->client().start(link, *all[which % 6]);
}

void HostUnderFuzz::call(std::uint8_t which) {
  const ConnHandle link{(which & 0x80) != 0 ? as_central : as_peripheral};
  static constexpr std::uint8_t value[20] = {1, 2, 3};
  switch (which & 0x1f) {
  case 0: (void)host_->advertiser().start({}); break;
  case 1: host_->advertiser().stop(); break;
  case 2: (void)host_->scanner().start({.duration = Duration::milliseconds(50)}); break;
  case 3: host_->scanner().stop(); break;
  case 4: (void)host_->initiator().connect({}, {.timeout = Duration::milliseconds(90)}); break;
  case 5: host_->initiator().cancel(); break;
  case 6: (void)host_->connections().disconnect(link); break;
  case 7: (void)host_->connections().update_parameters(link, {80, 100, 2, 300}); break;
  case 8: (void)host_->server().notify(link, {0x12}, value); break;
  case 9: (void)host_->server().indicate(link, {0x12}, value); break;
  case 10: (void)host_->client().write_without_response(link, {3}, value); break;
  case 11: (void)host_->client().write_signed(link, {3}, value); break;
  case 12: (void)host_->security().secure(link); break;
  case 13: (void)host_->security().answer_passkey(link, 123456); break;
  case 14: (void)host_->security().answer(link, true); break;
  case 15: (void)channels_->connect(link, *channel_, 0x80, room_); break;
  case 16: (void)channels_->send(*channel_, value); break;
  case 17: (void)channels_->disconnect(*channel_); break;
  case 18:
    (void)host_->identity().set_mode(
        host::gap::AddressMode{static_cast<std::uint8_t>(which >> 5 & 3)});
    break;
  case 19: {
    host::smp::SecurityPolicy& policy = host_->security().policy();
    policy.io_capability = wire::smp::IoCapability{static_cast<std::uint8_t>(which >> 5 & 3)};
    policy.mitm = policy.secure_connections = (which & 0x80) != 0;
    break;
  }
  default: start_procedure(which & 0x1f, link); break;
  }
  settle();
}

}  // namespace westwind::fuzz
