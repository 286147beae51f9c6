#!/usr/bin/env python3
"""Runs the applications that check themselves, in virtual time. Usage: apps_test.py WESTWIND FOLDER [freertos]
On POSIX threads and on one stack; or with the last word on FreeRTOS alone (scripts/freertos.sh)."""
import re
import subprocess
import sys

PAIRS = (("kernel",), ("values",), ("gatt_server", "gatt_client"), ("silent_server", "silent_client"), ("security_peripheral", "security_central"))


def on(runtime, pairs):
    return tuple(tuple(f"{app}_{runtime}" for app in apps) for apps in pairs)


def problem_of(westwind, folder, apps):
    programs = [f"{folder}/zephyr_{app}_app" for app in apps]
    seconds = "5000" if apps[0].startswith("kernel") else "400"
    done = subprocess.run([westwind, "run", "--virtual", "--no-color", *programs, "--duration", seconds], capture_output=True, text=True,
                          timeout=300, stdin=subprocess.DEVNULL)
    said = done.stdout + done.stderr
    for app in apps:
        end = re.search(rf"zephyr_{app}_app *\| (\d+) checks, (\d+) failed", said)
        if not end or int(end.group(1)) < 20 or int(end.group(2)) > 0:
            return f"{app}: {'does not come to its end' if not end else end.group(0)}\n{said}"
    return said if "killed by" in said or "Sanitizer" in said else None


def main():
    westwind, folder, *runtime = sys.argv[1:]
    # Those without threads of their own run as on a board without an operating system, too.
    cases = on(runtime[0], PAIRS) if runtime else PAIRS + on("one", PAIRS[1:])
    failed = 0
    for apps in cases:
        problem = problem_of(westwind, folder, apps)
        if problem:
            failed += 1
            print(f"FAILED {', '.join(apps)}: {problem}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
