// Reads pcapng (draft-ietf-opsawg-pcapng) as it comes in, piece by piece: whole files, growing ones
// and pipes. Little-endian sections, enhanced packet blocks; other blocks are skipped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace westwind::decode {

constexpr std::uint16_t link_type_hci_h4 = 187;
constexpr std::uint16_t link_type_hci_h4_with_phdr = 201;
constexpr std::uint16_t link_type_le_ll_with_phdr = 256;

struct CapturedInterface {
  std::uint16_t link_type = 0;
  std::string name;
  /// Ticks of its clock in a second.
  std::uint64_t ticks_per_second = 1'000'000;
};

/// Valid during the call that hands it over.
struct CapturedPacket {
  std::uint64_t number = 0;  ///< from 1 on, as Wireshark counts
  std::int64_t us = 0;
  std::uint32_t interface_number = 0;
  const CapturedInterface* interface = nullptr;
  Bytes octets;
  std::string comment;
};

class PcapngReader {
 public:
  using Take = std::function<void(const CapturedPacket&)>;

  explicit PcapngReader(Take take) : take_(std::move(take)) {}

  /// False when the octets are no pcapng; `error` says why, and nothing more is taken.
  bool feed(Bytes octets);
  /// What is wrong; empty while nothing is.
  const std::string& error() const { return error_; }
  /// Octets of a block whose end has not come: a file that ends now was cut off.
  std::size_t unfinished() const { return pending_.size(); }
  const std::vector<CapturedInterface>& interfaces() const { return interfaces_; }

 private:
  bool take_block(std::uint32_t type, Bytes body);
  bool take_section(Bytes body);
  bool take_interface(Bytes body);
  bool take_packet(Bytes body);
  bool fail(const std::string& what);

  Take take_;
  std::vector<std::uint8_t> pending_;
  std::vector<CapturedInterface> interfaces_;
  std::uint64_t packets_ = 0;
  std::uint64_t offset_ = 0;  // in the file, of what is pending
  std::string error_;
};

}  // namespace westwind::decode
