// A private folder for sockets, removed with its contents.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "cli/trouble.hpp"

namespace westwind::cli {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code error;
    std::string path = (std::filesystem::temp_directory_path(error) / "westwind-XXXXXX").string();
    if (error || ::mkdtemp(path.data()) == nullptr)
      throw Trouble("cannot make a temporary folder at " + path + " (TMPDIR chooses where)");
    path_ = path;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace westwind::cli
