// Who the peers are: one question at a time, refusals, links that end meanwhile.
#include "gap/remote_information.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::PeerInformation;
using host::gap::PeerInformationTask;
using host::gap::RemoteInformation;
using Lines = std::vector<std::string>;

constexpr std::uint16_t features = 0x2016, version = 0x041d;
constexpr std::uint16_t other = 0x0041;

class RemoteInformationTest : public HostBench, public host::gap::RemoteInformationListener {
 protected:
  void SetUp() override {
    host::Config config;
    config.automatic_data_length = false;
    construct(config);
    remote.emplace(host().hci(), tasks);
    remote->set_listener(*this);
    host().start(now);
    pump();
  }
  void on_peer_information(const host::hci::Link& link, const PeerInformation& known) override {
    told.push_back(std::to_string(link.handle.value) + " " + std::to_string(known.features) + " " +
                   std::to_string(known.version) + " " + std::to_string(known.company_identifier) +
                   " " + std::to_string(known.subversion));
  }
  /// Questions since the last call: command and link.
  Lines asked() {
    pump();
    Lines lines;
    for (const auto& command : controller.commands)
      if (command.opcode == features || command.opcode == version)
        lines.push_back((command.opcode == features ? "features " : "version ") +
                        hex(command.parameters));
    controller.commands.clear();
    return lines;
  }
  void features_are(std::uint16_t handle, std::uint64_t bits,
                    ErrorCode status = ErrorCode::success) {
    controller.le_event(LeReadRemoteFeaturesComplete{status, {handle}, bits});
    pump();
  }
  void version_is(std::uint16_t handle, std::uint8_t number,
                  ErrorCode status = ErrorCode::success) {
    controller.event(
        ReadRemoteVersionInformationComplete::code,
        octets_of(ReadRemoteVersionInformationComplete{status, {handle}, number, 0x05f1, 0x0102}));
    pump();
  }

  std::array<PeerInformationTask, 8> tasks;
  std::optional<RemoteInformation> remote;
  Lines told;
};

TEST_F(RemoteInformationTest, features_then_version_then_it_is_told_once) {
  connect();
  EXPECT_EQ(asked(), Lines{"features 40 00"});
  EXPECT_EQ(remote->find({peer}), nullptr);
  features_are(peer, 0x1234);
  EXPECT_EQ(asked(), Lines{"version 40 00"});
  EXPECT_TRUE(told.empty());
  version_is(peer, 12);
  EXPECT_EQ(told, Lines{"64 4660 12 1521 258"});
  ASSERT_NE(remote->find({peer}), nullptr);
  EXPECT_EQ(remote->find({peer})->version, 12);
  features_are(peer, 0x1234);  // somebody else asked
  version_is(peer, 12);
  EXPECT_EQ(told.size(), 1u);
  EXPECT_TRUE(asked().empty());
}

TEST_F(RemoteInformationTest, a_controller_that_will_not_ask_for_features_asks_for_the_version) {
  controller.refuse({features}, ErrorCode::command_disallowed);
  connect();
  EXPECT_EQ(asked(), (Lines{"features 40 00", "version 40 00"}));
  version_is(peer, 9);
  EXPECT_EQ(told, Lines{"64 0 9 1521 258"});
}

TEST_F(RemoteInformationTest, a_peer_that_says_nothing_is_not_told_of) {
  connect();
  features_are(peer, 0, ErrorCode::unsupported_remote_feature);
  version_is(peer, 0, ErrorCode::connection_timeout);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(remote->find({peer}), nullptr);
  EXPECT_EQ(asked().size(), 2u);
}

TEST_F(RemoteInformationTest, one_question_at_a_time_over_all_links) {
  connect();
  connect(other);
  EXPECT_EQ(asked(), Lines{"features 40 00"});
  features_are(peer, 1);
  const Lines next = asked();
  ASSERT_EQ(next.size(), 1u);
  version_is(peer, 12);
  features_are(other, 2);
  version_is(other, 13);
  EXPECT_EQ(told, (Lines{"64 1 12 1521 258", "65 2 13 1521 258"}));
}

TEST_F(RemoteInformationTest, a_link_that_ends_while_it_is_asked_leaves_room_for_the_next) {
  connect();
  EXPECT_EQ(asked(), Lines{"features 40 00"});
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  connect(other);
  EXPECT_EQ(asked(), Lines{"features 41 00"});
  features_are(peer, 7);  // of a link that is gone
  features_are(other, 2);
  version_is(other, 13);
  EXPECT_EQ(told, Lines{"65 2 13 1521 258"});
}

}  // namespace
}  // namespace westwind::testing
