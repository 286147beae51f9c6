# What the module does while Bluetooth is off, and when it cannot be switched on.
import errno
import sys
from board import ble, bluetooth, check, done, raises, same

ENODEV = errno.ENODEV if hasattr(errno, "ENODEV") else 19

# Queries and settings.
same(ble.active(), False, "active at first")
same(ble.config("gap_name"), b"MPY WESTWIND", "default name")
ble.config(gap_name="short")
same(ble.config("gap_name"), b"short", "name while off")
ble.config(gap_name=b"x" * 31)
same(raises(OSError, ble.config, gap_name=b"x" * 32), errno.EINVAL, "name too long")
same(ble.config("gap_name"), b"x" * 31, "the name before the refused one")
ble.config(bond=True, mitm=True, le_secure=True, io=3)
same(raises(OSError, ble.config, "mac"), ENODEV, "mac while off")
same(raises(OSError, ble.config, "mtu"), ENODEV, "mtu while off")
same(raises(OSError, ble.config, mtu=100), ENODEV, "set mtu while off")
same(raises(OSError, ble.config, addr_mode=0), ENODEV, "address mode while off")
same(raises(ValueError, ble.config, "nothing"), "unknown config param", "unknown query")
same(raises(ValueError, ble.config, nothing=1), "unknown config param", "unknown setting")
same(raises(ValueError, ble.config, "bond"), "unknown config param", "set-only name")
same(raises(TypeError, ble.config), "must query one param", "no query")
same(raises(TypeError, ble.config, "mac", mtu=100), "can't specify pos and kw args", "both")
same(raises(ValueError, ble.irq, 3), "invalid handler", "handler that is none")
ble.irq(None)

# Everything that needs the radio.
uuid = bluetooth.UUID(0x180A)
address = b"\1\2\3\4\5\6"
for call in (
    lambda: ble.gap_advertise(100000),
    lambda: ble.gap_scan(1000),
    lambda: ble.gap_scan(None),
    lambda: ble.gap_connect(0, address),
    lambda: ble.gap_connect(None),
    lambda: ble.gap_disconnect(0),
    lambda: ble.gatts_register_services([]),
    lambda: ble.gatts_register_services([(uuid, ())]),
    lambda: ble.gatts_write(3, b"x"),
    lambda: ble.gatts_notify(0, 3),
    lambda: ble.gatts_indicate(0, 3, b"x"),
    lambda: ble.gatts_set_buffer(3, 100),
    lambda: ble.gattc_discover_services(0),
    lambda: ble.gattc_discover_characteristics(0, 1, 9, uuid),
    lambda: ble.gattc_discover_descriptors(0, 1, 9),
    lambda: ble.gattc_read(0, 3),
    lambda: ble.gattc_write(0, 3, b"x"),
    lambda: ble.gattc_write(0, 3, b"x", 1),
    lambda: ble.gattc_exchange_mtu(0),
    lambda: ble.hci_cmd(4, 9, b"", bytearray(6)),
    lambda: ble.gap_pair(0),
    lambda: ble.gap_passkey(0, 2, 123456),
    lambda: ble.l2cap_listen(22, 100),
    lambda: ble.l2cap_connect(0, 22, 100),
    lambda: ble.l2cap_disconnect(0, 64),
    lambda: ble.l2cap_send(0, 64, b"x"),
    lambda: ble.l2cap_recvinto(0, 64, bytearray(1)),
):
    same(raises(OSError, call), ENODEV, "call while off")
ble.gap_advertise(None)
same(ble.gatts_read(3), b"", "reading while off")
same(raises(TypeError, ble.gap_connect, address), "invalid addr", "address without type")
same(raises(ValueError, ble.gap_connect, 0, b"12345"), "invalid addr", "short address")

# Switching on fails as the runner says, as often as one tries, and switching off is always possible.
for _ in range(3):
    same(raises(OSError, ble.active, True), int(sys.argv[1]), "switching on")
    same(ble.active(), False, "active after a failure")
    same(ble.active(False), False, "off while off")
check(bluetooth.BLE() is ble, "one object")
done()
