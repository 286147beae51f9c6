// The host from bt_enable to bt_disable.
#include "api/zephyr/bluetooth/stack.hpp"

#include <zephyr/bluetooth/bluetooth.h>

#include <cerrno>
#include <new>

#include "api/zephyr/bluetooth/ext_advertising.hpp"
#include "api/zephyr/bluetooth/extensions.hpp"
#include "api/zephyr/bluetooth/identities.hpp"
#include "api/zephyr/kernel/settings_hooks.hpp"

namespace westwind::zephyr {

using host::hci::Fault;

namespace {

constexpr int packets_a_go = 64;
constexpr Duration start_limit = Duration::seconds(4);
constexpr Duration seed_limit = Duration::seconds(1);
constexpr Duration farewell_limit = Duration::seconds(2);

Stack* current = nullptr;

/// Stays among the kernel's sources whether there is a stack or not.
class StackSource final : public Source {
 public:
  bool run() override { return current != nullptr && current->work(); }
  bool looks() const override { return current != nullptr; }
  int priority() const override { return K_PRIO_COOP(8); }
  Instant deadline() const override {
    return current != nullptr ? current->next_work() : Instant::never();
  }
};

StackSource source;
bool has_source = false;

void note_settings_loaded() {
  if (current == nullptr) return;
  current->services().note_loaded();
  note_ready();
}

}  // namespace

template <typename T>
void HostMemory::make(std::span<T>& span, std::size_t count) {
  T* const made = new (std::nothrow) T[count];
  if (made == nullptr) whole_ = false;
  span = {made, made != nullptr ? count : 0};
}

namespace {

/// Octets that hold blocks of packets are aligned as those are.
MutableBytes make_octets(std::size_t count, bool& whole) {
  auto* const made = new (std::nothrow) std::max_align_t[count / sizeof(std::max_align_t) + 1];
  if (made == nullptr) whole = false;
  return {reinterpret_cast<std::uint8_t*>(made), made != nullptr ? count : 0};
}

void free_octets(MutableBytes octets) {
  delete[] reinterpret_cast<std::max_align_t*>(octets.data());
}

}  // namespace

HostMemory::HostMemory() {
  const auto& config = westwind_config;
  // One more than applications have slots for: a link that comes when all are taken is ended
  // politely.
  const std::size_t links = config.max_conn + std::size_t{1};
  memory_.hci.transmit = make_octets(config.transmit_octets, whole_);
  memory_.hci.receive = make_octets(config.receive_octets, whole_);
  make(memory_.hci.links, links);
  make(memory_.hci.commands, 8 + 2 * links);
  memory_.hci.max_receive_pdu =
      config.preferred_mtu > 251 ? config.preferred_mtu : std::uint16_t{251};
  make(memory_.signalling, links);
  make(memory_.bearers, links);
  make(memory_.subscriptions, config.subscriptions);
  make(memory_.clients, links);
  make(memory_.tasks, links);
  make(memory_.pairings, links < 4 ? links : std::size_t{4});
  make(memory_.security, links);
  make(memory_.identities, config.max_paired > 0 ? config.max_paired : std::size_t{1});
  make(link_layer_, links);
  if (config.remote_info) make(remote_, links);
  memory_.max_mtu = config.preferred_mtu;
}

HostMemory::~HostMemory() {
  free_octets(memory_.hci.transmit);
  free_octets(memory_.hci.receive);
  delete[] memory_.hci.links.data();
  delete[] memory_.hci.commands.data();
  delete[] memory_.signalling.data();
  delete[] memory_.bearers.data();
  delete[] memory_.subscriptions.data();
  delete[] memory_.clients.data();
  delete[] memory_.tasks.data();
  delete[] memory_.pairings.data();
  delete[] memory_.security.data();
  delete[] memory_.identities.data();
  delete[] link_layer_.data();
  delete[] remote_.data();
}

Stack::Stack(const host::Config& config, bt_ready_cb_t ready)
    : bonds_(westwind_config.max_paired, westwind_config.settings),
      host_(memory_.memory(), lens_, *this, {aes_, &p256_, westwind_config.smp ? &bonds_ : nullptr},
            config),
      channels_(host_.mux(), host_.signalling(), memory_.memory().hci.max_receive_pdu),
      link_layer_(host_.hci(), memory_.link_layer()), accept_list_(host_.hci()),
      services_(host_.server()), ready_(ready) {
  host_.advertiser().set_listener(*this);
  host_.scanner().set_listener(*this);
  host_.initiator().set_listener(*this);
  host_.connections().set_listener(*this);
  host_.server().set_listener(*this);
  host_.client().set_listener(*this);
  host_.security().set_listener(*this);
  link_layer_.set_listener(*this);
  accept_list_.set_listener(*this);
  host_.hci().attach(events_);
  if (westwind_config.remote_info) {
    remote_.emplace(host_.hci(), memory_.remote());
    remote_->set_listener(*this);
  }
  if (westwind_config.ext_adv_sets == 0) return;
  extended_.emplace(host_.hci());
  extended_->set_listener(*this);
  reports_.emplace(host_.hci(), host_.security(), host_.scanner(), report_space_);
  reports_->set_listener(*this);
}

void Stack::start() {
  apply_security_policy(nullptr, BT_SECURITY_L1);
  (void)host_.att().set_preferred_mtu(preferred_mtu());
  host_.identity().set_private_interval(Duration::seconds(westwind_config.rpa_timeout_s));
  host_.generic_services().set_appearance(bt_get_appearance());
  const char* const name = bt_get_name();
  host_.generic_services().refer_to_name(
      {reinterpret_cast<const std::uint8_t*>(name), strlen(name)});
  listen_again();
  outcome_ = services_.add_all() == 0 ? 1 : -ENOMEM;
  host_.start(now());
}

/// Keys and addresses need random numbers, which the controller gives a few at a time.
void Stack::on_ready() { seed_.start(seed_limit); }

void Stack::finish_start() {
  seed_.stop();
  outcome_ = 0;
  lens_on_ = extended_ && host_.controller().has(wire::hci::LeFeature::extended_advertising);
  lens_.set_on(lens_on_);
  if (!westwind_config.settings) services_.note_loaded();
  note_ready();
  if (ready_ != nullptr) ready_(0);
}

void Stack::Events::on_writable() {
  ++stack.writables_;
  tell_writable();
}

void Stack::on_fault(Fault fault) {
  const bool was_up = outcome_ == 0;
  outcome_ = fault == Fault::command_timeout ? -ETIMEDOUT : -EIO;
  if (was_up) {
    printk("westwind: the controller is gone; bt_disable and bt_enable begin anew\n");
    if (host_.initiator().is_active())
      on_connect_failed(host_.initiator().peer(), host::hci::ErrorCode::hardware_failure);
    forget_scan();
    forget_advertising();
  } else if (ready_ != nullptr) {
    ready_(outcome_);
  }
}

bool Stack::work() {
  inside_ = k_current_get();
  const bool was_touched = touched_;
  touched_ = false;
  bool any = was_touched;
  for (int left = packets_a_go; left > 0; --left) {
    const MutableBytes packet = carrier_.next();
    if (packet.empty()) break;
    lens_.receive(packet);
    host_.receive(now(), packet);
    run_tickets();
    any = true;
  }
  if (!carrier_.is_usable()) host_.transport_failed();
  if (any || host_.deadline() <= now()) {
    host_.run(now());
    any = true;
  }
  if (seed_.is_running() && (host_.security().random().is_seeded() || seed_.expired(now()))) {
    finish_start();
    any = true;
  }
  run_tickets();
  any = tell_sent_sdus() || any;
  if (take_recycled()) {
    tell_connection(&bt_conn_cb::recycled);
    any = true;
  }
  run_advertising();
  inside_ = nullptr;
  return any;
}

Instant Stack::next_work() const {
  if (touched_ || (!carrier_.is_usable() && outcome_ >= 0)) return Instant::from_us(0);
  return earlier(host_.deadline(), seed_.deadline());
}

Stack* stack() { return current; }
Stack* ready_stack() { return current != nullptr && current->outcome() == 0 ? current : nullptr; }

int errno_of(const Status& status) {
  if (status) return 0;
  switch (status.error()) {
  case Error::invalid_argument: return -EINVAL;
  case Error::no_memory:
  case Error::would_block: return -ENOMEM;
  case Error::not_active: return -EAGAIN;
  case Error::not_connected: return -ENOTCONN;
  case Error::already: return -EALREADY;
  case Error::busy: return -EBUSY;
  case Error::not_supported: return -ENOTSUP;
  case Error::timed_out: return -ETIMEDOUT;
  case Error::io: break;
  }
  return -EIO;
}

int errno_of(host::hci::ErrorCode status) {
  using host::hci::ErrorCode;
  switch (status) {
  case ErrorCode::success: return 0;
  case ErrorCode::memory_capacity_exceeded: return -ENOMEM;
  case ErrorCode::command_disallowed: return -EACCES;
  case ErrorCode::invalid_command_parameters: return -EINVAL;
  default: return -EIO;
  }
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_enable(bt_ready_cb_t cb) {
  if (current != nullptr && current->outcome() >= 0) return -EALREADY;
  if (current != nullptr && current->is_inside()) return -EDEADLK;
  delete current;
  current = nullptr;
  if (!make_connections()) return -ENOMEM;
  const int error = westwind_port_open();
  if (error != 0) return -error;
  host::Config config;
  config.automatic_data_length = westwind_config.auto_data_length;
  config.caching = westwind_config.caching;
  config.static_address = static_address_of(BT_ID_DEFAULT);
  current = new (std::nothrow) Stack(config, cb);
  const bool has_sets = westwind_config.ext_adv_sets == 0 || make_sets();
  if (current == nullptr || !current->has_memory() || !has_sets) {
    delete current;
    current = nullptr;
    westwind_port_close();
    return -ENOMEM;
  }
  settings_loaded_hook() = &note_settings_loaded;
  if (!has_source) add_source(source);
  has_source = true;
  current->start();
  if (cb != nullptr) return 0;
  (void)wait_for([] { return current->outcome() <= 0; }, now() + start_limit);
  const int outcome = current->outcome() == 1 ? -ETIMEDOUT : current->outcome();
  if (outcome != 0) {
    westwind_port_close();
    delete current;
    current = nullptr;
  }
  return outcome;
}

int bt_disable(void) {
  if (current == nullptr) return -EALREADY;
  if (current->is_inside()) return -EDEADLK;
  if (current->outcome() == 0) {
    (void)bt_le_scan_stop();
    (void)bt_le_adv_stop();
    host::Host& host = current->host();
    (void)host.initiator().cancel();
    for (const host::hci::Link& link : host.hci().links())
      if (link.is_open()) (void)host.connections().disconnect(link.handle);
    current->touched();
    const auto is_quiet = [&host] {
      bool any = host.initiator().is_active() || !host.scanner().is_idle() ||
                 host.hci().commands().pending() > 0;
      for (const host::hci::Link& link : host.hci().links())
        any = any || link.is_open();
      return !any || current->outcome() != 0;
    };
    (void)wait_for(is_quiet, now() + farewell_limit);
  }
  // A callback that waits on a thread of its own has to come to its end.
  (void)wait_for([] { return !current->is_busy(); }, Instant::never());
  forget_advertising();
  forget_scan();
  forget_sets();
  Stack* const ended = current;
  current = nullptr;
  delete ended;
  westwind_port_close();
  return 0;
}

bool bt_is_ready(void) { return ready_stack() != nullptr; }
