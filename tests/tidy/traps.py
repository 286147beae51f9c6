"""The table of traps: one row for each, and every test that it names exists."""
import re

from tree import Offence

TABLE = "docs/traps.md"
COUNT = 49
ROW = re.compile(r"\|\s*T(\d+)\s*\|[^|]*\|(.*)\|\s*$")
NAMED = re.compile(r"`([^`]+)`")
GTEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
CASE = re.compile(r"^def case_(\w+)\(", re.MULTILINE)


def tests_of(tree):
    """Every test by the name that the table uses."""
    names = set()
    for file in tree.files:
        if file.path.endswith("_test.cpp"):
            names.update(f"{suite}.{name}" for suite, name in GTEST.findall(file.text))
        elif file.path == "tests/multi/cases.py":
            names.update(f"boards/{name}" for name in CASE.findall(file.text))
        elif file.path.startswith("tests/multi/multitests/") and file.path.endswith(".py.exp"):
            names.add("multi/" + file.path.split("/")[-1][: -len(".py.exp")])
    return names


def traps_have_tests(tree):
    table = tree.by_path.get(TABLE)
    if table is None:
        return
    tests = tests_of(tree)
    next_number = 1
    for number, line in enumerate(table.lines, 1):
        row = ROW.match(line)
        if row is None:
            continue
        if int(row[1]) != next_number:
            yield Offence(TABLE, number, f"T{row[1]} where T{next_number} is due", "a trap without a row is a trap without a test",
                          "one row each, in order")
        next_number = int(row[1]) + 1
        named = NAMED.findall(row[2])
        if not named:
            yield Offence(TABLE, number, f"T{row[1]} names no test", "a claim without a test is not one", "write the test and name it")
        for test in named:
            if test not in tests:
                yield Offence(TABLE, number, f"there is no test {test}", "it was renamed, or never was", "name the one that covers this trap")
    if next_number != COUNT + 1:
        yield Offence(TABLE, len(table.lines), f"the table ends before T{COUNT}", "each trap has a row", "add what is missing")


RULES = (traps_have_tests,)
