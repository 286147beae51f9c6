// The border between MicroPython's C and Westwind's C++: glue.c calls the functions of the first
// part, the backend calls those of the second, which glue.c turns into MicroPython's callbacks.
//
// Everything runs on the MicroPython thread. No function of the first part raises; none of the
// second part lets a Python exception out. Addresses are most significant octet first, UUIDs least
// significant octet first, buffers are copied unless said otherwise.
#ifndef WESTWIND_MICROPYTHON_BACKEND_H
#define WESTWIND_MICROPYTHON_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a call ended; glue.c knows the errno.
typedef enum {
  WESTWIND_OK,
  WESTWIND_INVALID_ARGUMENT,
  WESTWIND_NO_MEMORY,
  WESTWIND_NOT_ACTIVE,
  WESTWIND_NOT_CONNECTED,
  WESTWIND_ALREADY,
  WESTWIND_BUSY,
  WESTWIND_NOT_SUPPORTED,
  WESTWIND_TIMED_OUT,
  WESTWIND_IO,
} westwind_error_t;

/// How an operation with a peer ended: well if both are 0, else either the peer's ATT error or why
/// there is no answer.
typedef struct {
  uint8_t att_error;
  westwind_error_t error;
} westwind_outcome_t;

typedef struct {
  const uint8_t* octets;
  uint8_t size;  // 2, 4 or 16
} westwind_uuid_t;

/// One service as MicroPython hands it over: descriptors of all characteristics in one row, opaque
/// UUID objects that `uuid_of` opens, and a place for each handle, valid until
/// `westwind_services_end`.
typedef struct {
  const void* uuid;
  const void* const* characteristic_uuids;
  const uint16_t* characteristic_flags;
  size_t characteristic_count;
  const void* const* descriptor_uuids;
  const uint16_t* descriptor_flags;
  const uint8_t* descriptor_counts;
  uint16_t* handles;
  westwind_uuid_t (*uuid_of)(const void* object);
} westwind_service_t;

/// What got lost or was refused since the last activation. Nothing else is ever dropped.
typedef struct {
  uint32_t malformed_reports;    // advertising reports cut short by the controller
  uint32_t malformed_packets;    // HCI packets, events and PDUs that are not as specified
  uint32_t reassembly_failures;  // data of peers that did not fit together
  uint32_t links_refused;        // connections beyond the host's table
  uint32_t updates_not_sent;     // gatts_write(..., True): subscribers that there was no memory for
} westwind_losses_t;

// ---- life cycle

/// Brings the host up; blocks for two seconds at most. No-op while active. On WESTWIND_IO with a
/// non-zero `*port_errno`, that is what westwind_port_open returned.
westwind_error_t westwind_init(int* port_errno);
/// Ends advertising, scanning and links, waits for it (500 ms at most), closes the carrier and
/// gives back all memory. No event comes from it nor after it. May be called in any state, also
/// from inside a handler.
void westwind_deinit(void);
bool westwind_is_active(void);
/// For the scheduler: takes what the controller sent, runs timers, delivers events.
void westwind_poll(void);
void westwind_losses(westwind_losses_t* losses);
/// One raw HCI command; blocks until it is answered. `response` gets the return parameters behind
/// the status, as many as fit, zeroes behind them.
westwind_error_t westwind_hci_command(uint16_t ogf, uint16_t ocf, const uint8_t* request,
                                      size_t request_size, uint8_t* response, size_t response_size,
                                      uint8_t* status);

// ---- GAP

/// The identity: what bonded peers know this device by, also while it shows private addresses.
westwind_error_t westwind_address(uint8_t* type, uint8_t address[6]);
/// 0 public, 1 static random, 2 resolvable private, 3 non-resolvable private; 2 and 3 anew take
/// another address. INVALID_ARGUMENT: none of these, or 0 and the controller has no public address.
westwind_error_t westwind_set_address_mode(uint8_t mode);
/// These two work while inactive, and the name stays over activations.
size_t westwind_name(const uint8_t** octets);
westwind_error_t westwind_set_name(const uint8_t* octets, size_t size);
/// `data` NULL keeps what was set before; not NULL with size 0 clears it.
westwind_error_t westwind_advertise(bool connectable, int32_t interval_us, const uint8_t* data,
                                    size_t size, const uint8_t* response, size_t response_size);
