# A stream over an L2CAP channel: for asyncio, select.poll and everything else that reads and writes
# files. Pure Python over the calls of `bluetooth`; copy it beside your script.
#
#     ble.irq(handler)          # handler(event, data) passes L2CAP events to stream.irq first
#     stream = L2CAPStream(ble, conn_handle, cid, peer_mtu)
#     reader = writer = asyncio.StreamReader(stream)
import errno
import io

_IRQ_L2CAP_DISCONNECT = 24
_IRQ_L2CAP_SEND_READY = 26

_POLL = 3  # ioctl requests and answers of MicroPython's streams
_CLOSE = 4
_READABLE = 0x01
_WRITABLE = 0x04
_HANG_UP = 0x10


class L2CAPStream(io.IOBase):
    # `peer_mtu` as _IRQ_L2CAP_CONNECT told it.
    def __init__(self, ble, conn_handle, cid, peer_mtu):
        self._ble = ble
        self._channel = (conn_handle, cid)
        self._mtu = peer_mtu
        self._stalled = False
        self._closed = False

    # True when the event was this stream's.
    def irq(self, event, data):
        if event not in (_IRQ_L2CAP_DISCONNECT, _IRQ_L2CAP_SEND_READY) or data[:2] != self._channel:
            return False
        if event == _IRQ_L2CAP_DISCONNECT:
            self._closed = True
        self._stalled = False
        return True

    def _available(self):
        try:
            return self._ble.l2cap_recvinto(*self._channel, None)
        except OSError:
            return 0

    def ioctl(self, request, argument):
        if request == _POLL:
            ready = 0
            if argument & _READABLE and (self._closed or self._available()):
                ready |= _READABLE
            if argument & _WRITABLE and (self._closed or not self._stalled):
                ready |= _WRITABLE
            if self._closed:
                ready |= _HANG_UP
            return ready
        if request != _CLOSE:
            return -errno.EINVAL
        if not self._closed:
            try:
                self._ble.l2cap_disconnect(*self._channel)
            except OSError:
                pass
        return 0

    # Octets read; None when there are none yet, 0 when there will be none any more.
    def readinto(self, buffer):
        count = self._ble.l2cap_recvinto(*self._channel, buffer) if self._available() else 0
        return count if count or self._closed else None

    # Octets taken; None while the channel is stalled or the host has no memory.
    def write(self, buffer):
        if self._closed:
            raise OSError(errno.ENOTCONN)
        if self._stalled:
            return None
        part = memoryview(buffer)[: self._mtu]
        try:
            self._stalled = not self._ble.l2cap_send(*self._channel, part)
        except OSError as error:
            if error.errno == errno.ENOMEM:
                return None
            raise
        return len(part)

    def close(self):
        self.ioctl(_CLOSE, 0)
