// Links as applications see them: parameters, data length, ends.
#include "gap/connections.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;

constexpr ConnectionParameters wanted{80, 100, 2, 300};

class ConnectionsTest : public HostBench {
 protected:
  void SetUp() override { start(); }
  host::gap::Connections& connections() { return host().connections(); }
  void fill_command_queue() {
    controller.hold_commands = true;
    while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
    }
  }
  void remote_request(const ConnectionParameters& parameters) {
    controller.le_event(LeRemoteConnectionParameterRequest{{peer}, parameters});
    pump();
  }
};

TEST_F(ConnectionsTest, GAP_CONN_TERM_BV_01_C_ends_a_link) {
  connect();
  EXPECT_TRUE(connections().disconnect({peer}));
  EXPECT_EQ(app.take_log(), "");
  pump();
  EXPECT_EQ(hex(controller.last(Disconnect::opcode)->parameters), "40 00 13");
  EXPECT_EQ(app.take_log(), "disconnected 0040 16");
}

TEST_F(ConnectionsTest, an_unknown_handle_is_refused_politely) {  // T7
  for (const std::uint16_t handle : {0x0040, 0x0eff, 0xffff}) {
    const Status ended = connections().disconnect({handle});
    const Status updated = connections().update_parameters({handle}, wanted);
    ASSERT_FALSE(ended || updated);
    EXPECT_EQ(ended.error(), Error::not_connected);
    EXPECT_EQ(updated.error(), Error::not_connected);
  }
  EXPECT_TRUE(controller.commands.empty());
}

TEST_F(ConnectionsTest, a_disconnect_waits_for_a_command_slot) {
  connect();
  fill_command_queue();
  EXPECT_TRUE(connections().disconnect({peer}));
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "writable; disconnected 0040 16");
}

TEST_F(ConnectionsTest, a_link_that_ends_before_its_disconnect_could_leave_is_not_ended_twice) {
  connect();
  fill_command_queue();
  EXPECT_TRUE(connections().disconnect({peer}));
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  controller.connection_complete(peer, Role::peripheral);  // the same handle, another link
  pump();
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(Disconnect::opcode), 0u);
  EXPECT_EQ(app.take_log(), "disconnected 0040 08; connected 0040; writable");
}

TEST_F(ConnectionsTest, a_disconnect_works_from_inside_the_connect_handler) {  // T2
  app.react = [this](const std::string& line) {
    if (!line.starts_with("connected")) return;
    EXPECT_TRUE(connections().disconnect({peer}, ErrorCode::remote_power_off));
  };
  controller.connection_complete(peer, Role::central);
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040; disconnected 0040 16");
  EXPECT_EQ(hex(controller.last(Disconnect::opcode)->parameters), "40 00 15");
}

TEST_F(ConnectionsTest, every_call_works_from_inside_the_connect_handler) {  // T2
  host::gatt::DiscoverServices discovery{app, std::nullopt};
  host::gatt::ExchangeMtu exchange{app};
  app.react = [&](const std::string& line) {
    if (!line.starts_with("connected")) return;
    EXPECT_TRUE(exchange_mtu(exchange));
    EXPECT_TRUE(run_procedure(discovery));
    EXPECT_TRUE(host().client().write_without_response({peer}, {3}, octets("01")));
    EXPECT_TRUE(connections().update_parameters({peer}, wanted));
    EXPECT_TRUE(host().advertiser().start({}));
    EXPECT_TRUE(scan());
    EXPECT_EQ(connections().find({peer})->role, Role::central);
  };
  controller.connection_complete(peer, Role::central);
  pump();
  EXPECT_EQ(said(), "02 00 01 / 52 03 00 01");
  EXPECT_TRUE(controller.advertising && controller.scanning);
  end_everything();  // while the procedures live
}

TEST_F(ConnectionsTest, no_call_works_on_a_link_in_its_disconnect_handler_and_none_harms) {  // T3
  host::gatt::Read read{app, {3}};
  app.react = [&](const std::string& line) {
    if (!line.starts_with("disconnected")) return;
    EXPECT_EQ(connections().find({peer}), nullptr);
    EXPECT_FALSE(run_procedure(read));
    EXPECT_FALSE(connections().disconnect({peer}));
    EXPECT_FALSE(host().server().notify({peer}, {3}, octets("01")));
    EXPECT_FALSE(connections().update_parameters({peer}, wanted));
    EXPECT_TRUE(host().advertiser().start({}));
    EXPECT_TRUE(host().initiator().connect({}, {}));
  };
  connect();
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_TRUE(controller.advertising && controller.creating);
}

TEST_F(ConnectionsTest, GAP_CONN_CPUP_BV_06_C_a_central_changes_parameters) {  // T6
  connect(peer, Role::central);
  EXPECT_TRUE(connections().update_parameters({peer}, wanted));
  EXPECT_EQ(hex(controller.last(LeConnectionUpdate::opcode)->parameters),
            "40 00 50 00 64 00 02 00 2c 01 00 00 00 00");
  pump();
  EXPECT_EQ(app.take_log(), "parameters 0040 00 interval 100");
  EXPECT_EQ(link().parameters.interval_1250us, 100);
  EXPECT_EQ(link().parameters.latency, 2);
  EXPECT_EQ(link().parameters.supervision_timeout_10ms, 300);
}

TEST_F(ConnectionsTest, parameters_out_of_range_are_refused) {
  connect(peer, Role::central);
  const Status status = connections().update_parameters({peer}, {5, 100, 0, 300});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::invalid_argument);
}

