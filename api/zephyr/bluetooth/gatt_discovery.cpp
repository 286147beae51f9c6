// Discovery: requests by kind, and each attribute found told as the kind has it. Vol 3 Part
// G 4.4-4.7.
#include <new>

#include "api/zephyr/bluetooth/gatt_operations.hpp"

namespace westwind::zephyr {

using namespace wire::att;
using wire::hci::ConnHandle;

namespace {

/// A UUID in the form of applications.
union AnyUuid {
  bt_uuid uuid;
  bt_uuid_16 uuid16;
  bt_uuid_32 uuid32;
  bt_uuid_128 uuid128;

  const bt_uuid* set(Bytes octets) {
    return bt_uuid_create(&uuid, octets.data(), static_cast<std::uint8_t>(octets.size())) ? &uuid
                                                                                          : nullptr;
  }
};

class Discovery final : public Operation {
 public:
  Discovery(bt_conn& conn, bt_gatt_discover_params& params)
      : Operation(conn, &params), params_(params), type_(params.type), next_(params.start_handle),
        end_(params.end_handle), has_filter_(params.uuid != nullptr) {
    if (has_filter_) filter_ = to_uuid(*params.uuid);
  }

  void write_request(Writer& pdu) override {
    const HandleRange range{next_, end_};
    if (is_service() && has_filter_) {
      put_pdu(pdu, FindByTypeValueRequest{range, declaration()});
      pdu.bytes(filter_.for_att().bytes());
    } else if (is_service()) {
      put_pdu(pdu, ReadByGroupTypeRequest{range});
      pdu.put(Le16(declaration()));
    } else if (is_by_information()) {
      put_pdu(pdu, FindInformationRequest{range});
    } else {
      put_pdu(pdu, ReadByTypeRequest{range});
      if (type_ == BT_GATT_DISCOVER_STD_CHAR_DESC)
        pdu.bytes(filter_.for_att().bytes());
      else
        pdu.put(Le16(declaration()));
    }
  }

  Progress on_response(ConnHandle, Bytes parameters) override {
    bool good = false;
    if (is_service() && has_filter_)
      good = take_ranges(parameters);
    else if (is_by_information())
      good = take_information(parameters);
    else
      good = take_entries(parameters);
    if (!good) return Progress::malformed;
    if (is_silent() || last_ >= end_) return Progress::finished;
    next_ = static_cast<std::uint16_t>(last_ + 1);
    return Progress::next_request;
  }

  /// "No more" is how a discovery ends well.
  host::att::Outcome on_error(ErrorCode error) override {
    if (error == ErrorCode::attribute_not_found) return {};
    return {host::att::Outcome::Kind::att_error, error};
  }

 private:
  bool is_service() const { return type_ <= BT_GATT_DISCOVER_SECONDARY; }
  bool is_by_information() const {
    return type_ == BT_GATT_DISCOVER_DESCRIPTOR || type_ == BT_GATT_DISCOVER_ATTRIBUTE;
  }
  std::uint16_t declaration() const {
    switch (type_) {
    case BT_GATT_DISCOVER_PRIMARY: return BT_UUID_GATT_PRIMARY_VAL;
    case BT_GATT_DISCOVER_SECONDARY: return BT_UUID_GATT_SECONDARY_VAL;
    case BT_GATT_DISCOVER_INCLUDE: return BT_UUID_GATT_INCLUDE_VAL;
    default: return BT_UUID_GATT_CHRC_VAL;
    }
  }
  bool passes(const wire::Uuid& uuid) const { return !has_filter_ || filter_.same_value(uuid); }

  /// False: the peer went backwards.
  bool advance(std::uint16_t handle, std::uint16_t last) {
    if (handle < next_ || handle <= last_ || last < handle) return false;
    last_ = last;
    return true;
  }

  void tell(std::uint16_t handle, const bt_uuid* uuid, void* value) {
    if (is_silent()) return;
    bt_gatt_attr attribute{};
    attribute.uuid = uuid;
    attribute.user_data = value;
    attribute.handle = handle;
    if (params_.func(&conn(), &attribute, &params_) == BT_GATT_ITER_STOP) silence();
  }

  bool take_ranges(Bytes parameters) {
    if (parameters.empty() || parameters.size() % sizeof(HandleRange) != 0) return false;
    for (const HandleRange range : Reader(parameters).entries<HandleRange>()) {
      if (!advance(range.start, range.end)) return false;
      tell_service(range, filter_.bytes());
    }
    return true;
  }

  void tell_service(const HandleRange& range, Bytes uuid) {
    AnyUuid any;
    bt_gatt_service_val value{any.set(uuid), range.end};
    tell(range.start, type_ == BT_GATT_DISCOVER_PRIMARY ? &primary_.uuid : &secondary_.uuid,
         &value);
  }

  bool take_information(Bytes parameters) {
    Reader reader(parameters);
    const auto head = reader.take<FindInformationResponse>();
    if (!head || (head->format != 1 && head->format != 2)) return false;
    const std::size_t entry_size = head->format == 1 ? 4 : 18;
    if (reader.empty() || reader.size() % entry_size != 0) return false;
    while (const auto entry = reader.bytes(entry_size)) {
      Reader fields(*entry);
      const Handle handle = *fields.take<Handle>();
      if (!advance(handle.value, handle.value)) return false;
      AnyUuid any;
      if (passes(*wire::Uuid::from(fields.rest())))
        tell(handle.value, any.set(fields.rest()), nullptr);
    }
    return true;
  }

