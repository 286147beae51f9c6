// Ends of credit based channels for tests: they write down what happens to them, keep what comes,
// and read it at the pace that the test wants.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "l2cap/channels.hpp"
#include "tests/support/hex.hpp"

namespace westwind::testing {

using host::l2cap::ChannelEnd;
using host::l2cap::ChannelOptions;
using host::l2cap::ChannelResult;
using host::l2cap::CreditBasedChannel;
using host::l2cap::CreditBasedChannels;

/// A channel whose listener it is itself.
class ChannelPeer final : public CreditBasedChannel, public host::l2cap::ChannelListener {
 public:
  ChannelPeer(CreditBasedChannels& channels, ChannelOptions options)
      : CreditBasedChannel(static_cast<host::l2cap::ChannelListener&>(*this)), options(options),
        channels_(channels) {}

  /// Octets of SDUs that came, borders gone.
  std::vector<std::uint8_t> received;
  std::vector<std::size_t> sdu_sizes;
  std::vector<std::string> log;
  int opened = 0, sent = 0, closed = 0;
  ChannelEnd end = ChannelEnd::disconnected;
  bool reads = true;  ///< gives the room back at once
  ChannelOptions options;
  std::function<void(const std::string&)> react;

  std::string take_log();
  /// Gives back the room of everything that has come.
  void read();
  std::size_t unread() const { return unread_; }

  void on_open(CreditBasedChannel&) override;
  void on_part(CreditBasedChannel&, Bytes octets, std::uint16_t sdu_left) override;
  void on_sent(CreditBasedChannel&) override;
  void on_closed(CreditBasedChannel&, ChannelEnd how) override;

 private:
  void note(const std::string& line);

  CreditBasedChannels& channels_;
  std::size_t unread_ = 0;
  std::size_t sdu_ = 0;
};

/// Accepts every channel, unless told how to refuse.
class ServerPeer final : public host::l2cap::CreditBasedServer {
 public:
  ServerPeer(CreditBasedChannels& channels, std::uint16_t spsm, ChannelOptions options)
      : CreditBasedServer(spsm), channels_(channels), options_(options) {}

  host::l2cap::ChannelAnswer on_channel_wanted(const host::l2cap::ChannelRequest& request) override;

  std::vector<std::unique_ptr<ChannelPeer>> accepted;
  ChannelResult refusal = ChannelResult::success;
  int asked = 0;
  std::function<void(const host::l2cap::ChannelRequest&)> react;

 private:
  CreditBasedChannels& channels_;
  ChannelOptions options_;
};

}  // namespace westwind::testing
