// Lines of boards: cut where they end, whatever pieces they come in.
#include "cli/terminal.hpp"

#include <gtest/gtest.h>

namespace westwind::cli {
namespace {

class Lines : public testing::Test {
 protected:
  void feed(std::string_view text) {
    cutter_.feed(text, [this](std::string_view line) { shown_.emplace_back(line); });
  }
  void finish() {
    cutter_.finish([this](std::string_view line) { shown_.emplace_back(line); });
  }

  LineCutter cutter_;
  std::vector<std::string> shown_;
};

TEST_F(Lines, are_shown_when_they_are_whole) {
  feed("one\ntw");
  EXPECT_EQ(shown_, std::vector<std::string>{"one"});
  feed("o\r\n\nthree");
  EXPECT_EQ(shown_, (std::vector<std::string>{"one", "two", ""}));
  finish();
  EXPECT_EQ(shown_.back(), "three");
}

TEST_F(Lines, without_an_end_are_shown_once) {
  feed("half");
  finish();
  finish();
  EXPECT_EQ(shown_, std::vector<std::string>{"half"});
}

TEST_F(Lines, without_end_do_not_grow_for_ever) {
  feed(std::string(2 * LineCutter::longest_line + 1, 'x'));
  EXPECT_EQ(shown_.size(), 2u);
  EXPECT_EQ(shown_.front().size(), LineCutter::longest_line);
}

}  // namespace
}  // namespace westwind::cli
