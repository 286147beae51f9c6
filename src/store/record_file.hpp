// A file of named records that survives a power cut at any octet. For desks and single-board
// computers: std::map in memory, the file behind it.
//
// Each change is one record at the end of the file, with its checksum, and on the disk before the
// call returns. Opening reads up to the first record that is not whole: that is what the cut left
// behind, and goes. When most of the file is out of date it is written anew beside and renamed,
// which a file system does whole or not at all.
//
//   file    "westrec1", then records
//   record  Le32 CRC-32 of the rest, Le32 size of the value (erased: 2^32 - 1), Le16 size of the
//           name, the name, the value
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace westwind::store {

using Name = std::vector<std::uint8_t>;
using Value = std::vector<std::uint8_t>;

class RecordFile {
 public:
  RecordFile() = default;
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;
  ~RecordFile();

  /// Reads what is there, or begins a new file. io: `error_number`; invalid_argument: that is
  /// somebody else's file, and is left alone.
  Status open(const std::string& path);
  bool is_open() const { return fd_ >= 0; }

  const std::map<Name, Value>& records() const { return records_; }
  /// At most 65535 and 2^32 - 2 octets. io: nothing has changed, neither here nor in the file.
  Status set(const Name& name, Bytes value);
  /// No-op when there is no such record.
  Status erase(const Name& name);

  std::size_t file_octets() const { return end_; }
  int error_number() const { return error_number_; }
  /// Octets behind the last whole record when the file was opened.
  std::size_t octets_discarded() const { return octets_discarded_; }

 private:
  Status load();
  std::size_t take_record(Bytes rest);
  Status append(Bytes record);
  Status compact();
  Status failed();

  std::string path_;
  std::map<Name, Value> records_;
  std::size_t end_ = 0;   // of what is committed
  std::size_t live_ = 0;  // octets that a new file would have
  std::size_t octets_discarded_ = 0;
  int fd_ = -1;
  int error_number_ = 0;
};

}  // namespace westwind::store
