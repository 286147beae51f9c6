// A firmware in miniature that uses every part of the host through its public door, so that nothing
// of the host is thrown away by the linker. Linked by scripts/size.sh for Cortex-M; what is counted
// is the host, not this file, which is listed apart.
#include <new>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "host/host.hpp"

#ifndef WESTWIND_PROBE_LINKS
#define WESTWIND_PROBE_LINKS 4
#endif

namespace {

using namespace westwind;
using namespace westwind::host;

constexpr Limits limits{.links = WESTWIND_PROBE_LINKS};

/// Static memory without static construction, as a firmware holds its host.
template <typename T>
struct Room {
  alignas(T) std::uint8_t octets[sizeof(T)];
};
Room<Storage<limits>> storage_room;
Room<Host> host_room;

volatile std::uint32_t sink;

class Carrier final : public hci::Transport {
 public:
  void send(Bytes h4) override { sink = static_cast<std::uint32_t>(h4.size()); }
};

/// A channel and the server that takes it.
class Stream final : public l2cap::CreditBasedChannel,
                     public l2cap::CreditBasedServer,
                     public l2cap::ChannelListener {
 public:
  Stream() : CreditBasedChannel(static_cast<ChannelListener&>(*this)), CreditBasedServer(0x80) {}
  void on_part(CreditBasedChannel&, Bytes octets, std::uint16_t) override { sink = octets.front(); }
  void on_closed(CreditBasedChannel&, l2cap::ChannelEnd) override { sink = 7; }
  l2cap::ChannelAnswer on_channel_wanted(const l2cap::ChannelRequest&) override {
    return {.channel = this, .options = {}, .refusal = {}};
  }
};

class Application final : public hci::StateListener,
                          public gap::AdvertiserListener,
                          public gap::ScannerListener,
                          public gap::InitiatorListener,
                          public gap::ConnectionsListener,
                          public gatt::ServerListener,
                          public gatt::ClientListener,
                          public gatt::ProcedureListener,
                          public gatt::AttributeOwner,
                          public smp::SecurityListener,
                          public smp::BondStore {
 public:
  void on_ready() override { sink = 1; }
  void on_fault(hci::Fault fault) override { sink = static_cast<std::uint32_t>(fault); }
  void on_report(const gap::AdvertisingReport& report) override { sink = report.data.front(); }
  void on_scan_ended(hci::ErrorCode) override { sink = 2; }
  void on_connect_failed(const wire::DeviceAddress&, hci::ErrorCode) override { sink = 3; }
  void on_connected(const hci::Link& link) override { sink = link.handle.value; }
  void on_disconnected(const hci::Link& link, hci::ErrorCode) override { sink = link.handle.value; }
  void on_procedure_end(gatt::ConnHandle, att::Transaction&, att::Outcome) override { sink = 4; }
  void on_notification(gatt::ConnHandle, gatt::Handle, Bytes value) override {
    sink = value.front();
  }
  gatt::ErrorCode read(hci::Link&, gatt::Handle, std::uint16_t, Bytes& value) override {
    value = name;
    return gatt::ErrorCode::none;
  }
  gatt::ErrorCode write(hci::Link&, gatt::Handle, std::uint16_t, Bytes value,
                        gatt::WriteKind) override {
    sink = value.front();
    return gatt::ErrorCode::none;
  }
  void on_passkey_action(const hci::Link&, smp::PasskeyAction, std::uint32_t passkey) override {
    sink = passkey;
  }
  bool load(const wire::DeviceAddress&, smp::Bond& bond) override { return bond.version == sink; }
  bool load(std::size_t, smp::Bond& bond) override { return bond.version == sink; }
  bool save(const smp::Bond& bond) override { return bond.version == sink; }
  void remove(const wire::DeviceAddress&) override { sink = 5; }
  std::size_t load_client_record(const wire::DeviceAddress&, MutableBytes) override { return 0; }
  void save_client_record(const wire::DeviceAddress&, Bytes) override { sink = 6; }
  bool load_own_irk(smp::Key& key) override { return key[0] == sink; }
  void save_own_irk(const smp::Key& key) override { sink = key[0]; }

 private:
  Octets<4> name{};
};

constexpr gatt::Attribute rows[] = {
    {gatt::AttributeKind::primary_service, 0, 0, {0x180d, nullptr}},
    {gatt::AttributeKind::characteristic_declaration, wire::gatt::notify, 0, {}},
    {gatt::AttributeKind::value,
     wire::gatt::notify,
     gatt::readable | gatt::writable,
     {0x2a37, nullptr}},
    {gatt::AttributeKind::cccd, 0, 0, {}},
};

Carrier carrier;
Application application;
crypto::BuiltinAes128 aes;
Room<crypto::BuiltinP256> p256_room;

void listen(Host& host) {
  host.advertiser().set_listener(application);
  host.scanner().set_listener(application);
  host.initiator().set_listener(application);
  host.connections().set_listener(application);
  host.server().set_listener(application);
  host.client().set_listener(application);
  host.security().set_listener(application);
}

void use_channels(Host& host, Bytes octets, hci::ConnHandle link) {
  l2cap::CreditBasedChannels channels(host.mux(), host.signalling(), limits.max_mtu);
  Stream stream;
  (void)channels.listen(stream);
  (void)channels.connect(link, stream, 0x80, {});
  host.run(host.deadline());
  (void)channels.send(stream, octets);
  channels.set_receive_room(stream, sink);
  (void)channels.disconnect(stream);
  channels.unlisten(stream);
  host.run(host.deadline());
}

void use(Host& host, Bytes octets, hci::ConnHandle link) {
  gatt::Service service(rows, application);
  (void)host.server().add(service);
  (void)host.generic_services().set_name(octets);
  (void)host.advertiser().set_data(octets);
  (void)host.advertiser().set_scan_response(octets);
  (void)host.advertiser().start({});
  host.advertiser().stop();
  (void)host.scanner().start({});
  host.scanner().stop();
  (void)host.initiator().connect({}, {});
  host.initiator().cancel();
  (void)host.connections().update_parameters(link, {6, 12, 0, 100});
  (void)host.connections().disconnect(link);
  (void)host.identity().set_mode(gap::AddressMode::resolvable_private);
  (void)host.att().set_preferred_mtu(100);
  (void)host.server().notify(link, {3}, octets);
  (void)host.server().indicate(link, {3}, octets);
  (void)host.server().update_subscribed({3}, octets);
  (void)host.client().write_without_response(link, {3}, octets);
  gatt::DiscoverServices services(application, wire::Uuid::from(octets));
  gatt::DiscoverCharacteristics characteristics(application, {1, 0xffff}, std::nullopt);
  gatt::DiscoverDescriptors descriptors(application, {1, 9});
  gatt::Read read(application, {3});
  gatt::Write write(application, {3}, octets);
  gatt::ExchangeMtu mtu(application);
  (void)host.client().start(link, services);
  (void)host.client().start(link, characteristics);
  (void)host.client().start(link, descriptors);
  (void)host.client().start(link, read);
  (void)host.client().start(link, write);
  (void)host.client().exchange_mtu(link, mtu);
  (void)host.security().secure(link);
  (void)host.security().answer_passkey(link, sink);
  (void)host.security().answer(link, true);
  (void)host.security().unpair({});
  host.server().remove(service);
  host.run(host.deadline());
}

}  // namespace

extern "C" void __cxa_pure_virtual() { __builtin_trap(); }

int main() {
  auto& storage = *::new (static_cast<void*>(storage_room.octets)) Storage<limits>;
  auto& p256 = *::new (static_cast<void*>(p256_room.octets)) crypto::BuiltinP256;
  auto& host = *::new (static_cast<void*>(host_room.octets))
                   Host(storage.memory(), carrier, application, {aes, &p256, &application}, {});
  listen(host);
  host.start({});
  const Octets<8> packet{4, 5, 6};
  host.receive({}, packet);
  use_channels(host, packet, {static_cast<std::uint16_t>(sink)});
  use(host, packet, {static_cast<std::uint16_t>(sink)});
  return 0;
}
