// See scenario_player.hpp.
#include "cli/scenario_player.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "decode/names.hpp"

namespace westwind::cli {
namespace {
constexpr double step_s = 0.1;

/// As `westwind sniff` calls it; data of links is "data", "empty" or a control PDU's name.
std::string pdu_name(const air::Transmission& transmission) {
  const Bytes octets =
      transmission.plain.empty() ? transmission.octets() : Bytes(transmission.plain);
  if (octets.size() < 2) return {};
  switch (transmission.kind) {
  case air::PacketKind::advertising: return decode::advertising_pdu_name(octets[0] & 0x0f, false);
  case air::PacketKind::auxiliary: return decode::advertising_pdu_name(octets[0] & 0x0f, true);
  default: break;
  }
  const bool is_control = (octets[0] & 3) == 3;
  if (is_control && octets.size() > 2) return decode::control_pdu_name(octets[2]);
  return octets[1] == 0 ? "empty" : "data";
}
}  // namespace

ScenarioPlayer::ScenarioPlayer(Simulation& simulation, Doorman& doorman, Terminal& terminal,
                               const std::vector<ScenarioEvent>& events)
    : simulation_(simulation), doorman_(doorman), terminal_(terminal) {
  air::World& world = simulation.medium().world();
  for (const ScenarioEvent& event : events) {
    due_.push_back(std::make_unique<Due>(Due{this, event}));
    world.schedule(Instant() + duration_of(event.at_s),
                   air::World::Action::to<&Due::happen>(due_.back().get()));
  }
}

void ScenarioPlayer::happen(const ScenarioEvent& event) {
  std::visit([&](const auto& what) { act(event.board, what); }, event.what);
}

Board* ScenarioPlayer::find(const std::string& board) {
  Board* found = doorman_.find(board);
  if (found == nullptr)
    terminal_.say(fmt::format("scenario at {:.3f} s: there is no board '{}' on the air",
                              static_cast<double>(simulation_.now().us()) / 1e6, board));
  return found;
}

/// Also of a board that is not there yet: it will come in at that place.
void ScenarioPlayer::place(const std::string& board, const air::Position& position) {
  simulation_.set_position(board, position);
  if (Board* found = doorman_.find(board)) found->station().move_to(position);
}

void ScenarioPlayer::act(const std::string& board, const MoveBoard& move) {
  if (move.over_s <= step_s) return place(board, move.to);
  walks_.push_back(std::make_unique<Walk>(Walk{this, board, simulation_.position_of(board), move.to,
                                               0, static_cast<int>(move.over_s / step_s)}));
  walks_.back()->go_on();
}

void ScenarioPlayer::Walk::go_on() {
  const double part = static_cast<double>(step) / steps;
  const auto between = [&](double a, double b) { return a + (b - a) * part; };
  player->place(board, {between(from.x, to.x), between(from.y, to.y), between(from.z, to.z)});
  if (step++ == steps) return;
  player->simulation_.medium().world().schedule_in(duration_of(step_s),
                                                   air::World::Action::to<&Walk::go_on>(this));
}

void ScenarioPlayer::act(const std::string&, const SetLoss& loss) {
  simulation_.medium().faults().knobs.everywhere.loss_ppm =
      static_cast<std::uint32_t>(loss.probability * 1e6 + 0.5);
}

void ScenarioPlayer::act(const std::string&, const JamChannels& jam) {
  for (const std::uint8_t channel : jam.channels)
    if (jam.on)
      simulation_.medium().faults().knobs.jam(channel);
    else
      simulation_.medium().faults().knobs.unjam(channel);
}

void ScenarioPlayer::act(const std::string& board, const CutOff& cut_off) {
  if (Board* found = find(board)) found->station().set_cut_off(cut_off.on);
}

void ScenarioPlayer::act(const std::string& board, const ResetController&) {
  if (Board* found = find(board)) found->fail_controller();
}

void ScenarioPlayer::act(const std::string& board, const FreezeHci& freeze) {
  if (Board* found = find(board)) found->freeze(duration_of(freeze.seconds));
}

void ScenarioPlayer::act(const std::string& board, const BreakPackets& breaking) {
  Board* found = find(board);
  if (found == nullptr) return;
  air::ScriptedFault fault;
  fault.action =
      breaking.corrupt ? air::ScriptedFault::Action::corrupt : air::ScriptedFault::Action::drop;
  fault.matches = [station = found->station().id(),
                   pdu = breaking.pdu](const air::Transmission& transmission) {
    return transmission.sender_id == station && (pdu == "any" || pdu_name(transmission) == pdu);
  };
  fault.nth = breaking.nth;
  fault.count = breaking.count == 0 ? UINT32_MAX : breaking.count;
  simulation_.medium().faults().script(fault);
}

}  // namespace westwind::cli
