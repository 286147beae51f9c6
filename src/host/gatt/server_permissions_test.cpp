// Values and CCCDs that want a link of a certain worth. Vol 3 Part F 4, Part C 10.2, 10.3.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using host::hci::LinkSecurity;
namespace gatt = host::gatt;

constexpr std::uint16_t secret =
    gatt::readable | gatt::writable | gatt::read_secure | gatt::write_secure;
// With caching as in caching_test: ours begin at 0e.
constexpr Attribute rows[] = {
    /* 0e */ {AttributeKind::primary_service, 0, 0, {0x180d, nullptr}},
    /* 0f */ {AttributeKind::characteristic_declaration, 0x1a, 0, {}},
    /* 10 */ {AttributeKind::value, 0x1a, secret, {0x2a37, nullptr}},
    /* 11 */ {AttributeKind::cccd, 0, gatt::write_encrypted, {}},
    /* 12 */ {AttributeKind::characteristic_declaration, 0x10, 0, {}},
    /* 13 */ {AttributeKind::value, 0x10, 0, {0x2a38, nullptr}},
    /* 14 */ {AttributeKind::cccd, 0, gatt::write_authenticated, {}},
};

class ServerPermissions : public HostBench {
 protected:
  ServerPermissions() {
    caching = true;
    construct({});
  }
  void SetUp() override {
    start();
    ASSERT_TRUE(host().server().add(service));
    values.values[0x10] = octets("2a");
    connect();
  }
  void link_is(const LinkSecurity& security) { host().hci().find({peer})->security = security; }

  AttributeStore values;
  gatt::Service service{rows, values};
};

constexpr LinkSecurity legacy{.encrypted = true, .has_key = true, .key_size = 16};
constexpr LinkSecurity legacy_with_passkey{
    .encrypted = true, .authenticated = true, .has_key = true, .key_size = 16};
constexpr LinkSecurity just_works{
    .encrypted = true, .secure_connections = true, .has_key = true, .key_size = 16};
constexpr LinkSecurity level_4{.encrypted = true,
                               .authenticated = true,
                               .secure_connections = true,
                               .has_key = true,
                               .key_size = 16};

TEST_F(ServerPermissions, a_secure_value_wants_authentication_by_secure_connections) {
  for (const LinkSecurity& lacking : {LinkSecurity{}, legacy, legacy_with_passkey, just_works}) {
    link_is(lacking);
    EXPECT_EQ(ask("0a 10 00"), "01 0a 10 00 05");
    EXPECT_EQ(ask("12 10 00 01"), "01 12 10 00 05");
    EXPECT_EQ(ask("52 10 00 01"), "");
  }
  EXPECT_EQ(values.values[0x10], octets("2a"));
  link_is(level_4);
  EXPECT_EQ(ask("0a 10 00"), "0b 2a");
  EXPECT_EQ(ask("12 10 00 07"), "13");
  EXPECT_EQ(values.values[0x10], octets("07"));
}

TEST_F(ServerPermissions, with_a_key_what_is_missing_is_encryption) {
  LinkSecurity asleep = level_4;
  asleep.encrypted = false;
  link_is(asleep);
  EXPECT_EQ(ask("0a 10 00"), "01 0a 10 00 0f");
  EXPECT_EQ(ask("12 11 00 01 00"), "01 12 11 00 0f");
}

TEST_F(ServerPermissions, a_CCCD_may_want_encryption_or_authentication_to_be_written) {
  EXPECT_EQ(ask("12 11 00 01 00"), "01 12 11 00 05");
  EXPECT_EQ(ask("0a 11 00"), "0b 00 00");  // reading it wants nothing
  link_is(legacy);
  EXPECT_EQ(ask("12 11 00 01 00"), "13");
  EXPECT_EQ(ask("12 14 00 01 00"), "01 12 14 00 05");
  link_is(legacy_with_passkey);
  EXPECT_EQ(ask("12 14 00 01 00"), "13");
  EXPECT_EQ(ask("0a 14 00"), "0b 01 00");
}

}  // namespace
}  // namespace westwind::testing
