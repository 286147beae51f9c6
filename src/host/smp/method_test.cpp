// Association models, against table 2.8 written out by hand. Vol 3 Part H 2.3.5.1.
#include "smp/method.hpp"

#include <gtest/gtest.h>

namespace westwind::host::smp {
namespace {

using namespace wire::smp;

PairingFeatures side(int io, int auth, int oob = 0) {
  PairingFeatures features;
  features.io_capability = static_cast<IoCapability>(io);
  features.auth_req = static_cast<std::uint8_t>(auth);
  features.oob_data_present = static_cast<std::uint8_t>(oob);
  return features;
}

/// j: just works, n: numeric comparison, d: initiator displays, r: responder displays, b: both
/// enter. A row for each responder, as the specification prints it; a column for each initiator.
constexpr const char* legacy_table[] = {
    "jjrjr",  // display only
    "jjrjr",  // display yes/no
    "ddbjd",  // keyboard only
    "jjjjj",  // no input, no output
    "ddrjd",  // keyboard and display
};
constexpr const char* secure_table[] = {"jjrjr", "jnrjn", "ddbjd", "jjjjj", "dnrjn"};

Method expected(char model, bool initiator) {
  switch (model) {
  case 'n': return Method::numeric_comparison;
  case 'd': return initiator ? Method::passkey_display : Method::passkey_input;
  case 'r': return initiator ? Method::passkey_input : Method::passkey_display;
  case 'b': return Method::passkey_input;
  default: return Method::just_works;
  }
}

TEST(Method, every_pair_of_capabilities_as_the_table_says) {
  for (const bool secure : {false, true})
    for (int responder = 0; responder < 5; ++responder)
      for (int initiator = 0; initiator < 5; ++initiator)
        for (const bool by_initiator : {false, true}) {
          const int sc = secure ? secure_connections : 0;
          const char model = (secure ? secure_table : legacy_table)[responder][initiator];
          EXPECT_EQ(method_of(side(initiator, sc | (by_initiator ? mitm : 0)),
                              side(responder, sc | (by_initiator ? 0 : mitm)), by_initiator),
                    expected(model, by_initiator))
              << "initiator " << initiator << " responder " << responder << " secure " << secure;
        }
}

TEST(Method, without_anybody_asking_for_protection_it_just_works) {
  for (int responder = 0; responder < 5; ++responder)
    for (int initiator = 0; initiator < 5; ++initiator)
      EXPECT_EQ(
          method_of(side(initiator, secure_connections), side(responder, secure_connections), true),
          Method::just_works);
}

TEST(Method, legacy_needs_out_of_band_data_on_both_sides_secure_connections_on_one) {
  EXPECT_EQ(method_of(side(3, 0, 1), side(3, 0, 1), true), Method::oob);
  EXPECT_EQ(method_of(side(3, 0, 1), side(3, 0, 0), true), Method::just_works);
  EXPECT_EQ(method_of(side(3, secure_connections, 0), side(3, secure_connections, 1), true),
            Method::oob);
  EXPECT_EQ(method_of(side(3, secure_connections, 1), side(3, 0, 0), true), Method::just_works);
}

}  // namespace
}  // namespace westwind::host::smp
