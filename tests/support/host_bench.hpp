// The bench that host unit tests stand on: a host, a scripted controller, an application that
// writes everything down, a clock that the test moves. When a test is over the bench ends all links
// and checks that nothing is left behind.
#pragma once

#include <optional>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "tests/support/application.hpp"
#include "tests/support/scripted_controller.hpp"

namespace westwind::testing {

using host::hci::State;
using wire::hci::Role;

/// Limits that differ from the usual are the only template parameter.
template <host::Limits limits>
class BenchWith : public ::testing::Test {
 protected:
  static constexpr std::uint16_t peer = 0x0040;  ///< handle of the link that most tests have
  static constexpr wire::l2cap::Cid att_channel = wire::l2cap::attribute_channel;

  BenchWith() { construct({}); }

  /// A fresh host; before `start` only.
  void construct(const host::Config& config) {
    host::Config adjusted = config;
    adjusted.caching = caching;
    host_.emplace(storage_.memory(), controller, app, host::smp::SecurityParts{aes_, &p256_, bonds},
                  adjusted);
    app.listen_to(*host_);
  }
  host::Host& host() { return *host_; }

  /// Brings the host up and forgets how.
  void start() {
    host().start(now);
    pump();
    ASSERT_EQ(host().state(), State::ready);
    controller.commands.clear();
    app.log.clear();
  }
  /// Delivers everything that the controller has said, and what that leads to.
  void pump() {
    for (int packets = 0; !controller.to_host.empty(); ++packets) {
      ASSERT_LT(packets, 100'000) << "host and controller never come to rest";
      const OctetString packet = controller.to_host.front();
      controller.to_host.pop_front();
      host().receive(now, packet);
    }
    host().run(now);
    if (!controller.to_host.empty()) pump();
  }
  /// Lets time pass, running the host whenever it asks for it.
  void pass(Duration duration) {
    const Instant end = now + duration;
    pump();
    for (Instant next = host().deadline(); next <= end; next = host().deadline()) {
      now = next > now ? next : now;
      host().run(now);
      pump();
    }
    now = end;
    pump();
  }

  void connect(std::uint16_t handle = peer, Role role = Role::peripheral) {
    controller.connection_complete(handle, role);
    pump();
    app.log.clear();
  }
  const host::hci::Link& link(std::uint16_t handle = peer) {
    return *host().connections().find({handle});
  }
  void hear(std::uint16_t handle, std::string_view pdu, wire::l2cap::Cid cid = att_channel) {
    controller.pdu(handle, cid, octets(pdu));
    pump();
  }
  /// The peer sends an L2CAP payload; what the host sends it in return, joined by " / ".
  std::string ask(std::string_view pdu, std::uint16_t handle = peer,
                  wire::l2cap::Cid cid = att_channel) {
    const std::size_t before = controller.pdus.size();
    hear(handle, pdu, cid);
    return said(before);
  }
  /// What the host has sent, from the `from`th L2CAP PDU on.
  std::string said(std::size_t from = 0) const {
    std::string all;
    for (std::size_t i = from; i < controller.pdus.size(); ++i)
      all += (all.empty() ? "" : " / ") + hex(controller.pdus[i].payload);
    return all;
  }
  std::string take_said() {
    const std::string all = said();
    controller.pdus.clear();
    return all;
  }

  Status run_procedure(host::att::Transaction& procedure, std::uint16_t handle = peer) {
    const Status status = host().client().start({handle}, procedure);
    procedures_started_ += status.has_value() ? 1 : 0;
    return status;
  }
  Status exchange_mtu(host::gatt::ExchangeMtu& procedure, std::uint16_t handle = peer) {
    const Status status = host().client().exchange_mtu({handle}, procedure);
    procedures_started_ += status.has_value() ? 1 : 0;
    return status;
  }
  Status scan(const host::gap::ScanOptions& options = {}) {
    const Status status = host().scanner().start(options);
    scans_started_ += status.has_value() ? 1 : 0;
    return status;
  }

  void end_everything() {
    app.react = nullptr;
    controller.silent.clear();
    controller.release_all();
    controller.completes_packets = true;
    host().scanner().stop();
    host().advertiser().stop();
    host().initiator().cancel();
    pump();
    while (!controller.links.empty())
      controller.disconnection_complete(controller.links.begin()->first,
                                        ErrorCode::connection_timeout);
    pump();
  }
  void check_nothing_left() {
    EXPECT_EQ(app.connected, app.disconnected);
    EXPECT_EQ(procedures_started_, app.procedures_ended);
    EXPECT_TRUE(host().server().subscriptions().all_free());
    EXPECT_TRUE(host().memory_all_free());
    EXPECT_EQ(host().hci().commands().pending(), 0u);
    if (host().state() != State::ready) return;
    EXPECT_EQ(scans_started_, app.scans_ended);
    EXPECT_FALSE(controller.scanning || controller.advertising || controller.creating);
  }
  void TearDown() override {
    end_everything();
    check_nothing_left();
  }

  ScriptedController controller;
  Application app;
  Instant now = Instant::from_us(1'000'000);
  host::smp::BondStore* bonds = nullptr;  ///< takes effect at the next `construct`
  /// Off, so that the handles of test tables do not hang on it; takes effect as `bonds` does.
  bool caching = false;
  int procedures_started_ = 0;
  int scans_started_ = 0;

 private:
  host::Storage<limits> storage_;
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  std::optional<host::Host> host_;
};

extern template class BenchWith<host::Limits{}>;  // compiled once, in host_bench.cpp
class HostBench : public BenchWith<host::Limits{}> {};

/// A running host with one link, on which we are the peripheral.
class LinkedBench : public HostBench {
 protected:
  void SetUp() override {
    start();
    connect();
  }
};

}  // namespace westwind::testing
