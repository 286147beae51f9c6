#!/usr/bin/env python3
"""Tests of count_tests.py and size_table.py, which decide whether everything else passed. Run by ctest (`reports`)."""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import count_tests  # noqa: E402
import size_table  # noqa: E402

GTEST = """<testsuites><testsuite name="A">
<testcase name="good" status="run" result="completed" classname="A"/>
<testcase name="bad" status="run" result="completed" classname="A"><failure message="why"/></testcase>
<testcase name="off" status="notrun" result="suppressed" classname="A"/>
<testcase name="left_out" status="run" result="skipped" classname="A"><skipped message=""/></testcase>
</testsuite></testsuites>"""
ALL_GOOD = '<testsuites><testsuite name="A"><testcase name="good" status="run" result="completed" classname="A"/></testsuite></testsuites>'
MAP = """Discarded input sections
 .text.unused   0x00000000   0x1000 build/src/host/libwestwind_host.a(gap.cpp.obj)

Linker script and memory map

 .text.short    0x00008000       0x10 build/src/host/libwestwind_host.a(gap.cpp.obj)
 .rodata._ZN8westwind4host10a_long_nameE
                0x00008010       0x08 build/src/host/libwestwind_host.a(gap.cpp.obj)
 .text          0x00008018      0x100 /usr/lib/gcc/arm-none-eabi/12.2.1/thumb/v6-m/nofp/libgcc.a(_udivsi3.o)
 .text.memcpy   0x00008118       0x20 /usr/lib/arm-none-eabi/newlib/thumb/v6-m/nofp/libc_nano.a(memcpy.o)
 .bss.storage   0x20000000      0x400 /tmp/probe.o
 *fill*         0x20000400        0x3
"""


def count(programs, reports):
    """programs: (name, ctest's status, output); reports: name -> GoogleTest's XML. Answers (totals, complaints)."""
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder)
        (build / "results").mkdir()
        cases = "".join(f'<testcase name="{n}" status="{s}"><system-out>{o}</system-out></testcase>' for n, s, o in programs)
        (build / "results.xml").write_text(f"<testsuite>{cases}</testsuite>")
        for name, xml in reports.items():
            (build / "results" / f"{name}.xml").write_text(xml)
        return count_tests.count(build)


def checks():
    totals, said = count([("a_test", "fail", "")], {"a_test": GTEST})
    yield "cases are counted one by one", totals == [1, 1, 2]
    yield "a failed case is named with its reason", len(said) == 1 and "A.bad" in said[0] and "why" in said[0]
    yield "a program that crashed before its report is a failure", count([("a_test", "fail", "Segfault")], {})[0] == [0, 1, 0]
    yield "a program that crashed after its report is a failure", count([("a_test", "fail", "")], {"a_test": ALL_GOOD})[0] == [1, 1, 0]
    yield "a script without a sum counts as one", count([("tidy", "run", "fine")], {})[0] == [1, 0, 0]
    yield "a script with a sum counts as its sum", count([("s", "run", "x\n7 passed, 0 failed, 2 skipped\n")], {})[0] == [7, 0, 2]
    yield "a script's good sum does not hide its bad end", count([("s", "fail", "7 passed, 0 failed\n")], {})[0] == [7, 1, 0]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.map"
        path.write_text(MAP)
        rows = size_table.read_map(path)
    yield "sections count for their layer", rows["host"] == {"text": 0x18, "data_bss": 0}
    yield "storage counts for the probe, the toolchain and discarded sections do not", set(rows) == {"host", "probe"}
    figures = {"cortex-m4": {"text": 1030, "data_bss": 10}, "ram_per_link": 301}
    said = size_table.complaints_about(figures, {"cortex-m4 text": 1000, "cortex-m4 data_bss": 10, "ram_per_link": 301})
    yield "growth over 2 % and a passed budget are named", len(said) == 2 and "grew" in said[0] and "budget" in said[1]
    over = {"cortex-m4": {"text": 44001, "data_bss": 10}}
    accepted = {"cortex-m4 text": 44001, "cortex-m4 data_bss": 10}
    yield "a passed budget is complained about", len(size_table.complaints_about(over, accepted)) == 1
    yield "... unless it is known", not size_table.complaints_about(over, accepted, {"cortex-m4 text": "why"})
    said = size_table.complaints_about(over, accepted, {"cortex-m4 text": "why", "cortex-m4 data_bss": "why"})
    yield "a shortfall that is none any more is complained about", len(said) == 1
    said = size_table.complaints_about({"cortex-m4": {"text": 1020, "data_bss": 10}}, {"cortex-m4 text": 1000, "cortex-m4 data_bss": 10})
    yield "growth up to 2 % passes", not said


def main():
    results = list(checks())
    for name, good in results:
        if not good:
            print(f"FAILED {name}")
    failed = sum(not good for _, good in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
