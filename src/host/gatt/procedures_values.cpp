// Reads, writes and the MTU exchange.
#include "att/att.hpp"
#include "gatt/procedures.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using Progress = att::Transaction::Progress;

void Read::write_request(Writer& pdu) { put_pdu(pdu, ReadRequest{handle_}); }

Progress Read::on_response(ConnHandle link, Bytes parameters) {
  listener_.on_read(link, handle_, parameters);
  return Progress::finished;
}

void Write::write_request(Writer& pdu) {
  put_pdu(pdu, WriteRequest{handle_});
  pdu.bytes_that_fit(value_);
}

Progress Write::on_response(ConnHandle, Bytes parameters) {
  return parameters.empty() ? Progress::finished : Progress::malformed;
}

void ExchangeMtu::write_request(Writer& pdu) {
  offered_ = att_->preferred_mtu();
  put_pdu(pdu, ExchangeMtuRequest{offered_});
}

Progress ExchangeMtu::on_response(ConnHandle link, Bytes parameters) {
  const auto response = parse_exactly<ExchangeMtuResponse>(parameters);
  if (!response) return Progress::malformed;
  if (hci::Link* open = att_->hci().find(link))
    att_->finish_mtu_exchange(*open, offered_, response->server_rx_mtu);
  return Progress::finished;
}

}  // namespace westwind::host::gatt
