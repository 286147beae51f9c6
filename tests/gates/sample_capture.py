"""Makes small captures of the air (pcapng, link type 256) for the self-test: good ones and broken ones.

Written from the Core Specification and the formats' descriptions, independent of src/air and src/wire.
"""
import struct

ADVERTISING_ACCESS_ADDRESS = 0x8E89BED6
ADVERTISING_CRC_INIT = 0x555555
LINK_ACCESS_ADDRESS = 0x50655DAB
LINK_CRC_INIT = 0xA1B2C3
AUXILIARY = 1 << 7
CRC_CHECKED = 0x0400
TO_PERIPHERAL, TO_CENTRAL = 2 << 7, 3 << 7


def crc24(pdu, preset):
    """Vol 6 Part B 3.1.1; the octets as a sniffer shows them."""
    def reverse(value, bits):
        return int(format(value, "0%db" % bits)[::-1], 2)
    state = reverse(preset, 24)
    for octet in pdu:
        for bit in range(8):
            feedback = (state ^ (octet >> bit)) & 1
            state >>= 1
            if feedback:
                state ^= reverse(0x00065B, 24)
    return struct.pack("<I", state)[:3]


def rf_channel(index):
    special = {37: 0, 38: 12, 39: 39}
    return special.get(index, index + 1 if index <= 10 else index + 2)


def record(index, access_address, pdu, crc, flags=0):
    flags |= 0x0017
    header = struct.pack("<BbbBIH", rf_channel(index), -60, -104, 0, access_address, flags)
    return header + struct.pack("<I", access_address) + pdu + crc


def advertising(pdu, index=37):
    return record(index, ADVERTISING_ACCESS_ADDRESS, pdu, crc24(pdu, ADVERTISING_CRC_INIT))


def auxiliary(header, data, index=7):
    """AUX_ADV_IND or AUX_CHAIN_IND: `header` is the extended header, flags first."""
    pdu = bytes([0x07, 1 + len(header) + len(data), len(header)]) + header + data
    return record(index, ADVERTISING_ACCESS_ADDRESS, pdu, crc24(pdu, ADVERTISING_CRC_INIT), flags=AUXILIARY)


def data(index, pdu, direction):
    return record(index, LINK_ACCESS_ADDRESS, pdu, crc24(pdu, LINK_CRC_INIT), direction)


def coded(record_1m):
    """The same packet on coded PHY: marked, with a coding indicator, CRC declared checked and valid."""
    flags = struct.unpack_from("<H", record_1m, 8)[0] | 2 << 14 | CRC_CHECKED | 0x0800
    return record_1m[:8] + struct.pack("<H", flags) + record_1m[10:14] + b"\0" + record_1m[14:]


ADV_IND = advertising(bytes([0x40, 9]) + bytes.fromhex("060504030201") + bytes([2, 1, 6]))
CONNECT_IND = advertising(
    bytes([0xC5, 34]) + bytes.fromhex("160504030201") + bytes.fromhex("060504030201")
    + struct.pack("<I", LINK_ACCESS_ADDRESS) + struct.pack("<I", LINK_CRC_INIT)[:3]
    + struct.pack("<BHHHH", 2, 0, 24, 0, 72) + bytes.fromhex("ffffffff1f") + bytes([5]))
EMPTY_PDU = data(5, bytes([0x01, 0]), TO_PERIPHERAL)
VERSION_IND = data(5, bytes([0x07, 6, 0x0C, 0x0B, 0xFF, 0xFF, 1, 0]), TO_CENTRAL)
EXCHANGE = [ADV_IND, CONNECT_IND, EMPTY_PDU, VERSION_IND]


def flip(packet, octet):
    octet %= len(packet)
    return packet[:octet] + bytes([packet[octet] ^ 0x10]) + packet[octet + 1:]


def block(kind, body):
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def pcapng(records):
    file = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    file += block(1, struct.pack("<HHI", 256, 0, 0))
    for number, packet in enumerate(records):
        file += block(6, struct.pack("<IIIII", 0, 0, number * 10000, len(packet), len(packet)) + packet)
    return file
