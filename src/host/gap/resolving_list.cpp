// Filling the controller's resolving list from the bonds.
#include "gap/resolving_list.hpp"

#include <algorithm>

namespace westwind::host::gap {

using namespace wire::hci;

namespace {
constexpr Duration pause_after_refusal = Duration::seconds(1);
}  // namespace

ResolvingList::ResolvingList(hci::Hci& hci, hci::Privacy& privacy, Identity& identity,
                             std::span<DeviceAddress> listed)
    : hci_(hci), privacy_(privacy), identity_(identity), listed_(listed) {
  hci.enable_le_event(LeEnhancedConnectionComplete::subevent);
  hci.attach(*this);
  identity.set_quiet_user(*this);
}

bool ResolvingList::resolves(const DeviceAddress& identity) const {
  const auto known = listed_.first(count_);
  return enabled_ && std::find(known.begin(), known.end(), identity) != known.end();
}

void ResolvingList::on_capacity(const LeReadResolvingListSize::Reply& reply) {
  in_flight_ = false;
  if (reply.status != ErrorCode::success || reply.size == 0) return;
  capacity_ = std::min<std::size_t>(reply.size, listed_.size());
  state_ = State::settled;
}

Instant ResolvingList::deadline() const {
  return is_wanted() ? Instant::from_us(INT64_MIN) : retry_.deadline();
}

void ResolvingList::run(Instant now) {
  (void)retry_.expired(now);
  if (is_wanted()) {
    state_ = State::due;
    retry_.start(Duration::zero());  // once round, so that whoever has to pause hears of it
    identity_.ask_for_quiet();
  }
  step();
}

void ResolvingList::on_quiet() {
  state_ = State::clearing;
  filled_from_ = privacy_.identities_version();
  step();
}

void ResolvingList::sent(Status status, State next) {
  if (!status) return;  // tried again when there is room
  in_flight_ = true;
  state_ = next;
}

void ResolvingList::step() {
  if (in_flight_ || !hci_.is_ready()) return;
  auto& commands = hci_.commands();
  switch (state_) {
  case State::unknown:
    if (!hci_.controller().has(LeFeature::ll_privacy)) {
      state_ = State::absent;
      return;
    }
    return sent(commands.send<&ResolvingList::on_capacity>(LeReadResolvingListSize{}, this),
                State::absent);
  case State::clearing:
    count_ = bond_ = 0;
    return sent(commands.send<&ResolvingList::on_reply>(LeClearResolvingList{}, this), state_);
  case State::adding: return add();
  case State::setting_mode:
    // Bonded peers may show themselves as they are. Vol 6 Part B 6.
    return sent(commands.send<&ResolvingList::on_reply>(
                    LeSetPrivacyMode{listed_[count_], PrivacyMode::device}, this),
                state_);
  case State::enabling:
    return sent(commands.send<&ResolvingList::on_reply>(LeSetAddressResolutionEnable{1}, this),
                state_);
  default: return;
  }
}

void ResolvingList::add() {
  LeAddDeviceToResolvingList device{};
  do {
    if (count_ == capacity_ || !privacy_.load_identity(bond_, device.identity, device.peer_key)) {
      if (count_ == 0 || enabled_) return end(State::settled);
      state_ = State::enabling;
      return step();
    }
    ++bond_;
  } while (device.peer_key == IdentityResolvingKey{});
  listed_[count_] = device.identity;
  sent(hci_.commands().send<&ResolvingList::on_reply>(device, this), State::adding);
  if (!in_flight_) --bond_;
}

void ResolvingList::on_reply(const StatusReply& reply) {
  in_flight_ = false;
  const bool success = reply.status == ErrorCode::success;
  // Something runs in the controller that we have not started.
  if (reply.status == ErrorCode::command_disallowed) return try_later();
  switch (state_) {
  case State::clearing:
    if (!success) return give_up();
    state_ = State::adding;
    break;
  case State::adding:
    if (reply.status == ErrorCode::memory_capacity_exceeded) capacity_ = count_;
    if (!success) break;
    if (hci_.controller().supports_command(39, 2)) {
      state_ = State::setting_mode;
    } else {
      ++count_;
    }
    break;
  case State::setting_mode:
    ++count_;
    state_ = State::adding;
    break;
  case State::enabling:
    if (!success) return give_up();
    enabled_ = true;
    return end(State::settled);
  default: return;
  }
  step();
}

void ResolvingList::end(State state) {
  state_ = state;
  identity_.give_back();
}

void ResolvingList::try_later() {
  filled_from_.reset();
  retry_.start(pause_after_refusal);
  end(State::settled);
}

void ResolvingList::give_up() {
  capacity_ = count_ = 0;
  end(State::absent);
}

}  // namespace westwind::host::gap
