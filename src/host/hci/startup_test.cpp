// Start-up: every step accepted, every step refused in its turn, old and odd controllers.
#include "hci/startup.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;

const Opcode steps[] = {Reset::opcode,
                        ReadLocalVersionInformation::opcode,
                        ReadLocalSupportedCommands::opcode,
                        ReadBdAddr::opcode,
                        LeReadLocalSupportedFeatures::opcode,
                        SetEventMask::opcode,
                        LeSetEventMask::opcode,
                        LeReadBufferSize::opcode,
                        LeRand::opcode};

class StartupTest : public HostBench {
 protected:
  State outcome() {
    host().start(now);
    pump();
    return host().state();
  }
};

TEST_F(StartupTest, sends_its_commands_in_order_and_is_ready) {
  controller.le_features = 0x3d;
  ASSERT_EQ(outcome(), State::ready);
  std::vector<std::uint16_t> expected;
  for (const Opcode& step : steps)
    expected.push_back(step.value);
  expected.insert(expected.end(), 4, LeRand::opcode.value);  // the seed of the security manager
  EXPECT_EQ(controller.opcodes(), expected);
  EXPECT_EQ(app.take_log(), "ready");
  const auto& info = host().controller();
  EXPECT_EQ(info.public_address, controller.public_address);
  EXPECT_EQ(info.hci_version, 11);
  EXPECT_EQ(info.company_identifier, 0x05f1);
  EXPECT_TRUE(info.has(LeFeature::data_packet_length_extension));
  EXPECT_FALSE(info.has(LeFeature::connection_parameters_request));
  EXPECT_EQ(info.acl_length, 251);
  EXPECT_EQ(info.acl_count, 8);
  EXPECT_EQ(info.random_seed, (Octets<8>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(StartupTest, the_event_masks_enable_what_the_host_handles) {
  ASSERT_EQ(outcome(), State::ready);
  EXPECT_EQ(hex(controller.last(SetEventMask::opcode)->parameters), "90 88 00 02 00 80 00 20");
  EXPECT_EQ(hex(controller.last(LeSetEventMask::opcode)->parameters), "7f 00 00 00 00 00 00 00");
}

TEST_F(StartupTest, without_reset_for_controllers_that_it_harms) {
  host::Config config;
  config.reset_controller = false;
  construct(config);
  ASSERT_EQ(outcome(), State::ready);
  EXPECT_EQ(controller.count(Reset::opcode), 0u);
}

TEST_F(StartupTest, shared_buffers_when_there_are_none_for_LE) {
  controller.le_acl_length = 0;
  controller.shared_acl_length = 310;
  ASSERT_EQ(outcome(), State::ready);
  EXPECT_EQ(controller.count(ReadBufferSize::opcode), 1u);
  EXPECT_EQ(host().controller().acl_length, 310);
}

TEST_F(StartupTest, fails_without_any_buffers) {
  controller.le_acl_length = 0;
  EXPECT_EQ(outcome(), State::failed);
  EXPECT_EQ(app.take_log(), "fault 0");
}

TEST_F(StartupTest, fails_when_reset_is_refused) {
  controller.refuse(Reset::opcode, ErrorCode::hardware_failure);
  EXPECT_EQ(outcome(), State::failed);
  EXPECT_EQ(app.take_log(), "fault 0");
  EXPECT_EQ(controller.commands.size(), 1u);
}

TEST_F(StartupTest, two_missing_commands_are_no_harm) {
  controller.unknown = {LeRand::opcode.value, ReadLocalSupportedCommands::opcode.value};
  EXPECT_EQ(outcome(), State::ready);
  EXPECT_EQ(host().controller().random_seed, Octets<8>{});
  EXPECT_FALSE(host().controller().supports_command(0, 5));
}

TEST_F(StartupTest, replies_cut_behind_the_status_are_no_harm_where_nothing_is_needed) {
  controller.short_replies = true;
  controller.shared_acl_length = 27;
  EXPECT_EQ(outcome(), State::failed);  // no reply tells of buffers
}

TEST_F(StartupTest, a_silent_controller_fails_the_start) {
  controller.silent = {ReadBdAddr::opcode.value};
  EXPECT_EQ(outcome(), State::starting);
  pass(host::hci::command_timeout);
  EXPECT_EQ(host().state(), State::failed);
  EXPECT_EQ(app.take_log(), "fault 1");
}

TEST_F(StartupTest, nothing_may_be_started_before_it_is_ready) {
  const auto is_not_active = [](const Status& status) {
    return !status && status.error() == Error::not_active;
  };
  EXPECT_TRUE(is_not_active(host().advertiser().start({})));
  EXPECT_TRUE(is_not_active(host().scanner().start({})));
  EXPECT_TRUE(is_not_active(host().initiator().connect({}, {})));
  controller.hold_commands = true;
  host().start(now);
  EXPECT_TRUE(is_not_active(host().advertiser().start({})));
}

TEST_F(StartupTest, packets_before_the_start_are_ignored) {
  controller.event(HardwareError::code, octets("00"));
  pump();
  EXPECT_EQ(host().state(), State::off);
  EXPECT_TRUE(host().deadline().is_never());
  EXPECT_EQ(outcome(), State::ready);
}

/// Each step but the two that matter may be refused, by Command Complete or as an unknown command.
class StartupStep : public StartupTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(StartupStep, refused_ends_in_ready_or_failed_but_never_in_between) {
  const Opcode step = steps[GetParam()];
  controller.refuse(step, ErrorCode::command_disallowed);
  const bool is_vital = step == Reset::opcode;
  const bool needs_other_buffers = step == LeReadBufferSize::opcode;
  controller.shared_acl_length = needs_other_buffers ? 64 : 0;
  EXPECT_EQ(outcome(), is_vital ? State::failed : State::ready);
  EXPECT_EQ(host().controller().acl_length, is_vital ? 0 : needs_other_buffers ? 64 : 251);
}

TEST_P(StartupStep, unknown_to_the_controller_is_treated_the_same) {
  const Opcode step = steps[GetParam()];
  controller.unknown = {step.value.value()};
  const bool fails = step == Reset::opcode || step == LeReadBufferSize::opcode;
  EXPECT_EQ(outcome(), fails ? State::failed : State::ready);
}

TEST_P(StartupStep, the_carrier_fails_while_it_is_asked) {
  controller.silent = {steps[GetParam()].value.value()};
  outcome();
  host().transport_failed();
  pump();
  EXPECT_EQ(host().state(), State::failed);
  EXPECT_EQ(app.take_log(), "fault 3");
  host().transport_failed();
  pump();
  EXPECT_EQ(app.take_log(), "");  // told once
}

INSTANTIATE_TEST_SUITE_P(every, StartupStep, ::testing::Range<std::size_t>(0, std::size(steps)));

}  // namespace
}  // namespace westwind::testing
