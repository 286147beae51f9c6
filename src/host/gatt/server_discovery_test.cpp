// The server's answers by which a peer finds its way through the table.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

class ServerDiscovery : public LinkedBench {
 protected:
  void SetUp() override {
    LinkedBench::SetUp();
    ASSERT_TRUE(services.add_to(host().server()));
  }
  void use_mtu(std::uint8_t mtu) {
    ASSERT_TRUE(host().att().set_preferred_mtu(517));
    ask(hex(OctetString{0x02, mtu, 0}));
  }
  TestServices services;
};

const std::string base_uuid = "fb 34 9b 5f 80 00 00 80 00 10 00 00 ";

TEST_F(ServerDiscovery, GATT_SR_GAD_BV_01_C_lists_all_primary_services) {
  EXPECT_EQ(ask("10 01 00 ff ff 00 28"),
            "11 06 01 00 05 00 00 18 06 00 09 00 01 18 0a 00 12 00 0d 18");
  // The next one has a UUID of another size: it comes alone.
  EXPECT_EQ(ask("10 13 00 ff ff 00 28"), "11 14 13 00 1c 00 " + hex(long_service));
  EXPECT_EQ(ask("10 1d 00 ff ff 00 28"), "01 10 1d 00 0a");
}

TEST_F(ServerDiscovery, a_larger_MTU_holds_more_services_but_one_size_only) {
  use_mtu(100);
  EXPECT_EQ(ask("10 01 00 ff ff 00 28"),
            "11 06 01 00 05 00 00 18 06 00 09 00 01 18 0a 00 12 00 0d 18");
}

TEST_F(ServerDiscovery, the_services_of_a_part_of_the_table) {
  EXPECT_EQ(ask("10 02 00 09 00 00 28"), "11 06 06 00 09 00 01 18");
  EXPECT_EQ(ask("10 0a 00 0a 00 00 28"), "11 06 0a 00 12 00 0d 18");
}

TEST_F(ServerDiscovery, the_grouping_type_may_come_in_128_bits) {
  EXPECT_EQ(ask("10 06 00 09 00 " + base_uuid + "00 28 00 00"), "11 06 06 00 09 00 01 18");
}

TEST_F(ServerDiscovery, secondary_services_form_groups_as_well) {
  EXPECT_EQ(ask("10 01 00 ff ff 01 28"), "11 06 1d 00 20 00 0f 18");
}

TEST_F(ServerDiscovery, GATT_SR_GAD_BV_02_C_finds_primary_services_by_UUID) {
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 0d 18"), "07 0a 00 12 00");
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 " + hex(long_service)), "07 13 00 1c 00");
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 " + base_uuid + "0d 18 00 00"), "07 0a 00 12 00");
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 0f 18"), "01 06 01 00 0a");  // a secondary one
  EXPECT_EQ(ask("06 0b 00 ff ff 00 28 0d 18"), "01 06 0b 00 0a");
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 0d"), "01 06 01 00 0a");
  EXPECT_EQ(ask("06 01 00 ff ff 00 28"), "01 06 01 00 0a");
}

TEST_F(ServerDiscovery, find_by_type_value_compares_values_too) {
  EXPECT_EQ(ask("06 01 00 ff ff 37 2a 01 02 03"), "07 0c 00 0c 00");
  EXPECT_EQ(ask("06 01 00 ff ff 37 2a 01 02"), "01 06 01 00 0a");
  EXPECT_EQ(ask("06 01 00 ff ff 39 2a"), "01 06 01 00 0a");  // may not be read: may not be found
}

TEST_F(ServerDiscovery, as_many_groups_as_fit_are_found) {
  std::vector<host::gatt::Service> many;
  const Attribute row[] = {{AttributeKind::primary_service, 0, 0, {0x1234, nullptr}}};
  many.reserve(8);
  for (int i = 0; i < 8; ++i) {
    many.emplace_back(row, services.store);
    ASSERT_TRUE(host().server().add(many.back()));
  }
  // 23 octets hold the opcode and five pairs.
  EXPECT_EQ(ask("06 01 00 ff ff 00 28 34 12"),
            "07 21 00 21 00 22 00 22 00 23 00 23 00 24 00 24 00 25 00 25 00");
  EXPECT_EQ(ask("06 26 00 ff ff 00 28 34 12"), "07 26 00 26 00 27 00 27 00 28 00 28 00");
  for (auto& service : many)
    host().server().remove(service);
}

TEST_F(ServerDiscovery, GATT_SR_GAD_BV_03_C_has_no_included_services) {
  EXPECT_EQ(ask("08 01 00 ff ff 02 28"), "01 08 01 00 0a");
}

TEST_F(ServerDiscovery, GATT_SR_GAD_BV_04_C_lists_the_characteristics_of_a_service) {
  EXPECT_EQ(ask("08 0a 00 12 00 03 28"), "09 07 0b 00 3e 0c 00 37 2a 0e 00 02 0f 00 38 2a");
  EXPECT_EQ(ask("08 0f 00 12 00 03 28"), "09 15 11 00 08 12 00 " + hex(long_value));
  EXPECT_EQ(ask("08 12 00 12 00 03 28"), "01 08 12 00 0a");
}

