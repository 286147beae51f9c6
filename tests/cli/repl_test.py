"""`westwind run --repl`: one board has the terminal, the others' lines appear above it. With a stand-in for MicroPython."""

import os
import pty
import select
import signal
import subprocess
import termios
import time

import bench
from bench import FAKE_MICROPYTHON
from run_test import BoardBench


class Repl(BoardBench):
    """A board that has the terminal. `pty` plays the terminal and whoever types."""

    def setUp(self):
        super().setUp()
        self.master, self.slave = pty.openpty()

    def tearDown(self):
        for fd in (self.master, self.slave):
            os.close(fd)
        super().tearDown()

    def read_until(self, text, timeout=5.0):
        shown = b""
        deadline = time.monotonic() + timeout
        while text.encode() not in shown:
            left = deadline - time.monotonic()
            self.assertGreater(left, 0, "no '%s' in %r" % (text, shown))
            if select.select([self.master], [], [], left)[0]:
                shown += os.read(self.master, 4096)
        return shown.decode()

    def start_session(self):
        other = self.script("other.py", "import time\nwhile True: print('tick'); time.sleep(0.1)")
        mine = self.script("mine.py", "print('script ran')\nx = 20")
        return subprocess.Popen(
            [bench.WESTWIND, "run", "--micropython", FAKE_MICROPYTHON, other, mine, "--repl", "2"],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, env=self.environment,
            start_new_session=True)

    def test_the_terminal_is_the_board_s(self):
        process = self.start_session()
        self.read_until("script ran")
        self.read_until("other |")
        os.write(self.master, b"x + 22\n")
        shown = self.read_until("42")
        self.assertNotRegex(shown, r"mine\s*\|")
        os.write(self.master, b"\x04")
        self.read_until("On the air:")
        self.assertEqual(process.wait(5), 0)

    def test_the_terminal_is_put_back(self):
        before = termios.tcgetattr(self.slave)
        process = self.start_session()
        self.read_until("script ran")
        raw = termios.tcgetattr(self.slave)
        raw[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self.slave, termios.TCSANOW, raw)
        process.send_signal(signal.SIGTERM)
        self.read_until("On the air:")
        self.assertEqual(process.wait(5), 128 + signal.SIGTERM)
        self.assertEqual(termios.tcgetattr(self.slave)[3], before[3])
