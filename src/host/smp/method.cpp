// Which association model two devices use.
#include "smp/method.hpp"

namespace westwind::host::smp {

using namespace wire::smp;

namespace {

/// Just works; initiator displays, responder enters; responder displays, initiator enters; both
/// enter.
enum Pair : std::uint8_t { jw, id, rd, in };
/// Table 2.8, a row for each initiator, without numeric comparison.
constexpr std::uint8_t pairs[5][5] = {
    // responder: display only, display yes/no, keyboard only, nothing, keyboard and display
    /* display only         */ {jw, jw, id, jw, id},
    /* display yes/no       */ {jw, jw, id, jw, id},
    /* keyboard only        */ {rd, rd, in, jw, rd},
    /* nothing              */ {jw, jw, jw, jw, jw},
    /* keyboard and display */ {rd, rd, id, jw, id},
};

constexpr bool can_compare(IoCapability io) {
  return io == IoCapability::display_yes_no || io == IoCapability::keyboard_display;
}

}  // namespace

Method method_of(const PairingFeatures& request, const PairingFeatures& response, bool initiator) {
  const bool secure = is_secure(request, response);
  // Legacy needs the data on both sides, Secure Connections on one.
  const int oob =
      (request.oob_data_present != 0 ? 1 : 0) + (response.oob_data_present != 0 ? 1 : 0);
  if (oob >= (secure ? 1 : 2)) return Method::oob;
  if (((request.auth_req | response.auth_req) & mitm) == 0) return Method::just_works;
  if (secure && can_compare(request.io_capability) && can_compare(response.io_capability))
    return Method::numeric_comparison;
  switch (pairs[static_cast<std::uint8_t>(request.io_capability)]
               [static_cast<std::uint8_t>(response.io_capability)]) {
  case id: return initiator ? Method::passkey_display : Method::passkey_input;
  case rd: return initiator ? Method::passkey_input : Method::passkey_display;
  case in: return Method::passkey_input;
  default: return Method::just_works;
  }
}

}  // namespace westwind::host::smp