void westwind_advertise_stop(void);
westwind_error_t westwind_scan(int32_t duration_ms, int32_t interval_us, int32_t window_us,
                               bool active);
westwind_error_t westwind_scan_stop(void);
westwind_error_t westwind_connect(uint8_t type, const uint8_t address[6], int32_t duration_ms,
                                  int32_t interval_min_us, int32_t interval_max_us);
westwind_error_t westwind_connect_cancel(void);
westwind_error_t westwind_disconnect(uint16_t connection);

// ---- pairing

typedef struct {
  bool bond;
  bool mitm;
  bool le_secure;
  uint8_t io_capability;  // 0 display only .. 4 keyboard and display, as in the specification
} westwind_security_t;

/// Works while inactive too, and stays over activations; counts from the next pairing on.
westwind_error_t westwind_set_security(const westwind_security_t* wanted);
/// Central: encrypts with the bond, or pairs. Peripheral: asks the central to.
westwind_error_t westwind_pair(uint16_t connection);
/// Forgets the bond with a peer, which is named by its identity address. A link that is encrypted
/// with it stays.
westwind_error_t westwind_unpair(uint8_t type, const uint8_t address[6], bool* was_there);
/// Answers westwind_event_passkey. `passkey`: 0 .. 999999, for action 4 whether the numbers agree.
westwind_error_t westwind_passkey(uint16_t connection, uint8_t action, int64_t passkey);

// ---- L2CAP channels

/// Any number of PSMs at once.
westwind_error_t westwind_channel_listen(uint16_t psm, uint16_t mtu);
/// Open channels stay.
westwind_error_t westwind_channel_unlisten(uint16_t psm);
westwind_error_t westwind_channel_connect(uint16_t connection, uint16_t psm, uint16_t mtu);
/// WESTWIND_INVALID_ARGUMENT: no such channel.
westwind_error_t westwind_channel_disconnect(uint16_t connection, uint16_t cid);
/// Takes the whole SDU, or nothing. `*stalled`: the next one after
/// westwind_event_channel_send_ready (WESTWIND_BUSY before).
westwind_error_t westwind_channel_send(uint16_t connection, uint16_t cid, const uint8_t* octets,
                                       size_t size, bool* stalled);
/// `octets` NULL asks how many there are. Otherwise at most `*size` are taken, and `*size` says how
/// many. Works on a closed channel until it is empty.
westwind_error_t westwind_channel_receive(uint16_t connection, uint16_t cid, uint8_t* octets,
                                          size_t* size);

// ---- GATT server

westwind_error_t westwind_preferred_mtu(uint16_t* mtu);
westwind_error_t westwind_set_preferred_mtu(uint16_t mtu);
/// Services given between `begin` and `end` replace the earlier ones at `end`; until then those
/// stay.
westwind_error_t westwind_services_begin(void);
westwind_error_t westwind_services_add(const westwind_service_t* service);
westwind_error_t westwind_services_end(void);
/// `*octets` points into the value, valid until the next call.
westwind_error_t westwind_value_read(uint16_t handle, const uint8_t** octets, size_t* size);
westwind_error_t westwind_value_write(uint16_t handle, const uint8_t* octets, size_t size,
                                      bool send_update);
westwind_error_t westwind_value_resize(uint16_t handle, size_t size, bool append);
/// `octets` NULL sends the stored value.
westwind_error_t westwind_value_send(uint16_t connection, uint16_t handle, bool indicate,
                                     const uint8_t* octets, size_t size);

// ---- GATT client

/// `uuid` NULL: all of them.
westwind_error_t westwind_discover_services(uint16_t connection, const westwind_uuid_t* uuid);
westwind_error_t westwind_discover_characteristics(uint16_t connection, uint16_t start,
                                                   uint16_t end, const westwind_uuid_t* uuid);
/// Attributes behind `value_handle` up to `end`.
westwind_error_t westwind_discover_descriptors(uint16_t connection, uint16_t value_handle,
                                               uint16_t end);
westwind_error_t westwind_read(uint16_t connection, uint16_t handle);
westwind_error_t westwind_write(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                size_t size);
westwind_error_t westwind_write_without_response(uint16_t connection, uint16_t handle,
                                                 const uint8_t* octets, size_t size);
westwind_error_t westwind_exchange_mtu(uint16_t connection);

