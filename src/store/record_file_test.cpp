// A file of records: what it keeps, and what a power cut, a full disk or somebody else leaves of
// it.
#include "store/record_file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/random.hpp"

namespace westwind::store {
namespace {

namespace fs = std::filesystem;
using Records = std::map<Name, Value>;

Name name(const std::string& text) { return {text.begin(), text.end()}; }
Value value(std::size_t size, std::uint8_t fill) { return Value(size, fill); }

class RecordFileTest : public ::testing::Test {
 protected:
  RecordFileTest()
      : folder_(fs::path(::testing::TempDir()) / ("westwind-store-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }
  ~RecordFileTest() override { fs::remove_all(folder_); }
  std::string path(const std::string& stem = "records") const { return folder_ / stem; }
  static Value contents(const std::string& of) {
    std::ifstream file(of, std::ios::binary);
    return Value(std::istreambuf_iterator<char>(file), {});
  }
  static void write(const std::string& to, const Value& octets) {
    std::ofstream(to, std::ios::binary)
        .write(reinterpret_cast<const char*>(octets.data()),
               static_cast<std::streamsize>(octets.size()));
  }
  fs::path folder_;
};

TEST_F(RecordFileTest, keeps_what_was_set_and_not_what_was_erased) {
  Records wanted;
  {
    RecordFile file;
    ASSERT_TRUE(file.open(path()));
    EXPECT_TRUE(file.records().empty());
    EXPECT_TRUE(file.set(name("a"), value(3, 1)));
    EXPECT_TRUE(file.set(name("b"), value(0, 0)));
    EXPECT_TRUE(file.set(name("a"), value(4, 2)));
    EXPECT_TRUE(file.set(name("c"), value(300, 3)));
    EXPECT_TRUE(file.erase(name("b")));
    EXPECT_TRUE(file.erase(name("nobody")));
    wanted = {{name("a"), value(4, 2)}, {name("c"), value(300, 3)}};
    EXPECT_EQ(file.records(), wanted);
  }
  RecordFile file;
  ASSERT_TRUE(file.open(path()));
  EXPECT_EQ(file.records(), wanted);
  EXPECT_EQ(file.octets_discarded(), 0u);
  struct stat about {};
  ASSERT_EQ(::stat(path().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(RecordFileTest, what_has_not_changed_is_not_written_again) {
  RecordFile file;
  ASSERT_TRUE(file.open(path()));
  EXPECT_TRUE(file.set(name("a"), value(100, 1)));
  const std::size_t before = file.file_octets();
  EXPECT_TRUE(file.set(name("a"), value(100, 1)));
  EXPECT_EQ(file.file_octets(), before);
}

/// A history, and what stood after each of its changes at which length of the file.
struct History {
  std::vector<std::pair<std::size_t, Records>> states;
  Value octets;
};

History make_history(const std::string& path) {
  History history;
  RecordFile file;
  EXPECT_TRUE(file.open(path));
  history.states.push_back({file.file_octets(), {}});
  const auto note = [&] { history.states.push_back({file.file_octets(), file.records()}); };
  for (std::uint8_t i = 0; i < 12; ++i) {
    EXPECT_TRUE(file.set(name("peer " + std::to_string(i % 4)),
                         value(5 + i * 3u, static_cast<std::uint8_t>(i + 1))));
    note();
    if (i % 5 == 4) {
      EXPECT_TRUE(file.erase(name("peer 1")));
      note();
    }
  }
  return history;
}

TEST_F(RecordFileTest, a_power_cut_at_any_octet_loses_nothing_committed) {
  History history = make_history(path());
  history.octets = contents(path());
  for (std::size_t cut = 0; cut <= history.octets.size(); ++cut) {
    // The rest is not there, or it is not what was to be written.
    for (const int rest : {-1, 0x00, 0xff}) {
      Value left(history.octets.begin(), history.octets.begin() + static_cast<std::ptrdiff_t>(cut));
      if (rest >= 0) left.resize(cut + 20, static_cast<std::uint8_t>(rest));
      if (rest >= 0 && cut < 8) continue;  // no file of ours: see below
      write(path("cut"), left);
      RecordFile file;
      ASSERT_TRUE(file.open(path("cut"))) << cut;
      Records wanted;
      for (const auto& [length, records] : history.states)
        if (length <= cut) wanted = records;
      ASSERT_EQ(file.records(), wanted) << "cut at " << cut << ", rest " << rest;
      // And it goes on from there.
      ASSERT_TRUE(file.set(name("later"), value(9, 9)));
      RecordFile again;
      ASSERT_TRUE(again.open(path("cut")));
      wanted[name("later")] = value(9, 9);
      ASSERT_EQ(again.records(), wanted) << cut;
    }
  }
}

TEST_F(RecordFileTest, one_wrong_bit_anywhere_never_gives_a_record_that_was_not_set) {
  History history = make_history(path());
  history.octets = contents(path());
  for (std::size_t at = 8; at < history.octets.size(); ++at) {
    Value spoiled = history.octets;
    spoiled[at] ^= 0x10;
    write(path("spoiled"), spoiled);
    RecordFile file;
    ASSERT_TRUE(file.open(path("spoiled")));
    bool known = false;
    for (const auto& [length, records] : history.states)
      known = known || (length <= at && records == file.records());
    ASSERT_TRUE(known) << at;
  }
}

TEST_F(RecordFileTest, the_file_stays_short_however_often_a_value_changes) {
  RecordFile file;
  ASSERT_TRUE(file.open(path()));
  std::size_t longest = 0;
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(file.set(name("counter"), value(20, static_cast<std::uint8_t>(i))));
    ASSERT_TRUE(file.set(name("other"), value(100, static_cast<std::uint8_t>(i / 100))));
    longest = std::max(longest, file.file_octets());
  }
  EXPECT_LT(longest, 5000u);
  EXPECT_EQ(contents(path()).size(), file.file_octets());
  EXPECT_FALSE(fs::exists(path() + ".new"));
  RecordFile again;
  ASSERT_TRUE(again.open(path()));
  EXPECT_EQ(again.records(), file.records());
}

TEST_F(RecordFileTest, a_rewriting_that_was_cut_leaves_the_old_file) {
  History history = make_history(path());
  const Records wanted = history.states.back().second;
  const Value whole = contents(path());
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
    write(path() + ".new", Value(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut)));
    RecordFile file;
    ASSERT_TRUE(file.open(path()));
    ASSERT_EQ(file.records(), wanted);
  }
}

TEST_F(RecordFileTest, a_full_disk_changes_nothing_and_room_is_used_again) {
  RecordFile file;
  ASSERT_TRUE(file.open(path()));
  ASSERT_TRUE(file.set(name("a"), value(50, 1)));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = file.file_octets() + 30;  // the record goes in by half
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status status = file.set(name("b"), value(100, 2));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::io);
  EXPECT_NE(file.error_number(), 0);
  EXPECT_EQ(file.records(), (Records{{name("a"), value(50, 1)}}));
  EXPECT_EQ(contents(path()).size(), file.file_octets());
  EXPECT_TRUE(file.set(name("c"), value(10, 3)));
  RecordFile again;
  ASSERT_TRUE(again.open(path()));
  EXPECT_EQ(again.records(), (Records{{name("a"), value(50, 1)}, {name("c"), value(10, 3)}}));
}

TEST_F(RecordFileTest, somebody_elses_file_is_left_alone) {
  const Value theirs = {'d', 'e', 'a', 'r', ' ', 'd', 'i', 'a', 'r', 'y', '\n'};
  write(path(), theirs);
  RecordFile file;
  const Status status = file.open(path());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::invalid_argument);
  EXPECT_FALSE(file.is_open());
  EXPECT_EQ(contents(path()), theirs);
  EXPECT_FALSE(file.set(name("a"), value(1, 1)));
}

TEST_F(RecordFileTest, a_folder_that_is_not_there_is_told) {
  RecordFile file;
  const Status status = file.open(path("nowhere/records"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::io);
  EXPECT_EQ(file.error_number(), ENOENT);
}

}  // namespace
}  // namespace westwind::store
