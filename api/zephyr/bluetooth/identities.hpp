// Our own identities: number 0 is the controller's public address or a static random one, others
// are static random.
#pragma once

#include <zephyr/bluetooth/addr.h>

#include "host/host.hpp"

namespace westwind::zephyr {

/// The static address that number `id` has, if it has one and is not public.
std::optional<wire::Address> static_address_of(std::uint8_t id);
/// Whether there is such an identity.
bool has_identity(std::uint8_t id);
/// What peers know it by; the host must be up for number 0.
wire::DeviceAddress identity_address(std::uint8_t id);
/// Which one has this address; 0 if none.
std::uint8_t identity_of(const wire::DeviceAddress& address);
/// Shows `id` on the air from now on, as `private_address` says.
Status show_identity(std::uint8_t id, host::gap::AddressMode mode);
/// As the configuration wants it where nobody says otherwise.
host::gap::AddressMode default_mode(std::uint8_t id);
int forget_bonds(std::uint8_t id, const bt_addr_le_t* peer);

}  // namespace westwind::zephyr
