// The server half of a bearer: MTU, what is not supported, answers that must never be lost.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

class AttServer : public LinkedBench {
 protected:
  void SetUp() override {
    LinkedBench::SetUp();
    ASSERT_TRUE(services.add_to(host().server()));
  }
  /// The controller takes nothing more and the application has used up all that it may have.
  void exhaust_memory(std::size_t value_octets = 1) {
    controller.completes_packets = false;
    for (const auto handle : app.open_links)
      while (host().server().notify(handle, {0x000c}, counting(value_octets))) {
      }
    controller.pdus.clear();
  }
  void relieve() {
    controller.completes_packets = true;
    for (auto& [handle, link] : controller.links)
      controller.completed(handle, link.unacknowledged);
    pump();
  }
  /// PDUs on one link that are no notifications.
  std::string answers_on(std::uint16_t handle) const {
    std::string all;
    for (const auto& pdu : controller.pdus)
      if (pdu.handle == handle && (pdu.payload.empty() || pdu.payload[0] != 0x1b))
        all += (all.empty() ? "" : " / ") + hex(pdu.payload);
    return all;
  }
  TestServices services;
};

TEST_F(AttServer, GATT_SR_GAC_BV_01_C_answers_the_MTU_exchange_and_keeps_to_it) {
  EXPECT_EQ(ask("02 64 00"), "03 00 01");
  EXPECT_EQ(app.take_log(), "mtu 100");
  services.store.values[0x0c] = counting(200);
  EXPECT_EQ(ask("0a 0c 00"), "0b " + hex(counting(99)));
  EXPECT_TRUE(host().server().notify({peer}, {0x0c}, counting(200)));
  EXPECT_EQ(hex(controller.pdus.back().payload), "1b 0c 00 " + hex(counting(97)));
}

TEST_F(AttServer, the_MTU_is_never_below_23_nor_above_what_either_side_offers) {
  struct Case {
    std::uint16_t preferred, offered, expected;
  };
  for (const auto& c : {Case{517, 517, 517}, Case{517, 518, 517}, Case{517, 0xffff, 517},
                        Case{517, 516, 516}, Case{517, 23, 23}, Case{517, 22, 23}, Case{517, 0, 23},
                        Case{23, 517, 23}, Case{24, 517, 24}}) {
    ASSERT_TRUE(host().att().set_preferred_mtu(c.preferred));
    app.log.clear();
    const OctetString pdu{0x02, static_cast<std::uint8_t>(c.offered),
                          static_cast<std::uint8_t>(c.offered >> 8)};
    const OctetString answer{0x03, static_cast<std::uint8_t>(c.preferred),
                             static_cast<std::uint8_t>(c.preferred >> 8)};
    EXPECT_EQ(ask(hex(pdu)), hex(answer));
    EXPECT_EQ(host().att().mtu(link()), c.expected);
    EXPECT_EQ(app.take_log(), "mtu " + std::to_string(c.expected));
  }
}

TEST_F(AttServer, a_preferred_MTU_out_of_range_is_refused) {
  for (const std::uint16_t mtu : {0, 22, 518, 0xffff})
    EXPECT_FALSE(host().att().set_preferred_mtu(mtu)) << mtu;
  EXPECT_TRUE(host().att().set_preferred_mtu(23));
  EXPECT_TRUE(host().att().set_preferred_mtu(517));
  EXPECT_EQ(host().att().preferred_mtu(), 517);
}

TEST_F(AttServer, an_MTU_request_of_a_wrong_size_is_rejected_and_changes_nothing) {
  for (const char* pdu : {"02", "02 64", "02 64 00 00"})
    EXPECT_EQ(ask(pdu), "01 02 00 00 04") << pdu;
  EXPECT_EQ(app.take_log(), "");
  EXPECT_EQ(host().att().mtu(link()), 23);
}

TEST_F(AttServer, the_MTU_of_one_link_is_not_that_of_another_nor_of_the_next) {
  connect(0x0041);
  ask("02 64 00");
  EXPECT_EQ(host().att().mtu(link()), 100);
  EXPECT_EQ(host().att().mtu(link(0x0041)), 23);
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  connect();
  EXPECT_EQ(host().att().mtu(link()), 23);
}

