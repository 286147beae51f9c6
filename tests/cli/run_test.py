"""`westwind run`: boards, their output, how they end, and that nothing is left of them. With a stand-in for MicroPython."""

import os
import signal
import subprocess
import time

import bench
from bench import Bench, FAKE_MICROPYTHON, wait_until

ADVERTISE = """
host = Host.of_this_board()
host.reset()
host.advertise()
print("advertising", host.address().hex())
handle = host.connected()
print("connected")
print("reason %02x" % host.disconnected(10))
"""

CONNECT = """
host = Host.of_this_board()
host.reset()
own = host.address()
# Boards are numbered: the other one has our address with another last number.
host.connect(bytes([1]) + own[1:])
handle = host.connected()
print("connected")
"""


class BoardBench(Bench):
    def script(self, name, source):
        path = self.path(name)
        with open(path, "w") as file:
            file.write(source)
        return path

    def boards(self, *arguments, **popen):
        return self.start("run", "--micropython", FAKE_MICROPYTHON, *arguments, **popen)


class Boards(BoardBench):
    def test_two_boards_meet(self):
        tool = self.boards(self.script("one.py", ADVERTISE),
                           self.script("two.py", CONNECT + "host.check(0x0406, bytes([handle, 0, 0x13]))\n"
                                                           "host.disconnected()\n"),
                           "--pcap", self.path("air.pcapng"))
        self.assertEqual(tool.wait(), 0, tool.err)
        self.assertIn("one | connected", tool.lines["out"])
        self.assertIn("two | connected", tool.lines["out"])
        self.assertIn("one | reason 13", tool.lines["out"])
        self.assertIn("links     1 made", tool.out)
        self.assertIn("Capture: " + self.path("air.pcapng"), tool.out)
        self.assertGreater(os.path.getsize(self.path("air.pcapng")), 200)

    def test_lines_are_whole_and_prefixed(self):
        chatter = """
import os
for i in range(300):
    for piece in ("line ", str(i), " of ", NAME, "\\n"):
        os.write(1 + i % 2, piece.encode())
os.write(1, b"no end")
"""
        tool = self.boards(self.script("a.py", chatter.replace("NAME", "'a'")),
                           self.script("long.py", chatter.replace("NAME", "'long'")))
        self.assertEqual(tool.wait(), 0)
        for stream, parity in (("out", 0), ("err", 1)):
            for prefix, name in (("a    | ", "a"), ("long | ", "long")):
                lines = [line for line in tool.lines[stream] if line.startswith(prefix + "line")]
                self.assertEqual(lines, ["%sline %d of %s" % (prefix, i, name) for i in range(parity, 300, 2)])
        self.assertIn("a    | no end", tool.lines["out"])

    def test_colours_only_where_wanted(self):
        script = self.script("a.py", "print('x')")
        self.assertNotIn("\x1b", self.run_boards_out(script))
        self.assertRegex(self.run_boards_out(script, "--color"), "\x1b\\[36ma \\|\x1b\\[0m x")
        self.assertNotIn("\x1b", self.run_boards_out(script, "--no-color"))

    def run_boards_out(self, *arguments):
        tool = self.boards(*arguments)
        self.assertEqual(tool.wait(), 0)
        return tool.out

    def test_same_script_twice_is_two_boards(self):
        script = self.script("a.py", "host = Host.of_this_board()\nhost.reset()\nprint(host.address().hex())")
        tool = self.boards(script, script)
        self.assertEqual(tool.wait(), 0)
        shown = sorted(line for line in tool.lines["out"] if "|" in line)
        self.assertEqual([line.split()[0] for line in shown], ["a", "a-2"])
        self.assertNotEqual(shown[0].split()[2], shown[1].split()[2])

    def test_chosen_address(self):
        script = self.script("a.py", "host = Host.of_this_board()\nhost.reset()\nprint(host.address().hex())")
        tool = self.boards(script, "--address", "a=C0:FF:EE:00:00:01")
        self.assertEqual(tool.wait(), 0)
        self.assertIn("a | 010000eeffc0", tool.out)

    def test_chosen_controller(self):
        script = self.script("a.py", """
host = Host.of_this_board()
host.reset()
print("version", host.check(h4_host.READ_LOCAL_VERSION)[0], "buffers", host.check(h4_host.LE_READ_BUFFER_SIZE).hex())
""")
        tool = self.boards(script, script, "--controller", "a-2=profile=4.2&acl-length=27&acl-packets=2")
        self.assertEqual(tool.wait(), 0)
        self.assertIn("a   | version 11 buffers fb0008", tool.out)
        self.assertIn("a-2 | version 8 buffers 1b0002", tool.out)

    def test_a_board_may_connect_again_but_not_twice_at_once(self):
        tool = self.boards(self.script("a.py", """
for i in range(20):
    host = Host.of_this_board()
    host.reset()
    host.close()
one = Host.of_this_board()
one.reset()
two = Host.of_this_board()
try:
    two.packet()
except h4_host.Gone:
    print("refused")
one.reset()
"""))
        self.assertEqual(tool.wait(), 0, tool.err)
        self.assertIn("a | refused", tool.out)
        self.assertIn("in use", tool.err)

    def test_a_script_that_raises(self):
        tool = self.boards(self.script("good.py", "import time\ntime.sleep(30)"),
                           self.script("bad.py", "raise ValueError('on purpose')"), "--grace", "0.2")
        started = time.monotonic()
        self.assertEqual(tool.wait(), 1)
        self.assertLess(time.monotonic() - started, 3)
        self.assertIn("bad  | ValueError: on purpose", tool.err)
        self.assertIn("westwind: board 'bad' failed: exit status 1", tool.err)
        self.assertIn("the others are stopped in 0.2 s", tool.err)
        self.assertIn("On the air:", tool.out)

    def test_status_is_that_of_the_first_failure(self):
        tool = self.boards(self.script("first.py", "sys.exit(7)"),
                           self.script("second.py", "import time\ntime.sleep(0.5)\nsys.exit(9)"))
        self.assertEqual(tool.wait(), 7)
        self.assertIn("board 'first' failed: exit status 7", tool.err)
        self.assertIn("board 'second' failed: exit status 9", tool.err)

    def test_others_may_end_well_within_the_grace(self):
        tool = self.boards(self.script("bad.py", "sys.exit(3)"),
                           self.script("slow.py", "import time\ntime.sleep(0.5)\nprint('done')"), "--grace", "5")
        self.assertEqual(tool.wait(4), 3)
        self.assertIn("slow | done", tool.out)

    def test_a_board_that_is_killed(self):
        tool = self.boards(self.script("peripheral.py", ADVERTISE),
                           self.script("victim.py", CONNECT + "import time\ntime.sleep(0.5)\nos.kill(os.getpid(), 9)"))
        self.assertEqual(tool.wait(), 128 + 9)
        self.assertIn("board 'victim' failed: killed by SIGKILL", tool.err)
        # Its peer is not told; it finds out by its supervision timeout.
        self.assertIn("peripheral | reason 08", tool.out)

    def test_a_board_that_ignores_being_told_to_end(self):
        stubborn = "import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint('up')\nwhile True: time.sleep(1)"
        tool = self.boards(self.script("a.py", stubborn), "--duration", "0.5")
        started = time.monotonic()
        self.assertEqual(tool.wait(), 0)
        self.assertLess(time.monotonic() - started, 4)

    def test_children_of_a_board_end_with_it(self):
        tool = self.boards(self.script("a.py", """
import subprocess
child = subprocess.Popen(["sleep", "60"])
print("child", child.pid)
"""))
        self.assertEqual(tool.wait(5), 0)
        self.assertEqual(self.processes(), [])

    def test_a_grandchild_that_keeps_the_pipe_does_not_keep_the_tool(self):
        tool = self.boards(self.script("a.py", """
import subprocess
subprocess.Popen(["sleep", "2"], start_new_session=True)
"""))
        started = time.monotonic()
        self.assertEqual(tool.wait(5), 0)
        self.assertLess(time.monotonic() - started, 1.8)
        wait_until(lambda: not self.processes(), 4)

    def test_duration_ends_all_with_success(self):
        tool = self.boards(self.script("a.py", ADVERTISE), "--duration", "0.5")
        self.assertEqual(tool.wait(5), 0)
        self.assertIn("ADV_IND", tool.out)

    def test_signals_end_all(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            tool = self.boards(self.script("a.py", "print('up')\nimport time\ntime.sleep(60)"),
                               self.script("b.py", "import time\ntime.sleep(60)"))
            tool.wait_for("a | up")
            self.assertEqual(tool.stop(number), 128 + number)
            self.assertIn("stopping all boards", tool.err)
            self.assertEqual(self.processes(), [])

    def test_a_killed_tool_takes_its_boards_with_it(self):
        tool = self.boards(self.script("a.py", "print('up')\nimport time\ntime.sleep(60)"))
        tool.wait_for("a | up")
        tool.process.kill()
        tool.wait()
        self.assertTrue(wait_until(lambda: not self.processes()))
        # A killed tool cannot tidy its folder; this test does.
        for name in os.listdir(self.scratch):
            for socket in os.listdir(os.path.join(self.scratch, name)):
                os.unlink(os.path.join(self.scratch, name, socket))
            os.rmdir(os.path.join(self.scratch, name))

    def test_closed_output_ends_all(self):
        script = self.script("a.py", "import time\nwhile True: print('x'); time.sleep(0.01)")
        process = subprocess.Popen([bench.WESTWIND, "run", "--micropython", FAKE_MICROPYTHON, script],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment)
        self.assertEqual(process.stdout.readline(), b"a | x\n")
        process.stdout.close()
        self.assertEqual(process.wait(5), 1)

    def test_garbage_from_a_board(self):
        tool = self.boards(self.script("bad.py", """
host = Host.of_this_board()
host.send(b"garbage")
try:
    while True: host.packet()
except h4_host.Gone:
    sys.exit(4)
"""))
        self.assertEqual(tool.wait(), 4)
        self.assertIn("bad was dropped: sent garbage", tool.err)

    def test_missing_script_starts_nothing(self):
        mark = self.path("mark")
        tool = self.boards(self.script("a.py", "open(%r, 'w')" % mark), self.path("missing.py"))
        tool.status = tool.wait()
        self.assert_usage_error(tool, "no script", "missing.py")
        self.assertFalse(os.path.exists(mark))

    def test_missing_micropython(self):
        script = self.script("a.py", "")
        self.assert_trouble(self.run_tool("run", script, "--micropython", self.path("none")),
                            self.path("none"), "scripts/micropython.sh build")
        self.environment["WESTWIND_MICROPYTHON"] = self.path("none")
        self.assert_trouble(self.run_tool("run", script), "WESTWIND_MICROPYTHON", "scripts/micropython.sh build")
        self.environment["WESTWIND_MICROPYTHON"] = FAKE_MICROPYTHON
        self.assertEqual(self.run_tool("run", script).status, 0)

    def test_micropython_that_is_no_program(self):
        broken = self.script("broken", "#!/no/such/interpreter\n")
        os.chmod(broken, 0o755)
        tool = self.run_tool("run", "--micropython", broken, self.script("a.py", ""))
        self.assert_trouble(tool, "cannot start", broken)

    def test_many_boards_at_once(self):
        hello = self.script("a.py", "host = Host.of_this_board()\nhost.reset()\nprint('ready')")
        tool = self.boards(*[hello] * 8)
        self.assertEqual(tool.wait(20), 0, tool.err)
        self.assertEqual(tool.out.count("| ready"), 8)
