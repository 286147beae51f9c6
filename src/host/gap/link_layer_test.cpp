// PHYs, packet lengths and the accept list: modules that a host has where somebody makes them.
#include "gap/link_layer.hpp"

#include "gap/accept_list.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::AcceptList;
using host::gap::LinkLayer;
using host::gap::LinkLayerTasks;
using host::gap::Phy;
using host::gap::PhyPreference;
using Lines = std::vector<std::string>;

class LinkLayerTest : public HostBench,
                      public host::gap::LinkLayerListener,
                      public host::gap::AcceptListListener {
 protected:
  LinkLayerTest() {
    controller.le_features = feature_bit(LeFeature::phy_2m) | feature_bit(LeFeature::coded_phy) |
                             feature_bit(LeFeature::data_packet_length_extension);
  }
  void SetUp() override {
    host::Config config;
    config.automatic_data_length = false;
    construct(config);
    layer.emplace(host().hci(), tasks);
    layer->set_listener(*this);
    list.emplace(host().hci());
    list->set_listener(*this);
    host().start(now);
    pump();
    mask = last(LeSetEventMask::opcode);
    connect();
    controller.commands.clear();
  }
  void on_phy_updated(const host::hci::Link& link, ErrorCode status, Phy tx, Phy rx) override {
    told.push_back("phy " + std::to_string(link.handle.value) + " " +
                   std::to_string(static_cast<int>(status)) + " " +
                   std::to_string(static_cast<int>(tx)) + " " +
                   std::to_string(static_cast<int>(rx)));
  }
  void on_data_length_changed(const host::hci::Link&, host::gap::DataLength tx,
                              host::gap::DataLength rx) override {
    told.push_back("length " + std::to_string(tx.octets) + " " + std::to_string(tx.time_us) + " " +
                   std::to_string(rx.octets) + " " + std::to_string(rx.time_us));
  }
  void on_accept_list_changed(ErrorCode status) override {
    told.push_back("list " + std::to_string(static_cast<int>(status)));
  }
  Lines take() { return std::exchange(told, {}); }
  void phy_update(ErrorCode status, std::uint8_t tx, std::uint8_t rx) {
    controller.le_event(LePhyUpdateComplete{status, {peer}, tx, rx});
    pump();
  }
  std::string last(Opcode opcode) const {
    const auto* command = controller.last(opcode);
    return command == nullptr ? "none" : hex(command->parameters);
  }

  std::array<LinkLayerTasks, host::Limits{}.links> tasks;
  std::optional<LinkLayer> layer;
  std::optional<AcceptList> list;
  Lines told;
  std::string mask;
  const wire::DeviceAddress whom{wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
};

TEST_F(LinkLayerTest, the_event_of_phy_updates_is_enabled_by_who_wants_it) {
  EXPECT_EQ(mask, "7f 08 00 00 00 00 00 00");
}

TEST_F(LinkLayerTest, GAP_a_phy_is_asked_for_and_told) {
  EXPECT_TRUE(layer->set_phy({peer}, {PhyPreference::le_2m, PhyPreference::le_2m}));
  pump();
  EXPECT_EQ(last(LeSetPhy::opcode), "40 00 00 02 02 00 00");
  phy_update(ErrorCode::success, 2, 2);
  EXPECT_EQ(take(), Lines{"phy 64 0 2 2"});
  // Without a preference, and with a coding.
  EXPECT_TRUE(layer->set_phy({peer}, {0, PhyPreference::le_coded, PhyPreference::Coding::s8}));
  pump();
  EXPECT_EQ(last(LeSetPhy::opcode), "40 00 01 00 04 02 00");
  phy_update(ErrorCode::unsupported_remote_feature, 0, 0);
  EXPECT_EQ(take(), Lines{"phy 64 26 2 2"}) << "what is in force stays";
}

TEST_F(LinkLayerTest, changes_that_the_peer_wants_are_told) {
  phy_update(ErrorCode::success, 1, 3);
  EXPECT_EQ(take(), Lines{"phy 64 0 1 3"});
}

TEST_F(LinkLayerTest, a_refusal_is_told_and_the_next_link_goes_on) {
  connect(0x41, Role::central);
  controller.refuse(LeSetPhy::opcode, ErrorCode::command_disallowed);
  EXPECT_TRUE(layer->set_phy({peer}, {PhyPreference::le_2m, 0}));
  EXPECT_TRUE(layer->set_phy({0x41}, {PhyPreference::le_2m, 0}));
  pump();
  EXPECT_EQ(take(), Lines{"phy 64 12 1 1"});
  EXPECT_EQ(last(LeSetPhy::opcode), "41 00 02 02 00 00 00");
}

TEST_F(LinkLayerTest, what_cannot_be_is_refused) {
  EXPECT_EQ(layer->set_phy({7}, {}).error(), Error::not_connected);
  EXPECT_EQ(layer->set_phy({peer}, {8, 0}).error(), Error::invalid_argument);
  EXPECT_EQ(layer->set_data_length({7}, 100).error(), Error::not_connected);
  EXPECT_EQ(layer->set_data_length({peer}, 26).error(), Error::invalid_argument);
  EXPECT_EQ(layer->set_data_length({peer}, 252).error(), Error::invalid_argument);
  EXPECT_EQ(controller.count(LeSetPhy::opcode) + controller.count(LeSetDataLength::opcode), 0u);
}

class OldController : public LinkLayerTest {
 protected:
  OldController() { controller.le_features = 0; }
};

TEST_F(OldController, has_neither_phys_nor_lengths) {
  EXPECT_EQ(layer->set_phy({peer}, {}).error(), Error::not_supported);
  EXPECT_EQ(layer->set_data_length({peer}, 100).error(), Error::not_supported);
}

TEST_F(LinkLayerTest, data_lengths_are_set_and_told) {
  EXPECT_TRUE(layer->set_data_length({peer}, 100));
  pump();
  EXPECT_EQ(last(LeSetDataLength::opcode), "40 00 64 00 d0 1c") << "7376 us on LE Coded";
  controller.le_event(LeDataLengthChange{{peer}, 100, 912, 251, 2120});
  pump();
  EXPECT_EQ(take(), Lines{"length 100 912 251 2120"});
}

TEST_F(LinkLayerTest, events_cut_short_and_of_no_link_are_ignored) {
  controller.le_event(LePhyUpdateComplete::subevent, octets("00 40 00 02"));
  controller.le_event(LeDataLengthChange::subevent, octets("40 00 64"));
  controller.le_event(LePhyUpdateComplete{ErrorCode::success, {9}, 2, 2});
  pump();
  EXPECT_EQ(take(), Lines{});
}

TEST_F(LinkLayerTest, a_link_that_ends_forgets_what_was_wanted) {
  controller.hold_commands = true;
  EXPECT_TRUE(layer->set_phy({peer}, {PhyPreference::le_2m, 0}));
  EXPECT_TRUE(layer->set_phy({peer}, {PhyPreference::le_coded, 0}));  // waits for the first
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  controller.hold_commands = false;
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(LeSetPhy::opcode), 1u);
  EXPECT_EQ(take(), Lines{});
}

