// The board of the backend's unit tests: what glue.c and a port give the backend elsewhere.
#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {

namespace {

FakeBoard* board = nullptr;

}  // namespace

FakeBoard::FakeBoard() { board = this; }

FakeBoard::~FakeBoard() {
  westwind_deinit();
  EXPECT_TRUE(blocks.empty()) << blocks.size() << " blocks left on the heap";
  EXPECT_FALSE(is_open);
  EXPECT_LE(deepest, 1) << "an event came while another was being handled";
  for (const auto& [block, size] : blocks)
    ::operator delete(block);
  board = nullptr;
}

FakeBoard& FakeBoard::current() { return *board; }

void FakeBoard::poll() {
  for (int polls = 0; is_open && (!controller.to_host.empty() || scheduled_us <= now_us); ++polls) {
    ASSERT_LT(polls, 10'000) << "the backend never comes to rest";
    scheduled_us = WESTWIND_NEVER;
    const std::size_t unread = controller.to_host.size();
    westwind_poll();
    // It may pause with packets unread; it has to say until when.
    const bool pauses = is_open && unread != 0 && controller.to_host.size() == unread;
    if (pauses && scheduled_us > now_us) now_us = scheduled_us;
  }
}

void FakeBoard::pass(Duration duration) {
  const std::int64_t end = now_us + duration.count_us();
  poll();
  while (is_open && scheduled_us <= end) {
    now_us = scheduled_us > now_us ? scheduled_us : now_us;
    poll();
  }
  now_us = end;
}

void FakeBoard::connect() {
  controller.connection_complete(connection, wire::hci::Role::peripheral);
  pass(Duration::milliseconds(5));  // with the pause that follows
  events.clear();
}

westwind_error_t FakeBoard::register_service(const std::vector<Characteristic>& characteristics,
                                             std::vector<std::uint16_t>& handles) {
  std::vector<wire::Uuid> uuids;
  std::vector<std::uint16_t> flags, descriptor_flags;
  std::vector<std::uint8_t> counts;
  std::vector<std::size_t> of_characteristics, of_descriptors;
  uuids.emplace_back(std::uint16_t{0x181a});
  for (const Characteristic& c : characteristics) {
    of_characteristics.push_back(uuids.size());
    uuids.emplace_back(c.uuid);
    flags.push_back(c.flags);
    counts.push_back(static_cast<std::uint8_t>(c.descriptors.size()));
    for (const std::uint16_t descriptor : c.descriptors) {
      of_descriptors.push_back(uuids.size());
      uuids.emplace_back(descriptor);
      descriptor_flags.push_back(0x0a);
    }
  }
  std::vector<const void*> characteristic_uuids, descriptor_uuids;
  for (const std::size_t i : of_characteristics)
    characteristic_uuids.push_back(&uuids[i]);
  for (const std::size_t i : of_descriptors)
    descriptor_uuids.push_back(&uuids[i]);
  handles.assign(of_characteristics.size() + of_descriptors.size(), 0xffff);
  const westwind_service_t service{
      uuids.data(),
      characteristic_uuids.data(),
      flags.data(),
      flags.size(),
      descriptor_uuids.data(),
      descriptor_flags.data(),
      counts.data(),
      handles.data(),
      [](const void* object) {
        const auto& uuid = *static_cast<const wire::Uuid*>(object);
        return westwind_uuid_t{uuid.bytes().data(), static_cast<std::uint8_t>(uuid.size())};
      }};
  westwind_error_t error = westwind_services_begin();
  if (error == WESTWIND_OK) error = westwind_services_add(&service);
  if (error == WESTWIND_OK) error = westwind_services_end();
  return error;
}

std::string FakeBoard::value(std::uint16_t handle) {
  const std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (westwind_value_read(handle, &octets, &size) != WESTWIND_OK) return "none";
  return {octets, octets + size};
}

void FakeBoard::happened(std::string event) {
  events.push_back(event);
  if (!handler) return;
  ++depth;
  deepest = depth > deepest ? depth : deepest;
  handler(event);
  --depth;
}

namespace {

template <typename... Numbers>
void tell(const char* name, Numbers... numbers) {
  std::string line = name;
  ((line += " " + std::to_string(static_cast<long>(numbers))), ...);
  FakeBoard::current().happened(line);
}

long status(westwind_outcome_t outcome) {
  return outcome.att_error != 0 ? outcome.att_error : 1000L * outcome.error;
}

std::string text(const std::uint8_t* octets, std::uint16_t size) { return {octets, octets + size}; }

}  // namespace

}  // namespace westwind::micropython

