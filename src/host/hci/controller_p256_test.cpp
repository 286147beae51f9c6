// The controller's curve: its commands, its events, its refusals, and what nobody waits for any
// more.
#include "hci/controller_p256.hpp"

#include "crypto/toolbox.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::hci::ControllerP256;

class ControllerP256Test : public HostBench {
 protected:
  void SetUp() override {
    curve.emplace(host().hci());
    start();
  }
  void on_done(Status status) { outcomes.push_back(status ? "good" : "bad"); }
  ControllerP256::Done done() {
    return ControllerP256::Done::to<&ControllerP256Test::on_done>(this);
  }
  void answer(Opcode opcode, ErrorCode status = ErrorCode::success) {
    controller.held.clear();
    controller.command_status(opcode.value, status);
    pump();
  }
  std::optional<ControllerP256> curve;
  crypto::PublicKey own;
  Octets<32> secret{};
  std::vector<std::string> outcomes;
};

TEST_F(ControllerP256Test, its_events_are_enabled) {
  construct({});
  curve.emplace(host().hci());
  host().start(now);
  pump();
  EXPECT_EQ(hex(controller.last(LeSetEventMask::opcode)->parameters), "ff 01 00 00 00 00 00 00");
}

TEST_F(ControllerP256Test, made_later_it_enables_them_then) {
  construct({});
  start();
  curve.emplace(host().hci());
  pump();
  EXPECT_EQ(hex(controller.last(LeSetEventMask::opcode)->parameters), "ff 01 00 00 00 00 00 00");
}

TEST_F(ControllerP256Test, a_key_and_a_secret_come_in_our_order) {
  controller.hold_commands = true;
  ASSERT_TRUE(curve->generate({}, own, done()));
  answer(LeReadLocalP256PublicKey::opcode);
  EXPECT_TRUE(outcomes.empty());
  EXPECT_FALSE(curve->generate({}, own, done())) << "one thing at a time";
  controller.le_event(LeReadLocalP256PublicKeyComplete{ErrorCode::success,
                                                       crypto::to_wire(crypto::debug_public_key)});
  pump();
  EXPECT_EQ(own, crypto::debug_public_key);
  ASSERT_TRUE(curve->agree(crypto::debug_public_key, secret, done()));
  EXPECT_EQ(Bytes(controller.last(LeGenerateDhKey::opcode)->parameters).front(), 0xe6);
  answer(LeGenerateDhKey::opcode);
  LeGenerateDhKeyComplete event{ErrorCode::success, {}};
  event.dh_key[0] = 0x11;
  controller.le_event(event);
  pump();
  EXPECT_EQ(secret[31], 0x11);
  EXPECT_EQ(outcomes, (std::vector<std::string>{"good", "good"}));
}

TEST_F(ControllerP256Test, T24_a_key_that_the_controller_refuses_is_a_bad_key) {
  controller.hold_commands = true;
  ASSERT_TRUE(curve->agree({}, secret, done()));
  answer(LeGenerateDhKey::opcode, ErrorCode::invalid_command_parameters);
  ASSERT_TRUE(curve->agree({}, secret, done()));
  answer(LeGenerateDhKey::opcode);
  controller.le_event(LeGenerateDhKeyComplete{ErrorCode::invalid_command_parameters, {}});
  pump();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"bad", "bad"}));
}

TEST_F(ControllerP256Test, what_was_cancelled_is_not_written_nor_told) {
  controller.hold_commands = true;
  ASSERT_TRUE(curve->generate({}, own, done()));
  answer(LeReadLocalP256PublicKey::opcode);
  curve->cancel();
  EXPECT_FALSE(curve->generate({}, own, done())) << "the controller is still at it";
  controller.le_event(LeReadLocalP256PublicKeyComplete{ErrorCode::success,
                                                       crypto::to_wire(crypto::debug_public_key)});
  pump();
  EXPECT_EQ(own, crypto::PublicKey{});
  EXPECT_TRUE(outcomes.empty());
  EXPECT_TRUE(curve->generate({}, own, done()));
  answer(LeReadLocalP256PublicKey::opcode, ErrorCode::command_disallowed);
  EXPECT_EQ(outcomes, std::vector<std::string>{"bad"});
}

TEST_F(ControllerP256Test, events_out_of_the_blue_and_cut_short_do_no_harm) {
  controller.le_event(LeGenerateDhKeyComplete{ErrorCode::success, {}});
  controller.le_event(LeReadLocalP256PublicKeyComplete::subevent, octets("00 01"));
  pump();
  EXPECT_TRUE(outcomes.empty());
  controller.hold_commands = true;
  ASSERT_TRUE(curve->generate({}, own, done()));
  answer(LeReadLocalP256PublicKey::opcode);
  controller.le_event(LeReadLocalP256PublicKeyComplete::subevent, octets("00 01 02"));
  pump();
  EXPECT_EQ(outcomes, std::vector<std::string>{"bad"});
}

}  // namespace
}  // namespace westwind::testing
