// The advertising sets of the extended commands: each with its parameters, data and address, shown
// with legacy PDUs or extended ones. Vol 4 Part E 7.8.52-7.8.60.
#pragma once

#include "controller/advertiser.hpp"
#include "controller/extended_advertiser.hpp"

namespace westwind::controller {

class AdvertisingSet {
 public:
  using ErrorCode = wire::hci::ErrorCode;
  using Parameters = wire::hci::LeSetExtendedAdvertisingParameters;
  enum class Part : std::uint8_t { data, scan_response };

  AdvertisingSet(wire::hci::AdvertisingHandle handle, Scheduler& scheduler, HostPort& host,
                 const AcceptList& accept_list, ResolvingList& resolving_list, Links& links);
  ~AdvertisingSet() { disable(); }
  AdvertisingSet(const AdvertisingSet&) = delete;
  AdvertisingSet& operator=(const AdvertisingSet&) = delete;

  wire::hci::AdvertisingHandle handle() const { return handle_; }
  bool is_enabled() const { return legacy_.is_enabled() || extended_.is_enabled(); }
  bool uses_accept_list() const { return is_enabled() && content_.parameters.filter_policy != 0; }

  ErrorCode set_parameters(const Parameters& parameters);
  ErrorCode set_random_address(const wire::Address& address);
  ErrorCode set_data(Part part, wire::hci::DataOperation operation, Bytes data);
  /// Whether it could be enabled.
  ErrorCode check(const AdvertisingActivity::Limits& limits) const;
  ErrorCode enable(const AdvertisingActivity::Limits& limits);
  void disable();

 private:
  bool is_legacy() const { return content_.parameters.has(wire::hci::property_legacy); }
  std::size_t data_limit(Part part) const;

  wire::hci::AdvertisingHandle handle_;
  Radio& radio_;
  SetContent content_;
  bool data_is_complete_ = true;
  bool scan_response_is_complete_ = true;
  bool has_random_address_ = false;
  Advertiser legacy_;
  ExtendedAdvertiser extended_;
};

class AdvertisingSets {
 public:
  AdvertisingSets(std::uint8_t capacity, Scheduler& scheduler, HostPort& host,
                  const AcceptList& accept_list, ResolvingList& resolving_list, Links& links)
      : capacity_(capacity), scheduler_(scheduler), host_(host), accept_list_(accept_list),
        resolving_list_(resolving_list), links_(links) {}

  std::uint8_t capacity() const { return capacity_; }
  bool is_any_enabled() const;
  bool uses_accept_list() const;
  AdvertisingSet* find(wire::hci::AdvertisingHandle handle) const;
  /// Null when there is no room for a new one.
  AdvertisingSet* find_or_make(wire::hci::AdvertisingHandle handle);
  void remove(const AdvertisingSet& set);
  void disable_all();
  void clear() { sets_.clear(); }

 private:
  std::uint8_t capacity_;
  Scheduler& scheduler_;
  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;
  Links& links_;
  std::vector<std::unique_ptr<AdvertisingSet>> sets_;
};

}  // namespace westwind::controller
