#!/usr/bin/env python3
"""Counts what ctest ran, case by case. Usage: count_tests.py BUILD_FOLDER   (called by scripts/test.sh)

ctest's results.xml says how each program ended; results/<program>.xml, written by GoogleTest, holds its cases.
A script test counts by its closing line `N passed, N failed`, or as one. Prints each failed case with the command
that repeats it, then the sum.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)


def count_gtest(xml_path, program, preset):
    """(passed, failed, skipped, complaints) of one GoogleTest report."""
    passed = failed = skipped = 0
    complaints = []
    for case in ElementTree.parse(xml_path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        failures = case.findall("failure")
        if failures:
            failed += 1
            first = (failures[0].get("message") or "").strip()
            complaints.append(f"{program} {name}\n    {first.replace(chr(10), chr(10) + '    ')}\n"
                              f"    again: ctest --preset {preset} -R '^{program}$', or the program with --gtest_filter={name}")
        elif case.get("status") != "run" or case.get("result") == "skipped":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped, complaints


def count_script(ended_well, output, name):
    closing = CLOSING.findall(output)
    passed, failed, skipped = (int(n or 0) for n in closing[-1]) if closing else (int(ended_well), int(not ended_well), 0)
    if not ended_well and failed == 0:
        failed = 1
    complaints = [] if failed == 0 else [f"{name}\n    " + "\n    ".join(output.strip().splitlines()[-60:])]
    return passed, failed, skipped, complaints


def count(build):
    totals = [0, 0, 0]
    complaints = []
    for case in ElementTree.parse(build / "results.xml").getroot().iter("testcase"):
        name = case.get("name")
        ended_well = case.get("status") == "run"
        report = build / "results" / f"{name}.xml"
        if report.exists():
            *numbers, said = count_gtest(report, name, build.name)
            if not ended_well and numbers[1] == 0:
                numbers[1] += 1
                said.append(f"{name} ended badly after its last test case")
        else:
            *numbers, said = count_script(ended_well, case.findtext("system-out") or "", name)
        totals = [a + b for a, b in zip(totals, numbers)]
        complaints += said
    return totals, complaints


def main():
    (passed, failed, skipped), complaints = count(Path(sys.argv[1]))
    for complaint in complaints:
        print(f"FAILED {complaint}")
    if passed + failed == 0:
        failed = 1
        print("FAILED no test ran at all")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
