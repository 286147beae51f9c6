// What a report shows, gathered from a capture packet by packet.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "decode/air_text.hpp"
#include "decode/pcapng_reader.hpp"

namespace westwind::cli {

class ReportData {
 public:
  void take(const decode::CapturedPacket& packet);
  bool has_packets() const { return !packets_.empty(); }
  /// The page's data as JSON, with nothing in it that could end a script element.
  std::string page_data(const std::string& file) const;

 private:
  /// As the page paints them; see report_page.html.
  enum Paint : std::uint8_t { advertising, scanning, connecting, auxiliary, down, up };
  struct Painted {
    std::int64_t us;
    std::int64_t duration_us;
    std::size_t sender;
    std::size_t losses;
    std::string text;
    std::uint8_t channel;
    Paint paint;
  };
  struct Transfer {
    std::int64_t us;
    std::uint16_t octets;
    bool to_peripheral;
  };
  struct Link {
    decode::AirLink names;
    std::vector<Transfer> transfers;
    std::uint64_t repeated = 0;
    int last_sn[2] = {-1, -1};
  };
  struct Host {
    std::set<std::string> reported;
    std::vector<std::pair<std::int64_t, std::size_t>> curve;  // devices after that time
  };

  void take_air(const decode::CapturedPacket& packet);
  void take_hci(const decode::CapturedPacket& packet);
  void note_reported(Host& host, std::int64_t us, const std::string& address);
  void note_data(const decode::AirRecord& record, std::int64_t us);
  void note_advertiser(const decode::AirRecord& record);
  std::size_t station(const std::string& name);
  nlohmann::json losses_json(const std::set<std::string>& reasons) const;
  nlohmann::json links_json(std::int64_t bin_us) const;
  nlohmann::json yields_json() const;

  decode::AirText text_;
  std::vector<Painted> packets_;
  std::vector<std::string> stations_;
  std::map<std::string, std::map<std::string, std::uint64_t>> losses_;  // receiver, reason
  std::uint64_t loss_count_ = 0;
  std::map<std::uint32_t, Link> links_;                  // by number
  std::map<std::string, Host> hosts_;                    // by board
  std::map<std::string, std::set<std::string>> on_air_;  // addresses, by who showed them
  std::int64_t first_us_ = 0;
  std::int64_t last_us_ = 0;
};

}  // namespace westwind::cli