TEST_F(AttServer, GATT_SR_UNS_BI_01_C_unsupported_requests_are_answered) {
  for (const int opcode :
       {0x00, 0x14, 0x15, 0x1a, 0x1c, 0x1f, 0x22, 0x24, 0x3f, 0x80, 0x92, 0xbf}) {
    const OctetString pdu{static_cast<std::uint8_t>(opcode), 1, 2, 3};
    EXPECT_EQ(ask(hex(pdu)), hex(OctetString{0x01, pdu[0], 0, 0, 0x06}));
  }
}

TEST_F(AttServer, GATT_SR_UNS_BI_02_C_unsupported_commands_are_not) {
  for (int opcode = 0x40; opcode < 0x100; ++opcode) {
    if ((opcode & 0x40) == 0 || opcode == 0x52) continue;
    const OctetString pdu{static_cast<std::uint8_t>(opcode), 0x0c, 0, 3};
    EXPECT_EQ(ask(hex(pdu)), "") << hex(pdu);
  }
  EXPECT_EQ(ask("23 0c 00 01 00 aa 0f 00 01 00 bb"), "");  // multiple value notification
  EXPECT_EQ(services.store.take_log(), "");
}

TEST_F(AttServer, responses_and_confirmations_that_were_not_asked_for_are_ignored) {
  for (int opcode = 0x01; opcode <= 0x21; ++opcode) {
    const bool is_response =
        opcode != 0x1b && opcode != 0x1d && (opcode % 2 == 1 || opcode == 0x1e);
    if (!is_response || (opcode > 0x13 && opcode < 0x17) || opcode == 0x1f) continue;
    EXPECT_EQ(ask(hex(OctetString{static_cast<std::uint8_t>(opcode), 1, 2, 3, 4})), "") << opcode;
  }
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AttServer, short_answers_find_memory_whatever_the_application_has_taken) {
  connect(0x0041);
  exhaust_memory();
  hear(0x0041, "12 0c 00 " + hex(counting(20)));  // too long to be kept: must be answered at once
  hear(0x0041, "02 64 00");
  hear(0x0041, "1d 30 00 aa");
  EXPECT_EQ(services.store.take_log(), "write 0c [" + hex(counting(20)) + "]");
  relieve();
  EXPECT_EQ(answers_on(0x0041), "13 / 03 00 01 / 1e");
}

TEST_F(AttServer, short_answers_find_memory_whatever_commands_wait) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(wire::hci::Reset::opcode, OctetString(255), {})) {
  }
  exhaust_memory();
  for (const std::uint16_t handle : {0x0041, 0x0042, 0x0043}) {
    connect(handle);
    hear(handle, "12 0c 00 " + hex(counting(20)));
    hear(handle, "1d 30 00 aa");
  }
  relieve();
  for (const std::uint16_t handle : {0x0041, 0x0042, 0x0043})
    EXPECT_EQ(answers_on(handle), "13 / 1e");
}

TEST_F(AttServer, one_peer_that_floods_keeps_no_other_from_its_answers) {
  connect(0x0041);
  controller.completes_packets = false;
  for (int i = 0; i < 200; ++i) {
    hear(peer, "12 0c 00 01");
    hear(peer, "7f 01 00 00", wire::l2cap::signalling_channel);
    hear(peer, "01 00 00 00 00 00 00", wire::l2cap::security_channel);
    hear(peer, "1d 30 00 aa");
  }
  hear(0x0041, "12 0c 00 " + hex(counting(20)));
  hear(0x0041, "1d 30 00 aa");
  relieve();
  EXPECT_EQ(answers_on(0x0041), "13 / 1e");
  // And every indication was confirmed, late as it may be.
  std::size_t confirmations = 0;
  for (const auto& pdu : controller.pdus)
    confirmations += pdu.handle == peer && hex(pdu.payload) == "1e" ? 1 : 0;
  EXPECT_EQ(confirmations, 200u);
}

