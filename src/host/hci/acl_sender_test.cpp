// Outgoing ACL data: fragments, the controller's buffers, turns among links.
#include "hci/acl.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

class AclSenderTest : public HostBench {
 protected:
  void start_with(std::uint16_t length, std::uint16_t count) {
    controller.le_acl_length = length;
    controller.acl_count = count;
    start();
    ASSERT_TRUE(host().att().set_preferred_mtu(517));
  }
  /// A link with an MTU of `mtu`, on which the test may notify.
  void connect_with_mtu(std::uint16_t handle, std::uint16_t mtu) {
    connect(handle);
    const OctetString request{0x02, static_cast<std::uint8_t>(mtu),
                              static_cast<std::uint8_t>(mtu >> 8)};
    hear(handle, hex(request));
    app.log.clear();
    controller.pdus.clear();
    controller.order.clear();
    controller.fragment_sizes.clear();
  }
  Status notify(std::uint16_t handle, std::size_t octets) {
    return host().att().notify(*host().hci().find({handle}), {0x0003}, counting(octets));
  }
};

TEST_F(AclSenderTest, cuts_into_fragments_of_27) {
  start_with(27, 8);
  connect_with_mtu(peer, 517);
  EXPECT_TRUE(notify(peer, 60));
  EXPECT_EQ(controller.fragment_sizes, (std::vector<std::size_t>{27, 27, 13}));
  pump();
  ASSERT_EQ(controller.pdus.size(), 1u);
  EXPECT_EQ(hex(controller.pdus[0].payload), "1b 03 00 " + hex(counting(60)));
}

TEST_F(AclSenderTest, a_PDU_that_fills_its_fragments_has_no_empty_one_behind) {
  start_with(27, 8);
  connect_with_mtu(peer, 517);
  EXPECT_TRUE(notify(peer, 2 * 27 - 7));
  EXPECT_EQ(controller.fragment_sizes, (std::vector<std::size_t>{27, 27}));
}

TEST_F(AclSenderTest, cuts_into_fragments_of_251) {
  start_with(251, 8);
  connect_with_mtu(peer, 517);
  EXPECT_TRUE(notify(peer, 514));
  EXPECT_EQ(controller.fragment_sizes, (std::vector<std::size_t>{251, 251, 19}));
  ASSERT_EQ(controller.pdus.size(), 1u);
  EXPECT_EQ(controller.pdus[0].payload.size(), 517u);
}

TEST_F(AclSenderTest, holds_no_more_packets_in_the_controller_than_it_has_buffers) {
  start_with(27, 3);
  connect_with_mtu(peer, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(peer, 150));  // 6 fragments
  EXPECT_EQ(controller.order.size(), 3u);
  pump();
  EXPECT_EQ(controller.order.size(), 3u);
  controller.completed(peer, 2);
  pump();
  EXPECT_EQ(controller.order.size(), 5u);
  controller.completed(peer, 3);
  pump();
  EXPECT_EQ(controller.order.size(), 6u);
  controller.completed(peer, 1);
  pump();
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(AclSenderTest, completions_for_nothing_give_no_buffers) {
  start_with(27, 2);
  connect_with_mtu(peer, 200);
  controller.completed(peer, 100);
  controller.completed(0x0123, 1);
  pump();
  EXPECT_EQ(host().counters().unknown_handles, 1u);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(peer, 150));  // the controller checks
  EXPECT_EQ(controller.order.size(), 2u);
}

TEST_F(AclSenderTest, completions_for_several_links_come_in_one_event) {
  start_with(27, 4);
  connect_with_mtu(1, 200);
  connect_with_mtu(2, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(1, 60));
  EXPECT_TRUE(notify(2, 60));
  EXPECT_EQ(controller.order.size(), 4u);
  controller.links[1].unacknowledged = 1;
  controller.links[2].unacknowledged = 0;
  controller.event(0x13, octets("02 01 00 02 00 02 00 01 00"));
  pump();
  EXPECT_EQ(controller.order.size(), 6u);
}

TEST_F(AclSenderTest, a_completion_event_shorter_than_its_count_is_counted) {
  start_with(27, 4);
  controller.event(0x13, octets("02 01 00 02 00"));
  controller.event(0x13, {});
  pump();
  EXPECT_EQ(host().counters().malformed_events, 2u);
}

TEST_F(AclSenderTest, links_take_turns_so_that_a_long_PDU_holds_up_nobody) {
  start_with(27, 1);
  for (const std::uint16_t handle : {1, 2, 3, 4})
    connect_with_mtu(handle, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(1, 190));  // 8 fragments
  for (const std::uint16_t handle : {2, 3, 4})
    EXPECT_TRUE(notify(handle, 40));  // 2 fragments
  for (int i = 0; i < 14; ++i) {
    ASSERT_FALSE(controller.order.empty());
    controller.completed(controller.order.back(), 1);
    pump();
  }
  EXPECT_EQ(controller.order,
            (std::vector<std::uint16_t>{1, 2, 3, 4, 1, 2, 3, 4, 1, 1, 1, 1, 1, 1}));
}

TEST_F(AclSenderTest, a_link_that_ends_gives_its_buffers_back_and_loses_its_queue) {
  start_with(27, 2);
  connect_with_mtu(1, 200);
  connect_with_mtu(2, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(1, 100));
  EXPECT_TRUE(notify(1, 100));
  EXPECT_TRUE(notify(2, 10));
  EXPECT_EQ(controller.order, (std::vector<std::uint16_t>{1, 1}));
  controller.disconnection_complete(1, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(controller.order, (std::vector<std::uint16_t>{1, 1, 2}));
  controller.completed(2, 1);
  pump();
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(AclSenderTest, the_next_link_in_its_place_owes_nothing_for_it) {
  start_with(27, 2);
  connect_with_mtu(1, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(1, 100));
  controller.disconnection_complete(1, ErrorCode::connection_timeout);
  pump();
  controller.completes_packets = true;
  connect_with_mtu(2, 200);
  controller.completes_packets = false;
  EXPECT_TRUE(notify(2, 10));
  controller.completed(2, 3);  // more than it has sent
  pump();
  EXPECT_TRUE(notify(2, 190));  // the controller checks that no more than two are on their way
  EXPECT_EQ(controller.acl_in_use(), 2);
}

TEST_F(AclSenderTest, many_PDUs_leave_in_order) {
  start_with(27, 8);
  connect_with_mtu(peer, 60);
  controller.completes_packets = false;
  int sent = 0;
  for (; notify(peer, 1 + sent % 40); ++sent) {
  }
  ASSERT_GT(sent, 10);
  controller.completes_packets = true;
  controller.completed(peer, 8);
  pump();
  ASSERT_EQ(controller.pdus.size(), static_cast<std::size_t>(sent));
  for (int i = 0; i < sent; ++i)
    EXPECT_EQ(controller.pdus[i].payload.size(), 3u + 1 + i % 40);
}

}  // namespace
}  // namespace westwind::testing
