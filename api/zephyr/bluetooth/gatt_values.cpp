// Reading and writing a peer's values. Vol 3 Part G 4.8, 4.9.
#include <new>

#include "api/zephyr/bluetooth/gatt_operations.hpp"

namespace westwind::zephyr {

using namespace wire::att;
using wire::hci::ConnHandle;

namespace {

/// What all kinds of reading have in common: values are told until the application has enough.
class Reading : public Operation {
 public:
  Reading(bt_conn& conn, bt_gatt_read_params& params) : Operation(conn, &params), params_(params) {}

 protected:
  void tell(Bytes value) {
    if (is_silent()) return;
    // An empty value is a value: data that is NULL says that there are no more.
    const std::uint8_t* const data = value.empty() ? &nothing_ : value.data();
    if (params_.func(&conn(), 0, &params_, data, static_cast<std::uint16_t>(value.size())) ==
        BT_GATT_ITER_STOP)
      silence();
  }
  void tell_end(std::uint8_t error) override {
    (void)params_.func(&conn(), error, &params_, nullptr, 0);
  }
  bt_gatt_read_params& params_;

 private:
  static constexpr std::uint8_t nothing_ = 0;
};

/// One value from an offset on; as much as there is, for as long as the application wants it.
class SingleReading final : public Reading {
 public:
  SingleReading(bt_conn& conn, bt_gatt_read_params& params)
      : Reading(conn, params), handle_{params.single.handle}, offset_(params.single.offset) {}

  void on_turn(std::uint16_t mtu) override { mtu_ = mtu; }
  void write_request(Writer& pdu) override {
    if (offset_ == 0)
      put_pdu(pdu, ReadRequest{handle_});
    else
      put_pdu(pdu, ReadBlobRequest{handle_, offset_});
  }
  Progress on_response(ConnHandle, Bytes value) override {
    offset_ = static_cast<std::uint16_t>(offset_ + value.size());
    const bool has_more = value.size() + 1u == mtu_;
    has_some_ = true;
    tell(value);
    return has_more && !is_silent() ? Progress::next_request : Progress::finished;
  }
  /// What is exactly as long as a response ends with one of these.
  host::att::Outcome on_error(ErrorCode error) override {
    const bool is_end =
        error == ErrorCode::invalid_offset || error == ErrorCode::attribute_not_long;
    if (has_some_ && is_end) return {};
    return {host::att::Outcome::Kind::att_error, error};
  }

 private:
  Handle handle_;
  std::uint16_t offset_;
  std::uint16_t mtu_ = default_mtu;
  bool has_some_ = false;
};

/// All values of one type in a range.
class TypeReading final : public Reading {
 public:
  TypeReading(bt_conn& conn, bt_gatt_read_params& params)
      : Reading(conn, params), next_(params.by_uuid.start_handle), end_(params.by_uuid.end_handle),
        type_(to_uuid(*params.by_uuid.uuid).for_att()) {}

  void write_request(Writer& pdu) override {
    put_pdu(pdu, ReadByTypeRequest{{next_, end_}});
    pdu.bytes(type_.bytes());
  }
  Progress on_response(ConnHandle, Bytes parameters) override {
    Reader reader(parameters);
    const auto head = reader.take<ReadByTypeResponse>();
    if (!head || head->entry_length < 2 || reader.empty() ||
        reader.size() % head->entry_length != 0)
      return Progress::malformed;
    std::uint16_t last = 0;
    while (const auto entry = reader.bytes(head->entry_length)) {
      Reader fields(*entry);
      const std::uint16_t handle = fields.take<Handle>()->value;
      if (handle < next_ || handle <= last) return Progress::malformed;
      last = handle;
      if (!is_silent()) params_.by_uuid.start_handle = handle;  // which one is told of
      tell(fields.rest());
    }
    if (is_silent() || last >= end_) return Progress::finished;
    next_ = static_cast<std::uint16_t>(last + 1);
    has_some_ = true;
    return Progress::next_request;
  }
  host::att::Outcome on_error(ErrorCode error) override {
    if (has_some_ && error == ErrorCode::attribute_not_found) return {};
    return {host::att::Outcome::Kind::att_error, error};
  }

 private:
  std::uint16_t next_;
  std::uint16_t end_;
  wire::Uuid type_;
  bool has_some_ = false;
};

/// Several values in one request.
class MultipleReading final : public Reading {
 public:
  MultipleReading(bt_conn& conn, bt_gatt_read_params& params)
      : Reading(conn, params), is_variable_(params.multiple.variable) {}

