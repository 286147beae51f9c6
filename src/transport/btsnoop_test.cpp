// The btsnoop recorder, byte for byte; tests/cli has tshark read its files.
#include "transport/btsnoop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace westwind::transport {
namespace {

using Octet = std::uint8_t;

class Btsnoop : public testing::Test {
 protected:
  Btsnoop() {
    char path[] = "/tmp/westwind-btsnoop-XXXXXX";
    close(mkstemp(path));
    path_ = path;
  }
  ~Btsnoop() override { unlink(path_.c_str()); }

  std::vector<Octet> contents() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  std::string path_;
};

TEST_F(Btsnoop, is_complete_after_every_record) {
  BtsnoopRecorder recorder;
  ASSERT_TRUE(recorder.open(path_.c_str()));
  std::vector<Octet> expected = {'b', 't', 's', 'n', 'o', 'o', 'p',  0,
                                 0,   0,   0,   1,   0,   0,   0x03, 0xea};
  EXPECT_EQ(contents(), expected);

  ASSERT_TRUE(recorder.record(HciDirection::to_controller, Instant::from_us(0),
                              Octets<4>{0x01, 0x03, 0x0c, 0x00}));
  const Octet command[] = {0,    0,    0,    4,    0,    0,    0,    4,    0,    0,
                           0,    2,    0,    0,    0,    0,    0,    0xdc, 0xdd, 0xb3,
                           0x0f, 0x2f, 0x80, 0x00, 0x01, 0x03, 0x0c, 0x00};
  expected.insert(expected.end(), std::begin(command), std::end(command));
  EXPECT_EQ(contents(), expected);
  EXPECT_EQ(recorder.recorded(), 1u);
}

TEST_F(Btsnoop, flags_tell_direction_and_kind) {
  BtsnoopRecorder recorder;
  ASSERT_TRUE(recorder.open(path_.c_str()));
  struct Case {
    HciDirection direction;
    Octet indicator;
    Octet flags;
  };
  const Case cases[] = {{HciDirection::to_controller, 0x01, 2},
                        {HciDirection::to_host, 0x04, 3},
                        {HciDirection::to_controller, 0x02, 0},
                        {HciDirection::to_host, 0x02, 1}};
  std::size_t at = 16;
  for (const Case& c : cases) {
    ASSERT_TRUE(recorder.record(c.direction, Instant::from_us(1), Octets<1>{c.indicator}));
    const std::vector<Octet> file = contents();
    ASSERT_EQ(file.size(), at + 25);
    EXPECT_EQ(file[at + 11], c.flags);
    EXPECT_EQ(file[at + 23], 0x01) << "one microsecond";
    at += 25;
  }
}

TEST_F(Btsnoop, opening_again_starts_an_empty_file) {
  BtsnoopRecorder recorder;
  ASSERT_TRUE(recorder.open(path_.c_str()));
  ASSERT_TRUE(recorder.record(HciDirection::to_host, Instant(), Octets<1>{0x04}));
  ASSERT_TRUE(recorder.open(path_.c_str()));
  EXPECT_EQ(contents().size(), 16u);
  EXPECT_EQ(recorder.recorded(), 0u);
}

TEST_F(Btsnoop, refuses_what_it_cannot_do) {
  BtsnoopRecorder recorder;
  EXPECT_EQ(recorder.record(HciDirection::to_host, Instant(), Octets<1>{0x04}).error(),
            Error::not_active);
  EXPECT_EQ(recorder.open((path_ + "/x").c_str()).error(), Error::io);
  EXPECT_EQ(recorder.error_number(), ENOTDIR);
  ASSERT_TRUE(recorder.open(path_.c_str()));
  EXPECT_EQ(recorder.record(HciDirection::to_host, Instant(), {}).error(), Error::invalid_argument);
}

TEST_F(Btsnoop, closes_when_the_disk_is_full) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full here";
  BtsnoopRecorder recorder;
  EXPECT_EQ(recorder.open("/dev/full").error(), Error::io);
  EXPECT_EQ(recorder.error_number(), ENOSPC);
  EXPECT_FALSE(recorder.is_open());
}

}  // namespace
}  // namespace westwind::transport
