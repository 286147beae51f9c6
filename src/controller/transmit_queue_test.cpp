// Order, fragmentation and repetition of a link's outgoing PDUs.
#include "controller/transmit_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind::controller {
namespace {

namespace ll = wire::ll;

struct TransmitQueueTest : testing::Test {
  AclBuffers buffers{3, 60};
  TransmitQueue queue{buffers};

  void put(std::size_t size, bool start = true) {
    std::vector<std::uint8_t> data(size);
    for (std::size_t i = 0; i < size; ++i)
      data[i] = static_cast<std::uint8_t>(i);
    const AclBuffers::Index index = buffers.take(data, start);
    ASSERT_NE(index, AclBuffers::none);
    queue.acl(index);
  }
};

TEST_F(TransmitQueueTest, empty_pdus_flow_when_there_is_nothing) {
  const auto pdu = queue.next(27);
  EXPECT_EQ(pdu.llid, ll::Llid::continuation);
  EXPECT_TRUE(pdu.payload.empty());
  EXPECT_FALSE(pdu.more);
  EXPECT_EQ(queue.acknowledge().what, TransmitQueue::Delivered::nothing);
}

TEST_F(TransmitQueueTest, an_empty_pdu_in_flight_is_repeated_though_data_came_meanwhile) {
  (void)queue.next(27);
  put(5);
  const auto again = queue.next(27);
  EXPECT_TRUE(again.payload.empty());
  EXPECT_TRUE(again.more);
  (void)queue.acknowledge();
  EXPECT_EQ(queue.next(27).payload.size(), 5u);
}

TEST_F(TransmitQueueTest, cuts_packets_into_pdus_and_reports_the_last_one) {
  put(60);
  auto pdu = queue.next(27);
  EXPECT_EQ(pdu.llid, ll::Llid::start);
  EXPECT_EQ(pdu.payload.size(), 27u);
  EXPECT_TRUE(pdu.more);
  // A repetition has the same length though longer PDUs are allowed by now.
  pdu = queue.next(251);
  EXPECT_EQ(pdu.payload.size(), 27u);
  EXPECT_EQ(queue.acknowledge().what, TransmitQueue::Delivered::part_of_packet);
  pdu = queue.next(251);
  EXPECT_EQ(pdu.llid, ll::Llid::continuation);
  EXPECT_EQ(pdu.payload[0], 27);
  EXPECT_FALSE(pdu.more);
  EXPECT_EQ(queue.acknowledge().what, TransmitQueue::Delivered::packet);
  EXPECT_EQ(buffers.free(), 3);
  EXPECT_TRUE(queue.is_idle());
}

TEST_F(TransmitQueueTest, control_goes_before_data_but_not_before_what_is_in_flight) {
  put(40);
  (void)queue.next(27);
  queue.control(ll::PingResponse{});
  EXPECT_EQ(queue.next(27).llid, ll::Llid::start);
  (void)queue.acknowledge();
  EXPECT_EQ(queue.next(27).llid, ll::Llid::control);
  const auto delivered = queue.acknowledge();
  EXPECT_EQ(delivered.what, TransmitQueue::Delivered::control);
  EXPECT_EQ(delivered.opcode, ll::PingResponse::opcode);
  EXPECT_EQ(queue.next(27).payload.size(), 13u);
}

TEST_F(TransmitQueueTest, nothing_follows_the_last_pdu) {
  put(10);
  queue.control(ll::PingResponse{});
  queue.last(ll::TerminateIndication{wire::hci::ErrorCode::remote_power_off});
  const auto pdu = queue.next(27);
  EXPECT_EQ(pdu.payload[0], ll::TerminateIndication::opcode);
  EXPECT_FALSE(pdu.more);
  (void)queue.acknowledge();
  EXPECT_TRUE(queue.next(27).payload.empty());
  queue.clear();
  EXPECT_EQ(buffers.free(), 3);
}

TEST_F(TransmitQueueTest, takes_back_what_was_never_sent) {
  queue.control(ll::PingRequest{});
  queue.control(ll::PingResponse{});
  queue.control(ll::FeatureRequest{1});
  (void)queue.next(27);
  EXPECT_FALSE(queue.withdraw(ll::PingRequest::opcode));  // in flight
  EXPECT_TRUE(queue.withdraw(ll::PingResponse::opcode));
  EXPECT_FALSE(queue.withdraw(ll::PingResponse::opcode));
  (void)queue.acknowledge();
  EXPECT_EQ(queue.next(27).payload[0], ll::FeatureRequest::opcode);
  (void)queue.acknowledge();
  EXPECT_TRUE(queue.is_idle());
}

TEST_F(TransmitQueueTest, the_pool_has_an_end) {
  for (int i = 0; i < 3; ++i)
    put(1);
  EXPECT_EQ(buffers.take({}, true), AclBuffers::none);
  for (int i = 0; i < 3; ++i) {
    (void)queue.next(27);
    (void)queue.acknowledge();
  }
  EXPECT_EQ(buffers.free(), 3);
}

}  // namespace
}  // namespace westwind::controller