TEST_F(ServerDiscovery, GATT_SR_GAD_BV_06_C_lists_descriptors_size_by_size) {
  EXPECT_EQ(ask("04 0d 00 ff ff"),
            "05 01 0d 00 02 29 0e 00 03 28 0f 00 38 2a 10 00 01 29 11 00 03 28");
  EXPECT_EQ(ask("04 12 00 ff ff"), "05 02 12 00 " + hex(long_value));
  EXPECT_EQ(ask("04 16 00 18 00"), "05 01 16 00 01 29 17 00 02 29");
  EXPECT_EQ(ask("04 18 00 18 00"), "05 02 18 00 " + hex(long_descriptor));
  EXPECT_EQ(ask("04 21 00 ff ff"), "01 04 21 00 0a");
}

TEST_F(ServerDiscovery, every_descriptor_request_rejects_a_bad_range_or_size) {
  for (const char* opcode : {"04", "06", "08", "10"}) {
    const std::string op = opcode, tail = op == "04" ? "" : op == "06" ? " 00 28 0d 18" : " 00 28";
    EXPECT_EQ(ask(op + " 00 00 ff ff" + tail), "01 " + op + " 00 00 01");
    EXPECT_EQ(ask(op + " 02 00 01 00" + tail), "01 " + op + " 02 00 01");
    EXPECT_EQ(ask(op + " 00 00 00 00" + tail), "01 " + op + " 00 00 01");
    EXPECT_EQ(ask(op), "01 " + op + " 00 00 04");
    EXPECT_EQ(ask(op + " 01 00 ff"), "01 " + op + " 00 00 04");
  }
  EXPECT_EQ(ask("04 01 00 ff ff 00"), "01 04 00 00 04");
  EXPECT_EQ(ask("06 01 00 ff ff 00"), "01 06 00 00 04");
  for (const char* type : {"", " 00", " 00 28 00", " 00 28 00 00", " 00 28 00 00 00"}) {
    EXPECT_EQ(ask("08 01 00 ff ff" + std::string(type)), "01 08 00 00 04") << type;
    EXPECT_EQ(ask("10 01 00 ff ff" + std::string(type)), "01 10 00 00 04") << type;
  }
}

TEST_F(ServerDiscovery, only_services_form_groups) {
  EXPECT_EQ(ask("10 01 00 ff ff 03 28"), "01 10 01 00 10");
  EXPECT_EQ(ask("10 05 00 ff ff " + hex(long_value)), "01 10 05 00 10");
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BV_03_C_reads_by_UUID) {
  EXPECT_EQ(ask("08 01 00 ff ff 38 2a"), "09 03 0f 00 aa");
  EXPECT_EQ(ask("08 01 00 ff ff " + base_uuid + "38 2a 00 00"), "09 03 0f 00 aa");
  EXPECT_EQ(ask("08 13 00 ff ff " + hex(long_value)),
            "09 15 15 00 " + hex(Bytes(counting(19))));  // cut to MTU - 4
}

TEST_F(ServerDiscovery, read_by_type_lists_values_of_one_size) {
  EXPECT_EQ(ask("08 01 00 ff ff 02 29"), "09 04 09 00 00 00 0d 00 00 00 17 00 00 00 20 00 00 00");
  // 0x10 holds four octets, 0x16 three.
  EXPECT_EQ(ask("08 01 00 ff ff 01 29"), "09 06 10 00 64 65 73 63");
  services.store.values[0x16] = octets("6f 77 6e 21");
  EXPECT_EQ(ask("08 01 00 ff ff 01 29"), "09 06 10 00 64 65 73 63 16 00 6f 77 6e 21");
  services.store.values[0x10] = {};
  EXPECT_EQ(ask("08 01 00 ff ff 01 29"), "09 02 10 00");
}

TEST_F(ServerDiscovery, read_by_type_cuts_to_253_octets_at_any_MTU) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  ask("02 05 02");
  services.store.values[0x0f] = counting(300);
  EXPECT_EQ(ask("08 01 00 ff ff 38 2a"), "09 ff 0f 00 " + hex(counting(253)));
  services.store.values[0x0f] = counting(253);
  EXPECT_EQ(ask("08 01 00 ff ff 38 2a"), "09 ff 0f 00 " + hex(counting(253)));
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BI_06_C_read_by_UUID_what_may_not_be_read) {
  EXPECT_EQ(ask("08 01 00 12 00 " + hex(long_value)), "01 08 12 00 02");
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BI_07_C_read_by_UUID_what_is_not_there) {
  EXPECT_EQ(ask("08 01 00 ff ff 34 12"), "01 08 01 00 0a");
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BI_08_C_read_by_UUID_from_a_bad_range) {
  EXPECT_EQ(ask("08 05 00 04 00 38 2a"), "01 08 05 00 01");
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BI_09_C_read_by_UUID_without_authorization) {
  EXPECT_EQ(ask("08 01 00 ff ff 3a 2a"), "01 08 1c 00 08");
}

TEST_F(ServerDiscovery, GATT_SR_GAR_BI_10_C_read_by_UUID_without_authentication) {
  EXPECT_EQ(ask("08 01 00 ff ff 39 2a"), "01 08 1a 00 05");
}

TEST_F(ServerDiscovery, an_obstacle_behind_the_first_value_only_ends_the_list) {
  services.store.values[0x16] = octets("6f 77 6e 21");
  services.store.read_errors[0x16] = AttributeStore::ErrorCode::unlikely_error;
  EXPECT_EQ(ask("08 01 00 ff ff 01 29"), "09 06 10 00 64 65 73 63");
  EXPECT_EQ(ask("08 11 00 ff ff 01 29"), "01 08 16 00 0e");
}

}  // namespace
}  // namespace westwind::testing
