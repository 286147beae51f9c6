#!/usr/bin/env python3
"""Runs each sample against its peer in virtual time, twice with the same seed, and looks at what they said.
Usage: samples_test.py WESTWIND FOLDER_OF_THE_PROGRAMS [NAME...]"""
import re
import subprocess
import sys

WAITS = "every board waits for ever"  # behind the end of their mains, with nothing left to happen

# name: (boards, seconds, options, {board: lines that it must print, in this order}, lines that nobody may print)
CASES = {
    "heart rate": (["heart_rate", "heart_rate_central"], 20, [], {
        "heart_rate": ["advertising", "connected: 02:57:C1:5C:00:02 (public)", "notifications on", "notifications off",
                       "disconnected: BT_HCI_ERR_REMOTE_USER_TERM_CONN", "advertising"],
        "heart_rate_central": ["connected", "subscribed", *[f"heart rate {n} (2 octets)" for n in range(80, 70, -1)],
                               "disconnected: BT_HCI_ERR_LOCALHOST_TERM_CONN", "10 values"]}),
    "beacon": (["beacon", "observer"], 15, [], {
        "beacon": ["beacon 02:57:C1:5C:00:01 (public) (0)"],
        "observer": ["before: -11", "started: 0, again: -114", r"~heard 02:57:C1:5C:00:01 \(public\), type 3, -\d+ dBm, 22 octets",
                     "stopped: 0, again: -114", "10 values, 0 reports afterwards"]}),
    "beacon, heard by a MicroPython board": (["beacon", "scanner.py"], 6, [], {
        "scanner": [r"~02:57:c1:5c:00:01: \d+ reports, -\d+ dBm, 0201040303aafe0916aafe10000077770804ffff...."]}),
    "thermometer": (["thermometer", "thermometer_central"], 20, [], {
        "thermometer": ["indications on", "10 confirmed, 10 destroyed", "indications off"],
        "thermometer_central": ["subscribed (0), again: -114", "20.0 degrees, 5 octets", "20.9 degrees, 5 octets",
                                "unsubscribed (0), ended 1", "10 values, 0 afterwards", "left (0)"]}),
    "Nordic UART": (["uart", "uart_central"], 15, [], {
        "uart": ["advertising (0), registered again: -114", "notifications on", "got 200 octets, answered (0)", "notifications off"],
        "uart_central": ["MTU 247 247", "exchanged (0), again: -114", "written (0), too long: -90", "answer of 200 octets: ABCDEFGHIJ...",
                         "left (0)"]}),
    "HID with a bond": (["hid_mouse", "hid_host"], 30, [], {
        "hid_mouse": ["paired, bonded", "security 2 (BT_SECURITY_ERR_SUCCESS)", "reports on", "reports off", "reports on",
                      "security 2 (BT_SECURITY_ERR_SUCCESS)", "reports off"],
        "hid_host": ["report map: 0 octets (BT_ATT_ERR_AUTHENTICATION)", "security 2 (0)", "report map: 52 octets (BT_ATT_ERR_SUCCESS)",
                     "subscribed (0), many reports", "back (0), 1 bond", "security 2 (0)", "many reports again", "unpaired (0)",
                     "0 bonds left"]}),
    "passkey": (["passkey", "passkey_central"], 30, [], {
        "passkey": ["without cancel: -22", "twice: -114", "passkey 123456", "pairing failed: BT_SECURITY_ERR_AUTH_FAIL", "passkey 123456",
                    "paired, level 4, key of 16 octets, bonded 1"],
        "passkey_central": ["refused: BT_ATT_ERR_AUTHENTICATION", "entered 654321 (0)", "security 1 (BT_SECURITY_ERR_AUTH_FAIL)",
                            "once more (0)", "entered 123456 (0)", "security 4 (BT_SECURITY_ERR_SUCCESS)", "the secret: sesame",
                            "level 4, flags 1"]}),
    "20 links": (["multi_link", *["sensor_node"] * 20], 60, [], {
        "multi_link": ["20 links", "20 asked to leave", "no links, 20 at most, slots 000fffff"]}),
    "throughput": (["throughput", "throughput_central"], 12, [], {
        "throughput": ["PHY 2 2", r"~\d{6} octets, 0 gaps"],
        "throughput_central": ["packets of 251 octets", "PHY 2", r"~\d+ written, all complete: yes \(0\)", "more than 100 kB/s"]}),
    "channels": (["channel_server", "channel_client"], 20, [], {
        "channel_server": ["registered (0), taken: yes, any: 0, PSM 0x80", "unregistered (0), again: unknown", "channel of 1000 and 1000 octets",
                           "in use: yes", "channel closed, 4 buffers free"],
        "channel_client": ["plain: refused", "encrypted: 0", "100 sent, 100 echoed, 0 wrong (0)", "closed, 3 buffers free"]}),
    "extended advertising": (["ext_advertiser", "ext_scanner"], 10, [], {
        "ext_advertiser": ["advertising", "connected (0)", "set 1 made a link", "disconnected: BT_HCI_ERR_REMOTE_USER_TERM_CONN", "advertising",
                           "set 0: 50 events sent"],
        "ext_scanner": ["heard 302 octets, set 3, secondary PHY 2", "connected (0)", "disconnected: BT_HCI_ERR_LOCALHOST_TERM_CONN"]}),
    "encrypted advertising data": (["ead_beacon", "ead_observer"], 7, [], {
        "ead_beacon": ["advertising 25 octets (0)"],
        "ead_observer": ["many names, many randomizers, 0 with a wrong key (0)"]}),
    "identities": (["identities", "identities_central"], 20, [], {
        "identities": ["4 identities, one more: no room", "taken: refused", "advertising (0), deleted the default: -22",
                       "link 1 of identity 0, public, shown as it is: 1", "link 2 of identity 1, random, shown as it is: 1",
                       "link 4 of identity 3, random, shown as it is: 1"],
        "identities_central": ["4 devices (0)"]}),
    "accept list, one who is on it": (["accept_list", "accept_list_central"], 20,
                                      ["--address", "sample_accept_list_central_c=C0:FF:EE:00:00:02"], {
        "accept_list": ["connected (0) C0:FF:EE:00:00:02 (public)"],
        "accept_list_central": ["let in"]}),
    "accept list, somebody else": (["accept_list", "accept_list_central"], 20, [], {
        "accept_list_central": ["kept out"]}),
}
def on_one_stack(case):
    boards, seconds, options, expected = case
    return [f"{board}_one" for board in boards], seconds, options, {f"{board}_one": lines for board, lines in expected.items()}