// ---- given by glue.c: memory

/// From the garbage-collected heap, held by a root pointer; NULL when there is none. Aligned for
/// all that the backend keeps.
void* westwind_heap_allocate(size_t size);
void westwind_heap_free(void* memory);

// ---- given by glue.c: events. Only called from inside westwind_poll and westwind_hci_command.

enum {
  WESTWIND_NO_CONNECTION = 0xffff,
  WESTWIND_NO_ADDRESS_TYPE = 0xff,
};

void westwind_event_central(bool connected, uint16_t connection, uint8_t type,
                            const uint8_t address[6]);
void westwind_event_peripheral(bool connected, uint16_t connection, uint8_t type,
                               const uint8_t address[6]);
void westwind_event_parameters(uint16_t connection, uint16_t interval_1250us, uint16_t latency,
                               uint16_t timeout_10ms, uint16_t status);
void westwind_event_scan_result(uint8_t type, const uint8_t address[6], uint8_t report_type,
                                int8_t rssi, const uint8_t* data, uint16_t size);
void westwind_event_scan_done(void);
void westwind_event_mtu(uint16_t connection, uint16_t mtu);

void westwind_event_encryption(uint16_t connection, bool encrypted, bool authenticated, bool bonded,
                               uint8_t key_size);
/// `action`: 2 input, 3 display, 4 compare.
void westwind_event_passkey(uint16_t connection, uint8_t action, uint32_t passkey);
/// Secrets that the script keeps. `key` NULL asks for number `index` of its type. Returns the size
/// of what there is, 0: none; as much as fits of it is copied.
size_t westwind_secret_get(uint8_t type, uint8_t index, const uint8_t* key, size_t key_size,
                           uint8_t* value, size_t space);
/// `value` NULL deletes. False: the script does not keep it.
bool westwind_secret_set(uint8_t type, const uint8_t* key, size_t key_size, const uint8_t* value,
                         size_t value_size);

/// 0 accepts; else the result code that the peer gets.
uint16_t westwind_event_channel_accept(uint16_t connection, uint16_t cid, uint16_t psm,
                                       uint16_t own_mtu, uint16_t peer_mtu);
void westwind_event_channel_connect(uint16_t connection, uint16_t cid, uint16_t psm,
                                    uint16_t own_mtu, uint16_t peer_mtu);
/// A channel ended, or never opened: then `result` is the peer's code. `error`:
/// WESTWIND_TIMED_OUT, or WESTWIND_INVALID_ARGUMENT when the peer broke the rules.
void westwind_event_channel_disconnect(uint16_t connection, uint16_t cid, uint16_t psm,
                                       uint16_t result, westwind_error_t error);
/// After a stall, exactly once. `all`: everything has been sent.
void westwind_event_channel_send_ready(uint16_t connection, uint16_t cid, bool all);
void westwind_event_channel_receive(uint16_t connection, uint16_t cid);

void westwind_event_write(uint16_t connection, uint16_t handle);
/// 0, or the ATT error that the reader is to get.
uint8_t westwind_event_read_request(uint16_t connection, uint16_t handle);
void westwind_event_indicate_done(uint16_t connection, uint16_t handle, westwind_outcome_t outcome);

void westwind_event_service(uint16_t connection, uint16_t start, uint16_t end,
                            westwind_uuid_t uuid);
void westwind_event_services_done(uint16_t connection, westwind_outcome_t outcome);
void westwind_event_characteristic(uint16_t connection, uint16_t value_handle, uint16_t end,
                                   uint8_t properties, westwind_uuid_t uuid);
void westwind_event_characteristics_done(uint16_t connection, westwind_outcome_t outcome);
void westwind_event_descriptor(uint16_t connection, uint16_t handle, westwind_uuid_t uuid);
void westwind_event_descriptors_done(uint16_t connection, westwind_outcome_t outcome);
void westwind_event_read_result(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                uint16_t size);
void westwind_event_read_done(uint16_t connection, uint16_t handle, westwind_outcome_t outcome);
void westwind_event_write_done(uint16_t connection, uint16_t handle, westwind_outcome_t outcome);
void westwind_event_notification(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                 uint16_t size);
void westwind_event_indication(uint16_t connection, uint16_t handle, const uint8_t* octets,
                               uint16_t size);

#ifdef __cplusplus
}
#endif

#endif
