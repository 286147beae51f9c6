// Client procedures: discovery, reads, writes, MTU. Each is an object of its owner's that runs as
// one transaction of its link's bearer, so any number may be queued. Vol 3 Part G 4.
#pragma once

#include <optional>
#include <span>

#include "att/transaction.hpp"
#include "wire/gatt.hpp"

namespace westwind::host::att {
class Att;
}

namespace westwind::host::gatt {

using att::ConnHandle;
using att::Handle;
using att::HandleRange;
using att::Outcome;
using wire::Uuid;

/// Results of the procedures. Pointers and spans live during the call; any function of the host may
/// be called from inside. After `on_procedure_end` the procedure may be destroyed or started again.
class ProcedureListener {
 public:
  virtual void on_service(ConnHandle, HandleRange, const Uuid&) {}
  /// `end` is exact: before the next declaration, or the end of the searched range.
  virtual void on_characteristic(ConnHandle, Handle /*value*/, Handle /*end*/,
                                 std::uint8_t /*properties*/, const Uuid&) {}
  virtual void on_descriptor(ConnHandle, Handle, const Uuid&) {}
  virtual void on_read(ConnHandle, Handle, Bytes) {}
  /// A part of a long value, front to back.
  virtual void on_read_part(ConnHandle, Handle, std::uint16_t /*offset*/, Bytes) {}
  /// `uuid` only if it has 16 bits; of others the declaration at `range.start` tells.
  virtual void on_included(ConnHandle, Handle, HandleRange, const std::optional<Uuid>&) {}
  virtual void on_procedure_end(ConnHandle, att::Transaction&, Outcome) = 0;

 protected:
  ~ProcedureListener() = default;
};

/// What all of them share.
class Procedure : public att::Transaction {
 public:
  explicit Procedure(ProcedureListener& listener) : listener_(listener) {}
  void on_end(ConnHandle link, Outcome outcome) override {
    listener_.on_procedure_end(link, *this, outcome);
  }

 protected:
  ~Procedure() = default;
  ProcedureListener& listener_;
};

/// A walk over a range of handles, some a request, until the peer has no more.
class Discovery : public Procedure {
 public:
  Discovery(ProcedureListener& listener, HandleRange range)
      : Procedure(listener), range_(range), start_(range.start) {}
  /// "No more" is how a discovery ends well.
  Outcome on_error(att::ErrorCode error) override;
  void on_end(ConnHandle link, Outcome outcome) override;

 protected:
  ~Discovery() = default;
  /// Goes on behind `last`; finished at the end of the range. Malformed when the peer went
  /// backwards.
  Progress continue_after(std::uint16_t last);
  HandleRange range_;  // what is still to be searched

 private:
  std::uint16_t start_;
};

/// All primary services, or those with one UUID. 4.4.
class DiscoverServices final : public Discovery {
 public:
  DiscoverServices(ProcedureListener& listener, std::optional<Uuid> filter)
      : Discovery(listener, {0x0001, 0xffff}), filter_(filter) {}
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;

 private:
  Progress on_filtered(ConnHandle link, Bytes parameters);
  std::optional<Uuid> filter_;
};

/// Characteristics of a range, all or those with one UUID. 4.6. All are fetched either way: the end
/// handle of one is known only when the next one is.
class DiscoverCharacteristics final : public Discovery {
 public:
  DiscoverCharacteristics(ProcedureListener& listener, HandleRange range,
                          std::optional<Uuid> filter)
      : Discovery(listener, range), end_(range.end), filter_(filter) {}
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
  void on_end(ConnHandle link, Outcome outcome) override;

 private:
  struct Found {
    Handle value;
    std::uint8_t properties;
    Uuid uuid;
  };
  void report(ConnHandle link, std::uint16_t end);
  std::uint16_t end_;
  std::optional<Uuid> filter_;
  std::optional<Found> last_;
};

/// Every attribute of a range with its type. 4.7.
class DiscoverDescriptors final : public Discovery {
 public:
  using Discovery::Discovery;
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
};

/// One Read Request; up to MTU - 1 octets arrive. 4.8.1.
class Read final : public Procedure {
 public:
  Read(ProcedureListener& listener, Handle handle) : Procedure(listener), handle_(handle) {}
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
  Handle handle() const { return handle_; }

