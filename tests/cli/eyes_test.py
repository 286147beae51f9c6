"""`westwind sniff` and `westwind report` on a capture that `westwind air` wrote, and on files that are none."""

import glob
import json
import os
import re
import shutil
import subprocess
import unittest

import bench
from bench import Bench, wait_until
from h4_host import Host, exchange, link

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Eyes(Bench):
    def setUp(self):
        super().setUp()
        self.pcap = self.path("air.pcapng")

    def make_capture(self):
        """Two hosts connect, say something, and leave; a tenth of the packets is lost."""
        url = "unix:" + self.path("air")
        air = self.start("air", "--door", url, "--pcap", self.pcap, "--loss", "0.1")
        air.wait_for("Stop with Ctrl-C")
        central, peripheral = Host(url), Host(url)
        self.hosts += [central, peripheral]
        for host in (central, peripheral):
            host.reset()
        at_central, at_peripheral = link(central, peripheral)
        for payload in (b"hello", b"air", b"and so on"):
            exchange(central, at_central, peripheral, payload)
            exchange(peripheral, at_peripheral, central, payload)
        self.assertEqual(air.stop(), 0)

    def sniff(self, *arguments):
        tool = self.run_tool("sniff", *arguments)
        self.assertEqual(tool.status, 0, tool.err)
        return tool.out.splitlines()

    def test_sniff_shows_air_and_hci_and_finds_what_is_asked(self):
        self.make_capture()
        lines = self.sniff(self.pcap)
        for pattern in (r"^ +\d+\.\d{6}  37 1M .* board-2 +ADV_IND ", r" CONNECT_IND .* link 1: interval \d+ us",
                        r"board-1 +link 1 C->P ", r"board-2 +link 1 P->C ", r"hci +board-1 +> Reset$",
                        r"hci +board-1 +< Reset: Success$", r"hci +board-2 +< LE (Enhanced )?Connection Complete "):
            self.assertTrue(any(re.search(pattern, line) for line in lines), pattern)
        times = [float(line.split()[0]) for line in lines]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(" hci " in line for line in self.sniff("--hci", self.pcap)))
        self.assertTrue(all(" hci " not in line for line in self.sniff("--air", self.pcap)))
        self.assertEqual(len(self.sniff("--hci", self.pcap)) + len(self.sniff("--air", self.pcap)), len(lines))
        losses = self.sniff("--losses", self.pcap)
        self.assertTrue(losses and all("! lost: board-" in line and "(random loss)" in line for line in losses), losses)
        self.assertFalse(any(line.endswith(" empty") for line in self.sniff("--brief", self.pcap)))
        self.assertTrue(all(" board-1 " in line or "lost: board-1" in line for line in self.sniff("--board", "board-1", self.pcap)))

    def test_sniff_reads_pipes_and_growing_files(self):
        self.make_capture()
        with open(self.pcap, "rb") as file:
            octets = file.read()
        whole = self.sniff(self.pcap)
        piped = subprocess.run([bench.WESTWIND, "sniff", "-"], input=octets, capture_output=True, timeout=10, check=True)
        self.assertEqual(piped.stdout.decode().splitlines(), whole)
        growing = self.path("growing.pcapng")
        with open(growing, "wb") as file:
            file.write(octets[:len(octets) // 2])
            file.flush()
            tool = self.start("sniff", "--follow", growing)
            self.assertTrue(wait_until(lambda: tool.out.count("\n") > len(whole) // 4))
            file.write(octets[len(octets) // 2:])
            file.flush()
            self.assertTrue(wait_until(lambda: tool.out.splitlines() == whole))
        self.assertEqual(tool.stop(), 0)
        cut = self.path("cut.pcapng")
        with open(cut, "wb") as file:
            file.write(octets[:-7])
        tool = self.run_tool("sniff", cut)
        self.assertEqual(tool.status, 0)
        self.assertEqual(tool.out.splitlines(), whole[:-1])
        self.assertIn("cut off in its last block", tool.err)

    def test_what_is_no_capture_is_said_to_be_none(self):
        empty = self.path("empty")
        open(empty, "w").close()
        for command in ("sniff", "report"):
            self.assert_trouble(self.run_tool(command, self.path("nothing")), "cannot read", "No such file")
            self.assert_trouble(self.run_tool(command, __file__), "this is no pcapng file")
            self.assert_trouble(self.run_tool(command, empty), "there is no capture in it")
            self.assert_usage_error(self.run_tool(command), "FILE is required")

    def page(self):
        self.make_capture()
        tool = self.run_tool("report", self.pcap)
        self.assertEqual(tool.status, 0, tool.err)
        path = self.path("air.html")
        self.assertEqual(tool.out.strip(), path)
        with open(path, encoding="utf-8") as file:
            return path, file.read()

    def test_report_holds_what_the_capture_holds_and_nothing_from_elsewhere(self):
        _, text = self.page()
        self.assertNotRegex(text, r"(src|href)=|https?://|@import|url\(")
        data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S).group(1))
        self.assertEqual(len(data["packets"]), len(self.sniff("--air", self.pcap)))
        self.assertEqual(sorted(data["stations"]), ["board-1", "board-2"])
        lost = sum(line.count("(random loss)") for line in self.sniff("--losses", self.pcap))
        self.assertEqual((data["loss_count"], data["reasons"]), (lost, ["random loss"]))
        (made,) = data["links"]
        header = 4  # of L2CAP
        sent = sum(header + len(payload) for payload in (b"hello", b"air", b"and so on"))
        down, up = sent + header + len(b"there"), sent + header + len(b"back")
        self.assertEqual((made["down"], made["up"]), (down, up))
        self.assertEqual((sum(made["bins_down"]), sum(made["bins_up"])), (down, up))

    @unittest.skipUnless(CHROMIUM, "no Chromium: `make browser` installs it")
    def test_the_page_paints_in_chromium(self):
        path, text = self.page()
        packets = len(self.sniff("--air", self.pcap))
        done = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,1600",
                               "--user-data-dir=" + self.path("browser"), "--dump-dom", "file://" + path],
                              capture_output=True, text=True, timeout=60, check=True)
        shown = dict(re.findall(r'data-(\w+)="(\d+)"', re.search(r"<html[^>]*>", done.stdout).group(0)))
        self.assertEqual(int(shown["ready"]), packets)
        self.assertEqual(int(shown["painted"]), packets)
        self.assertGreater(int(shown["colours"]), 6)
        self.assertIn("random loss</th>", done.stdout)
        self.assertRegex(done.stdout, r"Link 1: .* octets, \d+ packets repeated")
        shutil.rmtree(self.path("browser"), ignore_errors=True)
        for left in glob.glob(os.path.join(os.path.dirname(self.pcap), "browser*")):
            shutil.rmtree(left, ignore_errors=True)
