"""Scenarios: what a file says happens to boards, and what is wrong in a file is said with its place."""

import json
import os
import time

from bench import Bench
from h4_host import CONNECTION_TIMEOUT, Host, exchange, link

HARDWARE_ERROR = 0x10


class Scenarios(Bench):
    def file(self, content):
        path = self.path("scenario.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def air(self, *events, **more):
        self.url = "unix:" + self.path("air")
        scenario = self.file(dict(more, events=list(events)))
        self.tool = self.start("air", "--door", self.url, "--scenario", scenario, "--pcap", self.path("air.pcapng"))
        self.tool.wait_for("Stop with Ctrl-C")
        self.began = time.monotonic()

    def host(self):
        host = Host(self.url)
        self.hosts.append(host)
        host.reset()
        return host

    def linked(self):
        central, peripheral = self.host(), self.host()
        return central, peripheral, link(central, peripheral)

    def assert_link_dies(self, central):
        self.assertEqual(central.disconnected(timeout=8), CONNECTION_TIMEOUT)
        self.assertGreater(time.monotonic() - self.began, 1)

    def sniffed(self, *arguments):
        self.assertEqual(self.tool.stop(), 0)
        tool = self.run_tool("sniff", *arguments, self.path("air.pcapng"))
        self.assertEqual(tool.status, 0, tool.err)
        return tool.out.splitlines()

    def test_a_board_that_walks_away_gets_weaker_and_is_lost(self):
        self.air({"at": 1, "board": "board-1", "move": [100, 0], "over": 1}, {"at": 2.2, "board": "board-1", "move": [9000, 0]})
        central, _, _ = self.linked()
        self.assert_link_dies(central)
        lines = self.sniffed("--air")
        signals = [int(line.split()[3]) for line in lines if " P->C " in line and line.split()[3] != "-"]
        self.assertGreater(signals[0], -60)
        self.assertLess(min(signals), signals[0] - 30, "it gets weaker on its way")

    def test_a_jammed_air_and_a_cut_off_board_lose_links(self):
        for event in ({"at": 1, "jam": list(range(40))}, {"at": 1, "board": "board-2", "cut_off": True}, {"at": 1, "loss": 1}):
            with self.subTest(event=event):
                self.air(event)
                central, _, _ = self.linked()
                self.assert_link_dies(central)
                self.assertEqual(self.tool.stop(), 0)

    def test_what_passes_comes_back(self):
        self.air({"at": 0, "jam": [37, 38, 39]}, {"at": 1, "unjam": [37, 38, 39]})
        self.linked()
        self.assertGreater(time.monotonic() - self.began, 0.9, "nobody connects while all of advertising is jammed")

    def test_a_frozen_controller_answers_later_and_loses_nothing(self):
        self.air({"at": 1, "board": "board-1", "freeze": 1})
        central, peripheral, (at_central, at_peripheral) = self.linked()
        time.sleep(max(0, self.began + 1.1 - time.monotonic()))
        asked = time.monotonic()
        central.check(0x1009)
        self.assertGreater(time.monotonic() - asked, 0.5)
        self.assertLess(time.monotonic() - asked, 2)
        exchange(central, at_central, peripheral, b"still")
        exchange(peripheral, at_peripheral, central, b"there")

    def test_a_reset_controller_says_so_and_works_again(self):
        self.air({"at": 1, "board": "board-1", "reset": True})
        central, peripheral, _ = self.linked()
        central.event(HARDWARE_ERROR, timeout=3)
        self.assertEqual(peripheral.disconnected(timeout=8), CONNECTION_TIMEOUT)
        central.reset()
        link(central, peripheral)

    def test_packets_are_dropped_by_name_and_number(self):
        self.air({"at": 0.4, "board": "board-1", "drop": {"pdu": "CONNECT_IND", "nth": 1}},
                 {"at": 0.4, "board": "board-2", "corrupt": {"pdu": "data", "nth": 1, "count": 2}})
        central, peripheral = self.host(), self.host()
        time.sleep(max(0, self.began + 0.5 - time.monotonic()))
        peripheral.advertise()
        central.connect(peripheral.address())
        # The central believes it has a link; the peripheral advertises on and never came.
        self.assertEqual(central.disconnected(), 0x3E)
        central.connect(peripheral.address())
        central.connected()
        at_peripheral = peripheral.connected()
        exchange(peripheral, at_peripheral, central, b"in spite of all")
        lines = self.sniffed("--losses")
        self.assertEqual(sum("CONNECT_IND" in line and "scripted drop" in line for line in lines), 1, lines)
        self.assertEqual(sum("scripted corruption" in line for line in lines), 2, lines)

    def test_a_board_that_is_not_there_is_said(self):
        self.air({"at": 0.2, "board": "board-7", "cut_off": True})
        self.tool.wait_for("scenario at 0.200 s: there is no board 'board-7' on the air", "err")

    def test_wrong_files_are_refused_with_the_place(self):
        for content, *texts in (
                ("{\n  \"events\": [,]\n}", "scenario.json", "line 2"),
                ([], "scenario.json: must be an object"),
                ({"speed": 2}, "'speed' is not known", "events"),
                ({"events": {}}, "scenario.json.events: must be a list"),
                ({"events": [{"loss": 0.5}]}, "scenario.json.events[0]: needs 'at'"),
                ({"events": [{"at": -1, "loss": 0}]}, ".events[0].at: must be a number from 0 to"),
                ({"events": [{"at": 1}]}, "events[0]: needs exactly one of: move, loss"),
                ({"events": [{"at": 1, "loss": 0, "jam": [1]}]}, "needs exactly one of"),
                ({"events": [{"at": 1, "loss": 0, "board": "board-1"}]}, "concerns all boards"),
                ({"events": [{"at": 1, "cut_off": True}]}, "needs a 'board'"),
                ({"events": [{"at": 1, "board": "board-1", "move": [1]}]}, ".events[0].move: must be [x, y]"),
                ({"events": [{"at": 1, "jam": [40]}]}, ".events[0].jam[0]: must be a whole number from 0 to 39"),
                ({"events": [{"at": 1, "board": "board-1", "drop": {"nth": 1}}]}, ".drop: needs a 'pdu'"),
                ({"events": [{"at": 1, "board": "lamp", "cut_off": True}]}, "there will be no board 'lamp'"),
                ({"boards": [{"script": "a.py"}]}, "are for `westwind run`")):
            with self.subTest(content=content):
                self.assert_usage_error(self.run_tool("air", "--scenario", self.file(content)), *texts)
        self.assert_usage_error(self.run_tool("air", "--scenario", self.path("none")), "cannot be read")
        self.assert_usage_error(self.run_tool("run", "--scenario", self.file({"boards": [{"script": "a.py"}]})), "there is no script", "a.py")

    def test_run_takes_boards_and_names_from_the_file(self):
        with open(self.path("a.py"), "w", encoding="utf-8") as file:
            file.write("import time\ntime.sleep(60)\n")
        scenario = self.file({"duration": 0.5, "seed": 9,
                              "boards": [{"script": "a.py", "name": "one", "address": "C0:FF:EE:00:00:01"}, {"script": "a.py"}],
                              "events": [{"at": 0.1, "board": "one", "move": [1, 2]}]})
        python = self.path("python")
        with open(python, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec python3 \"$@\"\n")
        os.chmod(python, 0o755)
        tool = self.run_tool("run", "--scenario", scenario, "--micropython", python)
        self.assertEqual(tool.status, 0, tool.err)
        self.assertIn("(seed 9)", tool.out)
        wrong = self.file({"boards": [{"script": "a.py", "name": "one"}], "events": [{"at": 0, "board": "two", "freeze": 1}]})
        self.assert_usage_error(self.run_tool("run", "--scenario", wrong, "--micropython", python), "there is no board 'two'; there are: one")
