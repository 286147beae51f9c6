# Wrong arguments with Bluetooth on: an error each, and everything still works afterwards.
import errno
import time
from board import *

ble.active(True)
events = Events()
kind, mac = ble.config("mac")
same((kind, len(mac)), (0, 6), "a public address")
same(raises(OSError, ble.config, addr_mode=4), errno.EINVAL, "address mode 4")
for mode in (2, 3):
    ble.config(addr_mode=mode)
    same(ble.config("mac"), (0, mac), "the identity stays")
ble.config(addr_mode=1)
kind, static = ble.config("mac")
same((kind, static[0] & 0xC0), (1, 0xC0), "a static random address")
ble.config(addr_mode=0)
same(ble.config("mac"), (0, mac), "the public address again")
for mtu in (0, 22, 518, 65535):
    same(raises(OSError, ble.config, mtu=mtu), errno.EINVAL, "mtu %d" % mtu)
for mtu in (23, 517):
    ble.config(mtu=mtu)
    same(ble.config("mtu"), mtu, "mtu")

# Advertising.
same(raises(OSError, ble.gap_advertise, 100000, b"x" * 32), errno.EINVAL, "33 octets of data")
same(raises(OSError, ble.gap_advertise, 100000, resp_data=b"x" * 32), errno.EINVAL, "scan response")
for interval in (0, -1, 19999, 10240001 + 625):
    same(raises(OSError, ble.gap_advertise, interval), errno.EINVAL, "interval %d" % interval)
ble.gap_advertise(20000, b"x" * 31, resp_data=b"y" * 31)
ble.gap_advertise(100000, b"")
ble.gap_advertise(None)
ble.gap_advertise(None)

# Scanning: clamped, not refused.
ble.gap_scan(20, 1, 1)
same(raises(OSError, ble.gap_scan, 20), errno.EALREADY, "scanning twice")
events.wait(SCAN_DONE)
ble.gap_scan(20, 99999999, 99999999, True)
events.wait(SCAN_DONE)
same(raises(OSError, ble.gap_scan, -5), errno.EINVAL, "negative duration")
ble.gap_scan(0)
time.sleep_ms(50)
same(events.count(SCAN_DONE), 0, "duration 0 goes on")
ble.gap_scan(None)
events.wait(SCAN_DONE)
ble.gap_scan(None)
time.sleep_ms(20)
same(events.count(SCAN_DONE), 0, "stopping twice")

# Connecting to nobody.
nobody = b"\0\0\0\0\0\1"
for arguments in ((2, nobody), (0, nobody, -1), (0, nobody, 100, 50000, 20000), (0, nobody, 100, 1250, 1250)):
    same(raises(OSError, ble.gap_connect, *arguments), errno.EINVAL, "connect%r" % (arguments,))
same(raises(OSError, ble.gap_connect, None), errno.EALREADY, "cancelling nothing")
ble.gap_scan(0)
ble.gap_connect(0, nobody, 100)
same(raises(OSError, ble.gap_connect, 0, nobody), errno.EALREADY, "connecting twice")
events.wait(SCAN_DONE)
failed = (0xFFFF, 0xFF, b"\0\0\0\0\0\0")
same(events.wait(PERIPHERAL_DISCONNECT), failed, "out of time")
ble.gap_connect(0, nobody, 0, 4000000, 4000000)
time.sleep_ms(30)
ble.gap_connect(None)
same(events.wait(PERIPHERAL_DISCONNECT), failed, "cancelled")
ble.gap_scan(0)
ble.gap_connect(0, nobody, 5000)
ble.gap_connect(None)
events.wait(SCAN_DONE)
same(events.wait(PERIPHERAL_DISCONNECT), failed, "cancelled while the scan ended")

# Without a connection.
same(ble.gap_disconnect(1), False, "disconnecting nobody")
same(ble.gap_disconnect(0xFFFF), False, "disconnecting handle ffff")
for call in (
    lambda: ble.gattc_discover_services(1),
    lambda: ble.gattc_read(1, 1),
    lambda: ble.gattc_write(1, 1, b""),
    lambda: ble.gattc_write(1, 1, b"", 1),
    lambda: ble.gattc_exchange_mtu(1),
):
    same(raises(OSError, call), errno.ENOTCONN, "no such connection")
same(raises(OSError, ble.gattc_write, 1, 1, b"", 2), errno.EINVAL, "write mode")

# Services.
same(ble.gatts_register_services([]), (), "no services")
characteristic = bluetooth.UUID(0x2A6E)
raises(ValueError, ble.gatts_register_services, [(bluetooth.UUID(1), ((characteristic, 2, ((1, 2),)),))])
raises(ValueError, ble.gatts_register_services, [(bluetooth.UUID(1), ((characteristic,),))])
many = tuple((characteristic, 0x3F, ((bluetooth.UUID(0x2901), 2),) * 3) for _ in range(40))
handles = ble.gatts_register_services([(bluetooth.UUID(b"%016d" % i), many) for i in range(20)])
flat = [handle for service in handles for handle in service]
same(len(flat), 20 * 40 * 4, "handles")
check(all(a < b for a, b in zip(flat, flat[1:])), "handles go up")
for handle in flat[::97]:
    ble.gatts_write(handle, b"%d" % handle)
for handle in flat[::97]:
    same(ble.gatts_read(handle), b"%d" % handle, "a value")
((handle,),) = ble.gatts_register_services([(bluetooth.UUID(1), ((characteristic, 0x3F),))])
same(ble.gatts_read(handle), b"", "values are forgotten")
for call in (
    lambda: ble.gatts_write(flat[-1], b""),
    lambda: ble.gatts_write(1, b""),
    lambda: ble.gatts_write(0, b""),
    lambda: ble.gatts_set_buffer(3, 5),
    lambda: ble.gatts_notify(1, 3),
):
    same(raises(OSError, call), errno.EINVAL, "no such value")
same(raises(OSError, ble.gatts_notify, 1, handle), errno.ENOTCONN, "notifying nobody")
same(ble.gatts_write(handle, b"x" * 5000, True), 5000, "a long local value")
same(len(ble.gatts_read(handle)), 5000, "its length")
same(raises(OSError, ble.gatts_set_buffer, handle, 1 << 40), errno.ENOMEM, "a buffer beyond all memory")
same(len(ble.gatts_read(handle)), 5000, "the value before the refused buffer")
ble.gatts_set_buffer(handle, 0)
same(ble.gatts_read(handle), b"", "an empty buffer")

# Raw commands.
reply = bytearray(6)
same(ble.hci_cmd(4, 9, b"", reply), 0, "Read BD_ADDR")
same(bytes(reversed(reply)), mac, "its answer")
same(ble.hci_cmd(4, 9, b"", bytearray(2)), 0, "a short buffer")
same(ble.hci_cmd(0x3F, 0x3FF, b"\1\2\3", bytearray(0)), 1, "an unknown command")
done()
