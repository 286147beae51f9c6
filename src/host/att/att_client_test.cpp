// The client half of a bearer: one request at a time, the queue behind it, answers that are late,
// wrong or never come, and indications of ours that wait for confirmations.
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using host::gatt::DiscoverServices;
using host::gatt::ExchangeMtu;
using host::gatt::Read;
using host::gatt::Write;

class AttClient : public LinkedBench {
 protected:
  Read a{app, {0x0011}}, b{app, {0x0012}}, c{app, {0x0013}};
  const host::hci::Counters& counters() { return host().counters(); }
};

TEST_F(AttClient, a_request_leaves_within_the_call) {  // T23
  ASSERT_TRUE(run_procedure(a));
  EXPECT_EQ(take_said(), "0a 11 00");
  EXPECT_EQ(ask("0b 55"), "");
  EXPECT_EQ(app.take_log(), "read 0011 [55]; end ok");
}

TEST_F(AttClient, requests_queue_and_go_out_one_after_another) {
  ASSERT_TRUE(run_procedure(a) && run_procedure(b) && run_procedure(c));
  EXPECT_EQ(take_said(), "0a 11 00");
  EXPECT_EQ(ask("0b 01"), "0a 12 00");
  EXPECT_EQ(ask("0b 02"), "0a 13 00");
  EXPECT_EQ(ask("0b 03"), "");
  EXPECT_EQ(app.take_log(),
            "read 0011 [01]; end ok; read 0012 [02]; end ok; read 0013 [03]; end ok");
}

TEST_F(AttClient, each_link_has_a_queue_of_its_own) {  // T16
  connect(0x0041);
  ASSERT_TRUE(run_procedure(a) && run_procedure(b, 0x0041));
  EXPECT_EQ(take_said(), "0a 11 00 / 0a 12 00");
  hear(0x0041, "0b 02");
  EXPECT_EQ(app.take_log(), "read 0012 [02]; end ok");
  hear(peer, "0b 01");
  EXPECT_EQ(app.take_log(), "read 0011 [01]; end ok");
}

TEST_F(AttClient, a_procedure_that_runs_cannot_be_started_again) {
  ASSERT_TRUE(run_procedure(a));
  const Status again = run_procedure(a);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::already);
  EXPECT_EQ(ask("0b"), "");
  EXPECT_TRUE(run_procedure(a));
  EXPECT_EQ(ask("0b"), "");
}

TEST_F(AttClient, nothing_starts_without_a_link) {
  const Status status = run_procedure(a, 0x0099);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::not_connected);
  EXPECT_FALSE(host().client().write_without_response({0x0099}, {3}, octets("01")));
  EXPECT_FALSE(host().server().notify({0x0099}, {3}, octets("01")));
  EXPECT_FALSE(host().server().indicate({0x0099}, {3}, octets("01")));
}

TEST_F(AttClient, GATT_CL_GAR_BI_01_to_05_C_an_error_response_ends_the_procedure_with_its_code) {
  for (const char* code : {"01", "02", "05", "08", "0c", "0f", "80", "ff"}) {
    ASSERT_TRUE(run_procedure(a));
    EXPECT_EQ(ask("01 0a 11 00 " + std::string(code)), "");
    EXPECT_EQ(app.take_log(), "end error " + std::string(code));
  }
}

TEST_F(AttClient, an_error_does_not_stop_what_is_queued) {
  ASSERT_TRUE(run_procedure(a) && run_procedure(b));
  EXPECT_EQ(ask("01 0a 11 00 02"), "0a 12 00");
  EXPECT_EQ(ask("0b 02"), "");
  EXPECT_EQ(app.take_log(), "end error 02; read 0012 [02]; end ok");
}

TEST_F(AttClient, answers_to_another_request_are_ignored_and_counted) {
  ASSERT_TRUE(run_procedure(a));
  for (const char* pdu :
       {"13", "0d 01", "05 01 01 00 00 28", "03 17 00", "01 12 11 00 02", "01 0a 11", "01"})
    EXPECT_EQ(ask(pdu), "") << pdu;
  EXPECT_EQ(counters().unexpected_replies, 7u);
  EXPECT_EQ(app.take_log(), "");
  EXPECT_EQ(ask("0b 01"), "");
  EXPECT_EQ(app.take_log(), "read 0011 [01]; end ok");
  EXPECT_EQ(ask("0b 01"), "");  // once more: nothing asked
  EXPECT_EQ(counters().unexpected_replies, 8u);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AttClient, a_malformed_answer_ends_the_procedure_and_the_next_goes_on) {
  Write write{app, {0x0020}, text("x")};
  ASSERT_TRUE(run_procedure(write) && run_procedure(a));
  EXPECT_EQ(ask("13 00"), "0a 11 00");
  EXPECT_EQ(ask("0b"), "");
  EXPECT_EQ(app.take_log(), "end malformed; read 0011 []; end ok");
}

