// Long and reliable writes, long reads, several values at once.
#include "gatt/procedures.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using Progress = att::Transaction::Progress;

void LongRead::write_request(Writer& pdu) {
  if (offset_ == 0)
    put_pdu(pdu, ReadRequest{handle_});
  else
    put_pdu(pdu, ReadBlobRequest{handle_, offset_});
}

Progress LongRead::on_response(ConnHandle link, Bytes parameters) {
  const std::uint16_t at = offset_;
  offset_ = static_cast<std::uint16_t>(offset_ + parameters.size());
  // What fills a response may go on; no value is longer than 512.
  const bool more = parameters.size() >= mtu_ - 1u && offset_ < max_value_length;
  listener_.on_read_part(link, handle_, at, parameters);
  return more ? Progress::next_request : Progress::finished;
}

/// A value that ends where a response ends: some servers then say that there is no more.
Outcome LongRead::on_error(att::ErrorCode error) {
  if (offset_ > 0 && (error == ErrorCode::attribute_not_long || error == ErrorCode::invalid_offset))
    return {};
  return {Outcome::Kind::att_error, error};
}

void LongRead::on_end(ConnHandle link, Outcome outcome) {
  offset_ = 0;
  Procedure::on_end(link, outcome);
}

void ReadMultiple::write_request(Writer& pdu) {
  pdu.put(variable_ ? Opcode::read_multiple_variable_request : Opcode::read_multiple_request);
  for (const Handle handle : handles_)
    pdu.put(handle);
}

Progress ReadMultiple::on_response(ConnHandle link, Bytes parameters) {
  if (!variable_) {
    listener_.on_read(link, handles_.front(), parameters);
    return Progress::finished;
  }
  Reader reader(parameters);
  for (const Handle handle : handles_) {
    const auto length = reader.take<Le16>();
    if (!length) break;  // the MTU held no more
    const std::size_t whole = *length;
    const std::size_t size = whole < reader.size() ? whole : reader.size();
    listener_.on_read(link, handle, *reader.bytes(size));
  }
  return reader.empty() ? Progress::finished : Progress::malformed;
}

Bytes ReliableWrite::next_octets() const {
  const Bytes left = parts_[part_].value.subspan(offset_);
  const std::size_t room = mtu_ - 1u - sizeof(PrepareWriteRequest);
  return left.first(left.size() < room ? left.size() : room);
}

void ReliableWrite::write_request(Writer& pdu) {
  cancelled_ = cancelling_;
  if (cancelling_ || all_prepared()) {
    put_pdu(pdu, ExecuteWriteRequest{static_cast<std::uint8_t>(cancelling_ ? 0 : 1)});
    return;
  }
  put_pdu(pdu, PrepareWriteRequest{parts_[part_].handle, offset_});
  pdu.bytes(next_octets());
}

Progress ReliableWrite::on_response(ConnHandle, Bytes parameters) {
  if (cancelling_ || all_prepared())
    return parameters.empty() ? Progress::finished : Progress::malformed;
  Reader reader(parameters);
  const auto repeated = reader.take<PrepareWriteRequest>();
  const Bytes sent = next_octets();
  if (!repeated || !(repeated->handle == parts_[part_].handle) || repeated->offset != offset_ ||
      !equal_bytes(reader.rest(), sent)) {
    failure_ = {Outcome::Kind::malformed};
    cancelling_ = true;
    return Progress::next_request;
  }
  offset_ = static_cast<std::uint16_t>(offset_ + sent.size());
  if (offset_ == parts_[part_].value.size()) {
    ++part_;
    offset_ = 0;
  }
  return Progress::next_request;
}

/// Parts that the server has kept are not left behind.
Outcome ReliableWrite::on_error(att::ErrorCode error) {
  const Outcome outcome{Outcome::Kind::att_error, error};
  if (failure_.ok()) failure_ = outcome;
  cancelling_ = !all_prepared() && (part_ > 0 || offset_ > 0);
  return outcome;
}

void ReliableWrite::on_end(ConnHandle link, Outcome outcome) {
  const Outcome told = failure_.ok() ? outcome : failure_;
  part_ = 0;
  offset_ = 0;
  cancelling_ = cancelled_ = false;
  failure_ = {};
  Procedure::on_end(link, told);
}

}  // namespace westwind::host::gatt
