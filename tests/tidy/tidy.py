#!/usr/bin/env python3
"""Checks the project against its own rules (CONTRIBUTING.md). Usage: tidy.py [ROOT]

Prints each offence as `file:line: what`, why, what to do; exits non-zero when there is one. Python 3, nothing else.
"""
import sys
from pathlib import Path

import banned
import budgets
import conformance
import layering
import texts
import traps
from exceptions import EXCEPTIONS
from tree import Offence, Tree

RULES = {rule.__name__: rule for part in (layering, budgets, banned, texts, traps, conformance) for rule in part.RULES}


def check(tree, exceptions=EXCEPTIONS):
    used = set()
    found = []
    for name, rule in RULES.items():
        for offence in rule(tree):
            excuse = next((row for row in exceptions if row[:2] == (name, offence.path)), None)
            if excuse:
                used.add(excuse)
            else:
                found.append(offence)
    for row in exceptions:
        if row not in used:
            found.append(Offence("tests/tidy/exceptions.py", 1, f"the exception {row[0]} for {row[1]} excuses nothing",
                                 "a stale exception hides the next offence", "remove it"))
    return sorted(found)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    tree = Tree.from_disk(root)
    offences = check(tree)
    for offence in offences:
        print(offence)
    print(f"tidy: {len(RULES)} rules, {len(tree.files)} files, {len(offences)} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
