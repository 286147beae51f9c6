// Discovery procedures. Each response is checked to move forward, so that no peer can keep one
// going forever.
#include "gatt/procedures.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using Progress = att::Transaction::Progress;

Outcome Discovery::on_error(ErrorCode error) {
  if (error == ErrorCode::attribute_not_found) return {};
  return Procedure::on_error(error);
}

void Discovery::on_end(ConnHandle link, Outcome outcome) {
  range_.start = start_;  // it may be started again
  Procedure::on_end(link, outcome);
}

Progress Discovery::continue_after(std::uint16_t last) {
  if (last < range_.start) return Progress::malformed;
  if (last >= range_.end) return Progress::finished;
  range_.start = static_cast<std::uint16_t>(last + 1);
  return Progress::next_request;
}

void DiscoverServices::write_request(Writer& pdu) {
  if (filter_) {
    put_pdu(pdu, FindByTypeValueRequest{range_, wire::gatt::primary_service});
    const Uuid uuid = filter_->for_att();
    pdu.bytes(uuid.bytes());
  } else {
    put_pdu(pdu, ReadByGroupTypeRequest{range_});
    pdu.put(Le16(wire::gatt::primary_service));
  }
}

Progress DiscoverServices::on_response(ConnHandle link, Bytes parameters) {
  if (filter_) return on_filtered(link, parameters);
  Reader reader(parameters);
  const auto head = reader.take<ReadByGroupTypeResponse>();
  if (!head || (head->entry_length != 6 && head->entry_length != 20) || reader.empty() ||
      reader.size() % head->entry_length != 0)
    return Progress::malformed;
  std::uint16_t last = 0;
  while (const auto entry = reader.bytes(head->entry_length)) {
    Reader fields(*entry);
    const auto range = *fields.take<HandleRange>();
    if (!range.is_valid() || range.start < range_.start || range.start <= last)
      return Progress::malformed;
    last = range.end;
    listener_.on_service(link, range, *Uuid::from(fields.rest()));
  }
  return continue_after(last);
}

Progress DiscoverServices::on_filtered(ConnHandle link, Bytes parameters) {
  const Reader reader(parameters);
  if (parameters.empty() || parameters.size() % sizeof(HandleRange) != 0)
    return Progress::malformed;
  std::uint16_t last = 0;
  for (const HandleRange range : reader.entries<HandleRange>()) {
    if (!range.is_valid() || range.start < range_.start || range.start <= last)
      return Progress::malformed;
    last = range.end;
    listener_.on_service(link, range, *filter_);
  }
  return continue_after(last);
}

void DiscoverCharacteristics::write_request(Writer& pdu) {
  put_pdu(pdu, ReadByTypeRequest{range_});
  pdu.put(Le16(wire::gatt::characteristic));
}

Progress DiscoverCharacteristics::on_response(ConnHandle link, Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<ReadByTypeResponse>();
  // Handle, properties, value handle, UUID of 2 or 16 octets.
  if (!head || (head->entry_length != 7 && head->entry_length != 21) || reader.empty() ||
      reader.size() % head->entry_length != 0)
    return Progress::malformed;
  std::uint16_t last = 0;
  while (const auto entry = reader.bytes(head->entry_length)) {
    Reader fields(*entry);
    const auto handle = *fields.take<Handle>();
    const auto declaration = *fields.take<wire::gatt::CharacteristicDeclaration>();
    // A value lies behind its declaration and before the next one.
    if (handle.value < range_.start || handle.value <= last || handle.value > range_.end ||
        declaration.value_handle.value <= handle.value ||
        (last_ && last_->value.value >= handle.value))
      return Progress::malformed;
    last = handle.value;
    report(link, static_cast<std::uint16_t>(last - 1));
    last_ = Found{declaration.value_handle, declaration.properties, *Uuid::from(fields.rest())};
  }
  return continue_after(last);
}

void DiscoverCharacteristics::report(ConnHandle link, std::uint16_t end) {
  if (!last_) return;
  const Found found = *last_;
  last_.reset();
  if (end < found.value.value) end = found.value.value;  // the range ended before it
  if (!filter_ || filter_->same_value(found.uuid))
    listener_.on_characteristic(link, found.value, {end}, found.properties, found.uuid);
}

void DiscoverCharacteristics::on_end(ConnHandle link, Outcome outcome) {
  if (outcome.ok()) report(link, end_);
  last_.reset();
  Discovery::on_end(link, outcome);
}

void DiscoverDescriptors::write_request(Writer& pdu) {
  put_pdu(pdu, FindInformationRequest{range_});
}

Progress DiscoverDescriptors::on_response(ConnHandle link, Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<FindInformationResponse>();
  if (!head || (head->format != 1 && head->format != 2)) return Progress::malformed;
  const std::size_t entry_length = head->format == 1 ? sizeof(FindInformationResponse::Entry16)
                                                     : sizeof(FindInformationResponse::Entry128);
  if (reader.empty() || reader.size() % entry_length != 0) return Progress::malformed;
  std::uint16_t last = 0;
  while (const auto entry = reader.bytes(entry_length)) {
    Reader fields(*entry);
    const auto handle = *fields.take<Handle>();
    if (handle.value < range_.start || handle.value <= last || handle.value > range_.end)
      return Progress::malformed;
    last = handle.value;
    listener_.on_descriptor(link, handle, *Uuid::from(fields.rest()));
  }
  return continue_after(last);
}

void FindIncluded::write_request(Writer& pdu) {
  put_pdu(pdu, ReadByTypeRequest{range_});
  pdu.put(Le16(wire::gatt::include));
}

Progress FindIncluded::on_response(ConnHandle link, Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<ReadByTypeResponse>();
  // Handle, range, and the UUID if it has 16 bits.
  if (!head || (head->entry_length != 6 && head->entry_length != 8) || reader.empty() ||
      reader.size() % head->entry_length != 0)
    return Progress::malformed;
  std::uint16_t last = 0;
  while (const auto entry = reader.bytes(head->entry_length)) {
    Reader fields(*entry);
    const auto handle = *fields.take<Handle>();
    const auto included = *fields.take<HandleRange>();
    if (handle.value < range_.start || handle.value <= last || handle.value > range_.end ||
        !included.is_valid())
      return Progress::malformed;
    last = handle.value;
    listener_.on_included(link, handle, included, Uuid::from(fields.rest()));
  }
  return continue_after(last);
}

void ReadByType::write_request(Writer& pdu) {
  put_pdu(pdu, ReadByTypeRequest{range_});
  pdu.bytes(type_.bytes());
}

Progress ReadByType::on_response(ConnHandle link, Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<ReadByTypeResponse>();
  if (!head || head->entry_length < sizeof(Handle) || reader.empty() ||
      reader.size() % head->entry_length != 0)
    return Progress::malformed;
  std::uint16_t last = 0;
  while (const auto entry = reader.bytes(head->entry_length)) {
    Reader fields(*entry);
    const auto handle = *fields.take<Handle>();
    if (handle.value < range_.start || handle.value <= last || handle.value > range_.end)
      return Progress::malformed;
    last = handle.value;
    listener_.on_read(link, handle, fields.rest());
  }
  return continue_after(last);
}

}  // namespace westwind::host::gatt
