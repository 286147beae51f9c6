#!/usr/bin/env python3
"""Runs the scripts of boards/ on real MicroPython, alone, in pairs on a simulated air, and on a scripted controller.

    tests/multi/run_boards.py [--micropython FILE] [--tool FILE] [NAME...]

Ends with the line `N passed, N failed[, N skipped]`. Without an interpreter (scripts/micropython.sh build) all are skipped.
"""
import argparse
import os
import sys
import tempfile
import time
import traceback

import cases
from boards_and_air import Desk


def names_of(module):
    return [name for name in vars(module) if name.startswith("case_")]


def run(name, desk):
    began = time.monotonic()
    try:
        getattr(cases, name)(desk)
        verdict = "pass"
    except Exception as error:  # a failing case must not keep the others from running
        verdict = f"FAIL\n    {error}" if isinstance(error, AssertionError) else "FAIL\n" + traceback.format_exc()
    finally:
        desk.clear()
    print(f"{name[5:]:<32} {time.monotonic() - began:5.1f} s  {verdict}", flush=True)
    return verdict == "pass"


def main():
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", default=os.environ.get("WESTWIND_MICROPYTHON", f"{root}/build/micropython/unix/micropython"))
    parser.add_argument("--tool", default=os.environ.get("WESTWIND_TOOL", f"{root}/build/release/cli/westwind"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    chosen = [f"case_{name}" for name in options.names] or names_of(cases)
    unknown = [name[5:] for name in chosen if not hasattr(cases, name)]
    if unknown:
        sys.exit(f"error: no such case: {' '.join(unknown)}; there are: {' '.join(name[5:] for name in names_of(cases))}")
    for program, how in ((options.micropython, "scripts/micropython.sh build"), (options.tool, "cmake --build --preset release")):
        if not os.access(program, os.X_OK):
            print(f"skipped: there is no {program}; `{how}` makes it")
            print(f"0 passed, 0 failed, {len(chosen)} skipped")
            return 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(options.micropython, options.tool, folder)
        passed = sum(run(name, desk) for name in chosen)
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
