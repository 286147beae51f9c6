// Records wait until no packet that began before them can still be on the air, so that the file is
// in order of time.
#include "air/capture.hpp"

#include <algorithm>

#include "base/codec.hpp"

namespace westwind::air {

namespace {

constexpr std::uint16_t link_type_le_ll_with_phdr = 256;
constexpr std::uint16_t link_type_hci_h4_with_phdr = 201;

/// LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR; the access address, the PDU and its CRC follow.
struct PseudoHeader {
  std::uint8_t rf_channel;
  std::uint8_t signal_power_dbm;
  std::uint8_t noise_power_dbm;
  std::uint8_t access_address_offenses;
  Le32 reference_access_address;
  Le16 flags;
};
static_assert(Wire<PseudoHeader> && sizeof(PseudoHeader) == 10);

constexpr std::size_t crc_octets = 3;
constexpr std::uint16_t flag_dewhitened = 0x0001;
constexpr std::uint16_t flag_signal_power_valid = 0x0002;
constexpr std::uint16_t flag_noise_power_valid = 0x0004;
constexpr std::uint16_t flag_decrypted = 0x0008;
constexpr std::uint16_t flag_reference_access_address_valid = 0x0010;
constexpr std::uint16_t flag_auxiliary = 1 << 7;
constexpr std::uint16_t flag_data_to_peripheral = 2 << 7;
constexpr std::uint16_t flag_data_to_central = 3 << 7;
// "CRC checked, and valid". Clear on 1M and 2M on purpose: with it a decoder trusts us and does not
// compute the CRC itself. On coded PHY Wireshark 4.0 computes it over the wrong octets, so there we
// have to say it.
constexpr std::uint16_t flag_crc_checked_and_valid = 0x0c00;

/// 2402 MHz + 2 MHz times this: the three primary advertising channels lie between the others. Vol
/// 6 Part B 1.4.1.
constexpr std::uint8_t rf_channel_of(std::uint8_t channel) {
  switch (channel) {
  case 37: return 0;
  case 38: return 12;
  case 39: return 39;
  default: return static_cast<std::uint8_t>(channel <= 10 ? channel + 1 : channel + 2);
  }
}
static_assert(rf_channel_of(0) == 1 && rf_channel_of(10) == 11);
static_assert(rf_channel_of(11) == 13 && rf_channel_of(36) == 38);

std::uint16_t flags_of(const Transmission& transmission, bool heard) {
  unsigned flags = flag_dewhitened | flag_noise_power_valid | flag_reference_access_address_valid;
  if (heard) flags |= flag_signal_power_valid;
  if (transmission.kind == PacketKind::auxiliary) flags |= flag_auxiliary;
  if (transmission.kind == PacketKind::data_to_peripheral) flags |= flag_data_to_peripheral;
  if (transmission.kind == PacketKind::data_to_central) flags |= flag_data_to_central;
  if (!transmission.plain.empty()) flags |= flag_decrypted;
  if (transmission.tuning.phy == Phy::le_coded) flags |= flag_crc_checked_and_valid;
  flags |= (static_cast<unsigned>(transmission.tuning.phy) - 1) << 14;
  return static_cast<std::uint16_t>(flags);
}

template <Wire T>
void append(std::vector<std::uint8_t>& octets, const T& value) {
  const auto raw = octets_of(value);
  octets.insert(octets.end(), raw.begin(), raw.end());
}

/// The longest packet, S=8 with 255 octets: nothing that began longer ago is still on the air.
constexpr Duration longest_packet = air_time(Phy::le_coded, max_packet_octets);

}  // namespace

Capture::Capture(Medium& medium, PcapngSink& sink)
    : medium_(medium), writer_(sink, "Westwind"),
      air_interface_(writer_.add_interface(link_type_le_ll_with_phdr, "air")) {
  medium.observe(*this);
}

void Capture::on_transmission(const Transmission& transmission) {
  if (transmission.stopped < transmission.synchronised) return;
  int signal_dbm = -128;
  for (const Outcome& outcome : transmission.outcomes)
    if (outcome.synchronised) signal_dbm = std::max(signal_dbm, int{outcome.rssi_dbm});
  const int noise_dbm = medium_.faults().knobs.noise_dbm[transmission.tuning.channel];

  Record& record = insert(transmission.start, air_interface_);
  append(record.octets,
         PseudoHeader{rf_channel_of(transmission.tuning.channel),
                      static_cast<std::uint8_t>(signal_dbm), static_cast<std::uint8_t>(noise_dbm),
                      0, transmission.tuning.access_address,
                      flags_of(transmission, signal_dbm != -128)});
  append(record.octets, Le32(transmission.tuning.access_address));
  if (transmission.tuning.phy == Phy::le_coded) record.octets.push_back(0);  // CI: S=8
  Bytes octets = transmission.octets();
  // Decoders have no key: they get what was encrypted, and the CRC of what was sent.
  if (!transmission.plain.empty()) {
    record.octets.insert(record.octets.end(), transmission.plain.begin(), transmission.plain.end());
    octets = octets.last(crc_octets);
  }
  record.octets.insert(record.octets.end(), octets.begin(), octets.end());
  describe(transmission, record.comment);
  write_before(medium_.world().now() - longest_packet);
}

void Capture::describe(const Transmission& transmission, std::string& comment) const {
  constexpr int most_names = 8;
  comment = "from ";
  comment += medium_.station_name(transmission.sender_id);
  if (transmission.was_stopped()) comment += "; stopped by its sender";
  int losses = 0;
  for (const Outcome& outcome : transmission.outcomes) {
    if (outcome.loss == Loss::none || ++losses > most_names) continue;
    comment += losses == 1 ? "; lost: " : ", ";
    comment += medium_.station_name(outcome.station_id);
    comment += " (";
    comment += loss_name(outcome.loss);
    comment += ')';
  }
  if (losses > most_names) comment += " and " + std::to_string(losses - most_names) + " more";
}

std::uint32_t Capture::add_hci_interface(std::string_view name) {
  return writer_.add_interface(link_type_hci_h4_with_phdr, name);
}

void Capture::hci(std::uint32_t interface, HciDirection direction, Bytes h4_packet) {
  Record& record = insert(medium_.world().now(), interface);
  record.octets = {0, 0, 0, static_cast<std::uint8_t>(direction)};  // the only big-endian field
                                                                    // here
  record.octets.insert(record.octets.end(), h4_packet.begin(), h4_packet.end());
  write_before(medium_.world().now() - longest_packet);
}

Capture::Record& Capture::insert(Instant at, std::uint32_t interface) {
  if (spare_.empty()) spare_.emplace_back();
  const auto place =
      std::upper_bound(waiting_.begin(), waiting_.end(), at,
                       [](Instant time, const Record& record) { return time < record.at; });
  Record& record = *waiting_.insert(place, std::move(spare_.back()));
  spare_.pop_back();
  record.at = at;
  record.interface = interface;
  record.octets.clear();
  record.comment.clear();
  return record;
}

void Capture::write_before(Instant at) {
  while (!waiting_.empty() && waiting_.front().at < at) {
    Record& record = waiting_.front();
    writer_.write(record.interface, record.at, record.octets, record.comment);
    spare_.push_back(std::move(record));
    waiting_.pop_front();
  }
}

void Capture::flush() {
  write_before(Instant::never());
  writer_.flush();
}

}  // namespace westwind::air
