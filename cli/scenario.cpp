// From JSON to a Scenario, with every key known and every value in its range.
#include "cli/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/trouble.hpp"

namespace westwind::cli {
namespace {
using nlohmann::json;

/// A place in the file, and complaints about it.
class Place {
 public:
  Place(std::string where, const json& value) : where_(std::move(where)), value_(value) {}

  [[noreturn]] void complain(const std::string& what) const {
    throw UsageError(where_ + ": " + what);
  }
  const json& value() const { return value_; }

  Place at(const std::string& key) const { return {where_ + "." + key, value_.at(key)}; }
  Place at(std::size_t index) const {
    return {fmt::format("{}[{}]", where_, index), value_.at(index)};
  }
  bool has(const std::string& key) const { return value_.contains(key); }

  void is_object_of(const std::vector<std::string>& keys) const {
    if (!value_.is_object()) complain("must be an object, { ... }");
    for (const auto& [key, ignored] : value_.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        complain(fmt::format("'{}' is not known; there are: {}", key, fmt::join(keys, ", ")));
  }
  void is_list() const {
    if (!value_.is_array()) complain("must be a list, [ ... ]");
  }
  std::string text() const {
    if (!value_.is_string()) complain("must be a text");
    return value_.get<std::string>();
  }
  bool truth() const {
    if (!value_.is_boolean()) complain("must be true or false");
    return value_.get<bool>();
  }
  double number(double least, double most) const {
    if (!value_.is_number() || value_.get<double>() < least || value_.get<double>() > most)
      complain(fmt::format("must be a number from {} to {}", least, most));
    return value_.get<double>();
  }
  std::uint64_t count(std::uint64_t least, std::uint64_t most) const {
    if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() < least ||
        value_.get<std::uint64_t>() > most)
      complain(fmt::format("must be a whole number from {} to {}", least, most));
    return value_.get<std::uint64_t>();
  }
  air::Position position() const {
    constexpr double farthest_m = 1'000'000;
    if (!value_.is_array() || value_.size() < 2 || value_.size() > 3)
      complain("must be [x, y] or [x, y, z] in metres");
    const auto coordinate = [&](std::size_t i) {
      return i < value_.size() ? at(i).number(-farthest_m, farthest_m) : 0;
    };
    return {coordinate(0), coordinate(1), coordinate(2)};
  }

 private:
  std::string where_;
  const json& value_;
};

constexpr double longest_s = 1e6;

std::vector<std::uint8_t> channels_of(const Place& place) {
  place.is_list();
  std::vector<std::uint8_t> channels;
  for (std::size_t i = 0; i < place.value().size(); ++i)
    channels.push_back(static_cast<std::uint8_t>(place.at(i).count(0, 39)));
  return channels;
}

BreakPackets breaking_of(const Place& place, bool corrupt) {
  place.is_object_of({"pdu", "nth", "count"});
  if (!place.has("pdu")) place.complain("needs a 'pdu', as in {\"pdu\": \"CONNECT_IND\"}");
  BreakPackets result{.pdu = place.at("pdu").text(), .corrupt = corrupt};
  constexpr std::uint64_t many = 1'000'000'000;
  if (place.has("nth")) result.nth = static_cast<std::uint32_t>(place.at("nth").count(1, many));
  if (place.has("count"))
    result.count = static_cast<std::uint32_t>(place.at("count").count(0, many));
  return result;
}

ScenarioEvent event_of(const Place& place) {
  place.is_object_of({"at", "board", "move", "over", "loss", "jam", "unjam", "cut_off", "reset",
                      "freeze", "drop", "corrupt"});
  ScenarioEvent event;
  if (!place.has("at")) place.complain("needs 'at', the time in seconds");
  event.at_s = place.at("at").number(0, longest_s);
  if (place.has("board")) event.board = place.at("board").text();
  int deeds = 0;
  const auto deed = [&](const char* key, auto make) {
    if (!place.has(key)) return;
    ++deeds;
    event.what = make(place.at(key));
  };
  const double over_s = place.has("over") ? place.at("over").number(0, longest_s) : 0;
  deed("move", [&](const Place& p) { return MoveBoard{p.position(), over_s}; });
  deed("loss", [](const Place& p) { return SetLoss{p.number(0, 1)}; });
  deed("jam", [](const Place& p) { return JamChannels{channels_of(p), true}; });
  deed("unjam", [](const Place& p) { return JamChannels{channels_of(p), false}; });
  deed("cut_off", [](const Place& p) { return CutOff{p.truth()}; });
  deed("reset", [](const Place& p) {
    if (!p.truth()) p.complain("can only be true");
    return ResetController{};
  });
  deed("freeze", [](const Place& p) { return FreezeHci{p.number(0, longest_s)}; });
  deed("drop", [](const Place& p) { return breaking_of(p, false); });
  deed("corrupt", [](const Place& p) { return breaking_of(p, true); });
  if (deeds != 1)
    place.complain("needs exactly one of: move, loss, jam, unjam, cut_off, reset, freeze, drop, "
                   "corrupt");
  const bool for_all = std::holds_alternative<SetLoss>(event.what) ||
                       std::holds_alternative<JamChannels>(event.what);
  if (for_all != event.board.empty())
    place.complain(for_all ? "concerns all boards, so it has no 'board'" : "needs a 'board'");
  return event;
}

ScenarioBoard board_of(const Place& place, const std::filesystem::path& folder) {
  place.is_object_of({"script", "name", "position", "address", "controller"});
  ScenarioBoard board;
  if (!place.has("script")) place.complain("needs a 'script'");
  board.script = (folder / place.at("script").text()).lexically_normal().string();
  if (place.has("name")) board.name = place.at("name").text();
  if (place.has("position")) board.position = place.at("position").position();
  if (place.has("address")) board.address = place.at("address").text();
  if (place.has("controller")) board.controller = place.at("controller").text();
  return board;
}

/// Calls `take` for each entry of a list that need not be there.
template <typename Take>
void each(const Place& place, const char* key, Take take) {
  if (!place.has(key)) return;
  const Place list = place.at(key);
  list.is_list();
  for (std::size_t i = 0; i < list.value().size(); ++i)
    take(list.at(i));
}
}  // namespace

Scenario load_scenario(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw UsageError(fmt::format("the scenario {} cannot be read", path));
  json text;
  try {
    text = json::parse(file, nullptr, true, true);  // comments are welcome
  } catch (const json::parse_error& error) {
    throw UsageError(fmt::format("{}: {}", path, error.what()));
  }
  const Place place(path, text);
  place.is_object_of({"seed", "duration", "loss", "boards", "events"});
  Scenario scenario;
  if (place.has("seed")) scenario.seed = place.at("seed").count(0, UINT64_MAX);
  if (place.has("duration")) scenario.duration_s = place.at("duration").number(0.001, longest_s);
  if (place.has("loss")) scenario.loss = place.at("loss").number(0, 1);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  each(place, "boards",
       [&](const Place& entry) { scenario.boards.push_back(board_of(entry, folder)); });
  each(place, "events", [&](const Place& entry) { scenario.events.push_back(event_of(entry)); });
  return scenario;
}

void take_over(const Scenario& scenario, WorldOptions& options) {
  if (scenario.seed && !options.is_seed_chosen) options.seed = *scenario.seed;
  if (scenario.loss && options.loss == 0) options.loss = *scenario.loss;
}

}  // namespace westwind::cli