using namespace westwind;
using namespace westwind::micropython;

// ---- port.h

int64_t westwind_port_now_us(void) { return board->now_us; }

int westwind_port_open(void) {
  if (board->open_errno != 0) return board->open_errno;
  EXPECT_FALSE(board->is_open);
  board->is_open = true;
  ++board->opened;
  return 0;
}

void westwind_port_close(void) {
  board->is_open = false;
  board->controller.to_host.clear();
  board->scheduled_us = WESTWIND_NEVER;
}

int westwind_port_send(const uint8_t* packet, size_t size) {
  EXPECT_TRUE(board->is_open);
  if (board->gone) return 1;
  board->controller.send({packet, size});
  return 0;
}

int westwind_port_receive(uint8_t* packet, size_t space) {
  EXPECT_TRUE(board->is_open);
  if (board->gone) return -1;
  if (board->controller.to_host.empty()) return 0;
  const auto next = board->controller.to_host.front();
  board->controller.to_host.pop_front();
  return static_cast<int>(copy_bytes({packet, space}, next));
}

void westwind_port_schedule(int64_t at_us) {
  EXPECT_TRUE(board->is_open);
  board->scheduled_us = at_us;
  ++board->schedules;
}

void westwind_port_wait(int64_t until_us) {
  EXPECT_TRUE(board->is_open);
  if (!board->controller.to_host.empty() || board->gone) return;
  ASSERT_NE(until_us, WESTWIND_NEVER) << "waits for ever";
  if (until_us > board->now_us) board->now_us = until_us;
}

// ---- memory

void* westwind_heap_allocate(size_t size) {
  if (++board->allocations == board->refuse_allocation) return nullptr;
  void* block = ::operator new(size);
  board->blocks[block] = size;
  return block;
}

void westwind_heap_free(void* memory) {
  EXPECT_EQ(board->blocks.erase(memory), 1u);
  ::operator delete(memory);
}

// ---- events