TEST_F(ConnectionsTest, a_change_that_fails_is_told_and_changes_nothing) {
  connect(peer, Role::central);
  controller.le_event(
      LeConnectionUpdateComplete{ErrorCode::unsupported_remote_feature, {peer}, 0, 0, 0});
  pump();
  EXPECT_EQ(app.take_log(), "parameters 0040 1a interval 24");
}

TEST_F(ConnectionsTest, a_change_that_the_controller_refuses_is_told) {
  connect(1, Role::central);
  connect(2, Role::central);
  controller.refuse(LeConnectionUpdate::opcode, ErrorCode::command_disallowed);
  EXPECT_TRUE(connections().update_parameters({1}, wanted));
  EXPECT_TRUE(connections().update_parameters({2}, wanted));
  pump();
  EXPECT_EQ(app.take_log(), "parameters 0001 0c interval 24; parameters 0002 00 interval 100");
}

TEST_F(ConnectionsTest, changes_by_the_peer_are_told_too) {
  connect();
  controller.le_event(LeConnectionUpdateComplete{ErrorCode::success, {peer}, 6, 0, 500});
  pump();
  EXPECT_EQ(app.take_log(), "parameters 0040 00 interval 6");
}

TEST_F(ConnectionsTest, updates_of_no_link_and_events_cut_short_are_ignored) {
  controller.le_event(LeConnectionUpdateComplete{ErrorCode::success, {peer}, 6, 0, 500});
  controller.le_event(LeRemoteConnectionParameterRequest{{peer}, wanted});
  connect();
  controller.le_event(0x03, octets("00 40 00 06"));
  controller.le_event(0x06, octets("40 00 06"));
  pump();
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(ConnectionsTest, GAP_CONN_CPUP_BV_08_C_a_request_by_the_link_layer_is_answered) {
  connect();
  remote_request(wanted);
  EXPECT_EQ(app.take_log(), "parameters wanted 0040");
  EXPECT_EQ(hex(controller.last(LeRemoteConnectionParameterRequestReply::opcode)->parameters),
            "40 00 50 00 64 00 02 00 2c 01 00 00 00 00");
  app.accepts_parameters = false;
  remote_request(wanted);
  const auto* no = controller.last(LeRemoteConnectionParameterRequestNegativeReply::opcode);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(hex(no->parameters), "40 00 3b");
}

TEST_F(ConnectionsTest, GAP_CONN_CPUP_BV_05_C_illegal_values_are_refused_without_asking) {
  connect();
  remote_request({5, 100, 0, 300});
  EXPECT_EQ(app.take_log(), "");
  EXPECT_EQ(controller.count(LeRemoteConnectionParameterRequestNegativeReply::opcode), 1u);
}

TEST_F(ConnectionsTest, the_answer_to_the_peer_and_a_change_of_our_own_do_not_mix) {
  connect(peer, Role::central);
  fill_command_queue();
  EXPECT_TRUE(connections().update_parameters({peer}, {6, 6, 0, 100}));
  remote_request(wanted);
  controller.release_all();
  pump();
  EXPECT_EQ(hex(Bytes(controller.last(LeConnectionUpdate::opcode)->parameters).subspan(2, 4)),
            "06 00 06 00");
  EXPECT_EQ(hex(Bytes(controller.last(LeRemoteConnectionParameterRequestReply::opcode)->parameters)
                    .subspan(2, 4)),
            "50 00 64 00");
}

TEST_F(ConnectionsTest, without_a_listener_the_peer_gets_what_it_asks_for) {
  host::Storage<host::Limits{}> storage;
  struct Quiet : host::hci::StateListener {
    void on_ready() override {}
    void on_fault(host::hci::Fault) override {}
  } quiet;
  crypto::BuiltinAes128 aes;
  host::Host lonely(storage.memory(), controller, quiet, {aes, nullptr, nullptr}, {});
  lonely.start(now);
  const auto deliver = [&] {
    for (; !controller.to_host.empty(); controller.to_host.pop_front())
      lonely.receive(now, OctetString(controller.to_host.front()));
  };
  deliver();
  controller.connection_complete(peer, Role::peripheral);
  controller.le_event(LeRemoteConnectionParameterRequest{{peer}, wanted});
  controller.pdu(peer, att_channel, octets("1d 03 00 aa"));
  controller.advertising_report(0, {}, {}, 0);
  deliver();
  EXPECT_EQ(controller.count(LeRemoteConnectionParameterRequestReply::opcode), 1u);
  EXPECT_EQ(take_said(), "1e");
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  deliver();
}

class DataLength : public ConnectionsTest {
 protected:
  void SetUp() override {}
};

TEST_F(DataLength, the_longest_packets_are_asked_for_on_each_new_link) {  // T45
  controller.le_features = feature_bit(LeFeature::data_packet_length_extension);
  start();
  connect(1);
  connect(2, Role::central);
  EXPECT_EQ(controller.count(LeSetDataLength::opcode), 2u);
  EXPECT_EQ(hex(controller.last(LeSetDataLength::opcode)->parameters), "02 00 fb 00 48 08");
}

TEST_F(DataLength, not_of_controllers_that_cannot_nor_where_it_is_switched_off) {
  start();
  connect();
  EXPECT_EQ(controller.count(LeSetDataLength::opcode), 0u);
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  controller.le_features = feature_bit(LeFeature::data_packet_length_extension);
  host::Config config;
  config.automatic_data_length = false;
  construct(config);
  start();
  connect();
  EXPECT_EQ(controller.count(LeSetDataLength::opcode), 0u);
}

TEST_F(DataLength, it_waits_for_a_command_slot) {
  controller.le_features = feature_bit(LeFeature::data_packet_length_extension);
  start();
  fill_command_queue();
  connect();
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(LeSetDataLength::opcode), 1u);
}

}  // namespace
}  // namespace westwind::testing
