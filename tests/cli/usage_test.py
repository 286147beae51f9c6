"""Help that helps, and bad arguments that get one clear line."""

from bench import Bench, FAKE_MICROPYTHON


class Usage(Bench):
    def test_help_names_commands_and_an_example(self):
        tool = self.run_tool("--help")
        self.assertEqual(tool.status, 0)
        for text in ("air", "run", "westwind run thermometer.py central.py", "--version"):
            self.assertIn(text, tool.out)

    def test_help_of_commands_explains_every_option(self):
        for command, options in {
            "air": ("--door", "--seed", "--pcap", "--btsnoop", "--position", "--loss", "--scenario", "--speed"),
            "run": ("--micropython", "--duration", "--grace", "--repl", "--address", "--seed",
                    "--pcap", "--btsnoop", "--position", "--loss", "--color", "--scenario", "--speed"),
            "sniff": ("FILE", "--follow", "--air", "--hci", "--losses", "--brief", "--board"),
            "report": ("FILE", "--output"),
        }.items():
            tool = self.run_tool(command, "--help")
            self.assertEqual(tool.status, 0)
            self.assertRegex(tool.out, "Examples?:")
            for option in options:
                self.assertIn(option, tool.out)
            self.assertLessEqual(max(map(len, tool.lines["out"])), 110)

    def test_bad_arguments(self):
        good = self.path("good.py")
        open(good, "w").close()
        cases = [
            ([], "which command"),
            (["fly"], "fly"),
            (["--fly"], "--fly"),
            (["air", "--fly"], "--fly"),
            (["air", "extra"], "extra"),
            (["air", "--seed", "x"], "--seed"),
            (["air", "--loss", "1.5"], "--loss"),
            (["air", "--loss", "-1"], "--loss"),
            (["air", "--loss", "much"], "--loss"),
            (["air", "--door"], "--door"),
            (["air", "--door", "/tmp/x"], "must begin with"),
            (["air", "--door", "tcp:localhost:99999"], "port"),
            (["air", "--door", "unix:" + "x" * 200], "107"),
            (["air", "--door", "unix:/tmp/x?address=12"], "six octets"),
            (["air", "--door", "unix:/tmp/x?profile=6"], "4.2 or 5"),
            (["air", "--position", "board-1"], "NAME=VALUE"),
            (["air", "--position", "board-1=1"], "x,y"),
            (["air", "--position", "board-1=1,2,3,4"], "x,y"),
            (["air", "--position", "board-1=1,nan"], "x,y"),
            (["air", "--position", "kitchen=1,2"], "kitchen"),
            (["run"], "which scripts"),
            (["run", "--fly", good], "--fly"),
            (["run", "nothing.py"], "no script nothing.py"),
            (["run", good, self.folder], "is a folder"),
            (["run", good, "--repl", "2"], "no board '2'"),
            (["run", good, "--repl", "bad"], "no board 'bad'"),
            (["run", good, "--position", "bad=1,2"], "there are: good"),
            (["run", good, "--address", "bad=C0:FF:EE:00:00:01"], "there are: good"),
            (["run", good, "--address", "good=C0"], "C0:FF:EE:00:00:01"),
            (["run", good, "--controller", "bad=profile=5"], "there are: good"),
            (["run", good, "--controller", "good=acl-packets=0"], "1 to 254"),
            (["run", good, "--controller", "good=address=C0:FF:EE:00:00:01"], "--address"),
            (["run", good, "--duration", "0"], "--duration"),
            (["run", good, "--grace", "-1"], "--grace"),
        ]
        for arguments, text in cases:
            with self.subTest(arguments=arguments):
                self.assert_usage_error(self.run_tool(*arguments), text)

    def test_options_may_stand_anywhere_and_repeat(self):
        for name in ("a.py", "b.py"):
            with open(self.path(name), "w") as file:
                file.write("print('here')")
        tool = self.run_tool("run", "--position", "a=1,2", self.path("a.py"), "--position", "b=3,4,5",
                             "--micropython", FAKE_MICROPYTHON, self.path("b.py"))
        self.assertEqual(tool.status, 0, tool.err)
        self.assertIn("a | here", tool.out)
        self.assertIn("b | here", tool.out)

    def test_two_boards_cannot_have_one_address(self):
        for name in ("a.py", "b.py"):
            open(self.path(name), "w").close()
        address = "C0:FF:EE:00:00:01"
        self.assert_usage_error(
            self.run_tool("run", self.path("a.py"), self.path("b.py"),
                          "--address", "a=" + address, "--address", "b=" + address.lower()),
            "'a' and 'b' cannot both have address " + address,
        )
