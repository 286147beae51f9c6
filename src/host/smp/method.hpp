// Which association model two devices use. Vol 3 Part H 2.3.5.1.
#pragma once

#include "wire/smp.hpp"

namespace westwind::host::smp {

/// As one of the two sides sees it.
enum class Method : std::uint8_t {
  just_works,
  numeric_comparison,  ///< both show six digits, both users say whether they are the same
  passkey_display,     ///< this side shows six digits that are entered on the other
  passkey_input,       ///< this side's user enters them, from the other's display or on both
  oob,
};

/// True when the method protects against a man in the middle. 2.3.1.
constexpr bool is_authenticated(Method method) { return method != Method::just_works; }
constexpr bool needs_passkey(Method method) {
  return method == Method::passkey_display || method == Method::passkey_input;
}

/// The method that follows from what both have said. `initiator`: which side asks.
Method method_of(const wire::smp::PairingFeatures& request,
                 const wire::smp::PairingFeatures& response, bool initiator);

/// Whether both support LE Secure Connections.
constexpr bool is_secure(const wire::smp::PairingFeatures& request,
                         const wire::smp::PairingFeatures& response) {
  return (request.auth_req & response.auth_req & wire::smp::secure_connections) != 0;
}

}  // namespace westwind::host::smp
