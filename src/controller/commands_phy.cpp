// HCI commands for PHYs. Vol 4 Part E 7.8.47-7.8.49.
#include "controller/commands.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;

Reply<hci::LeReadPhy> le_read_phy(Parts& parts, const hci::LeReadPhy& command) {
  const Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle, 0, 0};
  const Phys& phys = link->state().timing.phys();
  return {ErrorCode::success, command.handle, static_cast<std::uint8_t>(phys.tx),
          static_cast<std::uint8_t>(phys.rx)};
}

Reply<hci::LeSetDefaultPhy> le_set_default_phy(Parts& parts, const hci::LeSetDefaultPhy& command) {
  const PhyWish wish = wish_of(command.no_preference, command.tx_phys, command.rx_phys);
  const ErrorCode status = check(wish);
  if (status == ErrorCode::success) parts.links.prefer_phys(wish);
  return {status};
}

// Packets on LE Coded are sent with S=8, whatever the options prefer: they may be ignored.
Started le_set_phy(Parts& parts, const hci::LeSetPhy& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  const PhyWish wish = wish_of(command.no_preference, command.tx_phys, command.rx_phys);
  ErrorCode status = check(wish);
  if (status == ErrorCode::success)
    status = link->procedures().set_phys(wish, parts.scheduler.now());
  link->wake_up();
  return {status};
}

}  // namespace westwind::controller::commands