TEST_F(LinkLayerTest, the_accept_list_is_filled_and_emptied) {
  EXPECT_EQ(list->capacity(), 8);
  EXPECT_TRUE(list->add(whom));
  EXPECT_TRUE(list->remove(whom));
  EXPECT_TRUE(list->clear());
  pump();
  EXPECT_EQ(controller.opcodes(), (std::vector<std::uint16_t>{0x2011, 0x2012, 0x2010}));
  EXPECT_EQ(last(LeAddDeviceToFilterAcceptList::opcode), "01 01 02 03 04 05 c6");
  EXPECT_EQ(take(), (Lines{"list 0", "list 0", "list 0"}));
}

TEST_F(LinkLayerTest, what_the_controller_refuses_of_the_accept_list_is_told) {
  controller.refuse(LeAddDeviceToFilterAcceptList::opcode, ErrorCode::memory_capacity_exceeded);
  EXPECT_TRUE(list->add(whom));
  pump();
  EXPECT_EQ(take(), Lines{"list 7"});
}

TEST_F(LinkLayerTest, GAP_CONN_ACEP_BV_01_C_whoever_is_listed_is_connected_to) {
  host::gap::ConnectOptions options;
  options.accept_list = true;
  EXPECT_TRUE(host().initiator().connect({}, options));
  pump();
  EXPECT_EQ(controller.last(LeCreateConnection::opcode)->parameters[4], 1);
  EXPECT_TRUE(controller.peer_answers(0x42));
  pump();
  EXPECT_EQ(app.take_log(), "connected 0042");
}

}  // namespace
}  // namespace westwind::testing
