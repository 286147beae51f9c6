"""The samples on real MicroPython, most of them in virtual time. Skipped only where MicroPython has not been built."""

import os
import shutil
import subprocess

import bench
from bench import Bench, ROOT

SAMPLES = os.path.join(ROOT, "samples", "micropython")


class Samples(Bench):
    def setUp(self):
        if bench.MICROPYTHON is None:
            self.skipTest("no MicroPython; scripts/micropython.sh build makes one")
        super().setUp()

    def run_samples(self, *names, options=("--virtual",)):
        scripts = [os.path.join(SAMPLES, name) for name in names]
        pcap = self.path("air.pcapng")
        tool = self.run_tool("run", "--micropython", bench.MICROPYTHON, "--pcap", pcap, *options, *scripts,
                             timeout=40)
        self.assertEqual(tool.status, 0, tool.out + "\n" + tool.err)
        if shutil.which("tshark"):
            wrong = subprocess.run(
                ["tshark", "-r", pcap, "-Y",
                 "btle.crc.incorrect || _ws.malformed || _ws.expert.severity == error"],
                capture_output=True, text=True)
            self.assertEqual((wrong.returncode, wrong.stdout), (0, ""))
        return tool

    def test_thermometer_and_central(self):
        tool = self.run_samples("thermometer.py", "central.py", options=())
        self.assertEqual(tool.out.count("central     | notified:"), 5)
        for text in ("found 'thermometer'", "read 2", "central     | disconnected",
                     "thermometer | the central disconnected", "links     1 made"):
            self.assertIn(text, tool.out)

    def test_thermometer_and_central_on_a_bad_radio(self):
        self.run_samples("thermometer.py", "central.py", options=("--virtual", "--loss", "0.1"))

    def test_thermometer_and_central_started_in_the_other_order(self):
        self.run_samples("central.py", "thermometer.py", options=())

    def test_beacon_and_scanner(self):
        tool = self.run_samples("beacon.py", "scanner.py", options=("--virtual", "--position", "scanner=10,0"))
        self.assertIn("reports, -65 dBm", tool.out)

    def test_a_walk_by_scenario(self):
        tool = self.run_tool("run", "--virtual", "--micropython", bench.MICROPYTHON, "--scenario", os.path.join(SAMPLES, "walk.json"), timeout=40)
        self.assertEqual(tool.status, 0, tool.out + "\n" + tool.err)
        self.assertIn("scanner | ", tool.out)
        self.assertRegex(tool.out, r"lost \d+ times: .*noise")
        self.assertIn("(seed 3)", tool.out)

    def test_uart(self):
        tool = self.run_samples("uart_echo.py", "uart_talker.py")
        self.assertIn("heard b'HOW ARE YOU?'", tool.out)

    def test_a_central_that_finds_nobody_says_so(self):
        tool = self.run_tool("run", "--virtual", "--micropython", bench.MICROPYTHON, os.path.join(SAMPLES, "central.py"), timeout=30)
        self.assertEqual(tool.status, 1)
        self.assertIn("timed out while looking for a thermometer", tool.err)

    def test_a_script_that_raises(self):
        path = self.path("bad.py")
        with open(path, "w") as file:
            file.write("import bluetooth\nbluetooth.BLE().active(True)\nraise ValueError('on purpose')\n")
        tool = self.run_tool("run", "--micropython", bench.MICROPYTHON, path)
        self.assertEqual(tool.status, 1)
        self.assertIn("ValueError: on purpose", tool.err)


