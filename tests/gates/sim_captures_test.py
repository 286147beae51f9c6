#!/usr/bin/env python3
"""Captures of simulations before tshark, or before the checker of links: runs PROGRAM (a GoogleTest) with WESTWIND_CAPTURES and examines
each file.

    tests/gates/sim_captures_test.py tshark|links PROGRAM GTEST_FILTER
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import link_checker
import tshark_gate


def main(judge, program, chosen):
    if judge == "tshark" and shutil.which("tshark") is None:
        print("tshark is not installed, so no capture is examined")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, WESTWIND_CAPTURES=folder)
        done = subprocess.run([program, "--gtest_filter=" + chosen], env=environment, capture_output=True, text=True, check=False)
        captures = sorted(glob.glob(os.path.join(folder, "*.pcapng")))
        if done.returncode != 0 or not captures:
            print(done.stdout + done.stderr)
            print("0 passed, 1 failed")
            return 1
        return (tshark_gate if judge == "tshark" else link_checker).main(captures)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
