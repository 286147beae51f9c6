#!/usr/bin/env python3
"""Runs the applications that check themselves, in virtual time. Usage: apps_test.py WESTWIND FOLDER"""
import re
import subprocess
import sys

CASES = (("kernel",), ("values",), ("gatt_server", "gatt_client"), ("security_peripheral", "security_central"))
# Those without threads of their own, as on a board without an operating system.
CASES += tuple(tuple(f"{app}_one" for app in apps) for apps in CASES if apps != ("kernel",))


def problem_of(westwind, folder, apps):
    programs = [f"{folder}/zephyr_{app}_app" for app in apps]
    done = subprocess.run([westwind, "run", "--virtual", "--no-color", *programs, "--duration", "5000"], capture_output=True, text=True, timeout=300,
                          stdin=subprocess.DEVNULL)
    said = done.stdout + done.stderr
    for app in apps:
        end = re.search(rf"zephyr_{app}_app *\| (\d+) checks, (\d+) failed", said)
        if not end or int(end.group(1)) < 20 or int(end.group(2)) > 0:
            return f"{app}: {'does not come to its end' if not end else end.group(0)}\n{said}"
    return None if "killed by" not in said else said


def main():
    westwind, folder = sys.argv[1:]
    failed = 0
    for apps in CASES:
        problem = problem_of(westwind, folder, apps)
        if problem:
            failed += 1
            print(f"FAILED {', '.join(apps)}: {problem}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
