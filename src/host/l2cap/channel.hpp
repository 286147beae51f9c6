// A credit based channel and those who use it. Vol 3 Part A 3.4, 4.22-4.26, 10.1.
//
//   closed --connect--> connecting --accepted--> open --disconnect--> closing --answer--> closed
//   closed --accepted from the peer--> open --the peer ends it--> closed
//
// Channels and servers are the caller's objects: there are as many as the caller has memory for. A
// channel may be destroyed or used anew when it is closed, from inside on_closed on.
#pragma once

#include "base/list.hpp"
#include "base/timer.hpp"
#include "hci/security_need.hpp"
#include "wire/l2cap.hpp"

namespace westwind::host::l2cap {

using hci::Link;
using wire::hci::ConnHandle;
using wire::l2cap::ChannelResult;
using wire::l2cap::Cid;

class CreditBasedChannel;

/// Why a channel closed.
enum class ChannelEnd : std::uint8_t {
  disconnected,    ///< by either side, orderly
  refused,         ///< it never opened; `CreditBasedChannel::result` says why
  timed_out,       ///< the peer did not answer
  protocol_error,  ///< the peer sent what it must not: closed by us. 3.4.3, 10.1
  link_lost,
};

/// Calls come from inside Host::receive or Host::run; any function of the host may be called.
class ChannelListener {
 public:
  virtual void on_open(CreditBasedChannel&) {}
  /// The next octets of an SDU, as they come: valid during the call; `sdu_left` more of it follow.
  /// The room they take is the listener's: see CreditBasedChannels::set_receive_room.
  virtual void on_part(CreditBasedChannel&, Bytes octets, std::uint16_t sdu_left) = 0;
  /// The SDU that `send` could not send at once has left; another may follow.
  virtual void on_sent(CreditBasedChannel&) {}
  /// Once for each channel that was given to `connect` or accepted.
  virtual void on_closed(CreditBasedChannel&, ChannelEnd) = 0;

 protected:
  ~ChannelListener() = default;
};

struct ChannelOptions {
  std::uint16_t mtu = wire::l2cap::min_channel_mtu;  ///< largest SDU taken, 23 at least
  /// Largest K-frame taken, 23 .. the host's longest PDU; 0: the best for `mtu` and the room.
  std::uint16_t mps = 0;
  std::size_t receive_room = 0;  ///< octets that the listener has room for now, 23 at least
};

/// One end of a channel. What it tells of is set by the host.
class CreditBasedChannel : public ListNode<CreditBasedChannel> {
 public:
  enum class State : std::uint8_t { closed, connecting, open, closing };
  enum class Owed : std::uint8_t { nothing, disconnection_request, disconnection_response };

  explicit CreditBasedChannel(ChannelListener& listener) : listener_(listener) {}
  CreditBasedChannel(const CreditBasedChannel&) = delete;
  CreditBasedChannel& operator=(const CreditBasedChannel&) = delete;

  State state() const { return state_; }
  bool is_open() const { return state_ == State::open; }
  ConnHandle link() const { return link_; }
  Cid cid() const { return local_; }
  std::uint16_t spsm() const { return spsm_; }
  std::uint16_t own_mtu() const { return own_mtu_; }
  std::uint16_t peer_mtu() const { return peer_mtu_; }
  std::uint16_t own_mps() const { return own_mps_; }
  std::uint16_t peer_mps() const { return peer_mps_; }
  /// K-frames that the peer takes now, and that it may send.
  std::uint16_t credits() const { return credits_; }
  std::uint16_t peer_credits() const { return peer_credits_; }
  /// The peer's answer to `connect`, as on the air. Table 4.20.
  ChannelResult result() const { return result_; }

  /// An SDU was not sent whole yet.
  bool is_sending() const { return sending_; }
  /// What has not left of it. It lies in the memory given to `send`.
  Bytes unsent() const { return unsent_; }
  /// `copy` holds the same octets as `unsent()` and takes their place.
  void move_unsent(Bytes copy) { unsent_ = copy; }

 protected:
  ~CreditBasedChannel() = default;

 private:
  friend class CreditBasedChannels;

  ChannelListener& listener_;
  ConnHandle link_ = wire::hci::no_connection;
  Cid local_{};
  Cid remote_{};
  std::uint16_t spsm_ = 0;
  std::uint16_t own_mtu_ = 0, peer_mtu_ = 0;
  std::uint16_t own_mps_ = 0, peer_mps_ = 0;
  std::uint16_t credits_ = 0;        // K-frames that the peer takes
  std::uint16_t peer_credits_ = 0;   // ... and that it may send
  std::uint16_t room_frames_ = 0;    // K-frames that there is receive room for
  std::uint16_t incoming_left_ = 0;  // octets of the SDU that is coming in
  ChannelResult result_ = ChannelResult::success;
  State state_ = State::closed;
  ChannelEnd end_ = ChannelEnd::disconnected;  // while closing: how it will have ended
  Owed owed_ = Owed::nothing;                  // a command that had no memory yet
  std::uint8_t identifier_ = 0;                // of our request, or of the peer's that is owed
  bool sending_ = false;
  bool begun_ = false;      // the SDU's length has left
  bool abandoned_ = false;  // given up before the peer answered: closed as soon as it opens
  Bytes unsent_;
  Timer response_;
};

/// What a peer asks for. 4.22.
struct ChannelRequest {
  Link& link;
  Cid cid;  ///< the channel's on our side, if it is accepted
  std::uint16_t spsm;
  std::uint16_t peer_mtu;
  std::uint16_t peer_mps;
};

/// A channel that is closed, or null and why not.
struct ChannelAnswer {
  CreditBasedChannel* channel = nullptr;
  ChannelOptions options;
  ChannelResult refusal = ChannelResult::no_resources;
};

/// Waits for channels to one SPSM.
class CreditBasedServer : public ListNode<CreditBasedServer> {
 public:
  explicit CreditBasedServer(std::uint16_t spsm) : spsm_(spsm) {}
  std::uint16_t spsm() const { return spsm_; }
  hci::SecurityNeed security;  ///< links worth less are refused before anybody is asked

  /// The peer's request is in order; on_open follows for what is accepted.
  virtual ChannelAnswer on_channel_wanted(const ChannelRequest& request) = 0;

 protected:
  ~CreditBasedServer() = default;

 private:
  std::uint16_t spsm_;
};

}  // namespace westwind::host::l2cap
