# Values between a script and its peer: buffers, appending, refusals, errors, services that change.
# Roles: peripheral, central. They go through the steps together: the central writes the number of the
# step it has finished to the `step` characteristic.
import sys
import time
from board import *

SERVICE = bluetooth.UUID(0x181A)
STEP, PLAIN, APPEND, SECRET, OPEN = (bluetooth.UUID(number) for number in range(0xFF01, 0xFF06))
DESCRIPTION = bluetooth.UUID(0x2901)
CHARACTERISTICS = (
    (STEP, 0x0A),
    (PLAIN, 0x0E, ((DESCRIPTION, 0x0A), (bluetooth.UUID(0x2904), 0x02))),
    (APPEND, 0x0E),
    (SECRET, 0x02 | 0x0200),
    (OPEN, 0x0A),
)


def peripheral():
    def react(event, data):
        if event == GATTS_READ_REQUEST:
            requests.append(data[1])
            if data[1] == refused:
                return 0x85
            if data[1] == plain and ask:
                ble.gatts_write(plain, b"made for this read")

    def at_step(number):
        while events.wait(GATTS_WRITE, 5000)[1] != step or ble.gatts_read(step) != b"%d" % number:
            pass

    requests, refused, ask = [], 0, False
    ble.active(True)
    events = Events(react)
    ((step, plain, description, second, append, secret, open_),) = ble.gatts_register_services([(SERVICE, CHARACTERISTICS)])
    ble.gatts_write(description, b"what it is")
    ble.gatts_set_buffer(append, 30, True)
    ble.gap_advertise(20000, b"\2\1\6")
    ready()
    connection = events.wait(CENTRAL_CONNECT)[0]

    at_step(1)
    same(ble.gatts_read(plain), b"0123456789" * 2, "cut to 20 octets")
    ble.gatts_set_buffer(plain, 100)
    same(ble.gatts_read(plain), b"", "a new buffer is empty")
    ble.gatts_write(step, b"go")

    at_step(2)
    same(ble.gatts_read(plain), b"0123456789" * 4, "40 octets")
    same(ble.gatts_read(append), b"0123456789" * 3, "appended up to 30")
    same(ble.gatts_read(append), b"", "reading empties it")
    ble.gatts_write(plain, b"x" * 50)  # stays within the buffer of 100
    refused = open_
    ble.gatts_write(step, b"go")

    at_step(3)
    same([handle for handle in requests if handle not in (step,)], [plain, open_, description], "one request a read")
    refused, ask = 0, True
    ble.gatts_write(step, b"go")

    at_step(4)
    # Other services while the peer is connected: the link stays, the old values go.
    ask = False
    ((fresh,),) = ble.gatts_register_services([(SERVICE, ((STEP, 0x0A),))])
    check(fresh > open_, "handles a peer has seen are not given anew")
    same(ble.gatts_read(plain), b"", "the old value")
    step = fresh
    at_step(5)
    time.sleep_ms(200)  # or the answer to this write may not get out
    same(ble.gap_disconnect(connection), True, "disconnecting")
    events.wait(CENTRAL_DISCONNECT)
    done()


class Client:
    """The central's side of one connection."""

    def __init__(self, events, connection):
        self.events, self.connection = events, connection

    def discover(self):
        found = {}
        ble.gattc_discover_services(self.connection, SERVICE)
        self.events.wait(SERVICE_DONE)
        _, start, last, _ = self.events.wait(SERVICE_RESULT)
        ble.gattc_discover_characteristics(self.connection, start, last)
        self.events.wait(CHARACTERISTIC_DONE)
        while self.events.count(CHARACTERISTIC_RESULT):
            _, end, value, properties, uuid = self.events.wait(CHARACTERISTIC_RESULT)
            found[uuid] = value, end, properties
        return found

    def read(self, handle):
        """The value, or the error as a number."""
        ble.gattc_read(self.connection, handle)
        _, done_handle, status = self.events.wait(READ_DONE)
        same(done_handle, handle, "handle")
        if status:
            same(self.events.count(READ_RESULT), 0, "results of a failed read")
            return status
        return self.events.wait(READ_RESULT)[2]

    def write(self, handle, octets, wanted=0):
        ble.gattc_write(self.connection, handle, octets, 1)
        same(self.events.wait(WRITE_DONE), (self.connection, handle, wanted), "write done")

    def finished(self, step, number):
        self.write(step, b"%d" % number)
        while self.read(step) != b"go":
            time.sleep_ms(5)


