#!/usr/bin/env python3
"""The surface of Zephyr's Bluetooth LE API, header by header: how many functions there are, are declared and defined here, are called by a
sample or a test, and which are absent. From the headers, the library, the samples and tests/zephyr/functions.csv (names of functions,
Zephyr 4.1 and later; periodic advertising, ISO, channel sounding, direction finding and object transfer as far as their headers
are others' too). Also as build/zephyr-api.json.

Usage: zephyr_api.py [--check]    --check fails when a core function is absent, or declared and not defined"""
import csv
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# What this host does not have (docs/zephyr.md): the groups that the functions of each name belong to.
GROUPS = (("periodic advertising", r"per_adv"), ("EATT", r"eatt|ecred"), ("LE Power Control", r"tx_power|path_loss"), ("subrating and the like", r"subrate|frame_space|conn_rate"),
          ("Battery Level Status", r"bas_bls"), ("HCI drivers", r"^bt_buf"))


def text_below(*folders):
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".h", ".hpp", ".c", ".cpp"))
    return "\n".join(path.read_text() for path in files)


def survey():
    headers = text_below("include")
    library = text_below("api/zephyr")
    uses = text_below("samples/zephyr", "tests/zephyr")
    with open(ROOT / "tests/zephyr/functions.csv", newline="") as file:
        for row in csv.DictReader(file):
            name = row["function"]
            call = re.compile(rf"\b{name}\b\s*\(")
            inline = re.search(rf"static inline [^;{{]*\b{name}\([^;{{]*\{{", headers) or re.search(rf"#define {name}\(", headers)
            declared = bool(call.search(headers)) or bool(inline)
            defined = bool(inline) or bool(re.search(rf"^[\w:*& ]*\b{name}\(", library, re.M))
            yield {**row, "declared": declared, "defined": defined, "tested": bool(call.search(uses))}


def group_of(name):
    return next((group for group, pattern in GROUPS if re.search(pattern, name)), "other")


def print_table(rows):
    print(f"{'header':<18}{'functions':>10}{'core':>12}{'extended':>12}{'called':>9}")
    sums = [0, 0, 0, 0, 0, 0]
    for header in sorted({row["header"] for row in rows}):
        own = [row for row in rows if row["header"] == header]
        counts = [len(own)]
        for kind in ("core", "ext"):
            of_kind = [row for row in own if row["class"] == kind]
            counts += [sum(row["defined"] and row["declared"] for row in of_kind), len(of_kind)]
        counts.append(sum(row["tested"] for row in own))
        sums = [a + b for a, b in zip(sums, counts)]
        print_line(header, counts)
    print_line("all", sums)


def print_line(name, counts):
    core = f"{counts[1]}/{counts[2]}"
    extended = f"{counts[3]}/{counts[4]}"
    print(f"{name:<18}{counts[0]:>10}{core:>12}{extended:>12}{counts[5]:>9}")


def main():
    rows = list(survey())
    print_table(rows)
    absent = {}
    for row in rows:
        if not (row["declared"] and row["defined"]):
            absent.setdefault(group_of(row["function"]), []).append(row["function"])
    print("\nabsent")
    for group, names in sorted(absent.items()):
        print(f"  {group}: {' '.join(names)}")
    untested = [row["function"] for row in rows if row["defined"] and not row["tested"]]
    print(f"\nthere, and called by no sample or test: {' '.join(untested) or 'none'}")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/zephyr-api.json").write_text(json.dumps(rows, indent=1) + "\n")
    if "--check" not in sys.argv:
        return
    bad = [row["function"] for row in rows if (row["class"] == "core" and not row["defined"]) or row["declared"] != row["defined"]]
    for name in bad:
        print(f"FAILED {name}: a core function that is absent, or one that is declared and not defined")
    print(f"{len(rows) - len(bad)} passed, {len(bad)} failed")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
