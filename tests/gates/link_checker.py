#!/usr/bin/env python3
"""Checks of a capture what tshark does not: channel hopping by both algorithms, T_IFS, anchor points within the clocks' accuracy, instants of
connection, channel map and PHY updates.

    tests/gates/link_checker.py FILE...

Ends with `N passed, N failed`. Written from the Core Specification (Vol 6 Part B 2.3, 2.4.2, 4.1, 4.5), not from our controller.
"""
import struct
import sys

from air_capture import ADVERTISING_ACCESS_ADDRESS, CONNECT_IND, DECRYPTED, LINK_TYPE_LE_LL_WITH_PHDR, Unreadable, frames

# Vol 6 Part B 4.2: packets leave within 2 us of their time, anchor points within 16; and stamps are rounded.
T_IFS_US, TOLERANCE_US, JITTER_US = 150, 3, 16
MIC = 4
ADV_IND, ADV_DIRECT_IND, SCAN_REQ = 0, 1, 3
CONNECTION_UPDATE_IND, CHANNEL_MAP_IND, PHY_UPDATE_IND = 0x00, 0x01, 0x18
LE_1M, LE_2M, LE_CODED = 0, 1, 2
SLEEP_CLOCK_PPM = (500, 250, 150, 100, 75, 50, 30, 20)
PHY_OF_BIT = {1: LE_1M, 2: LE_2M, 4: LE_CODED}


def channel_of(rf):
    """The channel index of an RF channel. Part A 2."""
    if rf in (0, 12, 39):
        return {0: 37, 12: 38, 39: 39}[rf]
    return rf - 1 if rf < 12 else rf - 2


class Packet:
    def __init__(self, number, start, octets):
        self.number, self.start = number, start
        flags, self.access_address = struct.unpack_from("<HI", octets, 8)
        self.channel = channel_of(octets[0])
        self.phy = flags >> 14
        self.kind = flags >> 7 & 7  # 0 advertising, 1 auxiliary, 2 to the peripheral, 3 to the central
        self.from_central = self.kind == 2
        self.is_decrypted = bool(flags & DECRYPTED)
        self.pdu = octets[15 if self.phy == LE_CODED else 14:-3]
        size = len(self.pdu) + (MIC if self.is_decrypted and len(self.pdu) > 2 else 0)
        if self.phy == LE_CODED:
            bit_us = 2 if octets[14] & 3 else 8
            self.duration = 80 + 256 + 16 + 24 + (size * 8 + 24 + 3) * bit_us
        else:
            self.duration = (size + 9 - 1 + (self.phy == LE_2M)) * 8 >> self.phy

    @property
    def end(self):
        return self.start + self.duration


def packets_of(file):
    for number, link_type, time_us, packet in frames(file):
        if link_type == LINK_TYPE_LE_LL_WITH_PHDR:
            yield Packet(number, time_us, packet)


def channels_of(channel_map):
    bits = int.from_bytes(channel_map, "little")
    return [channel for channel in range(37) if bits >> channel & 1]


def reversed_bits(octet):
    return int(format(octet, "08b")[::-1], 2)


def random_number(counter, identifier):
    """prn_e of algorithm #2. 4.5.8.3.3."""
    value = counter ^ identifier
    for _ in range(3):
        value = reversed_bits(value >> 8) << 8 | reversed_bits(value & 0xFF)
        value = (17 * value + identifier) & 0xFFFF
    return value ^ identifier


