// The controller's resolving list, kept in step with the bonds: reports and connections come with
// identities, the filter accept list and connection attempts find bonded peers under any address,
// and the processor sleeps meanwhile. Peers that the list has no room for are resolved by the host,
// as all are without this module. A module of its own: a build that does not make one pays nothing.
// Vol 4 Part E 7.8.38-7.8.41, 7.8.44, 7.8.77; Vol 6 Part B 6.
//
//   unknown --the host is ready--> absent
//   absent --the controller has one--> settled --bonds changed--> due
//     --advertising, scanning and connecting pause (Identity)--> clearing
//     --> adding <--> setting_mode, for each bond --> enabling --> settled
//   clearing, enabling --refused for good--> absent
//
// Our own private addresses are made by the host: the list holds keys of peers only.
#pragma once

#include <optional>

#include "gap/identity.hpp"
#include "wire/hci_privacy.hpp"

namespace westwind::host::gap {

class ResolvingList final : public hci::Module, private QuietUser {
 public:
  /// `listed`: at most so many peers are listed; must outlive this.
  ResolvingList(hci::Hci& hci, hci::Privacy& privacy, Identity& identity,
                std::span<DeviceAddress> listed);

  /// How many peers the controller resolves now.
  std::size_t count() const { return count_; }
  /// How many it could; 0 where it has no list.
  std::size_t capacity() const { return capacity_; }
  /// Whether the controller finds this peer behind private addresses.
  bool resolves(const DeviceAddress& identity) const override;
  /// True when the list is as the bonds are.
  bool is_settled() const {
    return (state_ == State::absent && !in_flight_) ||
           (state_ == State::settled && is_up_to_date());
  }

  void on_writable() override { step(); }
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  enum class State : std::uint8_t {
    unknown,
    absent,
    settled,
    due,
    clearing,
    adding,
    setting_mode,
    enabling
  };
  bool is_up_to_date() const { return filled_from_ == privacy_.identities_version(); }
  /// A change is due, and nobody has been asked for quiet yet.
  bool is_wanted() const {
    return state_ == State::settled && !is_up_to_date() && !retry_.is_running();
  }
  void on_quiet() override;
  void step();
  void add();
  void next_bond();
  void end(State state);
  void try_later();
  void give_up();
  void sent(Status status, State next);
  void on_capacity(const wire::hci::LeReadResolvingListSize::Reply& reply);
  void on_reply(const wire::hci::StatusReply& reply);

  hci::Hci& hci_;
  hci::Privacy& privacy_;
  Identity& identity_;
  std::span<DeviceAddress> listed_;
  Timer retry_;
  std::size_t count_ = 0;
  std::size_t capacity_ = 0;
  std::size_t bond_ = 0;                      // the one being looked at
  std::optional<std::uint16_t> filled_from_;  // the version of the bonds; nothing: not done
  State state_ = State::unknown;
  bool in_flight_ = false;
  bool enabled_ = false;
};

}  // namespace westwind::host::gap
