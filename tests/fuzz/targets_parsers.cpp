// Targets that are smaller than a host: advertising data, H4 streams, and what a store
// of bonds may hand out.
#include "base/assert.hpp"
#include "tests/fuzz/host_under_fuzz.hpp"
#include "tests/fuzz/targets.hpp"
#include "transport/h4.hpp"
#include "wire/advertising_data.hpp"

namespace westwind::fuzz {

namespace {

/// Structures lie within the data, one behind the other, and what was taken can be put back.
void run_advertising_data(Bytes input) {
  Reader reader(input);
  OctetString again(input.size() + 2);
  Writer writer(again);
  std::size_t taken = 0;
  while (const auto structure = wire::ad::take(reader)) {
    ensure(structure->value.size() + 2 <= input.size() - taken);
    taken += structure->value.size() + 2;
    if (structure->value.size() <= 254)
      ensure(wire::ad::put(writer, structure->type, structure->value));
  }
}
constexpr const char* advertising_seeds[] = {"02 01 06 05 09 70 65 65 72", "03 03 0d 18 00 00 00",
                                             "1f ff 4c 00", "ff"};

/// However the stream is cut, the packets are the same.
void run_h4(Bytes input) {
  if (input.empty()) return;
  const std::size_t step = 1 + input.front() % 7;
  const Bytes stream = input.subspan(1);
  OctetString all[2];
  for (const bool cut : {false, true}) {
    OctetString space(300);
    transport::H4Framer framer(space, transport::H4Sender::controller);
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = cut ? std::min(step, stream.size() - at) : stream.size();
      Bytes piece = stream.subspan(at, size);
      while (const auto packet = framer.next(piece))
        all[cut].insert(all[cut].end(), packet->begin(), packet->end());
      at += size;
    }
  }
  ensure(all[0] == all[1]);
}
constexpr const char* h4_seeds[] = {"02 04 0e 04 01 03 0c 00 04 05 04 00 40 00 13",
                                    "01 02 40 20 07 00 03 00 04 00 02 64 00"};

/// A store that hands out whatever the input says.
class LyingStore final : public host::smp::BondStore {
 public:
  explicit LyingStore(Bytes input) : reader_(input) {}
  bool load(const wire::DeviceAddress&, host::smp::Bond& bond) override { return next(bond); }
  bool load(std::size_t index, host::smp::Bond& bond) override { return index < 20 && next(bond); }
  bool save(const host::smp::Bond&) override { return coin(); }
  void remove(const wire::DeviceAddress&) override {}
  std::size_t load_client_record(const wire::DeviceAddress&, MutableBytes record) override {
    const auto size = reader_.take<std::uint8_t>().value_or(0);
    return copy_bytes(record, *reader_.bytes(size < reader_.size() ? size : reader_.size()));
  }
  void save_client_record(const wire::DeviceAddress&, Bytes) override {}
  bool load_own_irk(host::smp::Key& key) override {
    const auto octets = reader_.take<host::smp::Key>();
    if (octets) key = *octets;
    return octets.has_value();
  }
  void save_own_irk(const host::smp::Key&) override {}

 private:
  bool coin() { return (reader_.take<std::uint8_t>().value_or(0) & 1) != 0; }
  bool next(host::smp::Bond& bond) {
    const auto octets = reader_.take<host::smp::Bond>();
    if (octets) bond = *octets;
    return octets.has_value();
  }
  Reader reader_;
};

void run_secrets(Bytes input) {
  LyingStore store(input);
  HostUnderFuzz host;
  host.host().security().set_bond_store(&store);
  host.host().server().set_record_store(&store);
  for (const std::uint8_t call : {0x8c, 0x0c, 0x52, 0x00, 0x04, 0x0b})
    host.call(call);
  // A central encrypts; its link ends; another comes under a private address.
  host.event(0x3e, testing::octets("05 40 00 00 00 00 00 00 00 00 00 00 00"));
  host.event(0x08, testing::octets("00 40 00 01"));
  host.pdu(false, 4, testing::octets("12 0d 00 01 00"));
  host.pdu(false, 4, testing::octets("d2 0c 00 01 02 03 04 05 06 07 08 09 0a 0b 0c"));
  host.event(0x05, testing::octets("00 40 00 13"));
  host.event(0x3e, testing::octets("01 00 42 00 01 01 01 02 03 04 05 46 18 00 00 00 64 00 00"));
  host.event(0x3e, testing::octets("02 01 00 01 01 02 03 04 05 46 03 02 01 06 c8"));
  host.pass(Duration::seconds(5));
}
constexpr const char* secret_seeds[] = {
    "01 00 01 01 01 01 01 01 0a 10", "01 01 01 02 03 04 05 c6 7f 10 00 01 02 03 04 05 06 07", ""};

constexpr Target targets[] = {
    {"advertising_data", run_advertising_data, advertising_seeds},
    {"h4", run_h4, h4_seeds},
    {"secrets", run_secrets, secret_seeds},
};

}  // namespace

std::span<const Target> parser_targets() { return targets; }

std::vector<Target> all_targets() {
  std::vector<Target> all;
  for (const auto& some : {host_targets(), parser_targets(), capture_targets()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace westwind::fuzz
