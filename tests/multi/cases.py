"""The cases: each a function that gets a Desk and raises when something is not as it should be."""
import errno
import random
import signal
import time

from scripted_controller import ATT_READ_REQUEST, DISCONNECT, RESET, ScriptedController, connection_complete

COMPLAINT = "westwind: WESTWIND_HCI"
LOST = "westwind: WESTWIND_HCI=unix:"


# ---- one board, no controller

def case_no_controller_named(desk):
    board = desk.board("without_controller.py", str(errno.ENODEV))
    board.finish(errors=[f"{COMPLAINT} is not set"] * 3)


def case_no_such_socket(desk):
    board = desk.board("without_controller.py", str(errno.ENOENT), hci=f"unix:{desk.path('none')}")
    board.finish(errors=[LOST] * 3)


def case_wrong_url(desk):
    board = desk.board("without_controller.py", str(errno.EINVAL), hci="usb:0")
    board.finish(errors=[f"{COMPLAINT}=usb:0: must begin with unix:, tcp: or pty:"] * 3)


def case_nobody_listens(desk):
    board = desk.board("without_controller.py", str(errno.ECONNREFUSED), hci="tcp:127.0.0.1:1")
    board.finish(errors=[f"{COMPLAINT}=tcp:127.0.0.1:1: nobody listens"] * 3)


def case_heap_too_small(desk):
    board = desk.board("without_controller.py", str(errno.ENOMEM), hci=desk.air(), options=("-X", "heapsize=64k"))
    board.finish()


# ---- one board

def case_silent_controller(desk):
    path = desk.path("silent")
    desk.closing(ScriptedController(path, silent=True))
    began = time.monotonic()
    desk.board("without_controller.py", str(errno.ETIMEDOUT), hci=f"unix:{path}").finish()
    assert 5 < time.monotonic() - began < 8, "three times two seconds"


def case_nonsense_from_controller(desk):
    path = desk.path("nonsense")
    desk.closing(ScriptedController(path, nonsense=b"\xff" * 40))
    board = desk.board("without_controller.py", str(errno.EIO), hci=f"unix:{path}")
    board.finish(errors=[f"{LOST}{path}: not an H4 packet"] * 3)


def case_soft_errors(desk):
    desk.board("soft_errors.py", hci=desk.air()).finish()


def case_200_activations(desk):
    desk.board("cycles.py", hci=desk.air()).finish(timeout=60)


def case_interrupts(desk):
    hci = desk.air()
    for _ in range(8):
        desk.board("beacon.py", hci=hci).wait_for("READY")
    board = desk.board("interrupts.py", hci=hci)
    chance = random.Random(1)
    while (line := board.line()) != "ENOUGH":
        assert line is not None, board.report()
        waits = line == "SIGINT"
        while waits:
            time.sleep(chance.uniform(0.0005, 0.003))
            board.process.send_signal(signal.SIGINT)
            # One that hits the handler ends there: MicroPython prints it and goes on.
            waits = board.is_waiting(0.5)
    board.wait_for("DONE")
    assert board.process.wait(5) == 0, board.report()


# ---- two boards

def finish_pair(pair, **arguments):
    for board in reversed(pair):
        board.finish(**arguments)


def case_handlers(desk):
    peripheral, central = desk.pair("handlers.py")
    central.finish()
    peripheral.wait_for("DONE")
    report = peripheral.report()
    assert peripheral.errors[0] == "Unhandled exception in IRQ callback handler", report
    assert peripheral.errors[-1] == "KeyError: on purpose" and len(peripheral.errors) < 6, report


def case_off_in_handler(desk):
    finish_pair(desk.pair("off_in_handler.py"))


def case_values(desk):
    finish_pair(desk.pair("values.py"))


def case_values_over_a_lossy_air(desk):
    finish_pair(desk.pair("values.py", "--loss", "0.2"))


def case_lost_controller(desk):
    peripheral, central = desk.pair("lost_controller.py")
    peripheral.wait_for("KILL")
    desk.stop_air()
    # One line that it is gone, one for the vain try to switch on again.
    finish_pair((peripheral, central), errors=[LOST] * 2)


# ---- what the host sends and when

def case_request_leaves_within_the_call(desk):
    path = desk.path("scripted")
    controller = desk.closing(ScriptedController(path))
    board = desk.board("busy_handler.py", hci=f"unix:{path}")
    board.wait_for("READY")
    controller.send(connection_complete(0x40))
    board.wait_for("CALLING")
    board.wait_for("CALLED")
    called = time.monotonic()
    board.finish()
    sent, pdu = controller.pdus[0]
    assert pdu[0] == ATT_READ_REQUEST, pdu
    # The handler stays for half a second after the call: what came in before that left within it.
    assert sent < called + 0.1, f"{sent - called:.3f} s after the call"


def case_ending_without_a_word(desk):
    """A script that just ends takes its links down properly."""
    path = desk.path("scripted")
    controller = desk.closing(ScriptedController(path))
    board = desk.board("busy_handler.py", hci=f"unix:{path}")
    board.wait_for("READY")
    controller.send(connection_complete(0x40))
    board.finish()
    assert controller.commands[0] == RESET and controller.commands[-1] == DISCONNECT, controller.commands


def case_controller_keeps_links(desk):
    """Switching off does not wait longer than it may."""
    path = desk.path("scripted")
    controller = desk.closing(ScriptedController(path, keep_links=True))
    board = desk.board("busy_handler.py", hci=f"unix:{path}")
    board.wait_for("READY")
    controller.send(connection_complete(0x40))
    board.wait_for("DONE")
    done = time.monotonic()
    board.process.wait(5)
    assert 0.4 < time.monotonic() - done < 0.8, f"{time.monotonic() - done:.3f} s"
