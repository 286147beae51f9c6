#!/usr/bin/env python3
"""Two runs of one seed are the same, byte for byte: runs each PROGRAM (a GoogleTest) twice and compares what its worlds left.

    tests/sim/same_twice.py PROGRAM...

A line of a world is a hash of its capture and of all HCI traffic (tests/support/world_hash.hpp).
"""
import os
import subprocess
import sys
import tempfile


def worlds_of(program, folder, number):
    path = os.path.join(folder, "hashes-%d" % number)
    environment = dict(os.environ, WESTWIND_HASHES=path)
    # Another environment moves the stack: what depends on addresses shows.
    environment["WESTWIND_PADDING"] = "x" * (number * 777)
    done = subprocess.run([program], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("%s failed:\n%s\n0 passed, 1 failed" % (program, done.stdout[-2000:]))
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def examine(program, folder, place):
    """Returns complaints about one program."""
    first, second = (worlds_of(program, folder, 2 * place + run) for run in (0, 1))
    if len(first) < 3 or len(first) != len(second):
        return ["%d worlds, then %d" % (len(first), len(second))]
    if len({line.split()[-1] for line in first}) < len(first) / 2:
        return ["most worlds have the same hash, so it says nothing"]
    print("%s: %d worlds" % (os.path.basename(program), len(first)))
    return ["%s, then %s" % (one, other.split()[-1]) for one, other in zip(first, second) if one != other]


def main(programs):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for place, program in enumerate(programs):
            complaints = examine(program, folder, place)
            failed += bool(complaints)
            for complaint in complaints[:20]:
                print("%s: not the same twice: %s" % (program, complaint))
    print("%d passed, %d failed" % (len(programs) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
