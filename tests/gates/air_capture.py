"""Reads the link-layer packets of a pcapng capture and checks what tshark 4.0 does not: the CRC of data channel PDUs.

tshark computes the CRC of advertising PDUs, but on data channels it says "CRC unchecked"; and it trusts a writer that claims
to have checked (our captures claim it on coded PHY only, where tshark 4.0 computes it wrong). So every CRC is computed
here, with the CRCInit of the CONNECT_IND that opened the link (Vol 6 Part B 3.1.1). PDUs of encrypted links are written
as they were before encryption, so theirs cannot be; the receiver has checked their MIC instead.
"""
import struct

LINK_TYPE_LE_LL_WITH_PHDR = 256
ADVERTISING_ACCESS_ADDRESS = 0x8E89BED6
CONNECT_IND = 5
CODED_PHY = 2
DECRYPTED = 0x0008


class Unreadable(Exception):
    pass


def blocks(file):
    at = 0
    while at < len(file):
        if at + 12 > len(file):
            raise Unreadable("the file ends in the middle of a block, at octet %d" % at)
        kind, length = struct.unpack_from("<II", file, at)
        if length < 12 or length % 4 or at + length > len(file):
            raise Unreadable("the file ends in the middle of a block, at octet %d" % at)
        if struct.unpack_from("<I", file, at + length - 4)[0] != length:
            raise Unreadable("the two lengths of the block at octet %d differ" % at)
        yield kind, file[at + 8:at + length - 4]
        at += length


def frames(file):
    """Yields (number, link type, time in the file's units, packet), numbered as tshark does."""
    link_types, number = [], 0
    for kind, body in blocks(file):
        if kind == 1:
            link_types.append(struct.unpack_from("<H", body)[0])
        elif kind == 6:
            number += 1
            interface, high, low, length = struct.unpack_from("<IIII", body)
            yield number, link_types[interface], high << 32 | low, body[20:20 + length]


def crc_table():
    table = []
    for octet in range(256):
        state = octet
        for _ in range(8):
            state = (state >> 1) ^ (0xDA6000 if state & 1 else 0)
        table.append(state)
    return table


TABLE = crc_table()


def crc24(pdu, crc_init):
    """`crc_init` as its three octets lie in CONNECT_IND; the result as it follows the PDU."""
    state = int(format(crc_init, "024b")[::-1], 2)
    for octet in pdu:
        state = (state >> 8) ^ TABLE[(state ^ octet) & 0xFF]
    return struct.pack("<I", state)[:3]


def check(file):
    """Returns (link-layer packets, of them with unknown CRCInit, list of complaints)."""
    crc_inits = {ADVERTISING_ACCESS_ADDRESS: 0x555555}
    packets, unknown, complaints = 0, 0, []
    for number, link_type, _, packet in frames(file):
        if link_type != LINK_TYPE_LE_LL_WITH_PHDR:
            continue
        packets += 1
        if len(packet) < 19:
            complaints.append("frame %d: too short for a packet" % number)
            continue
        flags, access_address = struct.unpack_from("<HI", packet, 8)
        pdu_and_crc = packet[15 if flags >> 14 == CODED_PHY else 14:]
        pdu, crc = pdu_and_crc[:-3], pdu_and_crc[-3:]
        if flags & 0x0400 and flags >> 14 != CODED_PHY:
            complaints.append("frame %d: claims that its CRC was checked, so tshark does not check it" % number)
        if len(pdu) != 2 + pdu[1]:
            complaints.append("frame %d: length field %d, payload %d octets" % (number, pdu[1], len(pdu) - 2))
        if flags & DECRYPTED:
            continue  # its CRC is of what was sent, which is not here
        if access_address not in crc_inits:
            unknown += 1
            continue
        expected = crc24(pdu, crc_inits[access_address])
        if crc != expected:
            complaints.append("frame %d: CRC %s, should be %s" % (number, crc.hex(), expected.hex()))
        if access_address == ADVERTISING_ACCESS_ADDRESS and pdu[0] & 0x0F == CONNECT_IND and len(pdu) == 36:
            link, crc_init = struct.unpack_from("<II", pdu, 14)
            crc_inits[link] = crc_init & 0xFFFFFF
    return packets, unknown, complaints