class Link:
    """One connection, event by event."""

    def __init__(self, made, fields_at, draws_channels):
        pdu = made.pdu
        self.access_address, = struct.unpack_from("<I", pdu, fields_at)
        window_size, offset, interval, _, _ = struct.unpack_from("<BHHHH", pdu, fields_at + 7)
        self.channels = channels_of(pdu[fields_at + 16:fields_at + 21])
        self.hop, self.ppm = pdu[fields_at + 21] & 31, SLEEP_CLOCK_PPM[pdu[fields_at + 21] >> 5]
        self.draws_channels = draws_channels
        delay = 1250 if made.kind == 0 else 3750 if made.phy == LE_CODED else 2500
        self.interval = interval * 1250
        self.phys = [made.phy if made.kind == 1 else LE_1M] * 2  # to the peripheral, to the central
        self.window = (made.end + delay + offset * 1250, window_size * 1250)  # of the next anchor point
        self.seen_anchor = self.window[0]
        self.counter, self.anchor, self.last = 0, None, None
        self.pending = {}  # opcode: (instant, fields)

    def unmapped_channel(self):
        return self.hop * (self.counter + 1) % 37

    def expected_channel(self):
        if self.draws_channels:
            drawn = random_number(self.counter, (self.access_address >> 16) ^ (self.access_address & 0xFFFF))
            channel, place = drawn % 37, len(self.channels) * drawn >> 16
        else:
            channel = self.unmapped_channel()
            place = channel % len(self.channels)
        return channel if channel in self.channels else self.channels[place]

    def step(self):
        """To the next event; what its instant brings is in force then."""
        self.counter = (self.counter + 1) & 0xFFFF
        self.anchor += self.interval
        for opcode in [opcode for opcode, (instant, _) in self.pending.items() if instant == self.counter]:
            _, fields = self.pending.pop(opcode)
            if opcode == CONNECTION_UPDATE_IND:
                window_size, offset, interval = struct.unpack_from("<BHH", fields)
                self.window = (self.anchor + offset * 1250, window_size * 1250)
                self.anchor, self.interval = self.window[0], interval * 1250
            elif opcode == CHANNEL_MAP_IND:
                self.channels = channels_of(fields[:5])
            else:
                self.phys = [PHY_OF_BIT.get(bits, old) for bits, old in zip(fields[:2], self.phys)]

    def advance_to(self, start):
        """Goes on to the event in which a central sends at `start`."""
        if self.anchor is None:
            self.anchor = self.window[0]
        elif self.window is None:
            self.step()
        while self.anchor + self.interval / 2 < start and (self.window is None or start > sum(self.window) + self.interval / 2):
            self.window = None
            self.step()

    def event(self, packet):
        """The first packet of a connection event."""
        known_since = self.seen_anchor
        self.advance_to(packet.start)
        drift = JITTER_US + TOLERANCE_US + (packet.start - known_since) * self.ppm / 1e6
        earliest, width = self.window or (self.anchor, 0)
        if not earliest - drift <= packet.start <= earliest + width + drift:
            yield "anchor point %+d us off, %d us are allowed" % (packet.start - earliest, drift)
        self.anchor, self.window = packet.start, None
        self.seen_anchor = packet.start

    def learn(self, packet):
        pdu = packet.pdu
        if pdu[0] & 3 != 3 or len(pdu) < 3 or not packet.from_central:
            return
        places = {CONNECTION_UPDATE_IND: 9, CHANNEL_MAP_IND: 5, PHY_UPDATE_IND: 2}
        at = places.get(pdu[2])
        if at is None or len(pdu) < 3 + at + 2:
            return
        instant, = struct.unpack_from("<H", pdu, 3 + at)
        if (instant - self.counter) & 0xFFFF < 0x8000 and (pdu[2] != PHY_UPDATE_IND or pdu[3] | pdu[4]):
            self.pending.setdefault(pdu[2], (instant, pdu[3:]))

    def take(self, packet):
        """Yields what is wrong with the next packet of this connection."""
        follows = self.last is not None and abs(packet.start - self.last.end - T_IFS_US) <= TOLERANCE_US
        if packet.from_central and not (follows and not self.last.from_central):
            yield from self.event(packet)
        elif not follows:
            yield "%s %s us after the packet before it, not 150" % ("central" if packet.from_central else "peripheral",
                                                                  packet.start - self.last.end if self.last else "?")
        if packet.channel != self.expected_channel():
            yield "event %d on channel %d, expected on %d" % (self.counter, packet.channel, self.expected_channel())
        if packet.phy != self.phys[0 if packet.from_central else 1]:
            yield "event %d on PHY %d, expected %d" % (self.counter, packet.phy, self.phys[0 if packet.from_central else 1])
        self.learn(packet)
        self.last = packet


class Checker:
    def __init__(self):
        self.links = {}
        self.draws = {}  # advertiser's address: it knows algorithm #2
        self.ends = {}  # channel: when the advertising packets of late ended there
        self.checked = 0

    def advertising(self, packet):
        pdu = packet.pdu
        if len(pdu) < 8:
            return
        kind = pdu[0] & 15
        if kind in (ADV_IND, ADV_DIRECT_IND) and packet.kind == 0:
            self.draws[pdu[2:8]] = bool(pdu[0] & 0x20)
        ends = self.ends.setdefault(packet.channel, [])
        if kind in (SCAN_REQ, CONNECT_IND):
            self.checked += 1
            if not any(abs(packet.start - end - T_IFS_US) <= TOLERANCE_US for end in ends):
                yield "asks 150 us after nothing"
        ends[:] = [end for end in ends[-8:] if end > packet.start - 1000] + [packet.end]
        if kind == CONNECT_IND and len(pdu) == 36:
            draws = packet.kind == 1 or (bool(pdu[0] & 0x20) and self.draws.get(pdu[8:14], False))
            link = Link(packet, 14, draws)
            self.links[link.access_address] = link

    def check(self, packet):
        if packet.access_address == ADVERTISING_ACCESS_ADDRESS:
            return self.advertising(packet)
        link = self.links.get(packet.access_address)
        if link is None:
            return []
        self.checked += 1
        return link.take(packet)


def check(file):
    """Returns (packets looked at, list of complaints)."""
    checker, complaints = Checker(), []
    for packet in packets_of(file):
        complaints += ["frame %d: %s" % (packet.number, what) for what in checker.check(packet)]
    return checker.checked, complaints


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    failed = looked_at = 0
    for path in paths:
        try:
            with open(path, "rb") as file:
                checked, complaints = check(file.read())
        except (OSError, Unreadable, IndexError, struct.error) as error:
            checked, complaints = 0, [str(error)]
        looked_at += checked
        failed += bool(complaints)
        for line in complaints[:10]:
            print("%s: %s" % (path, line))
    print("%d packets of links and requests looked at" % looked_at)
    print("%d passed, %d failed" % (len(paths) - failed, failed))
    return 1 if failed or not looked_at else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