TEST_F(AttServer, a_request_whose_answer_finds_no_memory_waits_and_is_answered_once) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  connect(0x0041);
  hear(0x0041, "02 05 02");
  controller.pdus.clear();
  services.store.values[0x0c] = counting(200);
  for (const char* request :
       {"0a 0c 00", "0c 0c 00 01 00", "0e 0c 00 0f 00", "04 01 00 ff ff", "08 01 00 ff ff 03 28",
        "06 01 00 ff ff 00 28 00 18", "10 01 00 ff ff 00 28", "16 0c 00 00 00 aa", "00"}) {
    exhaust_memory();
    hear(0x0041, request);
    EXPECT_EQ(answers_on(0x0041), "") << request;
    relieve();
    const std::string late = answers_on(0x0041);
    controller.pdus.clear();
    EXPECT_EQ(ask(request, 0x0041), late) << request;
    EXPECT_FALSE(late.empty());
    controller.pdus.clear();
  }
}

TEST_F(AttServer, a_waiting_answer_is_not_starved_by_an_application_that_takes_all_it_gets) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  connect(0x0041);
  hear(0x0041, "02 05 02");
  exhaust_memory();
  app.react = [this](const std::string& line) {
    if (line != "writable") return;
    while (host().server().notify({peer}, {0x000c}, counting(1))) {
    }
  };
  hear(0x0041, "0a 0c 00");
  int rounds = 0;
  for (; answers_on(0x0041).empty() && rounds < 1000; ++rounds) {
    controller.completed(controller.order.back(), 1);
    pump();
  }
  EXPECT_EQ(answers_on(0x0041), "0b 01 02 03");
  app.react = nullptr;
  relieve();
}

TEST_F(AttServer, a_second_request_before_the_answer_to_the_first_is_counted) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  hear(peer, "02 05 02");
  exhaust_memory();
  hear(peer, "0a 0c 00");
  hear(peer, "0a 0f 00");
  EXPECT_EQ(host().counters().malformed_packets, 1u);
  relieve();
  EXPECT_EQ(answers_on(peer), "0b 01 02 03");
}

// GATT/SR/GAR/BI-45-C names the same behaviour.
TEST_F(AttServer, requests_in_a_row_are_all_answered_while_there_is_memory) {
  for (int i = 0; i < 5; ++i)
    controller.pdu(peer, att_channel, octets("0a 0f 00"));
  pump();
  EXPECT_EQ(take_said(), "0b aa / 0b aa / 0b aa / 0b aa / 0b aa");
}

TEST_F(AttServer, a_waiting_request_goes_with_its_link_and_the_application_may_go_on) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  connect(0x0041);
  hear(0x0041, "02 05 02");
  exhaust_memory();
  hear(0x0041, "0a 0c 00");
  controller.disconnection_complete(0x0041, wire::hci::ErrorCode::connection_timeout);
  pump();
  relieve();
  EXPECT_TRUE(host().server().notify({peer}, {0x000c}, counting(1)));
  EXPECT_EQ(host().counters().unknown_handles, 0u);
}

TEST_F(AttServer, a_long_request_waits_as_well_and_is_refused_where_there_is_no_room_for_it) {
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  connect(0x0041);
  hear(0x0041, "02 05 02");
  std::string request = "0e";
  for (int i = 0; i < 12; ++i)
    request += " 0c 00";
  controller.pdus.clear();
  exhaust_memory();
  hear(0x0041, request);
  relieve();
  EXPECT_EQ(answers_on(0x0041).substr(0, 11), "0f 01 02 03");
  controller.pdus.clear();
  exhaust_memory();
  std::vector<Packet> taken;
  while (Packet packet = host().hci().receive_memory().allocate(0, 1))
    taken.push_back(static_cast<Packet&&>(packet));
  hear(0x0041, request);
  taken.clear();
  relieve();
  EXPECT_EQ(answers_on(0x0041), "01 0e 00 00 11");
}

TEST_F(AttServer, refused_notifications_are_followed_by_exactly_one_writable) {  // T21
  exhaust_memory();
  EXPECT_EQ(app.writables, 0);
  pump();
  EXPECT_EQ(app.writables, 0);
  relieve();
  EXPECT_EQ(app.writables, 1);
  exhaust_memory();
  relieve();
  EXPECT_EQ(app.writables, 2);
}

TEST_F(AttServer, requests_during_start_up_and_on_closed_links_harm_nothing) {
  controller.links[0x0077] = {};
  hear(0x0077, "0a 0c 00");
  EXPECT_EQ(host().counters().unknown_handles, 1u);
  controller.links.erase(0x0077);
}

}  // namespace
}  // namespace westwind::testing
