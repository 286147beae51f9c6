#!/usr/bin/env python3
"""The gate against captures that are known to be good or broken: a gate that lets everything pass is worth nothing."""
import os
import shutil
import sys
import tempfile

import air_capture
import sample_capture as sample
import tshark_gate

GOOD = sample.pcapng(sample.EXCHANGE)
TOO_SHORT = sample.advertising(bytes([0x40, 1, 1]))  # an ADV_IND without its address
WRONG_LENGTH = sample.advertising(bytes([0x40, 12]) + bytes(6))


def with_record(number, record):
    records = list(sample.EXCHANGE)
    records[number] = record
    return sample.pcapng(records)


def claims_checked(record):
    return record[:8] + bytes([record[8], record[9] | sample.CRC_CHECKED >> 8]) + record[10:]


WITH_ADDRESS = bytes([0x09, 1, 2, 3, 4, 5, 0xC0, 0x34, 0x12])  # AdvA, ADI
WITH_POINTER = bytes([0x19, 1, 2, 3, 4, 5, 0xC0, 0x34, 0x12, 0x47, 0x0A, 0x00])  # and AuxPtr
LONG_NAME = b"\xf2\x09" + b"a" * 241

# name, capture, whether the gate passes it, what the complaint says
CASES = [
    ("a good capture passes", GOOD, True, ""),
    ("a wrong CRC while advertising is caught by tshark", with_record(0, sample.flip(sample.ADV_IND, -1)), False, "Incorrect CRC"),
    ("a flipped payload bit while advertising is caught", with_record(0, sample.flip(sample.ADV_IND, 18)), False, "CRC"),
    ("a wrong CRC on a link is caught", with_record(3, sample.flip(sample.VERSION_IND, -2)), False, "frame 4: CRC"),
    ("a flipped payload bit on a link is caught", with_record(3, sample.flip(sample.VERSION_IND, 20)), False, "frame 4: CRC"),
    ("a claim to have checked the CRC is refused", with_record(0, claims_checked(sample.ADV_IND)), False, "claims"),
    ("a coded packet passes", with_record(0, sample.coded(sample.ADV_IND)), True, ""),
    ("a wrong CRC on coded PHY is caught", with_record(0, sample.flip(sample.coded(sample.ADV_IND), -1)), False, "frame 1: CRC"),
    ("a malformed PDU with a right CRC is caught by tshark", with_record(0, TOO_SHORT), False, "Malformed"),
    ("a wrong length field is caught", with_record(0, WRONG_LENGTH), False, "length field"),
    ("extended advertising passes", with_record(0, sample.auxiliary(WITH_ADDRESS, b"\x03\x09ab")), True, ""),
    ("an AD structure that runs out of its PDU is caught", with_record(0, sample.auxiliary(WITH_ADDRESS, b"\x09\x09ab")), False, "Malformed"),
    ("an AD structure that goes on in the next PDU passes", with_record(0, sample.auxiliary(WITH_POINTER, b"\x09\x09ab")), True, ""),
    ("a wrong CRC of an auxiliary packet is caught", with_record(0, sample.flip(sample.auxiliary(WITH_ADDRESS, b""), -1)), False, "CRC"),
    ("a wrong CRC of a long packet is caught", with_record(0, sample.flip(sample.auxiliary(WITH_ADDRESS, LONG_NAME), -1)), False, "CRC"),
    ("a long packet passes", with_record(0, sample.auxiliary(WITH_ADDRESS, LONG_NAME)), True, ""),
    ("a file cut off in a block is caught", GOOD[:-6], False, "middle of a block"),
    ("a capture without packets proves nothing", sample.pcapng([]), False, "nothing was proven"),
    ("an empty file is not a capture", b"", False, "nothing was proven"),
    ("something else is not a capture", b"what is this?\n" * 9, False, ""),
]


def run_case(folder, capture, passes, says):
    path = os.path.join(folder, "case.pcapng")
    with open(path, "wb") as file:
        file.write(capture)
    _, complaints = tshark_gate.examine(path)
    if passes:
        return complaints == []
    return complaints != [] and any(says in line for line in complaints)


def main():
    if shutil.which("tshark") is None:
        print("tshark is not installed, so its gate is not tested")
        print("0 passed, 0 failed, %d skipped" % len(CASES))
        return 0
    failed = 0
    # Sample data, Vol 6 Part B 3.1.1: two independent computations must agree with it.
    for crc24 in (air_capture.crc24, sample.crc24):
        if crc24(bytes.fromhex("0006000000000000"), 0x555555).hex() != "5a3960":
            print("FAILED: the CRC of a known packet (%s)" % crc24.__module__)
            failed += 1
    with tempfile.TemporaryDirectory(prefix="westwind-gate-") as folder:
        for name, capture, passes, says in CASES:
            if not run_case(folder, capture, passes, says):
                print("FAILED: " + name)
                failed += 1
        if tshark_gate.examine(os.path.join(folder, "no such file"))[1] == []:
            print("FAILED: a missing file")
            failed += 1
    print("%d passed, %d failed" % (len(CASES) + 3 - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