  std::size_t request_size() const override { return 1 + 2 * params_.handle_count; }
  void write_request(Writer& pdu) override {
    pdu.put(static_cast<std::uint8_t>(is_variable_ ? Opcode::read_multiple_variable_request
                                                   : Opcode::read_multiple_request));
    for (std::size_t i = 0; i < params_.handle_count && !is_silent(); ++i)
      pdu.put(Handle{params_.multiple.handles[i]});
  }
  Progress on_response(ConnHandle, Bytes parameters) override {
    if (!is_variable_) {
      tell(parameters);
      return Progress::finished;
    }
    Reader reader(parameters);
    while (const auto length = reader.take<Le16>()) {
      const std::size_t there = *length < reader.size() ? std::size_t{*length} : reader.size();
      tell(*reader.bytes(there));
    }
    return Progress::finished;
  }

 private:
  bool is_variable_;
};

/// A write request, or as many prepared ones as it takes.
class Writing final : public Operation {
 public:
  Writing(bt_conn& conn, bt_gatt_write_params& params)
      : Operation(conn, &params), params_(params), handle_{params.handle}, offset_(params.offset),
        value_(static_cast<const std::uint8_t*>(params.data), params.length) {}

  void on_turn(std::uint16_t mtu) override {
    mtu_ = mtu;
    is_long_ = offset_ > 0 || value_.size() + 3 > mtu;
  }
  std::size_t request_size() const override { return is_long_ ? mtu_ : 3 + value_.size(); }
  void write_request(Writer& pdu) override {
    if (!is_long_) {
      put_pdu(pdu, WriteRequest{handle_});
      pdu.bytes(value_);
    } else if (step_ == Step::prepare) {
      put_pdu(pdu, PrepareWriteRequest{handle_, place()});
      pdu.bytes(part());
    } else {
      put_pdu(pdu, ExecuteWriteRequest{step_ == Step::execute ? std::uint8_t{1} : std::uint8_t{0}});
    }
  }
  Progress on_response(ConnHandle, Bytes parameters) override {
    if (!is_long_ || step_ != Step::prepare) return Progress::finished;
    Reader reader(parameters);
    const auto head = reader.take<PrepareWriteRequest>();
    // The server repeats what it has got; anything else is to be given up. 4.9.5.
    if (!head || head->handle.value != handle_.value || head->offset != place() ||
        !equal_bytes(reader.rest(), part()) || is_silent()) {
      failure_ = is_silent() ? ErrorCode::none : ErrorCode::invalid_pdu;
      step_ = Step::cancel;
      return Progress::next_request;
    }
    done_ += part().size();
    if (done_ == value_.size()) step_ = Step::execute;
    return Progress::next_request;
  }
  host::att::Outcome on_error(ErrorCode error) override {
    if (is_long_ && step_ == Step::prepare && done_ > 0) {
      failure_ = error;
      step_ = Step::cancel;
      has_to_cancel_ = true;
    }
    return {host::att::Outcome::Kind::att_error, error};
  }
  bool goes_on_after_error() override {
    const bool goes_on = has_to_cancel_;
    has_to_cancel_ = false;
    return goes_on;
  }

 private:
  enum class Step : std::uint8_t { prepare, execute, cancel };
  std::uint16_t place() const { return static_cast<std::uint16_t>(offset_ + done_); }
  Bytes part() const {
    const Bytes rest = value_.subspan(done_);
    return rest.first(rest.size() < mtu_ - 5u ? rest.size() : mtu_ - 5u);
  }
  void tell_end(std::uint8_t error) override {
    if (error == 0) error = static_cast<std::uint8_t>(failure_);
    if (params_.func != nullptr) params_.func(&conn(), error, &params_);
  }

  bt_gatt_write_params& params_;
  Handle handle_;
  std::uint16_t offset_;
  Bytes value_;
  std::size_t done_ = 0;
  std::uint16_t mtu_ = default_mtu;
  bool is_long_ = false;
  bool has_to_cancel_ = false;
  Step step_ = Step::prepare;
  ErrorCode failure_ = ErrorCode::none;
};

}  // namespace

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_gatt_read(bt_conn* conn, bt_gatt_read_params* params) {
  if (params->func == nullptr) return -EINVAL;
  if (params->handle_count == 0 &&
      (params->by_uuid.uuid == nullptr || params->by_uuid.start_handle == 0 ||
       params->by_uuid.end_handle < params->by_uuid.start_handle))
    return -EINVAL;
  if (const int error = check_link(conn); error != 0) return error;
  Operation* operation = nullptr;
  if (params->handle_count == 0)
    operation = new (std::nothrow) TypeReading(*conn, *params);
  else if (params->handle_count == 1)
    operation = new (std::nothrow) SingleReading(*conn, *params);
  else
    operation = new (std::nothrow) MultipleReading(*conn, *params);
  return start_operation(conn, operation);
}

int bt_gatt_write(bt_conn* conn, bt_gatt_write_params* params) {
  if (params->handle == 0) return -EINVAL;
  if (params->offset + params->length > BT_ATT_MAX_ATTRIBUTE_LEN) return -EINVAL;
  if (const int error = check_link(conn); error != 0) return error;
  return start_operation(conn, new (std::nothrow) Writing(*conn, *params));
}
