// Who sends what when, in every kind of pairing. Vol 3 Part H 2.3.5.5, 2.3.5.6, Appendix C.
#include "smp/pairing.hpp"

namespace westwind::host::smp {

namespace {

using enum Step;

constexpr Step request[] = {send_features, wait_features};
constexpr Step respond[] = {send_features};

constexpr Step legacy_initiator[] = {ask_user, send_confirm, wait_confirm, send_random, wait_random,
                                     encrypt,  wait_keys,    send_keys,    done};
constexpr Step legacy_responder[] = {ask_user, wait_confirm, send_confirm, wait_random, send_random,
                                     encrypt,  send_keys,    wait_keys,    done};

constexpr Step compare_initiator[] = {send_public_key, wait_public_key, wait_confirm, send_random,
                                      wait_random,     compare,         send_check,   wait_check,
                                      encrypt,         wait_keys,       send_keys,    done};
constexpr Step compare_responder[] = {
    wait_public_key, send_public_key, send_confirm, wait_random, send_random, compare, wait_check,
    verify_check,    send_check,      encrypt,      send_keys,   wait_keys,   done};

constexpr Step passkey_initiator[] = {
    send_public_key, wait_public_key, ask_user,   send_confirm, wait_confirm,
    send_random,     wait_random,     next_round, send_check,   wait_check,
    encrypt,         wait_keys,       send_keys,  done};
constexpr Step passkey_responder[] = {wait_public_key, send_public_key, ask_user,    wait_confirm,
                                      send_confirm,    wait_random,     send_random, next_round,
                                      wait_check,      verify_check,    send_check,  encrypt,
                                      send_keys,       wait_keys,       done};

constexpr Step oob_initiator[] = {
    send_public_key, wait_public_key, send_random, wait_random, send_check,
    wait_check,      encrypt,         wait_keys,   send_keys,   done};
constexpr Step oob_responder[] = {wait_public_key, send_public_key, wait_random, send_random,
                                  wait_check,      verify_check,    send_check,  encrypt,
                                  send_keys,       wait_keys,       done};

}  // namespace

const Step* opening_script(bool initiator) { return initiator ? request : respond; }

const Step* script_of(bool initiator, bool secure, Method method) {
  if (!secure) return initiator ? legacy_initiator : legacy_responder;
  if (needs_passkey(method)) return initiator ? passkey_initiator : passkey_responder;
  if (method == Method::oob) return initiator ? oob_initiator : oob_responder;
  return initiator ? compare_initiator : compare_responder;
}

}  // namespace westwind::host::smp