# As on a board without an operating system; these do without threads of their own.
ONE_STACK = ("heart rate", "HID with a bond", "20 links", "channels")
CASES |= {f"{name}, on one stack": on_one_stack(CASES[name]) for name in ONE_STACK}
NEVER = re.compile(r"failed \(|runtime error|ERROR: \w+Sanitizer|killed by|terminate called")


def run(westwind, programs, seconds, options):
    done = subprocess.run([westwind, "run", "--virtual", *programs, "--duration", str(seconds), "--no-color", *options], capture_output=True,
                          text=True, timeout=300, stdin=subprocess.DEVNULL)
    good = done.returncode == 0 or (done.returncode == 1 and WAITS in done.stderr and "failed" not in done.stderr)
    return done.stdout, done.stderr, good


def missing_line(said, wanted):
    """The first of `wanted` that does not come behind the one before it."""
    at = 0
    for line in wanted:
        matches = re.compile(line[1:] if line.startswith("~") else re.escape(line)).fullmatch
        found = next((i for i in range(at, len(said)) if matches(said[i])), None)
        if found is None:
            return line
        at = found + 1
    return None


def judge(case, stdout, stderr, good):
    boards, _, _, expected = case
    lines = {}
    for line in stdout.splitlines():
        match = re.match(r"(?:sample_)?(\w+?)(?:_c)?(?:-\d+)? *\| (.*)", line)
        if match:
            lines.setdefault(match.group(1), []).append(match.group(2))
    for board, wanted in expected.items():
        line = missing_line(lines.get(board, []), wanted)
        if line is not None:
            return f"{board} does not say '{line}'"
    offence = NEVER.search(stdout + stderr)
    if offence:
        return f"somebody says '{offence.group(0)}'"
    return None if good else f"ended badly: {stderr.strip()}"


def main():
    westwind, folder, *names = sys.argv[1:]
    passed, failed = 0, 0
    for name, case in CASES.items():
        if names and name not in names:
            continue
        boards, seconds, options, _ = case
        programs = [f"samples/micropython/{board}" if board.endswith(".py") else f"{folder}/sample_{board}_c" for board in boards]
        first = run(westwind, programs, seconds, options)
        problem = judge(case, *first)
        if problem is None and run(westwind, programs, seconds, options)[0] != first[0]:
            problem = "another run of the same seed says something else"
        if problem is None:
            passed += 1
            continue
        failed += 1
        print(f"FAILED {name}: {problem}\n{first[0]}{first[1]}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
