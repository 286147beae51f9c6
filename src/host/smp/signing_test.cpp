// Signed writes: the sample data, counters, and both ends. Vol 3 Part H 2.4.5.
#include "tests/support/attribute_store.hpp"
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

constexpr wire::hci::ConnHandle link{PairingSide::handle};

constexpr Attribute rows[] = {
    {AttributeKind::primary_service, 0, 0, {0x180d, nullptr}},
    {AttributeKind::characteristic_declaration, wire::gatt::authenticated_signed_writes, 0, {}},
    {AttributeKind::value,
     wire::gatt::authenticated_signed_writes,
     host::gatt::writable,
     {0x2a37, nullptr}},
};

class Signing : public PairingBench {
 protected:
  /// Bonded with signing keys, and connected without encryption.
  void bond() {
    secure_both([](smp::SecurityPolicy& policy) { policy.bonding = policy.signing = true; });
    (void)central.security().secure(link);
    settle();
    ASSERT_EQ(peripheral.bonds.bonds.size(), 1u);
    disconnect();
    connect();
    ASSERT_TRUE(peripheral.host().server().add(service));
  }
  Bond& bond_of_peripheral() { return peripheral.bonds.bonds.begin()->second; }
  Bond& bond_of_central() { return central.bonds.bonds.begin()->second; }
  host::gatt::Handle value() const {
    return {static_cast<std::uint16_t>(service.start_handle + 2)};
  }
  bool write(std::string_view octets_of_value) {
    const bool sent =
        central.host().client().write_signed(link, value(), octets(octets_of_value)).has_value();
    settle();
    return sent;
  }
  AttributeStore store;
  host::gatt::Service service{rows, store};
};

// The specification's CMAC samples as signatures, with a counter of 0 (recomputed independently).
TEST_F(Signing, sample_data) {
  bond();
  const auto key = octets("3c 4f cf 09 88 15 f7 ab a6 d2 ae 28 16 15 7e 2b");
  copy_bytes(bond_of_central().own_csrk, key);
  const auto sign = [&](std::string_view message, std::uint32_t counter) {
    bond_of_central().own_sign_counter = counter;
    Octets<host::hci::signature_size> signature{};
    EXPECT_TRUE(central.security().sign(*central.link(), octets(message), signature));
    EXPECT_EQ(bond_of_central().own_sign_counter, counter + 1);
    return hex(signature);
  };
  EXPECT_EQ(sign("", 0), "00 00 00 00 b3 a8 59 41 27 eb c2 c0");
  EXPECT_EQ(sign("6b c1 be e2 2e 40 9f 96 e9 3d 7e 11 73 93 17 2a", 0),
            "00 00 00 00 27 39 74 f4 39 2a 23 2a");
}

TEST_F(Signing, GATT_SR_GAW_BV_02_C_a_signed_write_is_taken_once) {
  bond();
  const std::string name = Application::number(value().value).substr(2);
  EXPECT_TRUE(write("01 02"));
  EXPECT_EQ(store.take_log(), "signed " + name + " [01 02]");
  EXPECT_TRUE(write("03"));
  EXPECT_EQ(store.take_log(), "signed " + name + " [03]");
  EXPECT_EQ(bond_of_central().own_sign_counter, 2u);
  EXPECT_EQ(bond_of_peripheral().peer_sign_counter, 2u);
}

TEST_F(Signing, a_signature_that_is_wrong_or_old_is_passed_over) {
  bond();
  Octets<host::hci::signature_size> signature{};
  const auto message = octets("d2 03 00 aa");
  ASSERT_TRUE(central.security().sign(*central.link(), message, signature));
  auto& verifier = peripheral.security();
  auto wrong = signature;
  wrong[11] ^= 1;
  EXPECT_FALSE(verifier.verify(*peripheral.link(), message, wrong));
  EXPECT_FALSE(verifier.verify(*peripheral.link(), octets("d2 03 00 ab"), signature));
  EXPECT_TRUE(verifier.verify(*peripheral.link(), message, signature));
  EXPECT_FALSE(verifier.verify(*peripheral.link(), message, signature)) << "sent again";
  bond_of_peripheral().peer_sign_counter = 0;
  peripheral.bonds.refuses = true;
  EXPECT_FALSE(verifier.verify(*peripheral.link(), message, signature))
      << "a counter that cannot be kept";
}

TEST_F(Signing, without_keys_or_with_encryption_nothing_is_signed) {
  bond();
  bond_of_central().flags &= static_cast<std::uint8_t>(~Bond::has_own_csrk);
  EXPECT_FALSE(write("01"));
  bond_of_central().flags |= Bond::has_own_csrk;
  (void)central.security().secure(link);
  settle();
  EXPECT_FALSE(write("01"));
  EXPECT_EQ(store.take_log(), "");
}

}  // namespace
}  // namespace westwind::testing
