// Targets that are a whole host: what controllers and peers may send. An input is a row of records:
// an octet that says what, an octet that says how long, so many octets.
#include "tests/fuzz/host_under_fuzz.hpp"
#include "tests/fuzz/targets.hpp"

namespace westwind::fuzz {

namespace {

constexpr std::uint8_t time_passes = 0xfe, application_calls = 0xff;

/// Gives each record to `take`, but those that every target knows.
template <typename Take>
void play(HostUnderFuzz& host, Bytes input, Take take) {
  Reader reader(input);
  for (int records = 0; records < 200 && !reader.empty(); ++records) {
    const std::uint8_t what = *reader.take<std::uint8_t>();
    const std::size_t wanted = reader.take<std::uint8_t>().value_or(0);
    const Bytes octets = *reader.bytes(wanted < reader.size() ? wanted : reader.size());
    if (what == time_passes)
      host.pass(Duration::milliseconds(wanted * 200));
    else if (what == application_calls)
      host.call(octets.empty() ? std::uint8_t{0} : octets.front());
    else
      take(what, octets);
  }
}

/// Event codes and LE subevents as they are; commands that are under way stay unanswered.
void run_events(Bytes input) {
  HostUnderFuzz host;
  host.cut();
  play(host, input, [&](std::uint8_t code, Bytes parameters) { host.event(code, parameters); });
}
constexpr const char* event_seeds[] = {
    "ff 01 02 3e 10 02 01 00 01 01 02 03 04 05 c6 04 03 02 01 06 c8",
    "ff 01 04 3e 13 01 00 50 00 00 00 01 02 03 04 05 c6 18 00 00 00 64 00 00",
    ("3e 1f 0a 00 51 00 00 00 01 02 03 04 05 c6 00 00 00 00 00 00 01 02 03 04 05 46 18 00 00 00 64 "
     "00 00"),
    "05 04 00 40 00 13 05 04 00 41 00 08",
    "13 05 01 40 00 01 00 0f 04 00 01 00 00 0e 04 01 00 00 00",
    "3e 0a 03 00 41 00 06 00 00 00 f4 01 3e 0b 06 40 00 18 00 28 00 00 00 00 01",
    "3e 0d 05 40 00 01 02 03 04 05 06 07 08 09 00 08 04 00 40 00 01 30 03 00 40 00",
    "ff 01 0c 0f 04 00 01 19 20 fe ff 3e 01 00",
};

/// Raw ACL packets: the first two octets are handle and flags.
void run_acl(Bytes input) {
  HostUnderFuzz host;
  play(host, input, [&](std::uint8_t flags, Bytes data) {
    const auto handle = static_cast<std::uint16_t>((flags & 1) != 0 ? HostUnderFuzz::as_central
                                                                    : HostUnderFuzz::as_peripheral);
    host.acl(static_cast<std::uint16_t>(handle | (flags & 0x30) << 8), data);
  });
}
constexpr const char* acl_seeds[] = {
    "20 07 03 00 04 00 02 64 00",
    "20 05 03 00 04 00 02 10 02 64 00",
    "20 10 0c 00 05 00 12 01 08 00 06 00 0c 00 00 00 64 00",
    "20 12 0e 00 05 00 14 07 0a 00 80 00 50 00 64 00 40 00 03 00 20 08 04 00 40 00 02 00 68 69",
    ("21 12 0e 00 05 00 14 07 0a 00 80 00 50 00 64 00 40 00 03 00 21 0c 08 00 05 00 16 02 04 00 50 "
     "00 01 00"),
};

template <std::uint16_t channel>
void run_channel(Bytes input) {
  HostUnderFuzz host;
  play(host, input,
       [&](std::uint8_t which, Bytes payload) { host.pdu((which & 1) != 0, channel, payload); });
}
constexpr const char* server_seeds[] = {
    "00 03 02 64 00 00 07 10 01 00 ff ff 00 28 00 07 08 01 00 ff ff 03 28",
    "00 05 04 01 00 ff ff 00 09 06 01 00 ff ff 00 28 0d 18 00 03 0a 0c 00",
    "00 05 0c 15 00 10 00 00 05 0e 0c 00 0f 00 00 05 20 0c 00 0f 00",
    "00 05 12 0c 00 aa bb 00 05 12 0d 00 01 00 00 04 52 0c 00 aa",
    "00 07 16 0c 00 00 00 aa bb 00 07 16 0c 00 02 00 cc dd 00 02 18 01",
    "00 0f d2 0c 00 01 02 03 04 05 06 07 08 09 0a 0b 0c ff 01 08 ff 01 09 00 01 1e",
};
constexpr const char* client_seeds[] = {
    "ff 01 94 01 0c 11 06 01 00 05 00 00 18 06 00 09 00 01 05 01 10 0a 00 0a",
    "ff 01 95 01 09 09 07 11 00 02 12 00 37 2a 01 05 01 08 13 00 0a",
    "ff 01 96 01 06 05 01 13 00 02 29 01 05 01 04 14 00 0a",
    "ff 01 97 01 04 0b 01 02 03 ff 01 98 01 01 13",
    "ff 01 99 01 03 03 40 00 01 04 1b 34 12 aa 01 04 1d 34 12 aa",
};
constexpr const char* security_seeds[] = {
    ("00 07 01 03 00 01 10 07 07 00 11 03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 00 11 04 "
     "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"),
    "00 07 01 04 00 0d 10 07 07 fe 01 00",
    "ff 01 8c 01 07 02 03 00 09 10 07 07 fe 01",
    ("01 02 0b 0d 01 07 02 03 00 01 10 03 03 01 11 03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e "
     "0f"),
    "ff 01 93 00 07 01 00 00 0d 10 07 07 ff 01 0d 00 02 05 08",
};
constexpr const char* signalling_seeds[] = {
    "00 0e 14 07 0a 00 80 00 50 00 64 00 40 00 03 00 00 08 06 09 04 00 40 00 50 00",
    ("ff 01 8f 01 0e 15 01 0a 00 60 00 64 00 40 00 05 00 00 00 ff 01 90 01 08 16 02 04 00 60 00 05 "
     "00"),
    "01 0c 12 01 08 00 06 00 0c 00 00 00 64 00 00 06 01 01 02 00 00 00",
};

constexpr Target targets[] = {
    {"hci_events", run_events, event_seeds},
    {"acl_l2cap", run_acl, acl_seeds},
    {"l2cap_signalling", run_channel<5>, signalling_seeds},
    {"att_server", run_channel<4>, server_seeds},
    {"att_client", run_channel<4>, client_seeds},
    {"smp", run_channel<6>, security_seeds},
};

}  // namespace

std::span<const Target> host_targets() { return targets; }

}  // namespace westwind::fuzz
