// Makes a scenario's events happen to the boards of a live world.
#pragma once

#include <memory>
#include <vector>

#include "cli/doorman.hpp"
#include "cli/scenario.hpp"

namespace westwind::cli {

class ScenarioPlayer {
 public:
  /// Schedules all events, from the world's start on. All must outlive the world's events.
  ScenarioPlayer(Simulation& simulation, Doorman& doorman, Terminal& terminal,
                 const std::vector<ScenarioEvent>& events);

 private:
  struct Due {
    ScenarioPlayer* player;
    ScenarioEvent event;
    void happen() { player->happen(event); }
  };
  /// A board on its way: a step every tenth of a second.
  struct Walk {
    ScenarioPlayer* player;
    std::string board;
    air::Position from, to;
    int step = 0, steps = 1;
    void go_on();
  };

  void happen(const ScenarioEvent& event);
  void act(const std::string& board, const MoveBoard& move);
  void act(const std::string&, const SetLoss& loss);
  void act(const std::string&, const JamChannels& jam);
  void act(const std::string& board, const CutOff& cut_off);
  void act(const std::string& board, const ResetController&);
  void act(const std::string& board, const FreezeHci& freeze);
  void act(const std::string& board, const BreakPackets& breaking);
  /// Null, and said, when no such board is there.
  Board* find(const std::string& board);
  void place(const std::string& board, const air::Position& position);

  Simulation& simulation_;
  Doorman& doorman_;
  Terminal& terminal_;
  std::vector<std::unique_ptr<Due>> due_;
  std::vector<std::unique_ptr<Walk>> walks_;
};

}  // namespace westwind::cli