TEST_F(AttClient, GATT_CL_GAT_BV_01_C_a_read_without_answer_times_out_and_ends_the_link) {
  ASSERT_TRUE(run_procedure(a) && run_procedure(b));
  pass(Duration::seconds(30) - Duration::microseconds(1));
  EXPECT_EQ(app.take_log(), "");
  pass(Duration::microseconds(1));
  EXPECT_EQ(app.take_log(), "end timed out; end timed out; disconnected 0040 16");
  EXPECT_EQ(hex(controller.last(wire::hci::Disconnect::opcode)->parameters), "40 00 13");
}

TEST_F(AttClient, GATT_CL_GAT_BV_02_C_a_write_without_answer_times_out) {
  Write write{app, {0x0020}, text("x")};
  ASSERT_TRUE(run_procedure(write));
  pass(Duration::seconds(30));
  EXPECT_EQ(app.take_log(), "end timed out; disconnected 0040 16");
}

TEST_F(AttClient, an_answer_in_time_gives_the_next_request_its_own_thirty_seconds) {
  ASSERT_TRUE(run_procedure(a) && run_procedure(b));
  pass(Duration::seconds(29));
  hear(peer, "0b");
  pass(Duration::seconds(29));
  hear(peer, "0b");
  pass(Duration::seconds(60));
  EXPECT_EQ(app.take_log(), "read 0011 []; end ok; read 0012 []; end ok");
}

TEST_F(AttClient, nothing_is_sent_on_a_bearer_that_timed_out) {
  TestServices services;
  ASSERT_TRUE(services.add_to(host().server()));
  controller.hold_commands = true;  // the link lingers
  ASSERT_TRUE(run_procedure(a));
  pass(Duration::seconds(30));
  EXPECT_EQ(app.take_log(), "end timed out");
  controller.pdus.clear();
  EXPECT_FALSE(run_procedure(b));
  EXPECT_FALSE(host().server().indicate({peer}, {0x0c}, octets("01")));
  EXPECT_FALSE(host().server().notify({peer}, {0x0c}, octets("01")));
  EXPECT_FALSE(host().client().write_without_response({peer}, {3}, octets("01")));
  EXPECT_EQ(ask("0b 01"), "");
  EXPECT_EQ(said(), "");
  controller.release_all();
  pump();
}

TEST_F(AttClient, a_timed_out_link_is_closed_even_when_no_command_can_be_queued_at_once) {
  ASSERT_TRUE(run_procedure(a));
  pass(Duration::seconds(29));
  controller.command_capacity = 0;  // a controller that pauses may do so for longer than a timeout
  controller.command_complete(0, {});
  pump();
  while (host().hci().commands().enqueue(wire::hci::Reset::opcode, {}, {})) {
  }
  pass(Duration::seconds(10));
  EXPECT_EQ(app.take_log(), "end timed out");
  controller.command_capacity = 1;
  controller.command_complete(0, {});
  pump();
  EXPECT_EQ(app.take_log(), "writable; disconnected 0040 16");
}

TEST_F(AttClient, a_link_that_ends_ends_all_that_is_queued) {
  ASSERT_TRUE(run_procedure(a) && run_procedure(b) && run_procedure(c));
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(app.take_log(),
            "end disconnected; end disconnected; end disconnected; disconnected 0040 08");
}

