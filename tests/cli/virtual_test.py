"""Virtual time: nothing waits, and everything happens the same way again. On real MicroPython."""

import os
import signal
import time

import bench
from bench import Bench, FAKE_MICROPYTHON, ROOT

SAMPLES = os.path.join(ROOT, "samples", "micropython")

ADVERTISER = """
import bluetooth, time
ble = bluetooth.BLE()
ble.active(True)
ble.gap_advertise(100_000, adv_data=b'\\x02\\x01\\x06')
time.sleep(%s)
ble.active(False)
"""

# `seen` counts the reports of a scanner that never ends by itself.
SCANNER = """
import bluetooth, time, sys
seen = 0
def on_event(event, data):
    global seen
    seen += event == 5
ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)
ble.gap_scan(0, 30_000, 30_000)
"""


class Virtual(Bench):
    def setUp(self):
        if bench.MICROPYTHON is None:
            self.skipTest("no MicroPython; scripts/micropython.sh build makes one")
        super().setUp()

    def script(self, name, text):
        path = self.path(name + ".py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def arguments(self, *arguments):
        return ("run", "--virtual", "--no-color", "--micropython", bench.MICROPYTHON) + arguments

    def run_virtual(self, *arguments, status=0):
        tool = self.run_tool(*self.arguments(*arguments), timeout=40)
        self.assertEqual(tool.status, status, tool.out + "\n" + tool.err)
        return tool

    def lines_of(self, tool, board):
        return [line.split("|", 1)[1].strip() for line in tool.lines["out"] if line.startswith(board)]

    def test_two_runs_of_one_seed_are_the_same_to_the_octet(self):
        seen = []
        for run, seed in enumerate((7, 7, 8)):
            pcap, btsnoop = self.path("air.pcapng"), self.path("hci-%d" % run)
            tool = self.run_virtual("--seed", str(seed), "--loss", "0.1", "--pcap", pcap, "--btsnoop", btsnoop,
                                    os.path.join(SAMPLES, "thermometer.py"), os.path.join(SAMPLES, "central.py"))
            with open(pcap, "rb") as file:
                seen.append((tool.out.replace(btsnoop, ""), tool.err, file.read(), self.records(btsnoop)))
        self.assertEqual(seen[0], seen[1])
        self.assertNotEqual(seen[0][2], seen[2][2])
        self.assertIn("notified: ", seen[0][0])

    def records(self, folder):
        records = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                records[name] = file.read()
        self.assertEqual(len(records), 2)
        return records

    def test_sleeps_are_exact_and_over_at_once(self):
        script = self.script("sleeper", """
import time, asyncio, select
async def sleep_async():
    await asyncio.sleep(3600)
for name, sleep in (('sleep', lambda: time.sleep(3600)), ('sleep_ms', lambda: time.sleep_ms(3600_000)),
                    ('sleep_us', lambda: time.sleep_us(3600_000_000)),
                    ('asyncio', lambda: asyncio.run(sleep_async())),
                    ('poll', lambda: select.poll().poll(3600_000))):
    began = time.ticks_us()
    sleep()
    print(name, time.ticks_diff(time.ticks_us(), began) // 1000)
""")
        began = time.monotonic()
        tool = self.run_virtual(script)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(self.lines_of(tool, "sleeper"),
                         [name + " 3600000" for name in ("sleep", "sleep_ms", "sleep_us", "asyncio", "poll")])

    def test_loops_that_wait_without_a_sleep_come_to_an_end(self):
        for wait in ("while time.ticks_diff(time.ticks_ms(), began) < 2000: pass", "while seen < 10: pass",
                     "while seen < 10: machine.idle()", "while seen < 10: time.sleep_ms(1)",
                     "while seen < 10: time.sleep_us(10)"):
            with self.subTest(wait=wait):
                scanner = self.script("scanner", SCANNER + "import machine\nbegan = time.ticks_ms()\n" + wait
                                      + "\nprint(seen > 8, time.ticks_diff(time.ticks_ms(), began) < 2100)\nble.active(False)\n")
                tool = self.run_virtual(self.script("advertiser", ADVERTISER % 3), scanner)
                self.assertEqual(self.lines_of(tool, "scanner"), ["True True"])

    def test_a_handler_may_sleep_and_events_wait_for_its_end(self):
        scanner = self.script("scanner", """
import bluetooth, time
times = []
def on_event(event, data):
    if event == 5:
        times.append(time.ticks_ms())
        time.sleep_ms(150)
        times.append(time.ticks_ms())
ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)
ble.gap_scan(2000, 30_000, 30_000)
time.sleep(3)
ble.active(False)
print(len(times) >= 20, all(times[i + 1] - times[i] in (150, 151) for i in range(0, len(times), 2)))
""")
        tool = self.run_virtual(self.script("advertiser", ADVERTISER % 5), scanner)
        self.assertEqual(self.lines_of(tool, "scanner"), ["True True"])

    def test_chance_and_the_calendar_belong_to_the_world(self):
        script = self.script("dice", """
import random, os, time
print(random.getrandbits(30), os.urandom(6).hex(), time.gmtime()[:5], time.time() - time.ticks_us() / 1e6 > 1767225599)
print(id(object()), hash(object()))
""")
        first, second = (self.run_virtual(script, script) for _ in range(2))
        self.assertEqual(first.out, second.out)
        one, other = (self.lines_of(first, name) for name in ("dice  ", "dice-2"))
        self.assertNotEqual(one[0], other[0])
        self.assertIn("(2026, 1, 1, 0, 0) True", one[0])
        self.assertNotEqual(self.run_virtual("--seed", "2", script, script).out, first.out)

    def test_much_output_is_shown_whole_and_in_order(self):
        script = self.script("loud", "for i in range(20000): print('line', i)\n")
        tool = self.run_virtual(script, script)
        for name in ("loud  ", "loud-2"):
            self.assertEqual(self.lines_of(tool, name), ["line %d" % i for i in range(20000)])

    def test_time_is_up_when_the_duration_is_over_in_virtual_time(self):
        scanner = self.script("scanner", SCANNER + "while True: time.sleep(1); print(time.ticks_ms() // 1000, seen)\n")
        began = time.monotonic()
        tool = self.run_virtual("--duration", "60", self.script("advertiser", ADVERTISER % 3600), scanner)
        self.assertLess(time.monotonic() - began, 20)
        last = self.lines_of(tool, "scanner")[-1].split()
        self.assertEqual(last[0], "59")
        self.assertGreater(int(last[1]), 500)
        self.assertIn("packets in 60.0 s", tool.out)

    def test_others_get_their_grace_in_virtual_time_when_a_board_fails(self):
        other = self.script("other", "import time\nwhile True: time.sleep(1); print(time.ticks_ms() // 1000)\n")
        tool = self.run_virtual("--grace", "30", self.script("failing", "import sys, time\ntime.sleep(10)\nsys.exit(3)\n"), other,
                                status=3)
        self.assertEqual(self.lines_of(tool, "other")[-1], "39")
        self.assertIn("board 'failing' failed: exit status 3", tool.err)

    def test_boards_that_all_wait_for_ever_are_told(self):
        script = self.script("waiting", "import select\nprint('so long')\nselect.poll().poll()\n")
        tool = self.run_virtual(script, script, status=1)
        self.assertIn("every board waits for ever", tool.err)
        self.assertEqual(tool.out.count("so long"), 2)

    def test_what_happens_by_a_scenario_happens_at_its_time(self):
        scanner = self.script("scanner", SCANNER + """
counts = []
for i in range(4):
    time.sleep(1)
    counts.append(seen)
    seen = 0
print([count > 5 for count in counts])
ble.active(False)
""")
        file = self.script("scenario", '{"events": [{"at": 1, "board": "advertiser", "cut_off": true},'
                           ' {"at": 3, "board": "advertiser", "cut_off": false}]}')
        tool = self.run_virtual("--scenario", file, self.script("advertiser", ADVERTISER % 5), scanner)
        self.assertEqual(self.lines_of(tool, "scanner"), ["[True, False, False, True]"])

    def test_frozen_hci_reaches_its_board_when_it_thaws(self):
        scanner = self.script("scanner", SCANNER + """
time.sleep_ms(1500)
print(seen < 12)
time.sleep_ms(1500)
print(seen > 20)
ble.active(False)
""")
        file = self.script("scenario", '{"events": [{"at": 1, "board": "scanner", "freeze": 1}]}')
        tool = self.run_virtual("--scenario", file, self.script("advertiser", ADVERTISER % 5), scanner)
        self.assertEqual(self.lines_of(tool, "scanner"), ["True", "True"])

    def test_a_busy_run_can_be_interrupted(self):
        advertiser = self.script("advertiser", ADVERTISER % 1e9)
        for script in (advertiser, self.script("busy", "while True: pass\n"), self.script("deaf", "import time\nprint('here')\nsum(range(10**10))\n")):
            with self.subTest(script=script):
                tool = self.start(*self.arguments(script))
                time.sleep(0.5)
                began = time.monotonic()
                self.assertEqual(tool.stop(), 128 + signal.SIGINT)
                self.assertLess(time.monotonic() - began, 3)
                self.assertIn("interrupted", tool.err)

    def test_what_a_board_starts_lives_in_real_time(self):
        script = self.script("starter", "import os, time\ntime.sleep(100)\nos.system(\"%s -c 'import time; print(time.time() > 1767225600 + 50)'\")\n"
                             % bench.MICROPYTHON + "print(time.time() - 1767225600 < 101)\n")
        tool = self.run_virtual(script)
        self.assertEqual(self.lines_of(tool, "starter"), ["True", "True"])

    def test_a_board_killed_in_mid_run_is_a_board_that_failed(self):
        script = self.script("killed", "import os, time\ntime.sleep(5)\nos.system('kill -9 $PPID')\ntime.sleep(5)\n")
        tool = self.run_virtual(script, self.script("other", "import time\ntime.sleep(6)\nprint('fine')\n"), status=137)
        self.assertIn("board 'killed' failed: killed by SIGKILL", tool.err)
        self.assertEqual(self.lines_of(tool, "other"), ["fine"])

    def test_a_micropython_without_virtual_time_is_told(self):
        script = self.script("old", "print('hello')\n")
        tool = self.run_tool("run", "--virtual", "--micropython", FAKE_MICROPYTHON, script, timeout=40)
        self.assertEqual(tool.status, 1, tool.err)
        self.assertIn("board 'old': this MicroPython does not know virtual time; build it anew", tool.err)

    def test_what_makes_no_sense_in_virtual_time_is_said(self):
        script = self.script("any", "")
        self.assert_usage_error(self.run_tool(*self.arguments("--repl", "1", script)), "--virtual and --repl")
        self.assert_usage_error(self.run_tool(*self.arguments("--speed", "2", script)), "--virtual and --speed")

    def test_outside_a_world_a_sleep_is_as_long_as_asked_whatever_happens(self):
        scanner = self.script("scanner", SCANNER + """
began = time.ticks_us()
for i in range(20): time.sleep_us(25_000)
print(time.ticks_diff(time.ticks_us(), began) >= 500_000, seen > 0)
ble.active(False)
""")
        advertiser = self.script("advertiser", (ADVERTISER % 1).replace("100_000", "20_000"))
        tool = self.run_tool("run", "--micropython", bench.MICROPYTHON, advertiser, scanner, timeout=20)
        self.assertEqual(tool.status, 0, tool.err)
        self.assertEqual(self.lines_of(tool, "scanner"), ["True True"])