void westwind_event_central(bool connected, uint16_t link, uint8_t, const uint8_t*) {
  tell(connected ? "central" : "central gone", link);
}
void westwind_event_peripheral(bool connected, uint16_t link, uint8_t type, const uint8_t*) {
  tell(connected ? "peripheral" : "peripheral gone", link, type);
}
void westwind_event_parameters(uint16_t link, uint16_t interval, uint16_t, uint16_t, uint16_t s) {
  tell("parameters", link, interval, s);
}
void westwind_event_scan_result(uint8_t, const uint8_t*, uint8_t type, int8_t rssi, const uint8_t*,
                                uint16_t size) {
  tell("report", type, rssi, size);
}
void westwind_event_scan_done(void) { tell("scan done"); }
void westwind_event_mtu(uint16_t link, uint16_t mtu) { tell("mtu", link, mtu); }
void westwind_event_write(uint16_t link, uint16_t handle) { tell("write", link, handle); }
uint8_t westwind_event_read_request(uint16_t link, uint16_t handle) {
  tell("read request", link, handle);
  return board->read_answer;
}
void westwind_event_indicate_done(uint16_t link, uint16_t handle, westwind_outcome_t outcome) {
  tell("indicate done", link, handle, status(outcome));
}
void westwind_event_service(uint16_t link, uint16_t start, uint16_t end, westwind_uuid_t) {
  tell("service", link, start, end);
}
void westwind_event_services_done(uint16_t link, westwind_outcome_t outcome) {
  tell("services done", link, status(outcome));
}
void westwind_event_characteristic(uint16_t link, uint16_t value, uint16_t end, uint8_t properties,
                                   westwind_uuid_t) {
  tell("characteristic", link, value, end, properties);
}
void westwind_event_characteristics_done(uint16_t link, westwind_outcome_t outcome) {
  tell("characteristics done", link, status(outcome));
}
void westwind_event_descriptor(uint16_t link, uint16_t handle, westwind_uuid_t) {
  tell("descriptor", link, handle);
}
void westwind_event_descriptors_done(uint16_t link, westwind_outcome_t outcome) {
  tell("descriptors done", link, status(outcome));
}
void westwind_event_read_result(uint16_t link, uint16_t handle, const uint8_t* octets,
                                uint16_t size) {
  tell(("read " + text(octets, size)).c_str(), link, handle);
}
void westwind_event_read_done(uint16_t link, uint16_t handle, westwind_outcome_t outcome) {
  tell("read done", link, handle, status(outcome));
}
void westwind_event_write_done(uint16_t link, uint16_t handle, westwind_outcome_t outcome) {
  tell("write done", link, handle, status(outcome));
}
void westwind_event_notification(uint16_t link, uint16_t handle, const uint8_t* octets,
                                 uint16_t size) {
  tell(("notification " + text(octets, size)).c_str(), link, handle);
}
void westwind_event_indication(uint16_t link, uint16_t handle, const uint8_t* octets,
                               uint16_t size) {
  tell(("indication " + text(octets, size)).c_str(), link, handle);
}

void westwind_event_encryption(uint16_t link, bool encrypted, bool authenticated, bool bonded,
                               uint8_t key_size) {
  tell("encryption", link, encrypted, authenticated, bonded, key_size);
}
void westwind_event_passkey(uint16_t link, uint8_t action, uint32_t passkey) {
  tell("passkey", link, action, passkey);
}

uint16_t westwind_event_channel_accept(uint16_t link, uint16_t cid, uint16_t psm, uint16_t own_mtu,
                                       uint16_t peer_mtu) {
  tell("accept", link, cid, psm, own_mtu, peer_mtu);
  return board->accept_answer;
}
void westwind_event_channel_connect(uint16_t link, uint16_t cid, uint16_t psm, uint16_t own_mtu,
                                    uint16_t peer_mtu) {
  tell("channel", link, cid, psm, own_mtu, peer_mtu);
}
void westwind_event_channel_disconnect(uint16_t link, uint16_t cid, uint16_t psm, uint16_t result,
                                       westwind_error_t error) {
  tell("channel gone", link, cid, psm, result + 1000L * error);
}
void westwind_event_channel_send_ready(uint16_t link, uint16_t cid, bool all) {
  tell("send ready", link, cid, all);
}
void westwind_event_channel_receive(uint16_t link, uint16_t cid) { tell("received", link, cid); }

size_t westwind_secret_get(uint8_t type, uint8_t index, const uint8_t* key, size_t key_size,
                           uint8_t* value, size_t space) {
  FakeBoard& board = FakeBoard::current();
  ++board.secrets_asked;
  int left = index;
  for (const auto& [name, found] : board.secrets) {
    if (name.first != type) continue;
    if (key != nullptr ? name.second != westwind::testing::OctetString(key, key + key_size)
                       : left-- > 0)
      continue;
    copy_bytes({value, space}, found);
    return found.size();
  }
  return 0;
}
bool westwind_secret_set(uint8_t type, const uint8_t* key, size_t key_size, const uint8_t* value,
                         size_t value_size) {
  FakeBoard& board = FakeBoard::current();
  if (!board.keeps_secrets) return false;
  const westwind::testing::OctetString name(key, key + key_size);
  if (value == nullptr)
    board.secrets.erase({type, name});
  else
    board.secrets[{type, name}].assign(value, value + value_size);
  return true;
}

void westwind_port_share(void) {}
