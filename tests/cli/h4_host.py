"""A Bluetooth host of few words: HCI packets over a unix socket, a TCP socket or a pty. For tests of doors."""

import os
import select
import socket
import struct
import termios
import time
import tty

RESET = 0x0C03
SET_EVENT_MASK = 0x0C01
READ_LOCAL_VERSION = 0x1001
READ_BD_ADDR = 0x1009
LE_SET_EVENT_MASK = 0x2001
LE_READ_BUFFER_SIZE = 0x2002
LE_SET_ADVERTISING_PARAMETERS = 0x2006
LE_SET_ADVERTISING_DATA = 0x2008
LE_SET_ADVERTISING_ENABLE = 0x200A
LE_CREATE_CONNECTION = 0x200D

DISCONNECTION_COMPLETE = 0x05
COMMAND_COMPLETE = 0x0E
COMMAND_STATUS = 0x0F
LE_META = 0x3E
LE_CONNECTION_COMPLETE = 0x01

CONNECTION_TIMEOUT = 0x08


class Gone(Exception):
    """The other end has closed."""


def open_url(url):
    """A file descriptor for a transport URL."""
    scheme, _, rest = url.partition(":")
    if scheme == "unix":
        carrier = socket.socket(socket.AF_UNIX)
        carrier.connect(rest)
        return carrier.detach()
    if scheme == "tcp":
        host, _, port = rest.rpartition(":")
        carrier = socket.create_connection((host.strip("[]"), int(port)))
        return carrier.detach()
    fd = os.open(rest, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(fd, termios.TCSANOW)
    return fd


class Host:
    def __init__(self, url):
        self.fd = open_url(url)
        self.received = b""
        self.kept = []  # packets that came before the answer to a command

    @classmethod
    def of_this_board(cls):
        """For scripts that a board runs."""
        return cls(os.environ["WESTWIND_HCI"])

    def close(self):
        if self.fd is not None:
            os.close(self.fd)
        self.fd = None

    def send(self, octets):
        os.write(self.fd, octets)

    def _take_packet(self):
        header = {0x02: 5, 0x03: 4, 0x04: 3, 0x05: 5}
        if not self.received:
            return None
        size = header[self.received[0]]
        if len(self.received) < size:
            return None
        if self.received[0] == 0x02:
            size += struct.unpack_from("<H", self.received, 3)[0]
        else:
            size += self.received[size - 1]
        if len(self.received) < size:
            return None
        packet, self.received = self.received[:size], self.received[size:]
        return packet

    def packet(self, timeout=5.0):
        """The next packet; None after the timeout."""
        return self.kept.pop(0) if self.kept else self._read_packet(timeout)

    def _read_packet(self, timeout):
        deadline = time.monotonic() + timeout
        while True:
            packet = self._take_packet()
            if packet is not None:
                return packet
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return None
            try:
                octets = os.read(self.fd, 4096)
            except OSError:  # reset, or a pty whose other end is closed
                octets = b""
            if not octets:
                raise Gone()
            self.received += octets

    def event(self, code, subevent=None, timeout=5.0):
        """The parameters of the next event of this kind; others are passed over."""
        deadline = time.monotonic() + timeout
        while True:
            packet = self.packet(deadline - time.monotonic())
            if packet is None:
                raise TimeoutError("no event %02x in %.1f s" % (code, timeout))
            if packet[0] == 0x04 and packet[1] == code and (subevent is None or packet[3] == subevent):
                return packet[3:]

    def data(self, timeout=5.0):
        """The payload of the next ACL packet."""
        deadline = time.monotonic() + timeout
        while True:
            packet = self.packet(deadline - time.monotonic())
            if packet is None:
                raise TimeoutError("no data in %.1f s" % timeout)
            if packet[0] == 0x02:
                return packet[5:]

    def command(self, opcode, parameters=b""):
        """Return parameters of a command's Command Complete; the status of its Command Status."""
        self.send(struct.pack("<BHB", 1, opcode, len(parameters)) + parameters)
        deadline = time.monotonic() + 5
        while True:
            packet = self._read_packet(deadline - time.monotonic())
            if packet is None:
                raise TimeoutError("no answer to command %04x" % opcode)
            if packet[:2] == bytes((0x04, COMMAND_COMPLETE)) and packet[4:6] == struct.pack("<H", opcode):
                return packet[6:]
            if packet[:2] == bytes((0x04, COMMAND_STATUS)) and packet[5:7] == struct.pack("<H", opcode):
                return packet[3:4]
            self.kept.append(packet)

    def check(self, opcode, parameters=b""):
        answer = self.command(opcode, parameters)
        if answer[0] != 0:
            raise AssertionError("command %04x: status %02x" % (opcode, answer[0]))
        return answer[1:]

    def reset(self):
        self.check(RESET)
        self.check(SET_EVENT_MASK, b"\xff" * 7 + b"\x3f")
        self.check(LE_SET_EVENT_MASK, b"\x1f" + b"\0" * 7)

    def address(self):
        """Six octets, least significant first."""
        return self.check(READ_BD_ADDR)

    def advertise(self):
        self.check(
            LE_SET_ADVERTISING_PARAMETERS,
            struct.pack("<HHBBB6sBB", 32, 32, 0, 0, 0, b"\0" * 6, 7, 0),
        )
        self.check(LE_SET_ADVERTISING_DATA, b"\x03\x02\x01\x06".ljust(32, b"\0"))
        self.check(LE_SET_ADVERTISING_ENABLE, b"\x01")

    def connect(self, address):
        """Interval 30 ms, supervision timeout 600 ms."""
        self.check(
            LE_CREATE_CONNECTION,
            struct.pack("<HHBB6sBHHHHHH", 16, 16, 0, 0, address, 0, 24, 24, 0, 60, 0, 0),
        )

    def connected(self):
        """Waits for a connection; returns its handle."""
        event = self.event(LE_META, LE_CONNECTION_COMPLETE)
        if event[1] != 0:
            raise AssertionError("connection failed: %02x" % event[1])
        return struct.unpack_from("<H", event, 2)[0]

    def send_data(self, handle, payload):
        self.send(struct.pack("<BHH", 2, handle, len(payload)) + payload)

    def disconnected(self, timeout=5.0):
        """Waits for a disconnection; returns its reason."""
        return self.event(DISCONNECTION_COMPLETE, timeout=timeout)[3]


def link(central, peripheral):
    """Connects two hosts that were reset; returns the two handles once data has gone both ways."""
    peripheral.advertise()
    central.connect(peripheral.address())
    at_central, at_peripheral = central.connected(), peripheral.connected()
    # Until then, a link that breaks has failed to be established (3e) instead of timed out (08).
    exchange(central, at_central, peripheral, b"there")
    exchange(peripheral, at_peripheral, central, b"back")
    return at_central, at_peripheral


def exchange(one, handle_of_one, other, payload):
    """Sends an L2CAP frame on an unused fixed channel and checks that it arrives."""
    frame = struct.pack("<HH", len(payload), 0x003F) + payload
    one.send_data(handle_of_one, frame)
    got = other.data()
    if got != frame:
        raise AssertionError("%s arrived as %s" % (frame.hex(), got.hex()))