  bool take_entries(Bytes parameters) {
    Reader reader(parameters);
    const auto head = reader.take<ReadByTypeResponse>();
    if (!head || head->entry_length < 3 || reader.empty() ||
        reader.size() % head->entry_length != 0)
      return false;
    while (const auto entry = reader.bytes(head->entry_length)) {
      Reader fields(*entry);
      if (!take_entry(fields)) return false;
    }
    return true;
  }

  bool take_entry(Reader& fields) {
    const std::uint16_t handle = fields.take<Handle>()->value;
    switch (type_) {
    case BT_GATT_DISCOVER_PRIMARY:
    case BT_GATT_DISCOVER_SECONDARY: {
      const auto end = fields.take<Le16>();
      if (!end || !wire::Uuid::from(fields.rest()) || !advance(handle, *end)) return false;
      tell_service({handle, *end}, fields.rest());
      return true;
    }
    case BT_GATT_DISCOVER_INCLUDE: return advance(handle, handle) && take_include(handle, fields);
    case BT_GATT_DISCOVER_CHARACTERISTIC:
      return advance(handle, handle) && take_characteristic(handle, fields);
    default: return advance(handle, handle) && take_descriptor(handle, fields.rest());
    }
  }

  bool take_include(std::uint16_t handle, Reader& fields) {
    const auto range = fields.take<HandleRange>();
    if (!range || (fields.size() != 0 && fields.size() != 2)) return false;
    AnyUuid any;
    bt_gatt_include value{any.set(fields.rest()), range->start, range->end};
    if (!has_filter_ || (value.uuid != nullptr && passes(to_uuid(*value.uuid))))
      tell(handle, &include_.uuid, &value);
    return true;
  }

  bool take_characteristic(std::uint16_t handle, Reader& fields) {
    const auto declaration = fields.take<wire::gatt::CharacteristicDeclaration>();
    const auto uuid = wire::Uuid::from(fields.rest());
    if (!declaration || !uuid || declaration->value_handle.value <= handle) return false;
    AnyUuid any;
    bt_gatt_chrc value{any.set(fields.rest()), declaration->value_handle.value,
                       declaration->properties};
    if (passes(*uuid)) tell(handle, &chrc_.uuid, &value);
    return true;
  }

  bool take_descriptor(std::uint16_t handle, Bytes octets) {
    union {
      bt_gatt_cep cep;
      bt_gatt_ccc ccc;
      bt_gatt_scc scc;
      bt_gatt_cpf cpf;
    } value{};
    const auto type = filter_.as_16();
    if (type == BT_UUID_GATT_CPF_VAL) {
      if (octets.size() != sizeof value.cpf) return false;
      memcpy(&value.cpf, octets.data(), sizeof value.cpf);
    } else {
      if (octets.size() != sizeof value.ccc) return false;
      value.ccc.flags = static_cast<std::uint16_t>(octets[0] | octets[1] << 8);
    }
    AnyUuid any;
    tell(handle, any.set(filter_.bytes()), &value);
    return true;
  }

  void tell_end(std::uint8_t) override { (void)params_.func(&conn(), nullptr, &params_); }

  static constexpr bt_uuid_16 primary_{{BT_UUID_TYPE_16}, BT_UUID_GATT_PRIMARY_VAL};
  static constexpr bt_uuid_16 secondary_{{BT_UUID_TYPE_16}, BT_UUID_GATT_SECONDARY_VAL};
  static constexpr bt_uuid_16 include_{{BT_UUID_TYPE_16}, BT_UUID_GATT_INCLUDE_VAL};
  static constexpr bt_uuid_16 chrc_{{BT_UUID_TYPE_16}, BT_UUID_GATT_CHRC_VAL};

  bt_gatt_discover_params& params_;
  std::uint8_t type_;
  std::uint16_t next_;
  std::uint16_t end_;
  std::uint16_t last_ = 0;
  bool has_filter_;
  wire::Uuid filter_;
};

bool is_standard_descriptor(const bt_uuid* uuid) {
  if (uuid == nullptr || uuid->type != BT_UUID_TYPE_16) return false;
  const std::uint16_t value = BT_UUID_16(uuid)->val;
  return value == BT_UUID_GATT_CEP_VAL || value == BT_UUID_GATT_CCC_VAL ||
         value == BT_UUID_GATT_SCC_VAL || value == BT_UUID_GATT_CPF_VAL;
}

}  // namespace

}  // namespace westwind::zephyr

using namespace westwind::zephyr;

int bt_gatt_discover(bt_conn* conn, bt_gatt_discover_params* params) {
  if (params->func == nullptr || params->start_handle == 0 ||
      params->end_handle < params->start_handle || params->type > BT_GATT_DISCOVER_STD_CHAR_DESC)
    return -EINVAL;
  if (params->type == BT_GATT_DISCOVER_STD_CHAR_DESC && !is_standard_descriptor(params->uuid))
    return -EINVAL;
  if (const int error = check_link(conn); error != 0) return error;
  return start_operation(conn, new (std::nothrow) Discovery(*conn, *params));
}
