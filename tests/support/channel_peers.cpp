// Ends of credit based channels for tests.
#include "tests/support/channel_peers.hpp"

namespace westwind::testing {

std::string ChannelPeer::take_log() {
  std::string all;
  for (const std::string& line : log)
    all += (all.empty() ? "" : "; ") + line;
  log.clear();
  return all;
}

void ChannelPeer::note(const std::string& line) {
  log.push_back(line);
  if (react) react(line);
}

void ChannelPeer::read() {
  unread_ = 0;
  channels_.set_receive_room(*this, options.receive_room);
}

void ChannelPeer::on_open(CreditBasedChannel&) {
  ++opened;
  note("open");
}

void ChannelPeer::on_part(CreditBasedChannel&, Bytes octets, std::uint16_t sdu_left) {
  received.insert(received.end(), octets.begin(), octets.end());
  unread_ += octets.size();
  sdu_ += octets.size();
  if (reads) read();
  if (sdu_left > 0) return;
  sdu_sizes.push_back(sdu_);
  sdu_ = 0;
  note("sdu " + std::to_string(sdu_sizes.back()));
}

void ChannelPeer::on_sent(CreditBasedChannel&) {
  ++sent;
  note("sent");
}

void ChannelPeer::on_closed(CreditBasedChannel&, ChannelEnd how) {
  static constexpr const char* names[] = {"disconnected", "refused", "timed out", "protocol error",
                                          "link lost"};
  ++closed;
  end = how;
  std::string line = std::string("closed: ") + names[static_cast<std::size_t>(how)];
  if (how == ChannelEnd::refused) line += " " + std::to_string(static_cast<int>(result()));
  note(line);
}

host::l2cap::ChannelAnswer ServerPeer::on_channel_wanted(
    const host::l2cap::ChannelRequest& request) {
  ++asked;
  if (react) react(request);
  if (refusal != ChannelResult::success)
    return {.channel = nullptr, .options = {}, .refusal = refusal};
  accepted.push_back(std::make_unique<ChannelPeer>(channels_, options_));
  return {.channel = accepted.back().get(), .options = options_, .refusal = {}};
}

}  // namespace westwind::testing
