// One long conversation between two devices that uses every kind of exchange: what the fault tests
// cut at every place.
#pragma once

#include "tests/support/two_devices.hpp"

namespace westwind::testing {

/// Connects, exchanges the MTU, discovers, reads, writes, subscribes, notifies, indicates. Goes on
/// as long as there is a link.
class Conversation {
 public:
  explicit Conversation(TwoDevices& two) : two_(two), app_(two.central.app) {}

  /// True when every step was done and did what it should.
  bool run() {
    if (!connect()) return false;
    return mtu() && discover() && read() && write() && long_values() && subscribe() && values();
  }

 private:
  bool connect() {
    (void)two_.peripheral.host().advertiser().start(
        {.interval_min = ms(20), .interval_max = ms(20)});
    if (!two_.central.host().initiator().connect(two_.peripheral.device.address(),
                                                 {.timeout = ms(500)}))
      return false;
    return wait(
        [&] { return !app_.open_links.empty() && !two_.peripheral.app.open_links.empty(); });
  }
  bool mtu() {
    const int before = app_.procedures_ended;
    started_ +=
        two_.central.host().client().exchange_mtu(two_.central.link(), exchange_).has_value();
    return wait([&] { return app_.procedures_ended > before; }) &&
           two_.central.host().att().mtu(link()) == 256;
  }
  bool discover() {
    return procedure(services_) && procedure(characteristics_) && procedure(descriptors_);
  }
  bool read() { return procedure(read_) && procedure(long_read_); }
  bool write() {
    if (!procedure(write_)) return false;
    if (!two_.central.host().client().write_without_response(two_.central.link(), {0x0c}, value_))
      return false;
    return wait([&] { return two_.peripheral.services.store.log.size() >= 2; });
  }
  bool long_values() {
    return procedure(reliable_write_) && procedure(whole_read_) &&
           two_.peripheral.services.store.values[0x0c] == long_value_;
  }
  bool subscribe() { return procedure(subscribe_); }
  bool values() {
    two_.central.app.log.clear();
    auto& server = two_.peripheral.host().server();
    if (server.update_subscribed({0x0c}, value_) != 1) return false;
    if (!server.indicate(two_.peripheral.link(), {0x1f}, value_)) return false;
    return wait([&] {
      return contains(app_.log, "notification") && contains(app_.log, "indication") &&
             contains(two_.peripheral.app.log, "indicated 001f ok");
    });
  }

  const host::hci::Link& link() {
    return *two_.central.host().connections().find(two_.central.link());
  }
  static bool contains(const std::vector<std::string>& log, const std::string& what) {
    for (const std::string& line : log)
      if (line.find(what) != std::string::npos) return true;
    return false;
  }
  /// Waits for `done`; gives up when the attempt failed or a link ended.
  template <typename Condition>
  bool wait(Condition done) {
    const auto ended = [&] {
      return app_.disconnected > 0 || two_.peripheral.app.disconnected > 0 ||
             contains(app_.log, "connect failed");
    };
    (void)two_.until([&] { return done() || ended(); }, Duration::seconds(40));
    return done() && !ended();
  }
  bool procedure(host::att::Transaction& transaction) {
    const int before = app_.procedures_ended;
    if (!two_.central.host().client().start(two_.central.link(), transaction)) return false;
    ++started_;
    return wait([&] { return app_.procedures_ended > before; });
  }

 public:
  int started() const { return started_; }

 private:
  TwoDevices& two_;
  Application& app_;
  int started_ = 0;
  OctetString value_ = counting(20);
  OctetString cccd_ = octets("01 00");
  OctetString long_value_ = counting(300);
  const host::gatt::WritePart part_{{0x0c}, long_value_};
  host::gatt::ExchangeMtu exchange_{app_};
  host::gatt::DiscoverServices services_{app_, std::nullopt};
  host::gatt::DiscoverCharacteristics characteristics_{app_, {0x0a, 0x1c}, std::nullopt};
  host::gatt::DiscoverDescriptors descriptors_{app_, {0x14, 0x18}};
  host::gatt::Read read_{app_, {0x0c}};
  host::gatt::Read long_read_{app_, {0x15}};
  host::gatt::Write write_{app_, {0x0c}, value_};
  host::gatt::ReliableWrite reliable_write_{app_, {&part_, 1}};
  host::gatt::LongRead whole_read_{app_, {0x0c}};
  host::gatt::Write subscribe_{app_, {0x0d}, cccd_};
};

}  // namespace westwind::testing
