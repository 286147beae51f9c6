// Bonds in a file, for hosts that have a file system. Vol 3 Part H 2.4; see record_file.hpp for
// what it survives.
#pragma once

#include "host/host.hpp"
#include "store/record_file.hpp"

namespace westwind::store {

class FileBonds final : public host::smp::BondStore {
 public:
  using Bond = host::smp::Bond;
  using Key = host::smp::Key;
  using DeviceAddress = wire::DeviceAddress;

  /// As RecordFile::open.
  Status open(const std::string& path) { return file_.open(path); }
  const RecordFile& file() const { return file_; }

  bool load(const DeviceAddress& peer, Bond& bond) override;
  bool load(std::size_t index, Bond& bond) override;
  bool save(const Bond& bond) override;
  void remove(const DeviceAddress& peer) override;
  std::size_t load_client_record(const DeviceAddress& peer, MutableBytes record) override;
  void save_client_record(const DeviceAddress& peer, Bytes record) override;
  bool load_own_irk(Key& irk) override;
  void save_own_irk(const Key& irk) override;

 private:
  RecordFile file_;
};

}  // namespace westwind::store
