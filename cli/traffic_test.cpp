// What the summary counts.
#include "cli/traffic.hpp"

#include <gtest/gtest.h>

#include "wire/hci_event.hpp"

namespace westwind::cli {
namespace {

std::vector<std::uint8_t> connection_complete(std::uint8_t status, std::uint8_t role) {
  std::vector<std::uint8_t> packet = {0x04, 0x3e, 19, 0x01, status, 0x40, 0x00, role};
  packet.resize(3 + 19);
  return packet;
}

std::vector<std::uint8_t> disconnection_complete(std::uint8_t reason) {
  return {0x04, 0x05, 4, 0x00, 0x40, 0x00, reason};
}

air::Transmission transmission(air::PacketKind kind, std::uint8_t first, std::uint8_t length) {
  air::Transmission sent;
  sent.kind = kind;
  sent.size = 2;
  sent.memory[0] = first;
  sent.memory[1] = length;
  return sent;
}

TEST(Traffic, counts_links_that_were_made_and_timed_out) {
  BoardTraffic board;
  board.note_to_host(connection_complete(0, 0));
  board.note_to_host(connection_complete(0, 1));
  board.note_to_host(connection_complete(0x3e, 0));
  board.note_to_host(disconnection_complete(0x08));
  board.note_to_host(disconnection_complete(0x13));
  EXPECT_EQ(board.links_as_central, 1u);
  EXPECT_EQ(board.links_as_peripheral, 1u);
  EXPECT_EQ(board.links_timed_out, 1u);
  EXPECT_EQ(board.to_host, 5u);
}

TEST(Traffic, takes_no_harm_from_short_packets) {
  BoardTraffic board;
  for (const auto& whole : {connection_complete(0, 0), disconnection_complete(0x08)})
    for (std::size_t size = 0; size < whole.size() && size < 7; ++size)
      board.note_to_host(Bytes(whole).first(size));
  EXPECT_EQ(board.links_as_central, 0u);
  EXPECT_EQ(board.links_timed_out, 0u);
}

TEST(Traffic, tells_packets_by_type) {
  Traffic traffic;
  traffic.on_transmission(transmission(air::PacketKind::advertising, 0x40, 6));
  traffic.on_transmission(transmission(air::PacketKind::advertising, 0x05, 34));
  traffic.on_transmission(transmission(air::PacketKind::data_to_peripheral, 0x01, 0));
  traffic.on_transmission(transmission(air::PacketKind::data_to_peripheral, 0x02, 9));
  traffic.on_transmission(transmission(air::PacketKind::data_to_central, 0x07, 2));
  air::Counters counters;
  counters.transmissions = 5;
  const std::string summary = traffic.summary(counters, Duration::seconds(2), 7);
  EXPECT_NE(summary.find("5 packets in 2.0 s (seed 7)"), std::string::npos) << summary;
  EXPECT_NE(summary.find("1 ADV_IND, 1 CONNECT_IND, 1 empty data, 1 data, 1 LL control"),
            std::string::npos)
      << summary;
}

TEST(Traffic, says_why_packets_were_lost) {
  Traffic traffic;
  air::Counters counters;
  counters.delivered = 3;
  counters.lost[static_cast<std::size_t>(air::Loss::collision)] = 2;
  const std::string summary = traffic.summary(counters, Duration::zero(), 1);
  EXPECT_NE(summary.find("received  3 times, lost 2 times: 2 collision"), std::string::npos)
      << summary;
}

TEST(Traffic, fits_a_screen_with_any_number_of_boards) {
  Traffic traffic;
  for (int i = 0; i < 500; ++i)
    traffic.add_board("board-" + std::to_string(i), "");
  const std::string summary = traffic.summary({}, Duration::zero(), 1);
  EXPECT_LT(std::count(summary.begin(), summary.end(), '\n'), 25);
  EXPECT_NE(summary.find("and 484 more"), std::string::npos) << summary;
}

}  // namespace
}  // namespace westwind::cli
