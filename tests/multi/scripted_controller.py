"""A controller made of a few answers, for what a real one cannot be brought to do: say nothing, talk nonsense, make a link at a given
moment and note when the host's packets come in."""
import os
import socket
import struct
import threading
import time

RESET, READ_BD_ADDR, DISCONNECT = 0x0C03, 0x1009, 0x0406
LE_READ_BUFFER_SIZE, LE_RAND = 0x2002, 0x2018
ADDRESS = bytes.fromhex("0a0000000002")
PEER = bytes.fromhex("0b0000000002")
ATT_READ_REQUEST = 0x0A


def event(code, parameters):
    return bytes([4, code, len(parameters)]) + parameters


def command_complete(opcode, returned):
    return event(0x0E, bytes([1]) + struct.pack("<H", opcode) + returned)


def command_status(opcode, status=0):
    return event(0x0F, bytes([status, 1]) + struct.pack("<H", opcode))


def connection_complete(handle):
    return event(0x3E, bytes([1, 0]) + struct.pack("<H", handle) + bytes([1, 0]) + PEER + struct.pack("<HHH", 24, 0, 256) + b"\0")


def disconnection_complete(handle, reason=0x16):
    return event(0x05, b"\0" + struct.pack("<H", handle) + bytes([reason]))


class ScriptedController:
    """Serves one host after another on a unix socket. `commands` are the opcodes that came; `pdus` are (time, ATT PDU)."""

    def __init__(self, path, silent=False, nonsense=b"", keep_links=False):
        self.silent, self.nonsense, self.keep_links = silent, nonsense, keep_links
        self.commands, self.pdus, self.host = [], [], None
        self.path = path
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                self.host, _ = self.server.accept()
            except OSError:
                return
            if self.nonsense:
                self.send(self.nonsense)
            stream = self.host.makefile("rb")
            try:
                while self.take(stream):
                    pass
            except OSError:
                pass

    def take(self, stream):
        kind = stream.read(1)
        if kind == b"\1":
            opcode, size = struct.unpack("<HB", stream.read(3))
            parameters = stream.read(size)
            self.commands.append(opcode)
            if not self.silent:
                self.answer(opcode, parameters)
        elif kind == b"\2":
            _, size = struct.unpack("<HH", stream.read(4))
            self.pdus.append((time.monotonic(), stream.read(size)[4:]))
        return kind != b""

    def answer(self, opcode, parameters):
        if opcode == DISCONNECT:
            self.send(command_status(opcode))
            if not self.keep_links:
                self.send(disconnection_complete(struct.unpack("<H", parameters[:2])[0]))
        elif opcode == READ_BD_ADDR:
            self.send(command_complete(opcode, b"\0" + ADDRESS))
        elif opcode == LE_READ_BUFFER_SIZE:
            self.send(command_complete(opcode, b"\0" + struct.pack("<HB", 27, 8)))
        else:
            # Success and zeroes, long enough for every reply there is.
            self.send(command_complete(opcode, bytes(68 if opcode == 0x1002 else 12 if opcode == 0x1001 else 9)))

    def send(self, packet):
        self.host.sendall(packet)

    def close(self):
        self.server.close()
        if self.host:
            self.host.close()
        os.unlink(self.path)
