// Whatever octets a controller or a peer sends, the host neither breaks an invariant nor leaks nor
// loses count of its links. Seeds are fixed, so a failure repeats itself.
#include "base/random.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "tests/support/application.hpp"
#include "tests/support/attribute_store.hpp"
#include "tests/support/channel_peers.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace westwind::testing {
namespace {

using host::hci::State;

/// Takes everything, remembers which commands want an answer.
class Carrier final : public host::hci::Transport {
 public:
  std::vector<std::uint16_t> unanswered;
  void send(Bytes h4) override {
    ASSERT_FALSE(h4.empty());
    if (h4[0] == 1 && h4.size() >= 4)
      unanswered.push_back(static_cast<std::uint16_t>(h4[1] | h4[2] << 8));
  }
};

class HostFuzz : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  HostFuzz() : random(GetParam()) {
    host.emplace(storage.memory(), carrier, app, host::smp::SecurityParts{aes, &p256, nullptr},
                 host::Config{});
    app.listen_to(*host);
    EXPECT_TRUE(services.add_to(host->server()));
    channels.emplace(host->mux(), host->signalling(), 517);
    listener.emplace(*channels, 0x80, room);
    channel.emplace(*channels, room);
    EXPECT_TRUE(channels->listen(*listener));
  }
  std::uint32_t below(std::uint32_t bound) { return random.below(bound); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  OctetString noise(std::size_t size) {
    OctetString out(size);
    for (auto& octet : out)
      octet = static_cast<std::uint8_t>(random.next());
    return out;
  }
  void receive(Bytes packet) {
    now = now + Duration::microseconds(below(2'000));
    host->receive(now, packet);
  }
  void event(std::uint8_t code, Bytes parameters) {
    const OctetString head{4, code, static_cast<std::uint8_t>(parameters.size())};
    receive(joined(head, parameters));
  }
  void answer_command(bool always_well = false) {
    if (carrier.unanswered.empty()) return;
    const std::uint16_t opcode = carrier.unanswered.front();
    carrier.unanswered.erase(carrier.unanswered.begin());
    const bool ok = always_well || !one_in(6);
    OctetString reply{1, static_cast<std::uint8_t>(opcode), static_cast<std::uint8_t>(opcode >> 8)};
    if (!always_well && one_in(8))
      return event(0x0f, joined(OctetString{static_cast<std::uint8_t>(ok ? 0 : 12)}, reply));
    reply.push_back(ok ? 0 : 12);
    // LE Read Buffer Size must tell of buffers, or no host ever comes up.
    const OctetString rest = opcode == 0x2002 ? octets("1b 00 04") : noise(ok ? 70 : below(8));
    event(0x0e, joined(reply, rest));
  }
  void bring_up() {
    host->start(now);
    for (int i = 0; i < 100 && host->state() == State::starting; ++i)
      answer_command(true);
  }
  void check_and_end() {
    host->transport_failed();
    host->run(now);
    EXPECT_EQ(app.connected, app.disconnected);
    EXPECT_TRUE(host->memory_all_free());
    EXPECT_TRUE(host->server().subscriptions().all_free());
    EXPECT_EQ(procedures_started, app.procedures_ended);
    EXPECT_EQ(channels_connected, channel->closed);
    for (const auto& accepted : listener->accepted)
      EXPECT_EQ(accepted->closed, 1);
  }

  Random random;
  Instant now = Instant::from_us(1);
  Application app;
  TestServices services;
  Carrier carrier;
  crypto::BuiltinAes128 aes;
  crypto::BuiltinP256 p256;
  host::Storage<host::Limits{}> storage;
  std::optional<host::Host> host;
  const ChannelOptions room{.mtu = 100, .mps = 40, .receive_room = 200};
  std::optional<CreditBasedChannels> channels;
  std::optional<ServerPeer> listener;
  std::optional<ChannelPeer> channel;
  int channels_connected = 0;
  int procedures_started = 0;
};

TEST_P(HostFuzz, random_octets_in_every_state) {
  for (int i = 0; i < 300; ++i)
    receive(noise(below(40)));
  host->start(now);
  for (int i = 0; i < 3000; ++i) {
    OctetString packet = noise(1 + below(one_in(10) ? 600 : 40));
    packet[0] = one_in(2) ? 4 : 2;
    if (one_in(3)) answer_command();
    receive(packet);
  }
  check_and_end();
}

/// Attribute protocol PDUs, requests and answers alike, that the mutations start from.
constexpr const char* attribute_pdus[30] = {"02 64 00",
                                            "02 05 02",
                                            "03 40 00",
                                            "04 01 00 ff ff",
                                            "05 01 13 00 02 29",
                                            "06 01 00 ff ff 00 28 0d 18",
                                            "07 10 00 1f 00",
                                            "08 01 00 ff ff 03 28",
                                            "09 07 11 00 02 12 00 37 2a",
                                            "0a 0c 00",
                                            "0a 15 00",
                                            "0b 01 02",
                                            "0c 15 00 10 00",
                                            "0d aa",
                                            "0e 0c 00 0f 00",
                                            "10 01 00 ff ff 00 28",
                                            "11 06 01 00 05 00 00 18",
                                            "12 0c 00 aa bb",
                                            "12 0d 00 01 00",
                                            "12 17 00 01 00",
                                            "12 09 00 02 00",
                                            "13",
                                            "16 0c 00 00 00 aa",
                                            "18 01",
                                            "1b 34 12 aa",
                                            "1d 34 12 aa",
                                            "1e",
                                            "52 0c 00 aa",
                                            "01 08 11 00 0a",
                                            "23 0c 00 01 00 aa"};
/// Signalling and security PDUs.
constexpr const char* other_pdus[30] = {"12 07 08 00 50 00 64 00 02 00 2c 01",
                                        "13 01 02 00 00 00",
                                        "01 01 02 00 00 00",
                                        "14 03 0a 00 80 00 40 00 40 00 40 00 01 00",
                                        "06 03 04 00 40 00 41 00",
                                        "7f 01 00 00",
                                        "16 09 04 00 40 00 01 00",
                                        "12 00 00 00",
                                        "12 01 08 00",
                                        "ff 01 00 00",
                                        "01 03 00 01 10 00 00",
                                        "0b 01",
                                        "05 05",
                                        "03 00",
                                        "02 03 00 01 10 00 00",
                                        "01",
                                        "",
                                        "15 02 0a 00 50 00 40 00 40 00 05 00 00 00",
                                        "14 03 0a 00 80 00 41 00 40 00 40 00 01 00",
                                        "01 02 02 00 00 00",
                                        "17 01 00 00",
                                        "18 01 00 00",
                                        "06 01 00 00",
                                        "07 01 00 00",
                                        "12 07 07 00 50 00 64 00 02 00 2c",
                                        "0c 01",
                                        "04 02",
                                        "06 06",
                                        "00",
                                        "aa bb cc dd ee ff"};

/// Packets that are right or nearly so.
class Traffic : public HostFuzz {
 protected:
  OctetString handle() {
    return {static_cast<std::uint8_t>(below(6)), static_cast<std::uint8_t>(one_in(30) ? 0xff : 0)};
  }
  OctetString with_one_wrong(OctetString octets) {
    for (std::uint32_t wrongs = one_in(3) ? 1 + below(3) : 0; wrongs > 0 && !octets.empty();
         --wrongs) {
      auto& octet = octets[below(static_cast<std::uint32_t>(octets.size()))];
      octet = one_in(2) ? static_cast<std::uint8_t>(random.next())
                        : static_cast<std::uint8_t>(octet ^ 1 << below(8));
    }
    if (one_in(12)) octets.resize(below(static_cast<std::uint32_t>(octets.size()) + 4));
    return octets;
  }
  OctetString payload(const char* const (&samples)[30]) {
    return with_one_wrong(octets(samples[below(30)]));
  }
  void acl() {
    const std::uint32_t kind = below(8);  // mostly attributes
    const OctetString body = kind == 0   ? joined(octets("05 00"), noise(below(6)))
                             : kind <= 2 ? payload(other_pdus)
                                         : payload(attribute_pdus);
    const auto cid = static_cast<std::uint8_t>(kind == 0   ? 0x40 + below(3)
                                               : kind <= 2 ? 5 + below(2)
                                                           : 4);
    OctetString pdu = joined(OctetString{static_cast<std::uint8_t>(body.size()), 0, cid, 0}, body);
    if (one_in(10)) pdu = with_one_wrong(pdu);
    const OctetString to = handle();
    const auto fragment = [&](std::uint8_t boundary, Bytes data) {
      const auto flags = static_cast<std::uint8_t>((to[1] & 0x0f) | boundary << 4);
      receive(
          joined(OctetString{2, to[0], flags, static_cast<std::uint8_t>(data.size()), 0}, data));
    };
    const std::size_t cut =
        one_in(3) ? below(static_cast<std::uint32_t>(pdu.size() + 1)) : pdu.size();
    fragment(2, Bytes(pdu).first(cut));
    if (cut < pdu.size() && !one_in(5)) fragment(1, Bytes(pdu).subspan(cut));
  }
  void controller_event() {
    const OctetString link = handle();
    const auto near = [this](OctetString whole) { return with_one_wrong(std::move(whole)); };
    switch (below(9)) {
    case 0:
      return event(0x3e, near(joined(joined(octets("01 00"), link),
                                     joined(OctetString{static_cast<std::uint8_t>(below(2))},
                                            octets("00 01 02 03 04 05 c6 18 00 00 00 64 00 00")))));
    case 1: return event(0x05, near(joined(joined(octets("00"), link), octets("13"))));
    case 2: return event(0x13, near(joined(joined(octets("01"), link), octets("01 00"))));
    case 3: return event(0x3e, near(octets("02 01 00 01 01 02 03 04 05 c6 03 02 01 06 c8")));
    case 4:
      return event(0x3e, near(joined(joined(octets("03 00"), link), octets("06 00 00 00 f4 01"))));
    case 5:
      return event(0x3e,
                   near(joined(joined(octets("06"), link), octets("18 00 28 00 00 00 00 01"))));
    case 6: return event(0x3e, near(joined(joined(octets("05"), link), noise(10))));
    case 7:
      return event(0x3e, near(octets("01 3c 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00")));
    case 8:  // any other event but Hardware Error, which would be the end
      return event(static_cast<std::uint8_t>(0x11 + below(0x50)), noise(below(12)));
    }
  }
  void application_call() {
    const host::hci::ConnHandle link{static_cast<std::uint16_t>(below(5))};
    const OctetString value = noise(below(40));
    switch (below(13)) {
    case 0: (void)host->advertiser().start({}); break;
    case 1: host->advertiser().stop(); break;
    case 2: (void)host->scanner().start({.duration = Duration::milliseconds(below(50))}); break;
    case 3: host->scanner().stop(); break;
    case 4:
      (void)host->initiator().connect({}, {.timeout = Duration::milliseconds(below(90))});
      break;
    case 5: host->initiator().cancel(); break;
    case 6: (void)host->connections().disconnect(link); break;
    case 7: (void)host->connections().update_parameters(link, {80, 100, 2, 300}); break;
    case 8: (void)host->server().notify(link, {0x0c}, value); break;
    case 9: (void)host->server().indicate(link, {0x1f}, value); break;
    case 10: (void)host->client().write_without_response(link, {3}, value); break;
    case 11: start_procedure(link); break;
    case 12: use_channels(link, value); break;
    }
  }
  void use_channels(host::hci::ConnHandle link, const OctetString& value) {
    channels_connected += channels->connect(link, *channel, 0x80, room).has_value() ? 1 : 0;
    if (!channel->is_sending()) sdu_ = value;
    (void)channels->send(*channel, sdu_);
    for (const auto& accepted : listener->accepted)
      if (one_in(3)) (void)channels->send(*accepted, text("out of the blue"));
    if (one_in(5)) (void)channels->disconnect(*channel);
    if (one_in(5) && !listener->accepted.empty())
      (void)channels->disconnect(*listener->accepted.back());
  }
  OctetString sdu_;
  void start_procedure(host::hci::ConnHandle link) {
    host::att::Transaction* const all[] = {&services_, &characteristics_, &descriptors_, &read_,
                                           &write_};
    procedures_started += host->client().start(link, *all[below(5)]).has_value() ? 1 : 0;
    if (one_in(4))
      procedures_started += host->client().exchange_mtu(link, exchange_).has_value() ? 1 : 0;
  }

  host::gatt::DiscoverServices services_{app, std::nullopt};
  host::gatt::DiscoverCharacteristics characteristics_{app, {1, 0xffff}, std::nullopt};
  host::gatt::DiscoverDescriptors descriptors_{app, {1, 0xffff}};
  host::gatt::Read read_{app, {0x12}};
  host::gatt::Write write_{app, {0x12}, long_value};
  host::gatt::ExchangeMtu exchange_{app};
};

TEST_P(Traffic, nearly_right_packets_between_calls_of_the_application) {
  bring_up();
  ASSERT_EQ(host->state(), State::ready);
  for (int i = 0; i < 4000; ++i) {
    switch (below(5)) {
    case 0: answer_command(); break;
    case 1: controller_event(); break;
    case 2: application_call(); break;
    default: acl(); break;
    }
    if (host->deadline() <= now) host->run(now);
    app.log.clear();
  }
  EXPECT_EQ(host->state(), State::ready);  // or nothing was tested
  check_and_end();
}

TEST_P(Traffic, calls_come_from_inside_callbacks_too) {
  bring_up();
  int depth = 0;
  const auto call = [&](const std::string&) {
    if (depth > 0) return;
    ++depth;
    application_call();
    --depth;
  };
  app.react = call;
  services.store.react = call;
  for (int i = 0; i < 4000; ++i) {
    switch (below(4)) {
    case 0: answer_command(); break;
    case 1: controller_event(); break;
    default: acl(); break;
    }
    app.log.clear();
  }
  app.react = services.store.react = nullptr;
  EXPECT_EQ(host->state(), State::ready);
  check_and_end();
}

INSTANTIATE_TEST_SUITE_P(seeds, HostFuzz, ::testing::Range<std::uint64_t>(1, 21));
INSTANTIATE_TEST_SUITE_P(seeds, Traffic, ::testing::Range<std::uint64_t>(1, 41));

}  // namespace
}  // namespace westwind::testing
