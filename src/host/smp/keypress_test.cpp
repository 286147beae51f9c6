// Telling the device that shows a passkey how far its entry is. Vol 3 Part H 2.3.5.6.3, 3.5.8.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using smp::Keypress;
constexpr wire::hci::ConnHandle link{PairingSide::handle};

class KeypressTest : public PairingBench {
 protected:
  void begin(bool central_wants, bool peripheral_wants) {
    secure_both([](smp::SecurityPolicy& policy) { policy.mitm = true; });
    central.policy().io_capability = IoCapability::keyboard_only;
    central.policy().keypress = central_wants;
    peripheral.policy().io_capability = IoCapability::display_only;
    peripheral.policy().keypress = peripheral_wants;
    ASSERT_TRUE(central.security().secure(link));
    settle();
    ASSERT_EQ(central.actions.size(), 1u);
    ASSERT_EQ(peripheral.actions.size(), 1u);
  }
  Status notify(Keypress keypress) {
    const Status status = central.security().notify_keypress(link, keypress);
    settle();
    return status;
  }
  void enter() {
    EXPECT_TRUE(central.security().answer_passkey(link, peripheral.actions[0].passkey));
    settle();
  }
};

TEST_F(KeypressTest, the_display_hears_of_every_key) {
  begin(true, true);
  EXPECT_EQ(peripheral.keypresses, std::vector{Keypress::started});
  for (const auto keypress : {Keypress::digit_entered, Keypress::digit_erased, Keypress::cleared})
    EXPECT_TRUE(notify(keypress));
  enter();
  EXPECT_EQ(peripheral.keypresses,
            (std::vector{Keypress::started, Keypress::digit_entered, Keypress::digit_erased,
                         Keypress::cleared, Keypress::completed}));
  EXPECT_TRUE(central.keypresses.empty());
  expect_same_worth(true, true, false);
  EXPECT_EQ(notify(Keypress::digit_entered).error(), Error::not_connected);
}

TEST_F(KeypressTest, nothing_is_told_unless_both_want_it) {
  begin(true, false);
  EXPECT_EQ(notify(Keypress::digit_entered).error(), Error::not_supported);
  enter();
  EXPECT_TRUE(peripheral.keypresses.empty());
  expect_same_worth(true, true, false);
}

TEST_F(KeypressTest, who_shows_the_passkey_does_not_enter_it) {
  begin(true, true);
  EXPECT_EQ(peripheral.security().notify_keypress(link, Keypress::digit_entered).error(),
            Error::not_connected);
  enter();
}

TEST_F(KeypressTest, keys_keep_a_slow_user_from_running_out_of_time) {
  begin(true, true);
  for (int i = 0; i < 5; ++i) {
    pass(Duration::seconds(20));
    EXPECT_TRUE(notify(Keypress::digit_entered));
  }
  enter();
  expect_same_worth(true, true, false);
}

TEST_F(KeypressTest, without_them_the_time_runs_out) {
  begin(true, true);
  pass(Duration::seconds(31));
  EXPECT_FALSE(central.failures.empty());
  EXPECT_FALSE(central.worth().encrypted);
}

TEST_F(KeypressTest, what_is_no_notification_is_ignored) {
  begin(true, true);
  peripheral.keypresses.clear();
  for (const char* pdu : {"0e 05", "0e ff", "0e", "0e 01 02"})
    peripheral.controller.pdu(PairingSide::handle, wire::l2cap::security_channel, octets(pdu));
  settle();
  EXPECT_TRUE(peripheral.keypresses.empty());
  enter();
  expect_same_worth(true, true, false);
}

}  // namespace
}  // namespace westwind::testing