def check_discovery(client, plain, step):
    """Descriptors behind the value, none where there are none, nonsense refused."""
    events, connection = client.events, client.connection
    ble.gattc_discover_descriptors(connection, plain, plain + 2)
    same(events.wait(DESCRIPTOR_DONE), (connection, 0), "done")
    same(events.wait(DESCRIPTOR_RESULT), (connection, plain + 1, DESCRIPTION), "the first")
    same(events.wait(DESCRIPTOR_RESULT), (connection, plain + 2, bluetooth.UUID(0x2904)), "the second")
    ble.gattc_discover_descriptors(connection, step, step)
    same(events.wait(DESCRIPTOR_DONE), (connection, 0), "nothing behind the value")
    same(events.count(DESCRIPTOR_RESULT), 0, "nothing")
    raises(OSError, ble.gattc_discover_descriptors, connection, 9, 5)
    raises(OSError, ble.gattc_discover_characteristics, connection, 0, 5)
    ble.gattc_discover_services(connection, bluetooth.UUID(0x1234))
    same(events.wait(SERVICE_DONE), (connection, 0), "no such service")
    same(events.count(SERVICE_RESULT), 0, "none")


def check_errors(client, plain, secret, refusing):
    same(client.read(plain), b"x" * 50, "as written")
    same(client.read(secret), 5, "needs a link that is not there")
    same(client.read(refusing), 0x85, "the script's own error")
    same(client.read(plain + 1), b"what it is", "the description")
    same(client.read(0x7FFF), 1, "invalid handle")
    client.write(secret, b"x", 3)
    client.write(plain + 2, b"x", 3)
    ble.gattc_write(client.connection, plain + 2, b"x")  # refused silently


def central():
    ble.active(True)
    events = Events()
    ble.gap_connect(0, peer_address())
    connection = events.wait(PERIPHERAL_CONNECT)[0]
    ble.gattc_exchange_mtu(connection)
    same(events.wait(MTU_EXCHANGED), (connection, 256), "mtu")
    raises(OSError, ble.gattc_exchange_mtu, connection)
    client = Client(events, connection)
    found = client.discover()
    same([found[uuid][2] for uuid in (STEP, PLAIN, APPEND, SECRET, OPEN)], [0x0A, 0x0E, 0x0E, 0x02, 0x0A], "properties")
    step, plain, append = found[STEP][0], found[PLAIN][0], found[APPEND][0]
    same(found[PLAIN][1], plain + 2, "end handle behind the descriptors")
    check_discovery(client, plain, step)

    client.write(plain, b"0123456789" * 4)
    client.finished(step, 1)
    client.write(plain, b"0123456789" * 4)
    client.write(append, b"0123456789")
    ble.gattc_write(connection, append, b"0123456789", 0)
    client.write(append, b"0123456789" * 2)
    client.finished(step, 2)
    check_errors(client, plain, found[SECRET][0], found[OPEN][0])
    client.finished(step, 3)
    same(client.read(plain), b"made for this read", "made for this read")
    client.write(step, b"4")
    time.sleep_ms(300)
    found = client.discover()
    same(list(found), [STEP], "the new services")
    client.write(found[STEP][0], b"5")
    events.wait(PERIPHERAL_DISCONNECT)
    done()


peripheral() if sys.argv[1] == "peripheral" else central()
