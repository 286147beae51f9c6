// For tests: reads pcapng blocks back, knowing the format and not our writer.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/codec.hpp"

namespace westwind::air {

struct PcapngBlock {
  std::uint32_t type = 0;
  std::uint32_t interface = 0;  // packets
  std::uint64_t time = 0;       // packets
  std::uint16_t link_type = 0;  // interfaces
  std::vector<std::uint8_t> packet;
  std::map<std::uint16_t, std::string> options;
};

inline void read_options(Reader& body, PcapngBlock& block) {
  while (!body.empty()) {
    const auto code = body.take<Le16>();
    const auto length = body.take<Le16>();
    ASSERT_TRUE(code && length);
    if (*code == 0) break;
    const auto value = body.bytes(*length);
    ASSERT_TRUE(value);
    block.options[*code] = std::string(value->begin(), value->end());
    ASSERT_TRUE(body.bytes((4 - *length % 4) % 4));
  }
  ASSERT_TRUE(body.empty());
}

inline void read_block(Bytes body_octets, PcapngBlock& block) {
  Reader body(body_octets);
  if (block.type == 0x0a0d0d0a) {
    ASSERT_EQ(body.take<Le32>().value_or(0).value(), 0x1a2b3c4du);
    ASSERT_EQ(body.take<Le32>().value_or(0).value(), 1u);  // 1.0
    ASSERT_EQ(body.take<Le64>().value_or(0).value(), ~std::uint64_t{0});
  } else if (block.type == 1) {
    block.link_type = body.take<Le16>().value_or(0);
    ASSERT_TRUE(body.bytes(6));
  } else {
    ASSERT_EQ(block.type, 6u);
    block.interface = body.take<Le32>().value_or(0);
    block.time = std::uint64_t{body.take<Le32>().value_or(0)} << 32;
    block.time |= body.take<Le32>().value_or(0);
    const std::uint32_t captured = body.take<Le32>().value_or(0);
    ASSERT_EQ(body.take<Le32>().value_or(0).value(), captured);
    const auto octets = body.bytes(captured);
    ASSERT_TRUE(octets);
    block.packet.assign(octets->begin(), octets->end());
    ASSERT_TRUE(body.bytes((4 - captured % 4) % 4));
  }
  read_options(body, block);
}

/// Fails the test when anything is not as the format has it.
inline std::vector<PcapngBlock> read_pcapng(Bytes file) {
  std::vector<PcapngBlock> blocks;
  Reader reader(file);
  while (!reader.empty()) {
    const auto type = reader.take<Le32>();
    const auto length = reader.take<Le32>();
    if (!type || !length || *length % 4 != 0 || *length < 12) break;
    const auto body = reader.bytes(*length - 12);
    if (!body || reader.take<Le32>().value_or(0) != *length) break;
    blocks.emplace_back().type = *type;
    read_block(*body, blocks.back());
  }
  EXPECT_TRUE(reader.empty()) << "a block is cut off or its lengths differ";
  return blocks;
}

}  // namespace westwind::air