 private:
  Handle handle_;
};

/// One Write Request; the value is cut to MTU - 3 when it is sent. 4.9.3. `value` must stay until
/// `on_end`.
class Write final : public Procedure {
 public:
  Write(ProcedureListener& listener, Handle handle, Bytes value)
      : Procedure(listener), handle_(handle), value_(value) {}
  std::size_t request_size() const override { return wire::att::value_overhead + value_.size(); }
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
  Handle handle() const { return handle_; }

 private:
  Handle handle_;
  Bytes value_;
};

/// Included services of a range. 4.5.1.
class FindIncluded final : public Discovery {
 public:
  using Discovery::Discovery;
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
};

/// Every attribute of a range that has one type, with its value cut to MTU - 4 (253 at most); those
/// behind the first that cannot be read are not found. 4.8.2.
class ReadByType final : public Discovery {
 public:
  ReadByType(ProcedureListener& listener, HandleRange range, const Uuid& type)
      : Discovery(listener, range), type_(type.for_att()) {}
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;

 private:
  Uuid type_;
};

/// A value of any length, told in parts as they come. 4.8.3.
class LongRead final : public Procedure {
 public:
  LongRead(ProcedureListener& listener, Handle handle) : Procedure(listener), handle_(handle) {}
  void on_turn(std::uint16_t mtu) override { mtu_ = mtu; }
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
  Outcome on_error(att::ErrorCode error) override;
  void on_end(ConnHandle link, Outcome outcome) override;
  Handle handle() const { return handle_; }

 private:
  Handle handle_;
  std::uint16_t offset_ = 0;
  std::uint16_t mtu_ = wire::att::default_mtu;
};

/// Several values in one response: their octets without borders, told as the first handle's; or
/// each by itself, if the server can (variable). 4.8.4, 4.8.5. `handles`, two at least and no more
/// than fit the MTU, must stay until `on_end`.
class ReadMultiple final : public Procedure {
 public:
  ReadMultiple(ProcedureListener& listener, std::span<const Handle> handles, bool variable)
      : Procedure(listener), handles_(handles), variable_(variable) {}
  std::size_t request_size() const override { return 1 + handles_.size_bytes(); }
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;

 private:
  std::span<const Handle> handles_;
  bool variable_;
};

/// A value for an attribute.
struct WritePart {
  Handle handle;
  Bytes value;
};

/// Values of any length, at one go: what the server repeats is compared, and nothing is written if
/// it differs (`malformed`) or refuses a part. One part: 4.9.4; several: 4.9.5. `parts` and their
/// values must stay until `on_end`.
class ReliableWrite final : public Procedure {
 public:
  ReliableWrite(ProcedureListener& listener, std::span<const WritePart> parts)
      : Procedure(listener), parts_(parts) {}
  void on_turn(std::uint16_t mtu) override { mtu_ = mtu; }
  std::size_t request_size() const override { return mtu_; }
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;
  Outcome on_error(att::ErrorCode error) override;
  bool goes_on_after_error() override { return cancelling_ && !cancelled_; }
  void on_end(ConnHandle link, Outcome outcome) override;

 private:
  bool all_prepared() const { return part_ == parts_.size(); }
  Bytes next_octets() const;

  std::span<const WritePart> parts_;
  std::size_t part_ = 0;      // that is being prepared
  std::uint16_t offset_ = 0;  // in it
  std::uint16_t mtu_ = wire::att::default_mtu;
  bool cancelling_ = false;  // Execute Write Request (cancel) is next
  bool cancelled_ = false;   // ... or was sent
  Outcome failure_;
};

/// Exchange MTU, offering what the host prefers when it is sent. 4.3.1. Start it with
/// Client::exchange_mtu.
class ExchangeMtu final : public Procedure {
 public:
  using Procedure::Procedure;
  void write_request(Writer& pdu) override;
  Progress on_response(ConnHandle link, Bytes parameters) override;

 private:
  friend class Client;
  void prepare(att::Att& att) { att_ = &att; }
  att::Att* att_ = nullptr;
  std::uint16_t offered_ = 0;
};

}  // namespace westwind::host::gatt
