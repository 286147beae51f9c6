// A file of named records that survives a power cut at any octet.
#include "store/record_file.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "base/codec.hpp"

namespace westwind::store {

namespace {

constexpr Octets<8> magic = {'w', 'e', 's', 't', 'r', 'e', 'c', '1'};
constexpr std::size_t head_octets = 10;
constexpr std::uint32_t erased = 0xffffffff;
constexpr std::size_t worth_compacting = 4096;

/// CRC-32 as Ethernet has it.
std::uint32_t crc32(Bytes octets) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t octet : octets) {
    crc ^= octet;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
  }
  return ~crc;
}

std::vector<std::uint8_t> record_of(const Name& name, const Value* value) {
  std::vector<std::uint8_t> record(head_octets + name.size() + (value ? value->size() : 0));
  Writer writer(MutableBytes(record).subspan(4));
  writer.put(Le32(value ? static_cast<std::uint32_t>(value->size()) : erased));
  writer.put(Le16(static_cast<std::uint16_t>(name.size())));
  writer.bytes(name);
  if (value) writer.bytes(*value);
  copy_bytes(record, octets_of(Le32(crc32(Bytes(record).subspan(4)))));
  return record;
}

bool write_all(int fd, Bytes octets) {
  while (!octets.empty()) {
    const ssize_t count = ::write(fd, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

/// The name of a file is on the disk only with its folder.
bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::fsync(fd) == 0;
  ::close(fd);
  return done;
}

}  // namespace

RecordFile::~RecordFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status RecordFile::failed() {
  error_number_ = errno;
  return Error::io;
}

Status RecordFile::open(const std::string& path) {
  path_ = path;
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);  // keys of ours are in it
  if (fd_ < 0) return failed();
  const Status loaded = load();
  if (!loaded) {
    ::close(fd_);
    fd_ = -1;
  }
  return loaded;
}

Status RecordFile::load() {
  std::vector<std::uint8_t> all;
  std::uint8_t piece[4096];
  for (;;) {
    const ssize_t count = ::read(fd_, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed();
    if (count == 0) break;
    all.insert(all.end(), piece, piece + count);
  }
  const auto known = static_cast<std::ptrdiff_t>(std::min(all.size(), magic.size()));
  if (!std::equal(all.begin(), all.begin() + known, magic.begin())) return Error::invalid_argument;
  live_ = end_ = magic.size();
  if (all.size() >= magic.size())
    while (const std::size_t size = take_record(Bytes(all).subspan(end_)))
      end_ += size;
  octets_discarded_ = all.size() > end_ ? all.size() - end_ : 0;
  // What a cut has left, and a beginning that it has cut short.
  const bool whole = all.size() >= magic.size();
  if (::ftruncate(fd_, static_cast<off_t>(whole ? end_ : 0)) != 0) return failed();
  if (::lseek(fd_, 0, SEEK_END) < 0) return failed();
  if (!whole && !write_all(fd_, magic)) return failed();
  if (::fsync(fd_) != 0 || !sync_folder_of(path_)) return failed();
  return {};
}

/// Its size; 0 when it is not whole.
std::size_t RecordFile::take_record(Bytes rest) {
  Reader reader(rest);
  const auto checksum = reader.take<Le32>();
  const auto value_size = reader.take<Le32>();
  const auto name_size = reader.take<Le16>();
  if (!checksum || !value_size || !name_size) return 0;
  const std::size_t octets = *value_size == erased ? 0 : std::uint32_t{*value_size};
  if (reader.size() < octets || reader.size() - octets < *name_size) return 0;
  const std::size_t size = head_octets + *name_size + octets;
  if (crc32(rest.first(size).subspan(4)) != *checksum) return 0;
  const Bytes name = *reader.bytes(*name_size);
  const Bytes value = *reader.bytes(octets);
  const Name key(name.begin(), name.end());
  const auto old = records_.find(key);
  if (old != records_.end()) {
    live_ -= head_octets + key.size() + old->second.size();
    records_.erase(old);
  }
  if (*value_size != erased) {
    records_[key] = Value(value.begin(), value.end());
    live_ += size;
  }
  return size;
}

Status RecordFile::append(Bytes record) {
  if (fd_ < 0) return Error::not_active;
  if (write_all(fd_, record) && ::fdatasync(fd_) == 0) {
    end_ += take_record(record);
    if (end_ > worth_compacting && end_ > 2 * live_) (void)compact();
    return {};
  }
  const Status status = failed();
  // What went in is half a record: whatever came behind it would be lost.
  if (::ftruncate(fd_, static_cast<off_t>(end_)) != 0 || ::lseek(fd_, 0, SEEK_END) < 0) {
    ::close(fd_);
    fd_ = -1;
  }
  return status;
}

Status RecordFile::set(const Name& name, Bytes value) {
  if (name.size() > 0xffff || value.size() >= erased) return Error::invalid_argument;
  const Value kept(value.begin(), value.end());
  const auto old = records_.find(name);
  if (old != records_.end() && old->second == kept) return {};  // spares the disk
  return append(record_of(name, &kept));
}

Status RecordFile::erase(const Name& name) {
  if (records_.find(name) == records_.end()) return {};
  return append(record_of(name, nullptr));
}

Status RecordFile::compact() {
  const std::string beside = path_ + ".new";
  const int fd = ::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return failed();
  bool done = write_all(fd, magic);
  for (const auto& [name, value] : records_)
    done = done && write_all(fd, record_of(name, &value));
  done = done && ::fsync(fd) == 0 && ::rename(beside.c_str(), path_.c_str()) == 0;
  if (!done) {
    const Status status = failed();
    ::close(fd);
    ::unlink(beside.c_str());
    return status;  // the old file is as good as before
  }
  ::close(fd_);
  fd_ = fd;
  end_ = live_;
  return sync_folder_of(path_) ? Status() : failed();
}

}  // namespace westwind::store
