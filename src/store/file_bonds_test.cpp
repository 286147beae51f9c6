// Bonds in a file, and hosts that use it: the next program knows the peers of this one.
#include "store/file_bonds.hpp"

#include <filesystem>

#include <unistd.h>

#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using store::FileBonds;
using wire::AddressType;

constexpr wire::hci::ConnHandle link{PairingSide::handle};

class FileBondsTest : public PairingBench {
 protected:
  FileBondsTest()
      : path_(std::filesystem::path(::testing::TempDir()) /
              ("westwind-bonds-" + std::to_string(::getpid()))) {
    std::filesystem::remove(path_);
  }
  ~FileBondsTest() override { std::filesystem::remove(path_); }
  static Bond bond_with(std::uint8_t number) {
    Bond bond;
    bond.peer = {AddressType::public_device, {{number, 2, 3, 4, 5, 6}}};
    bond.key_size = 16;
    bond.peer_key.value.fill(number);
    return bond;
  }
  std::filesystem::path path_;
};

TEST_F(FileBondsTest, bonds_records_and_the_own_key_are_there_for_the_next_program) {
  {
    FileBonds bonds;
    ASSERT_TRUE(bonds.open(path_));
    for (const std::uint8_t number : {3, 1, 2})
      EXPECT_TRUE(bonds.save(bond_with(number)));
    bonds.save_client_record(bond_with(2).peer, octets("aa bb"));
    bonds.save_client_record(bond_with(1).peer, octets("cc"));
    bonds.save_client_record(bond_with(1).peer, {});
    smp::Key irk{};
    EXPECT_FALSE(bonds.load_own_irk(irk));
    irk.fill(7);
    bonds.save_own_irk(irk);
    bonds.remove(bond_with(3).peer);
  }
  FileBonds bonds;
  ASSERT_TRUE(bonds.open(path_));
  Bond bond;
  EXPECT_FALSE(bonds.load(bond_with(3).peer, bond));
  ASSERT_TRUE(bonds.load(bond_with(2).peer, bond));
  EXPECT_EQ(octets_of(bond), octets_of(bond_with(2)));
  ASSERT_TRUE(bonds.load(std::size_t{0}, bond));
  EXPECT_EQ(bond.peer, bond_with(1).peer);
  ASSERT_TRUE(bonds.load(std::size_t{1}, bond));
  EXPECT_EQ(bond.peer, bond_with(2).peer);
  EXPECT_FALSE(bonds.load(std::size_t{2}, bond));
  Octets<8> record{};
  EXPECT_EQ(bonds.load_client_record(bond_with(2).peer, record), 2u);
  EXPECT_EQ(bonds.load_client_record(bond_with(1).peer, record), 0u);
  smp::Key irk{};
  ASSERT_TRUE(bonds.load_own_irk(irk));
  EXPECT_EQ(irk[15], 7);
}

TEST_F(FileBondsTest, a_bonded_peer_is_encrypted_by_a_program_that_was_started_anew) {
  {
    FileBonds bonds;
    ASSERT_TRUE(bonds.open(path_));
    central.security().set_bond_store(&bonds);
    secure_both([](smp::SecurityPolicy& policy) { policy.bonding = true; });
    ASSERT_TRUE(central.security().secure(link));
    settle();
    EXPECT_TRUE(central.worth().bonded);
    central.security().set_bond_store(nullptr);
  }
  disconnect();
  forget_events();
  FileBonds bonds;
  ASSERT_TRUE(bonds.open(path_));
  central.security().set_bond_store(&bonds);
  connect();
  pdus = 0;
  ASSERT_TRUE(central.security().secure(link));
  settle();
  EXPECT_EQ(pdus, 0);  // no pairing
  expect_same_worth(false, true, true);
  disconnect();
  central.security().set_bond_store(nullptr);
}

}  // namespace
}  // namespace westwind::testing
