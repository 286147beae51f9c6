// The attribute table by itself.
#include "gatt/database.hpp"

#include <gtest/gtest.h>

#include "tests/support/attribute_store.hpp"

namespace westwind::testing {
namespace {

using host::gatt::Database;
using host::gatt::Service;
using Kind = AttributeKind;

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(database.add(heart_rate));
    ASSERT_TRUE(database.add(own));
  }
  Error error_of(Service& service) {
    const Status status = database.add(service);
    return status ? Error::io : status.error();
  }
  AttributeStore store;
  Database database;
  Service heart_rate{table::heart_rate, store};  // 1..9
  Service own{table::own, store};                // 10..19
};

TEST_F(DatabaseTest, services_get_handles_one_behind_the_other) {
  EXPECT_EQ(heart_rate.start_handle, 1);
  EXPECT_EQ(heart_rate.end_handle(), 9);
  EXPECT_EQ(own.start_handle, 10);
  EXPECT_EQ(own.end_handle(), 19);
}

TEST_F(DatabaseTest, a_handle_finds_its_row_and_a_range_its_first) {
  EXPECT_EQ(database.at(3).attribute().type.short_value, 0x2a37);
  EXPECT_FALSE(database.at(0));
  EXPECT_FALSE(database.at(20));
  EXPECT_FALSE(database.at(0xffff));
  EXPECT_EQ(database.from(0).handle, 1);
  EXPECT_EQ(database.from(1).handle, 1);
  EXPECT_EQ(database.from(10).handle, 10);
  EXPECT_EQ(database.from(19).handle, 19);
  EXPECT_FALSE(database.from(20));
}

TEST_F(DatabaseTest, a_walk_meets_every_row_in_order_and_skips_holes) {
  Service more{table::battery, store};
  ASSERT_TRUE(database.add(more));
  database.remove(own);
  std::vector<int> met;
  for (auto row = database.from(1); row; row = database.next(row))
    met.push_back(row.handle);
  EXPECT_EQ(met, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 23}));
  EXPECT_EQ(database.from(10).handle, 20);
  EXPECT_FALSE(database.at(10));
}

TEST_F(DatabaseTest, a_CCCD_and_its_value_find_each_other_whatever_lies_between) {  // T13
  EXPECT_EQ(database.cccd_of(3).handle, 4);
  EXPECT_EQ(database.cccd_of(2).handle, 4);
  EXPECT_FALSE(database.cccd_of(6));  // has none
  EXPECT_FALSE(database.cccd_of(5));
  EXPECT_FALSE(database.cccd_of(7));  // a descriptor
  EXPECT_FALSE(database.cccd_of(1));
  EXPECT_FALSE(database.cccd_of(99));
  EXPECT_EQ(database.cccd_of(12).handle, 14);  // behind a user description
  EXPECT_EQ(database.value_of_cccd(database.at(14)).handle, 12);
  EXPECT_EQ(database.value_of_cccd(database.at(4)).handle, 3);
}

TEST_F(DatabaseTest, a_CCCD_before_any_value_belongs_to_none) {
  const Attribute rows[] = {{Kind::primary_service, 0, 0, {0x1234, nullptr}},
                            {Kind::cccd, 0, 0, {}}};
  Service odd{rows, store};
  ASSERT_TRUE(database.add(odd));
  EXPECT_FALSE(database.value_of_cccd(database.at(odd.end_handle())));
}

TEST_F(DatabaseTest, types_are_compared_by_value) {
  const auto short_type = [](std::uint16_t type) { return wire::Uuid(type); };
  const auto expanded = [](std::uint16_t type) {
    return *wire::Uuid::from(wire::Uuid(type).expanded());
  };
  EXPECT_TRUE(Database::has_type(database.at(1), short_type(0x2800)));
  EXPECT_TRUE(Database::has_type(database.at(1), expanded(0x2800)));
  EXPECT_TRUE(Database::has_type(database.at(2), short_type(0x2803)));
  EXPECT_TRUE(Database::has_type(database.at(4), short_type(0x2902)));
  EXPECT_TRUE(Database::has_type(database.at(12), *wire::Uuid::from(long_value)));
  EXPECT_FALSE(Database::has_type(database.at(12), short_type(0)));
  EXPECT_FALSE(Database::has_type(database.at(3), short_type(0x2a38)));
}

TEST_F(DatabaseTest, what_is_no_service_is_refused) {
  const Attribute value_first[] = {{Kind::value, 0, 0, {0x1234, nullptr}}};
  const Attribute lonely_declaration[] = {{Kind::primary_service, 0, 0, {0x1234, nullptr}},
                                          {Kind::characteristic_declaration, 0, 0, {}}};
  const Attribute declaration_of_nothing[] = {{Kind::primary_service, 0, 0, {0x1234, nullptr}},
                                              {Kind::characteristic_declaration, 0, 0, {}},
                                              {Kind::cccd, 0, 0, {}}};
  const Attribute two_services[] = {{Kind::primary_service, 0, 0, {0x1234, nullptr}},
                                    {Kind::primary_service, 0, 0, {0x1235, nullptr}}};
  Service empty;
  Service a{value_first, store}, b{lonely_declaration, store}, c{declaration_of_nothing, store},
      d{two_services, store};
  for (Service* service : {&empty, &a, &b, &c, &d})
    EXPECT_EQ(error_of(*service), Error::invalid_argument);
  EXPECT_EQ(error_of(own), Error::already);
}

TEST_F(DatabaseTest, handles_end_at_ffff) {
  std::vector<Attribute> rows(0xffff - 19, {Kind::descriptor, 0, 0, {0x2901, nullptr}});
  rows[0] = {Kind::primary_service, 0, 0, {0x1234, nullptr}};
  std::vector<Attribute> one_more_row = rows;
  one_more_row.push_back(rows.back());
  Service huge{rows, store};
  Service larger{one_more_row, store};
  EXPECT_EQ(error_of(larger), Error::no_memory);
  ASSERT_TRUE(database.add(huge));
  EXPECT_EQ(huge.end_handle(), 0xffff);
  EXPECT_EQ(database.at(0xffff).handle, 0xffff);
  EXPECT_FALSE(database.next(database.at(0xffff)));
  Service one_more{table::battery, store};
  EXPECT_EQ(error_of(one_more), Error::no_memory);
}

TEST_F(DatabaseTest, more_than_32_rows_and_8_services_are_no_matter) {  // T17
  std::vector<Attribute> rows(100, {Kind::descriptor, 0, 0, {0x2901, nullptr}});
  rows[0] = {Kind::primary_service, 0, 0, {0x1234, nullptr}};
  std::vector<Service> services;
  services.reserve(50);
  for (int i = 0; i < 50; ++i) {
    services.emplace_back(rows, store);
    ASSERT_TRUE(database.add(services.back()));
  }
  EXPECT_EQ(services.back().end_handle(), 19 + 50 * 100);
  EXPECT_EQ(database.at(19 + 33 * 100).service, &services[32]);
}

}  // namespace
}  // namespace westwind::testing
