"""The table of conformance tests: which of the Bluetooth SIG's test ids the names of our tests follow.

    python3 tests/tidy/conformance.py     writes docs/conformance.md anew

A name begins with the id, underscores for its slashes and hyphens: LL_CON_PER_BV_42_C_answers_and_follows. It may name several:
..._BV_13_C_and_PER_BV_22_C_..., ..._BV_29_C_and_81_C_..., ..._BI_01_to_05_C_..., ..._BI_12_14_15_C_... Or the comment right above a
test lists them as the SIG writes them.
"""
import re
import sys
from pathlib import Path

from tree import Offence, Tree

TABLE = "docs/conformance.md"
TEST = re.compile(r"((?:^//[^\n]*\n)*)^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
WRITTEN = re.compile(r"\b((?:LL|HCI|L2CAP|GAP|GATT|SM)(?:/[A-Z][A-Z0-9]*)+)/(BV|BI)-(\d\d+)-C")
FIRST = re.compile(r"(?P<group>(?:LL|HCI|L2CAP|GAP|GATT|SM)(?:_[A-Z][A-Z0-9]*)+?)_(?P<kind>BV|BI)_(?P<number>\d\d+)(?:_C(?![A-Za-z]))?")
NEXT = re.compile(r"_(?:(?P<to>to)_|and_)?(?:(?P<group>(?!BV_|BI_)[A-Z][A-Z0-9]*(?:_(?!BV_|BI_)[A-Z][A-Z0-9]*)*)_)?(?:(?P<kind>BV|BI)_)?(?P<number>\d\d+)(?:_C(?![A-Za-z]))?(?=_|$)")
TRAP = re.compile(r"^T\d+_")
AREAS = {"LL": "Link layer", "HCI": "Host controller interface", "L2CAP": "L2CAP", "GAP": "Generic Access Profile",
         "GATT": "ATT and Generic Attribute Profile", "SM": "Security manager"}
HEAD = """# Conformance

Tests that follow the Bluetooth SIG's test purposes, by the ids in their names or above them. They are unit and simulation tests
of ours, run by `make test`; the SIG's own tester has not been here. An id that is not in the table has no test that names it, though others may
cover what it asks for. Written by `python3 tests/tidy/conformance.py`; `tests/tidy` checks that it is up to date.
"""


def ids_and_title(name):
    """The ids that a test's name begins with, and the rest of it in words."""
    match = FIRST.match(name)
    if match is None:
        return [], TRAP.sub("", name).replace("_", " ")
    group, kind, last = match["group"].split("_"), match["kind"], int(match["number"])
    ids = [(*group, kind, last)]
    end = match.end()
    while match := NEXT.match(name, end):
        if match["group"]:
            given = match["group"].split("_")
            group = given if given[0] in AREAS else group[: max(1, len(group) - len(given))] + given
        kind = match["kind"] or kind
        first = last + 1 if match["to"] else int(match["number"])
        last = int(match["number"])
        ids += [(*group, kind, number) for number in range(first, last + 1)]
        end = match.end()
    return ids, name[end:].strip("_").replace("_", " ")


def rows_of(tree):
    for file in tree.files:
        if not file.path.endswith("_test.cpp"):
            continue
        for comment, suite, name in TEST.findall(file.text):
            ids, title = ids_and_title(name)
            written = [(*group.split("/"), kind, int(number)) for group, kind, number in WRITTEN.findall(comment)]
            for one in ids + written:
                yield one, title or suite, file.path


def table_of(tree):
    rows = sorted(rows_of(tree), key=lambda row: (list(AREAS).index(row[0][0]), row[0][1:-1], row[0][-1], row[2], row[1]))
    text = HEAD
    for area, title in AREAS.items():
        of_area = [row for row in rows if row[0][0] == area]
        if not of_area:
            continue
        text += f"\n## {title}: {len({row[0] for row in of_area})} ids\n\n| id | what holds | where |\n| --- | --- | --- |\n"
        for (*group, kind, number), what, path in of_area:
            text += f"| {'/'.join(group)}/{kind}-{number:02}-C | {what} | `{path}` |\n"
    return text


def conformance_table_is_true(tree):
    table = tree.by_path.get(TABLE)
    if table is None:
        return
    expected = table_of(tree).splitlines()
    if table.lines == expected:
        return
    line = next((i for i, pair in enumerate(zip(table.lines, expected), 1) if pair[0] != pair[1]), min(len(table.lines), len(expected)))
    yield Offence(TABLE, line, "is not what the names of the tests say", "a table by hand is wrong one day",
                  "run python3 tests/tidy/conformance.py")


RULES = (conformance_table_is_true,)

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[2]
    (ROOT / TABLE).write_text(table_of(Tree.from_disk(ROOT)))
    sys.exit(0)
