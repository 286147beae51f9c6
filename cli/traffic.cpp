// See traffic.hpp.
#include "cli/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wire/hci_event.hpp"
#include "wire/ll_advertising.hpp"

namespace westwind::cli {

namespace {

/// By AdvertisingPduType, then empty data, data, control, and what flies on secondary channels.
constexpr std::array<const char*, 20> kind_names = {
    "ADV_IND",      "ADV_DIRECT_IND", "ADV_NONCONN_IND", "SCAN_REQ", "SCAN_RSP",   "CONNECT_IND",
    "ADV_SCAN_IND", "ADV_EXT_IND",    "AUX_CONNECT_RSP", "type 9",   "type 10",    "type 11",
    "type 12",      "type 13",        "type 14",         "type 15",  "empty data", "data",
    "LL control",   "auxiliary"};

/// The table shows no more rows than fit a screen.
constexpr std::size_t most_rows = 16;

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace

void BoardTraffic::note_to_host(Bytes h4_packet) {
  using namespace wire::hci;
  ++to_host;
  Reader reader(h4_packet);
  const auto type = reader.take<std::uint8_t>();
  if (!type || *type != static_cast<std::uint8_t>(PacketType::event)) return;
  const auto header = reader.take<EventHeader>();
  if (!header) return;
  if (header->code == DisconnectionComplete::code) {
    const auto event = reader.take<DisconnectionComplete>();
    if (event && event->status == ErrorCode::success &&
        event->reason == ErrorCode::connection_timeout)
      ++links_timed_out;
    return;
  }
  if (header->code != LeMeta::code) return;
  const auto meta = reader.take<LeMeta>();
  // The enhanced event begins with the same fields.
  if (!meta || (meta->subevent != LeConnectionComplete::subevent &&
                meta->subevent != LeEnhancedConnectionComplete::subevent))
    return;
  const auto event = reader.take<LeConnectionComplete>();
  if (!event || event->status != ErrorCode::success) return;
  ++(event->role == Role::central ? links_as_central : links_as_peripheral);
}

void Traffic::on_transmission(const air::Transmission& transmission) {
  const Bytes octets = transmission.octets();
  if (octets.size() < 2) return;
  if (transmission.kind == air::PacketKind::auxiliary) {
    ++packets_[auxiliary];
    return;
  }
  if (transmission.kind == air::PacketKind::advertising) {
    ++packets_[octets[0] & 0x0f];
    return;
  }
  // Data header: LLID 11 is a control PDU, 01 without payload is an empty one. Vol 6 Part B 2.4.
  const bool is_control = (octets[0] & 3) == 3;
  ++packets_[is_control ? control : octets[1] == 0 ? empty_data : data];
}

BoardTraffic& Traffic::add_board(const std::string& name, const std::string& address) {
  boards_.push_back(std::make_unique<BoardTraffic>());
  boards_.back()->name = name;
  boards_.back()->address = address;
  return *boards_.back();
}

std::string Traffic::packets_line(const air::Counters& air) const {
  std::vector<std::string> sent;
  for (std::size_t i = 0; i < packets_.size(); ++i)
    if (packets_[i] > 0) sent.push_back(fmt::format("{} {}", packets_[i], kind_names[i]));
  std::vector<std::string> lost;
  std::uint64_t losses = 0;
  for (std::size_t i = 1; i < air.lost.size(); ++i) {
    if (air.lost[i] == 0) continue;
    losses += air.lost[i];
    lost.push_back(fmt::format("{} {}", air.lost[i], air::loss_name(static_cast<air::Loss>(i))));
  }
  std::string text = fmt::format("  sent      {}\n", sent.empty() ? "nothing" : join(sent));
  text += fmt::format("  received  {} times", air.delivered);
  text += losses == 0 ? ", none lost\n" : fmt::format(", lost {} times: {}\n", losses, join(lost));
  return text;
}

std::string Traffic::table() const {
  std::size_t width = 5;
  const std::size_t rows = std::min(boards_.size(), most_rows);
  for (std::size_t i = 0; i < rows; ++i)
    width = std::max(width, boards_[i]->name.size());
  std::string text =
      fmt::format("  {:{}}  {:17}  {:>7} {:>8} {:>6} {:>7} {:>6} {:>6}\n", "board", width,
                  "address", "sent", "received", "lost", "HCI in", "out", "links");
  for (std::size_t i = 0; i < rows; ++i) {
    const BoardTraffic& board = *boards_[i];
    std::uint64_t lost = 0;
    for (std::size_t reason = 1; reason < board.air.lost.size(); ++reason)
      lost += board.air.lost[reason];
    text += fmt::format("  {:{}}  {:17}  {:>7} {:>8} {:>6} {:>7} {:>6} {:>6}\n", board.name, width,
                        board.address, board.air.transmissions, board.air.delivered, lost,
                        board.from_host, board.to_host,
                        board.links_as_central + board.links_as_peripheral);
  }
  if (boards_.size() > rows) text += fmt::format("  and {} more\n", boards_.size() - rows);
  return text;
}

std::string Traffic::summary(const air::Counters& air, Duration elapsed, std::uint64_t seed) const {
  std::uint32_t made = 0;
  std::uint32_t timed_out = 0;
  for (const auto& board : boards_) {
    made += board->links_as_central;
    timed_out += board->links_timed_out;
  }
  std::string text =
      fmt::format("On the air: {} packets in {:.1f} s (seed {})\n", air.transmissions,
                  static_cast<double>(elapsed.count_ms()) / 1000, seed);
  text += packets_line(air);
  text += fmt::format("  links     {} made", made);
  if (timed_out > 0) text += fmt::format(", {} ends lost theirs by supervision timeout", timed_out);
  text += '\n';
  if (!boards_.empty()) text += table();
  return text;
}

}  // namespace westwind::cli
