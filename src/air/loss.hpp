// Why a tuned receiver did not get a packet, and the counts of it. Every loss on the air has
// exactly one reason.
#pragma once

#include <array>
#include <cstdint>

namespace westwind::air {

enum class Loss : std::uint8_t {
  none,                 ///< it was received
  too_weak,             ///< too far away or too little power
  noise,                ///< noise or jamming on the channel
  collision,            ///< another packet on the channel, not enough weaker
  tuned_late,           ///< the receiver tuned in after the packet had begun
  retuned,              ///< the receiver turned away before the end
  busy,                 ///< the receiver was in the middle of another packet
  random_loss,          ///< knob: not noticed
  random_corruption,    ///< knob: bits broken
  scripted_drop,        ///< scripted fault: not noticed
  scripted_corruption,  ///< scripted fault: bits broken
  sender_stopped,       ///< the sender cut the packet off
  cut_off,              ///< one of the two stations is cut off from the air
};
inline constexpr std::size_t loss_count = static_cast<std::size_t>(Loss::cut_off) + 1;

constexpr const char* loss_name(Loss loss) {
  constexpr std::array<const char*, loss_count> names = {"received",
                                                         "too weak",
                                                         "noise",
                                                         "collision",
                                                         "tuned late",
                                                         "retuned",
                                                         "busy",
                                                         "random loss",
                                                         "random corruption",
                                                         "scripted drop",
                                                         "scripted corruption",
                                                         "sender stopped",
                                                         "cut off"};
  return names[static_cast<std::size_t>(loss)];
}

struct Counters {
  std::uint64_t transmissions = 0;  ///< begun on the air
  std::uint64_t delivered = 0;      ///< received intact, counted once a receiver
  std::array<std::uint64_t, loss_count> lost{};

  std::uint64_t lost_for(Loss loss) const { return lost[static_cast<std::size_t>(loss)]; }
};

}  // namespace westwind::air
