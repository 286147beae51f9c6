"""Doors of `westwind air`: kinds of doors, places that are taken, and what is left when they close."""

import os
import re
import signal
import socket
import stat

from bench import Bench, wait_until
from h4_host import LE_READ_BUFFER_SIZE, READ_LOCAL_VERSION, Gone, Host


class Doors(Bench):
    def serve(self, *doors, options=()):
        arguments = ["air"]
        for door in doors:
            arguments += ["--door", door]
        tool = self.start(*arguments, *options)
        tool.wait_for("Stop with Ctrl-C")
        return tool

    def host(self, url):
        host = Host(url)
        self.hosts.append(host)
        return host

    def test_unix_door(self):
        path = self.path("air")
        tool = self.serve("unix:" + path)
        host = self.host("unix:" + path)
        host.reset()
        self.assertEqual(tool.stop(), 0)
        self.assertFalse(os.path.lexists(path))
        self.assertRaises(Gone, host.packet)

    def test_controllers_are_as_the_door_says(self):
        path = self.path("old")
        tool = self.serve(f"unix:{path}?profile=4.2&acl-packets=3&clock-drift=-40")
        for _ in range(2):  # every host that comes
            host = self.host("unix:" + path)
            self.assertEqual(host.check(READ_LOCAL_VERSION)[0], 8)
            self.assertEqual(host.check(LE_READ_BUFFER_SIZE), b"\xfb\x00\x03")
        self.assertEqual(tool.stop(), 0)

    def test_tcp_door_on_any_free_port(self):
        tool = self.serve("tcp:127.0.0.1:0")
        port = re.search(r"Serving tcp:127\.0\.0\.1:(\d+)", tool.out).group(1)
        self.assertNotEqual(port, "0")
        self.host("tcp:127.0.0.1:" + port).reset()
        self.assertEqual(tool.stop(signal.SIGTERM), 0)

    def test_pty_door(self):
        path = self.path("radio")
        tool = self.serve("pty:" + path)
        self.assertTrue(os.path.islink(path))
        first = os.readlink(path)
        host = self.host("pty:" + path)
        host.reset()
        address = host.address()
        # A host that closes gives way to the next one: a fresh pty, the same board.
        host.send(b"\x01")
        host.close()
        tool.wait_for("board-1 left", "err")
        self.assertTrue(wait_until(lambda: os.path.islink(path)))
        host = self.host("pty:" + path)
        host.reset()
        self.assertEqual(host.address(), address)
        self.assertTrue(first.startswith("/dev/pts/"))
        self.assertEqual(tool.stop(), 0)
        self.assertFalse(os.path.lexists(path))

    def test_several_doors_lead_to_one_air(self):
        tool = self.serve("unix:" + self.path("a"), "unix:" + self.path("b"), "pty:" + self.path("c"))
        hosts = [self.host(url) for url in ("unix:" + self.path("a"), "unix:" + self.path("b"),
                                            "pty:" + self.path("c"))]
        for host in hosts:
            host.reset()
        self.assertEqual(len({host.address() for host in hosts}), 3)
        self.assertEqual(tool.stop(), 0)

    def test_addresses_depend_on_seed_and_number_only(self):
        seen = []
        for seed in ("1", "1", "2"):
            tool = self.serve("unix:" + self.path("air"), options=("--seed", seed))
            hosts = [self.host("unix:" + self.path("air")) for _ in range(2)]
            for host in hosts:
                host.reset()
            seen.append({host.address() for host in hosts})
            self.assertEqual(tool.stop(), 0)
        self.assertEqual(seen[0], seen[1])
        self.assertTrue(seen[0].isdisjoint(seen[2]))

    def test_a_host_that_comes_back_is_the_board_it_was(self):
        tool = self.serve("unix:" + self.path("air"))
        host = self.host("unix:" + self.path("air"))
        host.reset()
        address = host.address()
        host.close()
        tool.wait_for("board-1 left", "err")
        host = self.host("unix:" + self.path("air"))
        host.reset()
        self.assertEqual(host.address(), address)
        self.assertEqual(tool.stop(), 0)

    def test_second_live_board_with_the_same_address_is_refused(self):
        url = "unix:" + self.path("air")
        tool = self.serve(url + "?address=C0:FF:EE:00:00:01")
        first = self.host(url)
        first.reset()
        self.assertEqual(first.address(), bytes.fromhex("010000eeffc0"))
        second = self.host(url)
        self.assertRaises(Gone, second.packet)
        tool.wait_for("refused: address C0:FF:EE:00:00:01 is in use", "err")
        first.reset()
        # Free again as soon as the first has gone, however fast the next one comes.
        first.close()
        third = self.host(url)
        third.reset()
        self.assertEqual(third.address(), bytes.fromhex("010000eeffc0"))
        self.assertEqual(tool.stop(), 0)

    def test_socket_of_a_live_server_is_refused_and_kept(self):
        url = "unix:" + self.path("air")
        tool = self.serve(url)
        host = self.host(url)
        host.reset()
        self.assert_trouble(self.run_tool("air", "--door", url), url, "already served")
        host.reset()
        self.host(url).reset()
        self.assertEqual(tool.stop(), 0)

    def test_socket_of_a_dead_server_is_replaced(self):
        path = self.path("air")
        stale = socket.socket(socket.AF_UNIX)
        stale.bind(path)
        stale.close()
        tool = self.serve("unix:" + path)
        self.host("unix:" + path).reset()
        self.assertEqual(tool.stop(), 0)

    def test_other_files_in_the_way_are_left_untouched(self):
        path = self.path("precious")
        with open(path, "w") as file:
            file.write("do not lose me")
        for scheme in ("unix:", "pty:"):
            self.assert_trouble(self.run_tool("air", "--door", scheme + path), "left untouched")
        with open(path) as file:
            self.assertEqual(file.read(), "do not lose me")

    def test_pty_links_in_the_way(self):
        stale, foreign = self.path("stale"), self.path("foreign")
        os.symlink("/dev/pts/999999", stale)
        os.symlink(self.folder, foreign)
        tool = self.serve("pty:" + stale)
        self.host("pty:" + stale).reset()
        self.assert_trouble(self.run_tool("air", "--door", "pty:" + stale), "already a link")
        self.assertEqual(tool.stop(), 0)
        self.assert_trouble(self.run_tool("air", "--door", "pty:" + foreign), "already a link")
        self.assertTrue(os.path.islink(foreign))

    def test_places_that_cannot_be_used(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            url = "tcp:127.0.0.1:%d" % taken.getsockname()[1]
            self.assert_trouble(self.run_tool("air", "--door", url), url, "the port is in use")
        for url in ("unix:" + self.path("no/such/folder"), "pty:" + self.path("no/such/folder")):
            self.assert_trouble(self.run_tool("air", "--door", url), url, "No such file")
        self.assert_trouble(self.run_tool("air", "--door", "tcp:no.such.host.invalid:9000"),
                            "no address for this host name")

    def test_one_bad_door_leaves_nothing_of_the_good_ones(self):
        path = self.path("air")
        self.assert_trouble(
            self.run_tool("air", "--door", "unix:" + path, "--door", "unix:" + self.path("no/where")),
            "no/where")
        self.assertFalse(os.path.lexists(path))

    def test_a_door_removes_only_its_own_socket(self):
        path = self.path("air")
        tool = self.serve("unix:" + path)
        os.unlink(path)
        other = socket.socket(socket.AF_UNIX)
        other.bind(path)
        self.assertEqual(tool.stop(), 0)
        self.assertTrue(stat.S_ISSOCK(os.lstat(path).st_mode))
        other.close()