TEST_F(AttClient, procedures_may_be_started_from_inside_every_callback) {  // T2
  app.react = [this](const std::string& line) {
    if (line == "read 0011 [01]") {
      EXPECT_TRUE(run_procedure(b));
      EXPECT_FALSE(run_procedure(a));  // still running
    } else if (line == "end ok" && app.procedures_ended == 1) {
      EXPECT_TRUE(run_procedure(a));  // free again
    } else if (line.starts_with("end disconnected")) {
      EXPECT_FALSE(run_procedure(c));
    }
  };
  ASSERT_TRUE(run_procedure(a));
  EXPECT_EQ(ask("0b 01"), "0a 12 00");
  EXPECT_EQ(ask("0b 02"), "0a 11 00");
  controller.disconnection_complete(peer, wire::hci::ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(app.take_log(), "read 0011 [01]; end ok; read 0012 [02]; end ok; end disconnected; "
                            "disconnected 0040 08");
}

TEST_F(AttClient, a_request_without_memory_leaves_as_soon_as_there_is_some) {
  controller.completes_packets = false;
  while (host().client().write_without_response({peer}, {3}, counting(1))) {
  }
  ASSERT_TRUE(run_procedure(a));
  controller.pdus.clear();
  controller.completes_packets = true;
  controller.completed(peer, 8);
  pump();
  EXPECT_EQ(controller.pdus.back().payload, octets("0a 11 00"));
  hear(peer, "0b");
  EXPECT_EQ(app.take_log(), "writable; read 0011 []; end ok");
}

TEST_F(AttClient,
       GATT_CL_GAN_BV_01_C_notifications_reach_the_application_subscribed_or_not) {  // T11
  EXPECT_EQ(ask("1b 34 12 01 02 03"), "");
  EXPECT_EQ(ask("1b 34 12"), "");
  EXPECT_EQ(app.take_log(), "notification 1234 [01 02 03]; notification 1234 []");
}

TEST_F(AttClient, GATT_CL_GAI_BV_01_C_indications_are_told_apart_and_confirmed) {  // T10
  EXPECT_EQ(ask("1d 34 12 01 02 03"), "1e");
  EXPECT_EQ(app.take_log(), "indication 1234 [01 02 03]");
}

TEST_F(AttClient, GATT_CL_GAI_BI_01_C_several_indications_are_confirmed_each) {
  for (int i = 0; i < 4; ++i)
    controller.pdu(peer, att_channel, octets("1d 34 12 aa"));
  pump();
  EXPECT_EQ(take_said(), "1e / 1e / 1e / 1e");
}

TEST_F(AttClient, values_without_a_handle_are_counted) {
  for (const char* pdu : {"1b", "1b 34", "1d", "1d 34"})
    EXPECT_EQ(ask(pdu), "") << pdu;
  EXPECT_EQ(counters().malformed_packets, 4u);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AttClient, commands_are_cut_to_what_the_MTU_holds) {
  ASSERT_TRUE(host().client().write_without_response({peer}, {0x1234}, counting(40)));
  EXPECT_EQ(take_said(), "52 34 12 " + hex(counting(20)));
  ASSERT_TRUE(host().client().write_without_response({peer}, {0x1234}, {}));
  EXPECT_EQ(take_said(), "52 34 12");
}

TEST_F(AttClient, GATT_CL_GAC_BV_01_C_exchanges_the_MTU_once_a_connection_and_uses_it) {
  ExchangeMtu exchange{app};
  ASSERT_TRUE(exchange_mtu(exchange));
  EXPECT_EQ(take_said(), "02 00 01");
  const Status again = exchange_mtu(exchange);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::already);
  hear(peer, "03 64 00");
  EXPECT_EQ(app.take_log(), "mtu 100; end ok");
  EXPECT_FALSE(exchange_mtu(exchange));
  ASSERT_TRUE(host().client().write_without_response({peer}, {0x1234}, counting(200)));
  EXPECT_EQ(controller.pdus.back().payload.size(), 100u);
}

TEST_F(AttClient, an_MTU_exchange_offers_what_is_preferred_when_it_is_sent) {
  ExchangeMtu exchange{app};
  ASSERT_TRUE(run_procedure(a));
  ASSERT_TRUE(exchange_mtu(exchange));
  ASSERT_TRUE(host().att().set_preferred_mtu(517));
  EXPECT_EQ(ask("0b"), "02 05 02");
  ASSERT_TRUE(host().att().set_preferred_mtu(50));
  hear(peer, "03 00 02");
  EXPECT_EQ(host().att().mtu(link()), 512);
}

TEST_F(AttClient, a_peer_that_offers_less_than_23_gets_23) {
  ExchangeMtu exchange{app};
  ASSERT_TRUE(exchange_mtu(exchange));
  hear(peer, "03 05 00");
  EXPECT_EQ(app.take_log(), "mtu 23; end ok");
}

TEST_F(AttClient, an_MTU_exchange_that_fails_leaves_23) {
  ExchangeMtu exchange{app};
  ASSERT_TRUE(exchange_mtu(exchange));
  EXPECT_EQ(ask("01 02 00 00 06"), "");
  EXPECT_EQ(app.take_log(), "end error 06");
  EXPECT_EQ(host().att().mtu(link()), 23);
  connect(0x0041);
  ASSERT_TRUE(exchange_mtu(exchange, 0x0041));
  hear(0x0041, "03 40");
  EXPECT_EQ(app.take_log(), "end malformed");
}

TEST_F(AttClient, both_sides_may_exchange_at_once) {
  ExchangeMtu exchange{app};
  ASSERT_TRUE(exchange_mtu(exchange));
  EXPECT_EQ(take_said(), "02 00 01");
  EXPECT_EQ(ask("02 64 00"), "03 00 01");
  hear(peer, "03 64 00");
  EXPECT_EQ(app.take_log(), "mtu 100; mtu 100; end ok");
}

}  // namespace
}  // namespace westwind::testing
