#!/usr/bin/env python3
"""Do independent decoders find anything wrong in captures of the air?

    tests/gates/tshark_gate.py FILE...

Fails when tshark calls a packet malformed, its CRC wrong, or gives it an error of any kind; when a CRC computed here differs; when a
file is cut off, unreadable, or holds no link-layer packet at all. Exit status 0: nothing found; 1: something; 2: cannot say.
"""
import multiprocessing
import shutil
import subprocess
import sys

import air_capture

# tshark 4.0 computes the CRC wrong from 254 octets on (ours is computed in air_capture), and takes each packet of a chain for
# all of its data, though an AD structure may go on in the next one (Vol 4 Part E 7.8.54).
HEADER = "btle.extended_advertising_header.flags"
CHAINED = "btle_rf.pdu_type == 1 && (%s.aux_pointer == 1 || %s.advertiser_address == 0)" % (HEADER, HEADER)
FILTER = "(btle.crc.incorrect && btle.length < 254) || ((_ws.malformed || _ws.expert.severity == error) && !(%s))" % CHAINED
MOST_LINES = 20


def tshark_complaints(path):
    fields = ["frame.number", "_ws.col.Protocol", "_ws.col.Info", "_ws.expert.message"]
    command = ["tshark", "-n", "-r", path, "-Y", FILTER, "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    complaints = ["frame " + ": ".join(part for part in line.split("\t") if part) for line in done.stdout.splitlines()]
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines() or ["no reason given"]
        complaints.append("tshark cannot read it: " + reason[-1])
    return complaints


def examine(path):
    """Returns (summary, complaints) of one capture."""
    try:
        with open(path, "rb") as file:
            octets = file.read()
        packets, unknown, complaints = air_capture.check(octets)
    except (OSError, air_capture.Unreadable, IndexError) as error:
        return "unreadable", [str(error)]
    if packets == 0:
        complaints.append("no link-layer packet in it, so nothing was proven")
    complaints += tshark_complaints(path)
    summary = "%d link-layer packets" % packets
    if unknown:
        summary += ", %d of links whose CONNECT_IND is not in the capture (their CRC is not known)" % unknown
    return summary, complaints


def main(paths):
    if not paths or paths[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    if shutil.which("tshark") is None:
        print("tshark_gate: tshark is not installed; scripts/setup.sh test installs it", file=sys.stderr)
        return 2
    with multiprocessing.Pool() as pool:
        findings = pool.map(examine, paths, chunksize=1)
    failed = 0
    for path, (summary, complaints) in zip(paths, findings):
        failed += bool(complaints)
        print("%s: %s: %s" % (path, "FAILED" if complaints else "ok", summary))
        for line in complaints[:MOST_LINES]:
            print("    " + line)
        if len(complaints) > MOST_LINES:
            print("    and %d more" % (len(complaints) - MOST_LINES))
    print("%d passed, %d failed" % (len(paths) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
