// See actor.hpp: values, served and asked for.
#include <algorithm>
#include <set>

#include "scenario/actor.hpp"

namespace westwind::scenario {

namespace gatt = host::gatt;
using host::att::Outcome;

namespace {

constexpr std::uint16_t cccd_uuid = 0x2902;

std::string text_of(const Outcome& outcome) {
  switch (outcome.kind) {
  case Outcome::Kind::success: return "ok";
  case Outcome::Kind::att_error:
    return "the peer answers with error " + std::to_string(static_cast<unsigned>(outcome.error));
  case Outcome::Kind::malformed: return "the peer's answer is malformed";
  case Outcome::Kind::timed_out: return "no answer";
  case Outcome::Kind::disconnected: break;
  }
  return "the link has ended";
}

template <typename Element>
std::optional<Element> take_first(std::deque<Element>& queue) {
  if (queue.empty()) return std::nullopt;
  Element first = std::move(queue.front());
  queue.pop_front();
  return first;
}

}  // namespace

// ---- server

gatt::AttributeType Actor::type_of(const Uuid& uuid, Octets<16>& space) const {
  if (const auto short_value = uuid.as_16()) return {*short_value, nullptr};
  space = uuid.expanded();
  return {0, space.data()};
}

Handle Actor::serve(const ServedValue& wanted) {
  using Kind = gatt::AttributeKind;
  auto& served = *served_.emplace_back(std::make_unique<Served>());
  const bool has_cccd = (wanted.properties & (wire::gatt::notify | wire::gatt::indicate)) != 0;
  served.rows = {{{Kind::primary_service, 0, 0, type_of(wanted.service, served.long_uuids[0])},
                  {Kind::characteristic_declaration, wanted.properties, 0, {}},
                  {Kind::value, wanted.properties, wanted.permissions,
                   type_of(wanted.uuid, served.long_uuids[1])},
                  {Kind::cccd, 0, 0, {}}}};
  gatt::AttributeOwner& owner = *this;
  served.service = {std::span(served.rows).first(has_cccd ? 4 : 3), owner};
  check(host().server().add(served.service), "serve");
  const Handle value{static_cast<std::uint16_t>(served.service.start_handle + 2)};
  set(value, wanted.value);
  return value;
}

gatt::ErrorCode Actor::read(host::hci::Link&, Handle handle, std::uint16_t, Bytes& value) {
  value = values_[handle.value];
  return gatt::ErrorCode::none;
}

gatt::ErrorCode Actor::write(host::hci::Link&, Handle handle, std::uint16_t offset, Bytes value,
                             gatt::WriteKind) {
  OctetString& kept = values_[handle.value];
  if (offset > kept.size()) return gatt::ErrorCode::invalid_offset;
  kept.resize(offset);
  kept.insert(kept.end(), value.begin(), value.end());
  written_.push_back({handle, kept, false});
  changed();
  return gatt::ErrorCode::none;
}

Wait<std::size_t> Actor::update(Handle value, OctetString octets) {
  set(value, octets);
  const auto send = [this, value, octets = std::move(octets),
                     sent = std::set<std::uint16_t>()]() mutable -> std::optional<std::size_t> {
    for (const auto& [handle, link] : links_) {
      const ConnHandle peer{handle};
      const std::uint16_t bits = link.is_open ? host().server().subscription(peer, value) : 0;
      if (bits == 0 || sent.contains(handle)) continue;
      const bool notifies = (bits & wire::gatt::cccd_notify) != 0;
      const Status status = notifies ? host().server().notify(peer, value, octets)
                                     : host().server().indicate(peer, value, octets);
      // There will be memory when something has left.
      if (!status && status.error() == Error::no_memory) return std::nullopt;
      check(status, "update");
      sent.insert(handle);
    }
    return sent.size();
  };
  return {scenario_, step("update"), send};
}

Wait<std::uint16_t> Actor::subscribed(Handle value) {
  return {scenario_, step("subscribed"), [this, value]() -> std::optional<std::uint16_t> {
            for (const auto& [handle, link] : links_)
              if (link.is_open)
                if (const auto bits = host().server().subscription(ConnHandle{handle}, value);
                    bits != 0)
                  return bits;
            return std::nullopt;
          }};
}

Wait<Value> Actor::written() {
  return {scenario_, step("written"), [this] { return take_first(written_); }};
}

// ---- client

void Actor::received(Handle handle, Bytes octets, bool is_indication) {
  received_.push_back({handle, {octets.begin(), octets.end()}, is_indication});
  changed();
}

Wait<Value> Actor::value() {
  return {scenario_, step("value"), [this] { return take_first(received_); }};
}

Wait<Done> Actor::ended(const QueryPointer& query, const std::string& what) {
  return until(what, [query] { return query->outcome.has_value(); });
}

Task<void> Actor::end_of(QueryPointer query, std::string what) {
  queries_.push_back(query);
  co_await ended(query, what);
  std::erase(queries_, query);
  if (!query->outcome->ok()) fail(what, text_of(*query->outcome));
}

template <typename Procedure, typename... Arguments>
Task<Actor::QueryPointer> Actor::ask(ConnHandle link, std::string what, Arguments... arguments) {
  const auto query = std::make_shared<Query>(*this);
  const auto procedure = std::make_shared<Procedure>(*query, arguments...);
  query->procedure = procedure;
  check(host().client().start(link, *procedure), what.c_str());
  co_await end_of(query, what);
  co_return query;
}

Task<Found> Actor::discover(ConnHandle link, Uuid service, Uuid characteristic) {
  const std::string what = "discover";
  const QueryPointer services =
      co_await ask<gatt::DiscoverServices>(link, what, std::optional(service));
  if (services->services.empty()) fail(what, "the peer has no such service");
  const QueryPointer found = co_await ask<gatt::DiscoverCharacteristics>(
      link, what, services->services.front(), std::optional(characteristic));
  if (found->characteristics.empty()) fail(what, "the service has no such characteristic");
  const Query::Characteristic its = found->characteristics.front();
  Found result{its.value, Handle{0}, its.properties};
  if (its.end.value == its.value.value) co_return result;
  const HandleRange behind{static_cast<std::uint16_t>(its.value.value + 1), its.end.value};
  const QueryPointer descriptors = co_await ask<gatt::DiscoverDescriptors>(link, what, behind);
  for (const auto& [handle, uuid] : descriptors->descriptors)
    if (uuid.same_value(Uuid(cccd_uuid))) result.cccd = handle;
  co_return result;
}

Task<OctetString> Actor::read(ConnHandle link, Handle handle) {
  const QueryPointer query = co_await ask<gatt::Read>(link, "read", handle);
  co_return query->value;
}

Task<void> Actor::write(ConnHandle link, Handle handle, OctetString octets) {
  const auto query = std::make_shared<Query>(*this);
  query->value = std::move(octets);
  const auto procedure = std::make_shared<gatt::Write>(*query, handle, Bytes(query->value));
  query->procedure = procedure;
  check(host().client().start(link, *procedure), "write");
  co_await end_of(query, "write");
}

Task<void> Actor::subscribe(ConnHandle link, Found found, bool indications) {
  if (found.cccd.value == 0) fail("subscribe", "the characteristic has no CCCD");
  co_await write(link, found.cccd,
                 octets(indications ? wire::gatt::cccd_indicate : wire::gatt::cccd_notify, 0));
}

Task<std::uint16_t> Actor::exchange_mtu(ConnHandle link) {
  const auto query = std::make_shared<Query>(*this);
  const auto procedure = std::make_shared<gatt::ExchangeMtu>(*query);
  query->procedure = procedure;
  check(host().client().exchange_mtu(link, *procedure), "exchange_mtu");
  co_await end_of(query, "exchange_mtu");
  co_return record(link).mtu;
}

}  // namespace westwind::scenario
