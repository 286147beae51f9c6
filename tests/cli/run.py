#!/usr/bin/env python3
"""Runs the tests of the tool: run.py WESTWIND [--micropython PATH] [NAME ...]. Ends with `N passed, N failed`
and, where tests were skipped, their number."""

import argparse
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bench


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("westwind", help="the tool under test")
    parser.add_argument("--micropython", help="real MicroPython for the samples")
    parser.add_argument("names", nargs="*", help="only tests whose name contains one of these")
    options = parser.parse_intermixed_args()
    bench.WESTWIND = os.path.abspath(options.westwind)
    built = os.path.join(bench.ROOT, "build", "micropython", "unix", "micropython")
    bench.MICROPYTHON = options.micropython or (built if os.access(built, os.X_OK) else None)

    loader = unittest.TestLoader()
    loader.testNamePatterns = ["*%s*" % name for name in options.names] or None
    suite = loader.discover(bench.HERE, "*_test.py", bench.HERE)
    result = unittest.TextTestRunner(verbosity=1).run(suite)
    wrong = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    for test, reason in result.skipped:
        print("skipped: %s: %s" % (test.id(), reason))
    skipped = ", %d skipped" % len(result.skipped) if result.skipped else ""
    print("%d passed, %d failed%s" % (result.testsRun - wrong - len(result.skipped), wrong, skipped))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
