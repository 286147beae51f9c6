"""What a case works with: an air that comes and goes, and boards, which are MicroPython processes."""
import os
import queue
import subprocess
import threading
import time
from pathlib import Path

BOARDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boards")


class Board:
    """One interpreter with one script."""

    def __init__(self, interpreter, script, arguments, environment, options=()):
        self.script = script
        self.process = subprocess.Popen(
            [interpreter, *options, os.path.join(BOARDS, script), *arguments], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.lines, self.errors, self.said = queue.Queue(), [], []
        self.readers = [threading.Thread(target=self.read_lines), threading.Thread(target=self.read_errors)]
        for reader in self.readers:
            reader.start()

    def read_lines(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.rstrip("\n"))

    def line(self, timeout=20):
        """The next line of output; None at its end."""
        try:
            line = self.lines.get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"{self.script} said nothing for {timeout} s; before: {self.said[-5:]}") from None
        self.said.append(line)
        return line

    def is_waiting(self, seconds):
        """Nothing to read for so long?"""
        until = time.monotonic() + seconds
        while self.lines.empty() and time.monotonic() < until:
            time.sleep(0.001)
        return self.lines.empty()

    def wait_for(self, word, timeout=20):
        """The rest of the line that begins with `word`."""
        while (line := self.line(timeout)) is not None:
            if line.startswith(word):
                return line[len(word):].strip()
        self.process.wait()
        raise AssertionError(f"{self.script} ended without {word}: {self.report()}")

    def report(self):
        for reader in self.readers:
            reader.join(2)
        return "\n    ".join([f"exit status {self.process.poll()}", *[str(line) for line in self.said[-8:]], *self.errors[-12:]])

    def finish(self, timeout=40, errors=()):
        """To its good end, with `errors` and nothing else on stderr: a beginning for each line."""
        self.wait_for("DONE", timeout)
        status = self.process.wait(10)
        for reader in self.readers:
            reader.join(10)
        assert status == 0, f"{self.script}: {self.report()}"
        expected = len(self.errors) == len(errors) and all(line.startswith(start) for line, start in zip(self.errors, errors))
        assert expected, f"{self.script} on stderr: {self.errors}"


class Desk:
    def __init__(self, interpreter, tool, folder):
        self.interpreter, self.tool, self.folder = interpreter, tool, folder
        self.boards, self.others = [], []
        self.air_process = None
        self.counter = 0

    def path(self, stem):
        self.counter += 1
        return os.path.join(self.folder, f"{stem}{self.counter}")

    def air(self, *options):
        """Starts an air; returns where hosts connect."""
        path = self.path("air")
        log = open(path + ".log", "w", encoding="utf-8")
        self.air_process = subprocess.Popen([self.tool, "air", "--door", f"unix:{path}", *options], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT)
        log.close()
        until = time.monotonic() + 5
        # Not the socket's file: that is there a moment before anybody listens.
        while "Serving" not in Path(path + ".log").read_text(encoding="utf-8"):
            assert time.monotonic() < until and self.air_process.poll() is None, "westwind air did not come up"
            time.sleep(0.01)
        return f"unix:{path}"

    def board(self, script, *arguments, hci=None, options=()):
        environment = {"WESTWIND_HCI": hci} if hci is not None else {}
        board = Board(self.interpreter, script, arguments, environment, options)
        self.boards.append(board)
        return board

    def pair(self, script, *options):
        """Peripheral and central on an air of their own."""
        hci = self.air(*options)
        peripheral = self.board(script, "peripheral", hci=hci)
        address = peripheral.wait_for("READY")
        return peripheral, self.board(script, "central", address, hci=hci)

    def closing(self, thing):
        """Closes it with the case."""
        self.others.append(thing)
        return thing

    def stop_air(self):
        if self.air_process:
            self.air_process.kill()
            self.air_process.wait()
            self.air_process = None

    def clear(self):
        for board in self.boards:
            if board.process.poll() is None:
                board.process.kill()
            board.process.wait()
            for reader in board.readers:
                reader.join(5)
            board.process.stdout.close()
            board.process.stderr.close()
        for thing in self.others:
            thing.close()
        self.stop_air()
        self.boards, self.others = [], []
