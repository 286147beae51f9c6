// The client end of a stream against real sockets and a real pty.
#include "transport/posix_stream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

namespace westwind::transport {
namespace {

/// A private folder, removed with what the test put there.
class Folder {
 public:
  Folder() {
    char path[] = "/tmp/westwind-stream-XXXXXX";
    path_ = mkdtemp(path);
  }
  ~Folder() {
    unlink(file("sock").c_str());
    unlink(file("file").c_str());
    rmdir(path_.c_str());
  }
  std::string file(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A listening unix socket and, after `accept`, its only connection.
class UnixServer {
 public:
  explicit UnixServer(const std::string& path) : listener_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
  }
  ~UnixServer() {
    hang_up();
    close(listener_);
  }
  void accept_one() { peer = accept(listener_, nullptr, nullptr); }
  void hang_up() {
    if (peer >= 0) close(peer);
    peer = -1;
  }

  int peer = -1;

 private:
  int listener_;
};

void wait_readable(int fd) {
  pollfd wait{fd, POLLIN, 0};
  ASSERT_EQ(poll(&wait, 1, 2000), 1);
}

std::vector<std::uint8_t> read_exactly(int fd, std::size_t count) {
  std::vector<std::uint8_t> octets(count);
  std::size_t have = 0;
  while (have < count) {
    const ssize_t got = read(fd, octets.data() + have, count - have);
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  octets.resize(have);
  return octets;
}

TEST(PosixStream, carries_octets_both_ways_over_a_unix_socket) {
  Folder folder;
  UnixServer server(folder.file("sock"));
  PosixStream stream;
  ASSERT_TRUE(stream.open("unix:" + folder.file("sock"))) << stream.problem();
  server.accept_one();
  const Octets<4> reset = {0x01, 0x03, 0x0c, 0x00};
  ASSERT_TRUE(stream.write(reset));
  EXPECT_FALSE(stream.wants_write());
  EXPECT_EQ(read_exactly(server.peer, 4), (std::vector<std::uint8_t>{0x01, 0x03, 0x0c, 0x00}));

  Octets<16> space{};
  EXPECT_EQ(stream.read(space).error(), Error::would_block);
  ASSERT_EQ(write(server.peer, "abc", 3), 3);
  wait_readable(stream.fd());
  EXPECT_EQ(stream.read(space).value(), 3u);
  EXPECT_EQ(space[2], 'c');
}

TEST(PosixStream, tells_that_the_other_end_has_gone) {
  Folder folder;
  UnixServer server(folder.file("sock"));
  PosixStream stream;
  ASSERT_TRUE(stream.open("unix:" + folder.file("sock")));
  server.accept_one();
  server.hang_up();
  Octets<16> space{};
  EXPECT_EQ(stream.read(space).error(), Error::not_connected);
  EXPECT_STREQ(stream.problem(), "the other end has gone");
  EXPECT_EQ(stream.write(space).error(), Error::not_connected) << "and no SIGPIPE";
}

TEST(PosixStream, queues_what_the_other_end_does_not_read_and_refuses_whole_packets) {
  Folder folder;
  UnixServer server(folder.file("sock"));
  PosixStream stream;
  ASSERT_TRUE(stream.open("unix:" + folder.file("sock")));
  server.accept_one();
  std::vector<std::uint8_t> packet(251);
  std::size_t accepted = 0;
  Status last;
  while (last && accepted < 100000) {
    for (std::uint8_t& octet : packet)
      octet = static_cast<std::uint8_t>(accepted);
    last = stream.write(packet);
    if (last) ++accepted;
  }
  EXPECT_EQ(last.error(), Error::no_memory);
  EXPECT_TRUE(stream.wants_write());
  for (std::size_t i = 0; i < accepted; ++i) {
    ASSERT_TRUE(stream.flush());
    const auto got = read_exactly(server.peer, packet.size());
    ASSERT_EQ(got, std::vector<std::uint8_t>(packet.size(), static_cast<std::uint8_t>(i)));
  }
  EXPECT_FALSE(stream.wants_write());
}

TEST(PosixStream, connects_over_tcp) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string url = "tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  PosixStream stream;
  ASSERT_TRUE(stream.open(url)) << stream.problem();
  const int peer = accept(listener, nullptr, nullptr);
  ASSERT_EQ(write(peer, "x", 1), 1);
  wait_readable(stream.fd());
  Octets<4> space{};
  EXPECT_EQ(stream.read(space).value(), 1u);
  close(peer);
  close(listener);

  PosixStream second;
  EXPECT_EQ(second.open(url).error(), Error::io);
  EXPECT_EQ(second.error_number(), ECONNREFUSED);
  EXPECT_FALSE(second.is_open());
}

TEST(PosixStream, opens_a_pty_raw) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(master, 0);
  ASSERT_EQ(grantpt(master), 0);
  ASSERT_EQ(unlockpt(master), 0);
  PosixStream stream;
  ASSERT_TRUE(stream.open(std::string("pty:") + ptsname(master))) << stream.problem();
  // Octets that a terminal in its ordinary mode would translate, echo or take as signals.
  const Octets<5> odd = {0x03, 0x0a, 0x0d, 0x04, 0x11};
  ASSERT_TRUE(stream.write(odd));
  EXPECT_EQ(read_exactly(master, 5), std::vector<std::uint8_t>(odd.begin(), odd.end()));
  ASSERT_EQ(write(master, odd.data(), odd.size()), 5);
  Octets<8> space{};
  EXPECT_EQ(stream.read(space).value(), 5u);
  close(master);
  EXPECT_EQ(stream.read(space).error(), Error::not_connected);
}

TEST(PosixStream, says_why_it_cannot_open) {
  Folder folder;
  PosixStream stream;
  EXPECT_EQ(stream.open("nonsense").error(), Error::invalid_argument);
  EXPECT_EQ(stream.open("unix:" + folder.file("sock")).error(), Error::io);
  EXPECT_EQ(stream.error_number(), ENOENT);
  EXPECT_NE(std::string(stream.problem()).find("no such socket"), std::string::npos);
  EXPECT_EQ(stream.open("pty:" + folder.file("nothing")).error(), Error::io);
  close(::open(folder.file("file").c_str(), O_CREAT | O_RDWR, 0600));
  EXPECT_EQ(stream.open("pty:" + folder.file("file")).error(), Error::invalid_argument);
  EXPECT_STREQ(stream.problem(), "not a terminal");
  EXPECT_EQ(stream.open("tcp:127.0.0.1:0").error(), Error::invalid_argument);
  EXPECT_EQ(stream.open("unix:/x?address=C0:FF:EE:00:00:01").error(), Error::invalid_argument);
  EXPECT_FALSE(stream.is_open());
  Octets<4> space{};
  EXPECT_EQ(stream.read(space).error(), Error::not_connected);
  EXPECT_EQ(stream.write(space).error(), Error::not_connected);
}

TEST(PosixStream, can_be_opened_again_after_closing) {
  Folder folder;
  UnixServer server(folder.file("sock"));
  PosixStream stream;
  ASSERT_TRUE(stream.open("unix:" + folder.file("sock")));
  EXPECT_EQ(stream.open("unix:" + folder.file("sock")).error(), Error::already);
  stream.close();
  EXPECT_EQ(stream.fd(), -1);
  EXPECT_TRUE(stream.open("unix:" + folder.file("sock")));
}

}  // namespace
}  // namespace westwind::transport
