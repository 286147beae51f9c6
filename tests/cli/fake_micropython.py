#!/usr/bin/env python3
"""Stands in for MicroPython in tests of `westwind run`: runs a script as Python, with `Host` at hand."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import h4_host

sys.dont_write_bytecode = True
sys.stdout.reconfigure(write_through=True)
arguments = sys.argv[1:]
interactive = arguments[:1] == ["-i"]
script = arguments[-1]
with open(script) as file:
    source = file.read()
names = {"__name__": "__main__", "Host": h4_host.Host, "h4_host": h4_host, "sys": sys, "os": os}
exec(compile(source, script, "exec"), names)
if interactive:
    # A REPL of the simplest kind.
    for line in sys.stdin:
        print(repr(eval(line, names)))
