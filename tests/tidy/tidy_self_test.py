#!/usr/bin/env python3
"""Each rule must catch its bad examples and leave the good ones alone. Ends with `N passed, N failed`.

The examples are in examples.py and never touch the disk: a Tree can be made of texts.
"""
import sys

import tidy
from cpp_text import functions
from examples import BAD, GOOD
from tree import Tree


def offences(rule, texts):
    return [f"{offence.path}:{offence.line}" for offence in tidy.RULES[rule](Tree(texts))]


def bad_examples_are_caught():
    for rule, texts, place in BAD:
        yield f"{rule} catches {place}", place in offences(rule, texts), f"caught only {offences(rule, texts)}"


def good_examples_are_left_alone():
    for rule, texts in GOOD:
        found = offences(rule, texts)
        yield f"{rule} leaves {', '.join(texts)} alone", not found, f"caught {found}"


def every_rule_has_both_examples():
    for rule in tidy.RULES:
        yield f"{rule} has a bad example", any(row[0] == rule for row in BAD), "add one to examples.py"
        yield f"{rule} has a good example", any(row[0] == rule for row in GOOD), "add one to examples.py"


def offences_explain_themselves():
    for rule, texts, place in BAD:
        for offence in tidy.RULES[rule](Tree(texts)):
            complete = bool(offence.what and offence.why and offence.instead)
            yield f"{rule} explains {place}", complete, str(offence)


def exceptions_work():
    texts = {"src/host/a.cpp": "// x\nvoid f() { throw 1; }\n"}
    excuse = ("no_exceptions", "src/host/a.cpp", "for the test")
    left = [str(offence) for offence in tidy.check(Tree(texts), (excuse,)) if "exceptions" in offence.what]
    yield "an exception excuses its rule and file", not left, str(left)
    stale = [offence for offence in tidy.check(Tree({}), (excuse,)) if "excuses nothing" in offence.what]
    yield "a stale exception is reported", len(stale) == 1, "it was not"


def functions_are_found():
    code = ("namespace n {\nstruct S : T<decltype(f())> {\n  int a() const {\n    return [&] { return 1; }();\n  }\n};\n"
            "int table[] = {\n 1,\n};\nstruct S* make(int x) {\n  if (x) {\n  }\n}\n}\n")
    spans = [(first, last) for first, last, _ in functions(code)]
    yield "outermost functions and only they are found", spans == [(3, 5), (10, 13)], str(spans)


def main():
    passed = failed = 0
    for group in (bad_examples_are_caught, good_examples_are_left_alone, every_rule_has_both_examples, offences_explain_themselves,
                  exceptions_work, functions_are_found):
        for name, good, otherwise in group():
            passed += good
            failed += not good
            if not good:
                print(f"FAILED {name}\n    {otherwise}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
