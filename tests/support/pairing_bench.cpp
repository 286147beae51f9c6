// Two hosts that pair: carrying PDUs over, and controllers that encrypt.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {

using namespace wire::hci;

/// What `from` has sent since goes to `to`; what both controllers have to say goes to their hosts.
bool PairingBench::carry(PairingSide& from, PairingSide& to) {
  bool moved = false;
  while (!from.controller.pdus.empty()) {
    auto pdu = from.controller.pdus.front();
    from.controller.pdus.erase(from.controller.pdus.begin());
    moved = true;
    if (pdu.cid == wire::l2cap::security_channel.value) {
      ++pdus;
      if (on_pdu && !on_pdu(from, pdu.payload)) continue;
    }
    if (to.controller.links.count(PairingSide::handle) != 0)
      to.controller.pdu(PairingSide::handle, {pdu.cid}, pdu.payload);
  }
  while (!from.controller.to_host.empty()) {
    const OctetString packet = from.controller.to_host.front();
    from.controller.to_host.pop_front();
    from.host().receive(from.now, packet);
    moved = true;
  }
  return moved;
}

/// LE Enable Encryption, the other side's Long Term Key Request and its answer, and the events that
/// follow.
bool PairingBench::run_encryption() {
  auto& c = central.controller;
  auto& p = peripheral.controller;
  for (; encryption_.seen < c.commands.size(); ++encryption_.seen) {
    const auto& command = c.commands[encryption_.seen];
    if (command.opcode != LeEnableEncryption::opcode.value) continue;
    const auto start = *Reader(command.parameters).take<LeEnableEncryption>();
    encryption_.key = start.long_term_key;
    encryption_.asking = true;
    ++encryption_.seen;
    encryption_.answered = p.commands.size();
    p.le_event(LeLongTermKeyRequest{
        {PairingSide::handle}, start.random_number, start.encrypted_diversifier});
    return true;
  }
  for (; encryption_.asking && encryption_.answered < p.commands.size(); ++encryption_.answered) {
    const auto& command = p.commands[encryption_.answered];
    const bool given = command.opcode == LeLongTermKeyRequestReply::opcode.value;
    if (!given && command.opcode != LeLongTermKeyRequestNegativeReply::opcode.value) continue;
    const bool same =
        given && Reader(command.parameters).take<LeLongTermKeyRequestReply>()->long_term_key ==
                     encryption_.key;
    const bool again = encryption_.on;
    encryption_.asking = false;
    encryption_.on = encryption_.on || same;
    for (PairingSide* side : {&central, &peripheral}) {
      if (!same && side == &peripheral) continue;  // only the central hears of a missing key
      const auto status = same ? ErrorCode::success : ErrorCode::pin_or_key_missing;
      const ConnHandle handle{PairingSide::handle};
      if (again)
        side->controller.event(EncryptionKeyRefreshComplete::code,
                               octets_of(EncryptionKeyRefreshComplete{status, handle}));
      else
        side->controller.event(
            EncryptionChange::code,
            octets_of(EncryptionChange{status, handle, static_cast<std::uint8_t>(same)}));
    }
    return true;
  }
  return false;
}

void PairingBench::settle() {
  for (int rounds = 0; rounds < 10'000; ++rounds) {
    bool moved = carry(central, peripheral);
    moved = carry(peripheral, central) || moved;
    moved = run_encryption() || moved;
    for (PairingSide* side : {&central, &peripheral}) {
      if (side->host().deadline() > side->now) continue;
      side->host().run(side->now);
      moved = true;
    }
    if (!moved) return;
  }
  FAIL() << "the two never come to rest";
}

void PairingBench::pass(Duration duration) {
  settle();
  const Instant end = central.now + duration;
  for (;;) {
    const Instant next = earlier(central.host().deadline(), peripheral.host().deadline());
    central.now = peripheral.now = earlier(next, end);
    settle();
    if (next >= end) return;
  }
}

void PairingBench::honest_users() {
  const auto play = [](PairingSide& own, PairingSide& other) {
    own.on_action = [&own, &other](PasskeyAction action, std::uint32_t passkey) {
      const ConnHandle handle{PairingSide::handle};
      const bool other_asked = !other.actions.empty();
      if (action == PasskeyAction::compare) {
        EXPECT_TRUE(own.security().answer(handle, true));
      } else if (!other_asked) {
        return;  // what is to be entered is not known yet
      } else if (action == PasskeyAction::display) {
        (void)other.security().answer_passkey(handle, passkey);
      } else if (other.actions.back().action == PasskeyAction::display) {
        (void)own.security().answer_passkey(handle, other.actions.back().passkey);
      } else {
        (void)own.security().answer_passkey(handle, 123'456);  // both enter the same
        (void)other.security().answer_passkey(handle, 123'456);
      }
    };
  };
  play(central, peripheral);
  play(peripheral, central);
}

void PairingBench::expect_same_worth(bool authenticated, bool secure, bool bonded, int key_size) {
  for (PairingSide* side : {&central, &peripheral}) {
    const host::hci::LinkSecurity worth = side->worth();
    EXPECT_TRUE(worth.encrypted);
    EXPECT_EQ(worth.authenticated, authenticated);
    EXPECT_EQ(worth.secure_connections, secure);
    EXPECT_EQ(worth.bonded, bonded);
    EXPECT_EQ(worth.key_size, key_size);
    EXPECT_EQ(side->changes.size(), 1u);  // T28: told once
    EXPECT_TRUE(side->failures.empty());
  }
}

}  // namespace westwind::testing
