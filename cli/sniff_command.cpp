// See sniff_command.hpp.
#include "cli/sniff_command.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include <csignal>
#include <cstdio>

#include "cli/capture_source.hpp"
#include "decode/air_text.hpp"
#include "decode/hci_text.hpp"

namespace westwind::cli {
namespace {
constexpr const char* footer =
    R"(A line a packet: seconds, channel, PHY, signal at the nearest receiver, sender, what it is, and who lost
it why. HCI lines have > towards the controller and < towards the host.

Examples:
  westwind sniff air.pcapng
  westwind sniff --brief --board board-1 air.pcapng
  westwind air --pcap air.pcapng & westwind sniff --follow air.pcapng
  westwind sniff --losses air.pcapng | grep collision)";

volatile std::sig_atomic_t interrupted = 0;

std::string losses_text(const decode::AirRecord& record) {
  std::string text;
  if (record.stopped) text += "  ! stopped by its sender";
  for (const decode::AirLoss& loss : record.losses)
    text += fmt::format("{} {} ({})", &loss == record.losses.data() ? "  ! lost:" : ",",
                        loss.receiver, loss.reason);
  if (record.more_losses > 0) text += fmt::format(" and {} more", record.more_losses);
  return text;
}

class Sniffer {
 public:
  explicit Sniffer(const SniffOptions& options) : options_(options) {}

  void take(const decode::CapturedPacket& packet) {
    switch (packet.interface->link_type) {
    case decode::link_type_le_ll_with_phdr: return take_air(packet);
    case decode::link_type_hci_h4_with_phdr: return take_hci(packet, 4);
    case decode::link_type_hci_h4: return take_hci(packet, 0);
    default: return;
    }
  }
  std::uint64_t shown() const { return shown_; }

 private:
  void show(std::int64_t us, const std::string& line) {
    if (std::printf("%4lld.%06lld  %s\n", static_cast<long long>(us / 1'000'000),
                    static_cast<long long>(us % 1'000'000), line.c_str()) < 0)
      interrupted = 1;
    if (options_.follow) std::fflush(stdout);
    ++shown_;
  }

  void take_air(const decode::CapturedPacket& packet) {
    const auto record = decode::parse_air_record(packet.octets, packet.comment);
    if (!record) return show(packet.us, "air     a packet that is no link-layer packet");
    const std::string said = text_.describe(*record);  // also to learn of links
    if (options_.hci_only) return;
    const bool empty = record->kind >= decode::AirKind::to_peripheral && record->pdu.size() == 2;
    if (options_.brief && empty) return;
    const std::string losses = losses_text(*record);
    if (options_.losses_only && losses.empty()) return;
    if (!options_.board.empty() && !concerns_board(*record)) return;
    constexpr const char* phys[] = {"1M", "2M", "Coded"};
    show(packet.us,
         fmt::format("{:>2} {:<5} {:>4} {:<12} {}{}", record->channel, phys[record->phy - 1],
                     record->signal_dbm ? std::to_string(*record->signal_dbm) : "-", record->sender,
                     said, losses));
  }

  void take_hci(const decode::CapturedPacket& packet, std::size_t header) {
    if (options_.air_only || options_.losses_only || packet.octets.size() < header) return;
    const std::string& board = packet.interface->name;
    if (!options_.board.empty() && board != options_.board) return;
    const bool to_host = header == 4 && packet.octets[3] == 1;
    show(packet.us, fmt::format("hci           {:<12} {} {}", board,
                                header == 0 ? ' '
                                : to_host   ? '<'
                                            : '>',
                                decode::hci_text(packet.octets.subspan(header))));
  }

  bool concerns_board(const decode::AirRecord& record) const {
    if (record.sender == options_.board) return true;
    for (const decode::AirLoss& loss : record.losses)
      if (loss.receiver == options_.board) return true;
    return false;
  }

  const SniffOptions& options_;
  decode::AirText text_;
  std::uint64_t shown_ = 0;
};
}  // namespace

CLI::App& add_sniff_command(CLI::App& westwind, SniffOptions& options) {
  CLI::App& command = *westwind.add_subcommand(
      "sniff", "Show a capture of the air, or one that is being written, line by line");
  command.add_option("FILE", options.file, "A pcapng capture; - is standard input")->required();
  command.add_flag("-f,--follow", options.follow, "Wait for more at the end; Ctrl-C ends it");
  auto* air = command.add_flag("--air", options.air_only, "Only packets of the air");
  command.add_flag("--hci", options.hci_only, "Only what hosts and controllers say to each other")
      ->excludes(air);
  command.add_flag("--losses", options.losses_only, "Only packets that somebody lost");
  command.add_flag("--brief", options.brief, "Without the empty packets of links");
  command
      .add_option("--board", options.board,
                  "Only its HCI, and packets that it sent or lost (a name as the capture has it)")
      ->type_name("NAME");
  command.footer(footer);
  return command;
}

int sniff_command(const SniffOptions& options) {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  for (const int number : {SIGINT, SIGTERM})
    sigaction(number, &action, nullptr);
  Sniffer sniffer(options);
  read_capture(
      options.file, options.follow, [] { return interrupted != 0; },
      [&](const decode::CapturedPacket& packet) { sniffer.take(packet); });
  std::fflush(stdout);
  return 0;
}

}  // namespace westwind::cli
