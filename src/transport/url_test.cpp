// Transport URLs: what is read from good ones, and that bad ones are told what is wrong with them.
#include "transport/url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace westwind::transport {
namespace {

TEST(Url, reads_a_unix_path) {
  const ParsedUrl parsed = parse_url("unix:/tmp/a:b/air.sock");
  ASSERT_TRUE(parsed) << parsed.problem;
  EXPECT_EQ(parsed.url.scheme, UrlScheme::unix_socket);
  EXPECT_EQ(parsed.url.path, "/tmp/a:b/air.sock");
  EXPECT_FALSE(parsed.url.controller.address);
}

TEST(Url, reads_host_and_port) {
  const ParsedUrl parsed = parse_url("tcp:127.0.0.1:9000");
  ASSERT_TRUE(parsed) << parsed.problem;
  EXPECT_EQ(parsed.url.scheme, UrlScheme::tcp);
  EXPECT_EQ(parsed.url.host, "127.0.0.1");
  EXPECT_EQ(parsed.url.port, 9000);
}

TEST(Url, reads_an_ipv6_address_in_brackets) {
  const ParsedUrl parsed = parse_url("tcp:[::1]:65535");
  ASSERT_TRUE(parsed) << parsed.problem;
  EXPECT_EQ(parsed.url.host, "::1");
  EXPECT_EQ(parsed.url.port, 65535);
}

TEST(Url, reads_the_address_of_a_door) {
  const ParsedUrl parsed = parse_url("pty:/tmp/radio?address=C0:ff:EE:00:00:01");
  ASSERT_TRUE(parsed) << parsed.problem;
  EXPECT_EQ(parsed.url.path, "/tmp/radio");
  ASSERT_TRUE(parsed.url.controller.address);
  EXPECT_EQ(parsed.url.controller.address->display_order(), (Octets<6>{0xc0, 0xff, 0xee, 0, 0, 1}));
}

TEST(Url, reads_what_controllers_at_a_door_are_like) {
  const ParsedUrl parsed =
      parse_url("unix:/tmp/air?profile=4.2&acl-length=27&acl-packets=254&clock-drift=-40");
  ASSERT_TRUE(parsed) << parsed.problem;
  EXPECT_EQ(parsed.url.controller.is_4_2, true);
  EXPECT_EQ(parsed.url.controller.acl_length, 27);
  EXPECT_EQ(parsed.url.controller.acl_packets, 254);
  EXPECT_EQ(parsed.url.controller.clock_drift_ppm, -40);
  EXPECT_EQ(parse_url("unix:/tmp/air?profile=5").url.controller.is_4_2, false);
}

struct Bad {
  const char* text;
  const char* says;
};

TEST(Url, says_what_is_wrong) {
  const Bad cases[] = {
      {"", "must begin with"},
      {"air", "must begin with"},
      {":/tmp/air", "must begin with"},
      {"http://x", "must begin with"},
      {"unix:", "needs a path"},
      {"unix:?address=C0:FF:EE:00:00:01", "needs a path"},
      {"pty:", "needs a path"},
      {"tcp:", "needs a host and a port"},
      {"tcp:9000", "needs a host and a port"},
      {"tcp::9000", "needs a host and a port"},
      {"tcp:[]:9000", "needs a host and a port"},
      {"tcp:localhost:", "port must be a number"},
      {"tcp:localhost:http", "port must be a number"},
      {"tcp:localhost:65536", "port must be a number"},
      {"tcp:localhost:123456789", "port must be a number"},
      {"tcp:::1:9000", "brackets"},
      {"unix:/tmp/air?addr=1", "unknown option"},
      {"unix:/tmp/air?profile", "4.2 or 5"},
      {"unix:/tmp/air?profile=4", "4.2 or 5"},
      {"unix:/tmp/air?acl-length=26", "27 to 251"},
      {"unix:/tmp/air?acl-length=252", "27 to 251"},
      {"unix:/tmp/air?acl-packets=0", "1 to 254"},
      {"unix:/tmp/air?acl-packets=x", "1 to 254"},
      {"unix:/tmp/air?clock-drift=", "-500 to 500"},
      {"unix:/tmp/air?clock-drift=-501", "-500 to 500"},
      {"unix:/tmp/air?clock-drift=--1", "-500 to 500"},
      {"unix:/tmp/air?address=", "six octets"},
      {"unix:/tmp/air?address=C0FFEE000001", "six octets"},
      {"unix:/tmp/air?address=C0:FF:EE:00:00:0g", "six octets"},
      {"unix:/tmp/air?address=C0:FF:EE:00:00:01:02", "six octets"},
      {"unix:/tmp/air?address=00:00:00:00:00:00", "all zeros"},
  };
  for (const Bad& bad : cases) {
    const ParsedUrl parsed = parse_url(bad.text);
    ASSERT_FALSE(parsed) << bad.text;
    EXPECT_NE(std::string(parsed.problem).find(bad.says), std::string::npos)
        << bad.text << ": " << parsed.problem;
  }
}

TEST(Url, refuses_a_path_that_no_socket_can_have) {
  EXPECT_TRUE(parse_url("unix:/" + std::string(longest_unix_path - 1, 'x')));
  EXPECT_FALSE(parse_url("unix:/" + std::string(longest_unix_path, 'x')));
}

TEST(Url, refuses_a_zero_octet) { EXPECT_FALSE(parse_url(std::string_view("unix:/a\0b", 9))); }

}  // namespace
}  // namespace westwind::transport
