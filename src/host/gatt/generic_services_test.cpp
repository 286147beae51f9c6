// The two services that every server has.
#include "gatt/generic_services.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using GenericServicesTest = LinkedBench;

TEST_F(GenericServicesTest, GAP_GAT_BV_16_C_serves_the_device_name) {
  EXPECT_EQ(ask("0a 03 00"), "0b");
  ASSERT_TRUE(host().generic_services().set_name(text("Westwind")));
  EXPECT_EQ(ask("0a 03 00"), "0b 57 65 73 74 77 69 6e 64");
  EXPECT_EQ(ask("08 01 00 ff ff 00 2a"),
            "09 0a 03 00 57 65 73 74 77 69 6e 64");  // GAP/IDLE/NAMP/BV-02-C
  EXPECT_EQ(hex(host().generic_services().name()), "57 65 73 74 77 69 6e 64");
}

TEST_F(GenericServicesTest, the_longest_name_is_read_piece_by_piece) {
  ASSERT_TRUE(host().generic_services().set_name(counting(31)));
  EXPECT_EQ(ask("0a 03 00"), "0b " + hex(counting(22)));
  EXPECT_EQ(ask("0c 03 00 16 00"), "0d " + hex(counting(9, 22)));
  const Status status = host().generic_services().set_name(counting(32));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::invalid_argument);
  EXPECT_EQ(ask("0a 03 00"), "0b " + hex(counting(22)));
}

TEST_F(GenericServicesTest, GAP_GAT_BV_17_C_serves_the_appearance) {
  EXPECT_EQ(ask("0a 05 00"), "0b 00 00");
  host().generic_services().set_appearance(0x0340);
  EXPECT_EQ(ask("0a 05 00"), "0b 40 03");
}

TEST_F(GenericServicesTest, neither_may_be_written) {
  EXPECT_EQ(ask("12 03 00 41"), "01 12 03 00 03");
  EXPECT_EQ(ask("12 05 00 41 00"), "01 12 05 00 03");
}

TEST_F(GenericServicesTest, Service_Changed_is_indicated_and_never_read) {
  EXPECT_EQ(ask("0a 08 00"), "01 0a 08 00 02");
  EXPECT_EQ(ask("12 09 00 01 00"), "01 12 09 00 fd");
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  EXPECT_EQ(ask("0a 09 00"), "0b 02 00");
}

}  // namespace
}  // namespace westwind::testing
