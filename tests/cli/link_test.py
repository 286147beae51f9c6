"""Hosts in trouble on `westwind air`: whoever goes wrong loses its own controller, and nobody else's link."""

import os
import shutil
import signal
import subprocess
import time

from bench import Bench, wait_until
from h4_host import CONNECTION_TIMEOUT, Gone, Host, exchange, link


class Links(Bench):
    def setUp(self):
        super().setUp()
        self.url = "unix:" + self.path("air")
        self.pcap = self.path("air.pcapng")
        self.btsnoop = self.path("hci")
        self.tool = self.start("air", "--door", self.url, "--pcap", self.pcap, "--btsnoop", self.btsnoop)
        self.tool.wait_for("Stop with Ctrl-C")

    def host(self):
        host = Host(self.url)
        self.hosts.append(host)
        host.reset()
        return host

    def test_garbage_costs_its_host_only(self):
        central, peripheral = self.host(), self.host()
        at_central, at_peripheral = link(central, peripheral)
        exchange(central, at_central, peripheral, b"before")
        for number, garbage in enumerate((b"\xff", b"GET / HTTP/1.1\r\n\r\n", b"\x02\x00\x00\xff\xff",
                                          b"\x04\x0e\x00", b"\0" * 5000), start=1):
            bad = self.host()
            bad.send(garbage)
            with self.assertRaises(Gone):
                while bad.packet() is not None:
                    pass
            dropped = "board-3 was dropped: sent garbage after 3 packets"
            self.assertTrue(wait_until(lambda: self.tool.err.count(dropped) == number), self.tool.err)
        exchange(central, at_central, peripheral, b"after")
        exchange(peripheral, at_peripheral, central, b"and back")
        self.assertEqual(self.tool.stop(), 0)

    def test_random_octets_never_stop_the_tool(self):
        central, peripheral = self.host(), self.host()
        at_central, _ = link(central, peripheral)
        for _ in range(50):
            bad = Host(self.url)
            try:
                # A good indicator first, so that some of it reaches the controller.
                bad.send(b"\x01" + os.urandom(2) + b"\x00" + b"\x02" + os.urandom(2) + b"\x02\x00ab" + os.urandom(300))
            except BrokenPipeError:
                pass
            bad.close()
        exchange(central, at_central, peripheral, b"still here")
        self.assertEqual(self.tool.stop(), 0)

    def test_a_host_that_dies_lets_its_link_time_out(self):
        central, peripheral = self.host(), self.host()
        link(central, peripheral)
        other_central, other_peripheral = self.host(), self.host()
        at_other, _ = link(other_central, other_peripheral)
        started = time.monotonic()
        central.close()
        self.assertEqual(peripheral.disconnected(), CONNECTION_TIMEOUT)
        # As on a real radio: after the supervision timeout of 0.6 s, not at once.
        self.assertGreater(time.monotonic() - started, 0.4)
        self.tool.wait_for("board-1 left", "err")
        exchange(other_central, at_other, other_peripheral, b"not touched")
        self.assertEqual(self.tool.stop(), 0)
        self.assertIn("lost theirs by supervision timeout", self.tool.out)

    def test_a_host_that_dies_with_half_a_packet_sent(self):
        central, peripheral = self.host(), self.host()
        link(central, peripheral)
        central.send(b"\x02\x00\x00\x20\x00half")
        central.close()
        self.assertEqual(peripheral.disconnected(), CONNECTION_TIMEOUT)
        self.assertEqual(self.tool.stop(), 0)

    def test_a_host_that_does_not_read_is_dropped(self):
        lazy = Host(self.url)
        self.hosts.append(lazy)
        reset = b"\x01\x03\x0c\x00" * 1000
        os.set_blocking(lazy.fd, False)
        deadline = time.monotonic() + 10
        try:
            while time.monotonic() < deadline:
                try:
                    lazy.send(reset)
                except BlockingIOError:
                    time.sleep(0.001)
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.tool.wait_for("board-1 was dropped: does not read", "err")
        self.host()
        self.assertEqual(self.tool.stop(), 0)

    def test_summary_and_captures(self):
        central, peripheral = self.host(), self.host()
        at_central, _ = link(central, peripheral)
        exchange(central, at_central, peripheral, b"hello")
        self.assertEqual(self.tool.stop(), 0)
        for text in ("On the air:", "ADV_IND", "1 CONNECT_IND", "links     1 made", "board-1", "board-2",
                     "Capture: " + self.pcap):
            self.assertIn(text, self.tool.out)
        self.assertLess(len(self.tool.lines["out"]), 25)
        self.assertEqual(sorted(os.listdir(self.btsnoop)), ["board-1.btsnoop", "board-2.btsnoop"])
        tshark = shutil.which("tshark")
        if tshark is None:
            self.skipTest("tshark is not installed")
        connects = self.tshark(tshark, self.pcap, "btle.advertising_header.pdu_type == 5")
        self.assertEqual(len(connects), 1)
        resets = self.tshark(tshark, self.btsnoop + "/board-1.btsnoop", "bthci_cmd.opcode == 0x0c03")
        self.assertEqual(len(resets), 1)
        for file in (self.pcap, self.btsnoop + "/board-1.btsnoop", self.btsnoop + "/board-2.btsnoop"):
            self.assertEqual(self.tshark(tshark, file, "_ws.malformed || btle.crc.incorrect"), [])

    def tshark(self, tshark, file, wanted):
        result = subprocess.run([tshark, "-r", file, "-Y", wanted], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.splitlines()

    def test_a_killed_tool_leaves_a_readable_capture_and_a_replaceable_socket(self):
        central, peripheral = self.host(), self.host()
        link(central, peripheral)
        time.sleep(0.6)
        self.tool.process.send_signal(signal.SIGKILL)
        self.tool.wait()
        if shutil.which("tshark"):
            self.assertNotEqual(self.tshark(shutil.which("tshark"), self.pcap, "btle"), [])
        self.tool = self.start("air", "--door", self.url)
        self.tool.wait_for("Stop with Ctrl-C")
        self.host()
        self.assertEqual(self.tool.stop(), 0)


class Files(Bench):
    def test_captures_that_cannot_be_written(self):
        door = "unix:" + self.path("air")
        self.assert_trouble(self.run_tool("air", "--door", door, "--pcap", self.path("no/file")),
                            "cannot write the capture", "No such file")
        with open(self.path("file"), "w"):
            pass
        self.assert_trouble(self.run_tool("air", "--door", door, "--btsnoop", self.path("file/hci")),
                            "cannot make the folder")
        self.assertFalse(os.path.lexists(self.path("air")))
