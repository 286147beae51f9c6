#!/usr/bin/env python3
"""Our host against foreign ones, and these against each other, on the controllers of our air; prints the matrix.

    tests/interop/run_interop.py --tool FILE --micropython FILE --modules FOLDER [NAME...]

NAME: an encounter, or the beginning of its name. Logs and captures: build/interop/. Ends with `N passed, N failed`.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile
import time
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(f"{HERE}/../..")
RESULTS = f"{ROOT}/build/interop"
LIMIT_S = 60

MODELS = ("just-works", "they-display", "they-type", "both-compare")  # "they" are the foreign side
BTVIRT = "btvirt"
CONTROLLERS = ("5", "4.2", BTVIRT)  # ours, of that version, or BlueZ'
ROLES = ("central", "peripheral")
PLAIN = "just-works"
ALL = "indicate pair channel bond"
# Their doors, and what they run in which role.
HOSTS = {"westwind": ("unix", "westwind_peer.py {role}"), "ble-host": ("unix", "ble_host_{role}.js"),
         "noble": ("pty", "noble_{role}.js"), "bleno": ("pty", "bleno_{role}.js")}


class Encounter(typing.NamedTuple):
    central: str
    peripheral: str
    models: tuple = (PLAIN, PLAIN)  # of pairing: what the central's side can do, and the peripheral's
    legacy: bool = False
    can: str = ALL  # what both can
    on: tuple = ("5", "4.2")  # controllers

    @property
    def name(self):
        if "pair" not in self.can:
            return f"{self.central} and {self.peripheral}, no pairing"
        model = self.models[0] if ("westwind" in self[:2]) != (self.central == self.peripheral) else "/".join(dict.fromkeys(self.models))
        return f"{self.central} and {self.peripheral}, {model}{', legacy' if self.legacy else ''}"


ENCOUNTERS = [Encounter(*pair, (model, model), legacy) for pair in (("ble-host", "westwind"), ("westwind", "ble-host"))
              for legacy in (False, True) for model in MODELS if not (legacy and model == "both-compare")]
ENCOUNTERS += [Encounter("noble", "westwind", legacy=True, can="indicate pair"), Encounter("westwind", "bleno", can="")]
# Without us: is it our host, or our controllers?
ENCOUNTERS += [Encounter("ble-host", "ble-host", models, can="indicate pair bond") for models in ((PLAIN, PLAIN), ("they-type", "they-display"),
                                                                        ("they-display", "they-type"), ("both-compare", "both-compare"))]
ENCOUNTERS += [Encounter("noble", "ble-host", legacy=True, can="indicate pair"), Encounter("ble-host", "bleno", can=""),
               Encounter("noble", "bleno", can="")]
# Not our controllers: a second opinion on our host. It has no radio and no pty, and one advertising report in five seconds.
ENCOUNTERS += [Encounter("westwind", "westwind", models, legacy, on=(BTVIRT,)) for legacy in (False, True)
               for models in ((PLAIN, PLAIN), ("they-type", "they-display"), ("they-display", "they-type"), ("both-compare", "both-compare"))
               if not (legacy and "both-compare" in models)]
# It connects only to those who advertise already: no second connection where one side takes its time.
ENCOUNTERS += [Encounter(*pair, can="indicate pair channel", on=(BTVIRT,)) for pair in (("ble-host", "westwind"), ("westwind", "ble-host"))]


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


def command_of(host, role, options):
    script, *arguments = HOSTS[host][1].format(role=role).split()
    program = options.micropython if script.endswith(".py") else "node"
    return [program, f"{HERE}/{script}", *arguments]


def start_air(encounter, profile, file_name, options, folder):
    """The process and the two doors."""
    with open(f"{RESULTS}/{file_name}.air.log", "w") as log:
        if profile == BTVIRT:
            environment = {**os.environ, "LD_PRELOAD": options.btvirt_preload, "BTVIRT_FOLDER": folder}
            air = subprocess.Popen(["btvirt", "-s"], env=environment, stdout=log, stderr=subprocess.STDOUT)
            return air, [f"{folder}/bt-server-le"] * 2
        doors = [f"{folder}/{role}" for role in ROLES]
        command = [options.tool, "air", "--seed", "1", "--pcap", f"{RESULTS}/{file_name}.pcapng"]
        for host, door, number in zip(encounter, doors, ("0A", "0B")):
            command += ["--door", f"{HOSTS[host][0]}:{door}?address=02:00:00:00:00:{number}&profile={profile}"]
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT), doors


def meet(encounter, profile, options, folder):
    file_name = re.sub("[^a-z0-9.-]+", "-", f"{encounter.name}-{profile}")
    air, doors = start_air(encounter, profile, file_name, options, folder)
    try:
        wait_for_doors(doors, air)
        shared = {"LEGACY": str(int(encounter.legacy)), "CAN": encounter.can, "PASSKEY_FILE": f"{folder}/passkey",
                  "NODE_PATH": options.modules, "WESTWIND_TESTS": f"{ROOT}/tests/multi/multitests"}
        parties = [Party(f"{file_name}.{role}", command_of(host, role, options),
                         {**shared, "MODEL": model, "HCI": door, "WESTWIND_HCI": f"unix:{door}"}, folder)
                   for host, role, model, door in zip(encounter, ROLES, encounter.models, doors)]
        deadline = time.monotonic() + LIMIT_S
        for party in parties:
            party.end(deadline)
    finally:
        air.terminate()
        air.wait()
    return parties


def are_captures_good():
    """What tshark and the checker of links say of all that went over our air."""
    captures = sorted(glob.glob(f"{RESULTS}/*.pcapng"))
    if not captures:
        return True
    with open(f"{RESULTS}/tshark.log", "w") as log:
        return all(subprocess.run([sys.executable, "-B", f"{ROOT}/tests/gates/{gate}.py", *captures], stdout=log, stderr=subprocess.STDOUT).returncode == 0
                   for gate in ("tshark_gate", "link_checker"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("tool", "micropython", "modules", "btvirt-preload"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    os.makedirs(RESULTS, exist_ok=True)
    for old in glob.glob(f"{RESULTS}/*.pcapng"):
        os.remove(old)
    chosen = [e for e in ENCOUNTERS if not options.names or any(e.name.startswith(name) for name in options.names)]
    passed = 0
    meetings = [(encounter, on) for on in CONTROLLERS for encounter in chosen if on in encounter.on]
    print(f"{'central and peripheral, pairing':<54} {'on':<6} {'steps':>9}   {'':<6} {'time':>6}")
    for encounter, profile in meetings:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            parties = meet(encounter, profile, options, folder)
        good = all(party.is_done for party in parties) and parties[0].numbers == parties[1].numbers
        passed += good
        steps = " + ".join(str(party.steps) for party in parties)
        print(f"{encounter.name:<54} {profile:<6} {steps:>9}   {'pass' if good else 'FAIL':<6} {time.monotonic() - began:>4.1f} s", flush=True)
        if not good:
            for role, party in zip(ROLES, parties):
                print(f"    {role + ':':<11} {'done' if party.is_done else party.trouble} {' '.join(party.numbers)}")
    print("on our controllers of Bluetooth 5 and 4.2, and on BlueZ' btvirt; steps that passed on each side; logs and captures: build/interop/")
    gate = are_captures_good()
    print(f"{'captures of our air (tshark, link checker)':<54} {'':<6} {'':>9}   {'pass' if gate else 'FAIL'}")
    passed += gate
    print(f"{passed} passed, {len(meetings) + 1 - passed} failed")
    return 0 if passed == len(meetings) + 1 else 1


if __name__ == "__main__":
    sys.exit(main())
