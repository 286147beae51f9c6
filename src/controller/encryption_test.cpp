// The link layer's cipher against the specification's sample data. Vol 6 Part C 1.
#include "controller/encryption.hpp"

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"

namespace westwind::controller {
namespace {

using testing::hex;
using testing::octets;

template <std::size_t N>
Octets<N> array(std::string_view text) {
  Octets<N> result{};
  copy_bytes(result, octets(text));
  return result;
}

class EncryptionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto key = array<16>("bf 01 fb 9d 4e f3 bc 36 d8 74 f5 39 41 38 68 4c");
    const Encryption::Halves central{array<8>("13 02 f1 e0 df ce bd ac"), array<4>("24 ab dc ba")};
    const Encryption::Halves peripheral{array<8>("79 68 57 46 35 24 13 02"),
                                        array<4>("be ba af de")};
    sender.start_session(key, central, peripheral);
    receiver.start_session(key, central, peripheral);
  }
  /// Ciphertext, then MIC.
  std::string sealed(bool from_central, std::uint8_t first, std::string_view plain) {
    auto text = octets(plain);
    Octets<4> mic;
    sender.seal(from_central, first, text, mic);
    text.insert(text.end(), mic.begin(), mic.end());
    return hex(text);
  }
  Encryption sender, receiver;
};

TEST_F(EncryptionTest, start_responses_of_the_sample_data) {
  EXPECT_EQ(sealed(true, 0x0f, "06"), "9f cd a7 f4 48");
  EXPECT_EQ(sealed(false, 0x07, "06"), "a3 4c 13 a4 15");
}

TEST_F(EncryptionTest, data_of_the_sample_data) {
  sender.outgoing_delivered();
  EXPECT_EQ(
      sealed(true, 0x0e,
             "17 00 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70 71 31 32 33 34 35 36 37 38 39 30"),
      "7a 70 d6 64 15 22 6d f2 6b 17 83 9a 06 04 05 59 6b d6 56 4f 79 6b 5b 9c e6 ff 32 "
      "f7 5a 6d 33");
  EXPECT_EQ(
      sealed(false, 0x06,
             "17 00 37 36 35 34 33 32 31 30 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50 51"),
      "f3 88 81 e7 bd 94 c9 c3 69 b9 a6 68 46 dd 47 86 aa 8c 39 ce 54 0d 0d ae 3a dc df "
      "89 b9 60 88");
}

TEST_F(EncryptionTest, the_same_pdu_repeated_with_other_sequence_bits_is_the_same) {
  EXPECT_EQ(sealed(true, 0x02, "04 00 04 00 04 00 01 02"),
            sealed(true, 0x1e, "04 00 04 00 04 00 01 02"));
}

TEST_F(EncryptionTest, what_was_sealed_opens_once_in_the_right_direction) {
  auto text = octets("01 02 03");
  Octets<4> mic;
  sender.seal(true, 0x02, text, mic);
  auto copy = text;
  EXPECT_FALSE(receiver.open(false, 0x02, copy, mic)) << "as if it came from the other side";
  copy = text;
  EXPECT_FALSE(receiver.open(true, 0x03, copy, mic)) << "another LLID";
  copy = text;
  EXPECT_TRUE(receiver.open(true, 0x0e, copy, mic));
  EXPECT_EQ(hex(copy), "01 02 03");
  receiver.incoming_taken();
  copy = text;
  EXPECT_FALSE(receiver.open(true, 0x02, copy, mic)) << "replayed";
}

}  // namespace
}  // namespace westwind::controller
