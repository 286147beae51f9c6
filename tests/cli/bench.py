"""What the tests of the tool share: starting it, waiting for it, and checking that nothing is left behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FAKE_MICROPYTHON = os.path.join(HERE, "fake_micropython.py")

# Set by run.py.
WESTWIND = None
MICROPYTHON = None


def wait_until(condition, timeout=5.0):
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Tool:
    """A running `westwind`, its output collected as it comes."""

    def __init__(self, arguments, environment, **popen):
        self.process = subprocess.Popen(
            [WESTWIND] + arguments,
            stdin=popen.pop("stdin", subprocess.DEVNULL),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            **popen,
        )
        self.lines = {"out": [], "err": []}
        self.threads = [
            threading.Thread(target=self._collect, args=(name, pipe), daemon=True)
            for name, pipe in (("out", self.process.stdout), ("err", self.process.stderr))
        ]
        for thread in self.threads:
            thread.start()

    def _collect(self, name, pipe):
        for line in pipe:
            self.lines[name].append(line.rstrip("\n"))
        pipe.close()

    @property
    def out(self):
        return "\n".join(self.lines["out"])

    @property
    def err(self):
        return "\n".join(self.lines["err"])

    def wait_for(self, text, stream="out", timeout=5.0):
        found = wait_until(lambda: text in "\n".join(self.lines[stream]), timeout)
        if not found:
            raise AssertionError("no '%s' in:\n%s\n%s" % (text, self.out, self.err))

    def wait(self, timeout=10.0):
        """The exit status; all output has been collected then."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("still running:\n%s\n%s" % (self.out, self.err))
        for thread in self.threads:
            thread.join(2)
        return status

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.wait()


class Bench(unittest.TestCase):
    """A test with a folder of its own, in which nothing of the tool and no process of a board may be left."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ww-cli-")
        self.scratch = os.path.join(self.folder, "scratch")
        os.mkdir(self.scratch)
        self.tag = os.path.basename(self.folder)
        self.environment = dict(os.environ, TMPDIR=self.scratch, WESTWIND_TEST=self.tag)
        self.environment.pop("WESTWIND_MICROPYTHON", None)
        self.tools = []
        self.hosts = []

    def tearDown(self):
        for host in self.hosts:
            host.close()
        for tool in self.tools:
            if tool.process.poll() is None:
                tool.process.kill()
                tool.process.wait()
        left = os.listdir(self.scratch)
        gone = wait_until(lambda: not self.processes(), 2)
        processes = self.processes()
        shutil.rmtree(self.folder)
        self.assertEqual(left, [], "files left behind")
        self.assertTrue(gone, "processes left behind: %s" % processes)

    def processes(self):
        """Processes that stem from this test, found by a variable of their environment."""
        mark = ("WESTWIND_TEST=" + self.tag).encode()
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) == os.getpid():
                continue
            try:
                with open("/proc/%s/environ" % name, "rb") as file:
                    if mark in file.read().split(b"\0"):
                        found.append(int(name))
            except OSError:
                pass
        return found

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, *arguments, **popen):
        tool = Tool(list(arguments), self.environment, **popen)
        self.tools.append(tool)
        return tool

    def run_tool(self, *arguments, timeout=10.0):
        tool = self.start(*arguments)
        tool.status = tool.wait(timeout)
        return tool

    def assert_usage_error(self, tool, *texts):
        """Exit status 2, one line that says what is wrong, one hint, nothing else."""
        self.assertEqual(tool.status, 2, tool.err)
        self.assertEqual(len(tool.lines["err"]), 2, tool.err)
        for text in texts:
            self.assertIn(text, tool.lines["err"][0])
        self.assertRegex(tool.lines["err"][1], r"^Try 'westwind.* --help'\.$")
        self.assertEqual(tool.out, "")

    def assert_trouble(self, tool, *texts):
        """Exit status 1 and one line that says what is wrong."""
        self.assertEqual(tool.status, 1, tool.err)
        self.assertEqual(len(tool.lines["err"]), 1, tool.err)
        for text in texts:
            self.assertIn(text, tool.err)
