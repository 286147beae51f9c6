#!/usr/bin/env python3
"""The checker of links against captures that are known to be good or broken. Their packets are made here from the specification, channels
by the formula of algorithm #1 (Vol 6 Part B 4.5.8.2) and the sample data of #2 (Vol 6 Part C 3)."""
import struct
import sys

import link_checker
import sample_capture as sample

ADVERTISER, INITIATOR = bytes.fromhex("060504030201"), bytes.fromhex("160504030201")
INTERVAL_US = 24 * 1250
ALL_CHANNELS, FEW_CHANNELS = bytes.fromhex("ffffffff1f"), bytes.fromhex("0006e0001e")
EMPTY_US = {1: 80, 2: 44}


def used(channel_map):
    return [channel for channel in range(37) if int.from_bytes(channel_map, "little") >> channel & 1]


def first_algorithm(event, channel_map, hop=5):
    channel = hop * (event + 1) % 37
    return channel if channel in used(channel_map) else used(channel_map)[channel % len(used(channel_map))]


class Story:
    """A link, packet by packet; what is broken in it is said by `wrong`."""

    def __init__(self, wrong="", draws=False):
        self.wrong, self.access_address, self.packets, self.at = wrong, sample.LINK_ACCESS_ADDRESS, [], 1000
        chsel = 0x20 if draws else 0
        self.add(sample.advertising(bytes([0x40 | chsel, 6]) + ADVERTISER), (6 + 10) * 8)
        self.at += 150 + (5 if wrong == "request late" else 0)
        pdu = bytes([0xC5 & ~0x20 | chsel, 34]) + INITIATOR + ADVERTISER + struct.pack("<I", self.access_address) + b"\xc3\xb2\xa1" \
            + struct.pack("<BHHHH", 2, 0, 24, 0, 72) + ALL_CHANNELS + bytes([5 | 5 << 5])  # 50 ppm
        self.add(sample.advertising(pdu), (34 + 10) * 8)
        self.anchor = self.at + 1250 + 700
        if wrong == "first packet late":
            self.anchor += 2500

    def add(self, record, duration):
        self.packets.append((self.at, record))
        self.at += duration

    def data(self, channel, pdu, from_central, phy=1):
        direction = (sample.TO_PERIPHERAL if from_central else sample.TO_CENTRAL) | (phy - 1) << 14
        record = sample.record(channel, self.access_address, pdu, b"\0\0\0", direction)
        self.add(record, EMPTY_US[phy] + len(pdu[2:]) * 8 // phy)

    def event(self, channel, pdu=b"\x01\0", phys=(1, 1), late=0):
        self.at = self.anchor + late
        self.data(channel, pdu, True, phys[0])
        self.at += 150
        if self.wrong == "answer late" and len(self.packets) > 20:
            self.at += 4
        self.data(channel, b"\x05\0", False, phys[1])
        self.anchor += INTERVAL_US

    def file(self):
        file = sample.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + sample.block(1, struct.pack("<HHI", 256, 0, 0))
        for at, packet in self.packets:
            file += sample.block(6, struct.pack("<IIIII", 0, 0, at, len(packet), len(packet)) + packet)
        return file


def plain_link(wrong=""):
    story = Story(wrong)
    for event in range(40):
        channel = first_algorithm(event, ALL_CHANNELS)
        if wrong == "hop" and event == 17:
            channel = (channel + 1) % 37
        story.event(channel, late=80 if wrong == "anchor late" and event == 9 else 0)
        if wrong == "clock" and event > 1:
            story.anchor += 25  # 25 us in 30 ms; 50 ppm are promised
    return story


def drawing_link(wrong=""):
    story = Story(draws=wrong != "not announced")
    identifier = (story.access_address >> 16) ^ (story.access_address & 0xFFFF)
    for event in range(4):
        story.event(link_checker.random_number(event, identifier) % 37)
    return story


def updated_link(wrong=""):
    """At event 10 another map, at 20 another window, at 30 LE 2M to the peripheral."""
    story = Story(wrong)
    channel_map, phys = ALL_CHANNELS, (1, 1)
    for event in range(40):
        pdu = {4: b"\x01" + FEW_CHANNELS + struct.pack("<H", 10), 24: b"\x18\x02\x00" + struct.pack("<H", 30),
               14: b"\x00" + struct.pack("<BHHHHH", 2, 3, 48, 0, 72, 20)}.get(event, b"")
        if event == 10 and wrong != "old map":
            channel_map = FEW_CHANNELS
        if event == 20 and wrong != "old anchor":
            story.anchor += 3 * 1250 + 600
        if event > 20 and wrong != "old interval":
            story.anchor += INTERVAL_US  # twice as long
        if event == 30 and wrong != "old PHY":
            phys = (2, 1)
        story.event(first_algorithm(event, channel_map), bytes([3 if pdu else 1, len(pdu)]) + pdu, phys)
    return story


CASES = [
    ("a link passes", plain_link(), None),
    ("a link by algorithm #2 passes", drawing_link(), None),
    ("updates of all kinds pass", updated_link(), None),
    ("a request that comes late", plain_link("request late"), "asks 150 us after nothing"),
    ("a first packet beyond its window", plain_link("first packet late"), "anchor point"),
    ("a wrong channel", plain_link("hop"), "event 17 on channel"),
    ("an answer 4 us late", plain_link("answer late"), "after the packet before it, not 150"),
    ("one anchor point 80 us late", plain_link("anchor late"), "anchor point +80 us off"),
    ("a clock that does not keep its promise", plain_link("clock"), "anchor point"),
    ("algorithm #2 that nobody announced", drawing_link("not announced"), "on channel"),
    ("a map that does not change at its instant", updated_link("old map"), "event 10 on channel|event 11 on channel"),
    ("an anchor point that does not move at its instant", updated_link("old anchor"), "anchor point"),
    ("an interval that does not change", updated_link("old interval"), "anchor point"),
    ("a PHY that does not change at its instant", updated_link("old PHY"), "event 30 on PHY 0, expected 1"),
]


def judge(story, wanted):
    checked, complaints = link_checker.check(story.file())
    if wanted is None:
        return checked > 5 and complaints == []
    return any(text in line for line in complaints for text in wanted.split("|"))


def main():
    # Vol 6 Part C 3.1: events 0 to 3 of access address 0x8E89BED6.
    numbers = [link_checker.random_number(event, 0x305F) for event in range(4)]
    failed = ["the random numbers of the sample data"] if numbers != [56857, 1685, 38301, 27475] else []
    failed += [name for name, story, wanted in CASES if not judge(story, wanted)]
    for name in failed:
        print("FAILED: " + name)
        for case, story, _ in CASES:
            if case == name:
                print("  " + "\n  ".join(link_checker.check(story.file())[1][:4]))
    print("%d passed, %d failed" % (len(CASES) + 1 - len(failed), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
