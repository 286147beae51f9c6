// Random numbers are drawn only for rates that are not zero, so a fault that is off changes nothing
// in a run.
#include "air/faults.hpp"

namespace westwind::air {

void Faults::set_link(StationId from, StationId to, LossRates rates) {
  if (rates.loss_ppm == 0 && rates.corruption_ppm == 0)
    links_.erase(link_of(from, to));
  else
    links_[link_of(from, to)] = rates;
}

void Faults::begin(const Transmission& transmission) {
  striking_.clear();
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    ScriptedFault& script = scripts_[i];
    if (script.matches && !script.matches(transmission)) continue;
    ++script.seen;
    if (script.seen >= script.nth && script.seen - script.nth < script.count)
      striking_.push_back(i);
  }
}

Loss Faults::roll(const LossRates& rates) {
  constexpr std::uint32_t million = 1'000'000;
  if (rates.loss_ppm != 0 && random_.below(million) < rates.loss_ppm) return Loss::random_loss;
  if (rates.corruption_ppm != 0 && random_.below(million) < rates.corruption_ppm)
    return Loss::random_corruption;
  return Loss::none;
}

Loss Faults::judge(const Transmission& transmission, StationId receiver) {
  for (const std::size_t index : striking_) {
    const ScriptedFault& script = scripts_[index];
    if (script.at.has_value() && *script.at != receiver) continue;
    return script.action == ScriptedFault::Action::drop ? Loss::scripted_drop
                                                        : Loss::scripted_corruption;
  }
  if (const Loss loss = roll(knobs.everywhere); loss != Loss::none) return loss;
  if (const Loss loss = roll(knobs.channel[transmission.tuning.channel]); loss != Loss::none)
    return loss;
  if (links_.empty()) return Loss::none;
  const auto link = links_.find(link_of(transmission.sender_id, receiver));
  return link == links_.end() ? Loss::none : roll(link->second);
}

void Faults::corrupt(MutableBytes octets, std::size_t from) {
  if (octets.empty()) return;
  if (from >= octets.size()) from = octets.size() - 1;
  // A burst of at most 24 bits: every CRC of 24 bits finds it.
  const std::size_t at = from + random_.below(static_cast<std::uint32_t>(octets.size() - from));
  octets[at] ^= static_cast<std::uint8_t>(1 + random_.below(255));
  for (std::size_t i = at + 1; i < octets.size() && i < at + 3; ++i)
    octets[i] ^= static_cast<std::uint8_t>(random_.below(256));
}

}  // namespace westwind::air
