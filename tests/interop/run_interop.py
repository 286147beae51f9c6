#!/usr/bin/env python3
"""Our host against foreign ones, on the controllers of our air; prints the matrix.

    tests/interop/run_interop.py --tool FILE --micropython FILE --modules FOLDER [NAME...]

NAME: an encounter, or the beginning of its name. Logs and captures: build/interop/. Ends with `N passed, N failed`.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(f"{HERE}/../..")
RESULTS = f"{ROOT}/build/interop"
LIMIT_S = 60

MODELS = ("just-works", "they-display", "they-type", "both-compare")
PROFILES = ("5", "4.2")  # of both controllers
# Name, foreign script, door, our role, model of pairing, legacy pairing, what the foreign host can do.
ENCOUNTERS = [(f"ble-host {role}, {model}{', legacy' if legacy else ''}", f"ble_host_{role}.js", "unix",
               "peripheral" if role == "central" else "central", model, legacy, "indicate pair channel bond")
              for role in ("central", "peripheral") for legacy in (False, True) for model in MODELS
              if not (legacy and model == "both-compare")]
ENCOUNTERS += [("noble central, just-works, legacy", "noble_central.js", "pty", "peripheral", "just-works", True, "indicate pair"),
               ("bleno peripheral, no pairing", "bleno_peripheral.js", "pty", "central", "just-works", False, "")]


class Party:
    """A program that reports in steps."""

    def __init__(self, name, command, environment, folder):
        self.log_path = f"{RESULTS}/{name}.log"
        self.log = open(self.log_path, "w")
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=subprocess.STDOUT)

    def end(self, deadline):
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        with open(self.log_path) as log:
            self.lines = log.read().splitlines()
        self.steps = sum(line.startswith("ok ") for line in self.lines)
        self.numbers = [line for line in self.lines if line.startswith("number ")]
        self.is_done = "DONE" in self.lines
        self.trouble = next((line for line in self.lines if line.startswith("not ok")), "; ".join(self.lines[-2:]))


def wait_for_doors(doors, air):
    for _ in range(200):
        if all(os.path.exists(door) for door in doors):
            return
        if air.poll() is not None:
            break
        time.sleep(0.02)
    sys.exit("error: the air did not come up; see build/interop/*.air.log")


def meet(encounter, profile, options, folder):
    name, script, kind, role, model, legacy, can = encounter
    file_name = f"{name}-{profile}".replace(", ", "-").replace(" ", "-")
    doors = [f"{folder}/ours", f"{folder}/theirs"]
    with open(f"{RESULTS}/{file_name}.air.log", "w") as air_log:
        command = [options.tool, "air", "--seed", "1", "--pcap", f"{RESULTS}/{file_name}.pcapng"]
        for carrier, door, number in (("unix", doors[0], "0A"), (kind, doors[1], "0B")):
            command += ["--door", f"{carrier}:{door}?address=02:00:00:00:00:{number}&profile={profile}"]
        air = subprocess.Popen(command, stdout=air_log, stderr=subprocess.STDOUT)
        wait_for_doors(doors, air)
        shared = {"MODEL": model, "LEGACY": str(int(legacy)), "CAN": can, "PASSKEY_FILE": f"{folder}/passkey", "NODE_PATH": options.modules,
                  "WESTWIND_TESTS": f"{ROOT}/tests/multi/multitests"}
        ours = Party(f"{file_name}.westwind", [options.micropython, f"{HERE}/westwind_peer.py", role],
                     {**shared, "WESTWIND_HCI": f"unix:{doors[0]}"}, folder)
        theirs = Party(f"{file_name}.peer", ["node", f"{HERE}/{script}"], {**shared, "HCI": doors[1]}, folder)
        deadline = time.monotonic() + LIMIT_S
        for party in (theirs, ours):
            party.end(deadline)
        air.terminate()
        air.wait()
    return ours, theirs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("tool", "micropython", "modules"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    os.makedirs(RESULTS, exist_ok=True)
    chosen = [e for e in ENCOUNTERS if not options.names or any(e[0].startswith(name) for name in options.names)]
    passed = 0
    print(f"{'Westwind meets':<44} {'on':<4} {'ours':>6} {'theirs':>7}   {'':<6} {'time':>6}")
    for encounter, profile in ((e, p) for p in PROFILES for e in chosen):
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = meet(encounter, profile, options, folder)
        good = ours.is_done and theirs.is_done and ours.numbers == theirs.numbers
        passed += good
        print(f"{encounter[0]:<44} {profile:<4} {ours.steps:>6} {theirs.steps:>7}   {'pass' if good else 'FAIL':<6} "
              f"{time.monotonic() - began:>4.1f} s", flush=True)
        if not good:
            print(f"    ours:   {'done' if ours.is_done else ours.trouble} {' '.join(ours.numbers)}")
            print(f"    theirs: {'done' if theirs.is_done else theirs.trouble} {' '.join(theirs.numbers)}")
    print("on controllers of Bluetooth 5 and 4.2; steps passed on each side; logs and captures: build/interop/")
    met = len(chosen) * len(PROFILES)
    print(f"{passed} passed, {met - passed} failed")
    return 0 if passed == met else 1


if __name__ == "__main__":
    sys.exit(main())
