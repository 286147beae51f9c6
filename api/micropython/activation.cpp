// Life and death of the activation, and the scheduler's door to it.
//
// A handler may call anything, so `active(False)` and even `active(True)` may come while frames of
// the host lie below on the stack:
//
//   current --active(False), nobody below--> freed
//   current --active(False) from a handler--> doomed: silent, off the air --handler and host have
//   returned--> freed
#include "api/micropython/activation.hpp"

#include "api/micropython/heap.hpp"

namespace westwind::micropython {

namespace {

constexpr Duration start_limit = Duration::seconds(2);
constexpr Duration leave_limit = Duration::milliseconds(500);

Settings kept;
Runtime* current = nullptr;
Runtime* doomed = nullptr;
unsigned depth = 0;  // frames of hosts on the stack
Instant scheduled;   // what the port was told last

/// Tells the port when to poll; from the end of every call that has no host frame beneath.
void schedule(Instant at) {
  if (at == scheduled && at > now()) return;
  scheduled = at;
  westwind_port_schedule(due_us(at));
}

void free_doomed() {
  while (Runtime* runtime = doomed) {
    doomed = runtime->next;
    destroy(runtime);
  }
}

/// One go of the current host, with what it takes to be re-entered by handlers.
bool pump() {
  Runtime& runtime = *current;
  ++depth;
  const bool more = runtime.pump();
  --depth;
  if (depth == 0) {
    free_doomed();
    if (current != nullptr) current->services().free_retired();
  }
  return more;
}

void apply_settings(Runtime& runtime) {
  (void)runtime.host().generic_services().set_name(kept.name_bytes());
  runtime.host().security().policy() = kept.security;
}

}  // namespace

Settings& settings() { return kept; }

void keep_static_address() {
  const wire::DeviceAddress own = current->host().identity().own();
  if (own.type == wire::AddressType::random_device) kept.static_address = own.address;
}

bool is_inside_host() { return depth > 0; }

Call::Call() : runtime_(current != nullptr && current->is_ready() ? current : nullptr) {}

Call::~Call() {
  if (depth > 0 || current == nullptr) return;
  current->services().free_retired();
  schedule(current->deadline());
}

bool pump_while_waiting(Instant limit) {
  westwind_port_wait(due_us(earlier(limit, current->deadline())));
  const Runtime* const before = current;
  pump();
  return current == before && current->is_ready();
}

}  // namespace westwind::micropython

using namespace westwind;
using namespace westwind::micropython;

westwind_error_t westwind_init(int* port_errno) {
  *port_errno = 0;
  if (westwind_is_active()) return WESTWIND_OK;
  westwind_deinit();  // what is left of one whose controller failed
  *port_errno = westwind_port_open();
  if (*port_errno != 0) return WESTWIND_IO;
  host::Config config;
  config.static_address = kept.static_address;
  Runtime* runtime = make<Runtime>(config);
  Status started = Error::no_memory;
  if (runtime != nullptr) {
    apply_settings(*runtime);
    started = runtime->start(now() + start_limit);
  }
  if (!started) {
    westwind_port_close();
    destroy(runtime);
    return error_of(started);
  }
  current = runtime;
  keep_static_address();
  scheduled = Instant();
  const Call schedules_the_first_poll;
  return WESTWIND_OK;
}

void westwind_deinit(void) {
  Runtime* runtime = current;
  if (runtime == nullptr) return;
  current = nullptr;
  runtime->leave(now() + leave_limit);
  westwind_port_close();
  runtime->next = doomed;
  doomed = runtime;
  if (depth == 0) free_doomed();
}

bool westwind_is_active(void) { return current != nullptr && current->is_ready(); }

void westwind_poll(void) {
  scheduled = Instant();  // the port waits to be told anew
  // From inside a waiting call: the outer frame does the work, and schedules when it is done.
  if (depth > 0 || current == nullptr) return;
  const bool more = !current->is_pausing() && pump();
  if (current != nullptr) schedule(more ? now() : current->deadline());
}
