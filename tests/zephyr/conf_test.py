#!/usr/bin/env python3
"""cmake/zephyr_conf.py: defaults, what follows from what, warnings, errors."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Conf(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()) if hasattr(self, "enterContext") else tempfile.mkdtemp())

    def convert(self, conf, kconfig=None):
        (self.folder / "prj.conf").write_text(conf)
        command = [sys.executable, ROOT / "cmake/zephyr_conf.py", "--out", self.folder / "out", self.folder / "prj.conf"]
        if kconfig:
            (self.folder / "Kconfig").write_text(kconfig)
            command += ["--kconfig", self.folder / "Kconfig"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return done.stderr
        self.warnings = done.stderr
        header = (self.folder / "out/autoconf.h").read_text()
        self.macros = dict(re.findall(r"#define CONFIG_(\w+) (.*)", header))
        self.config = dict(re.findall(r"\.(\w+) = (.*),", (self.folder / "out/config.c").read_text()))
        self.services = (self.folder / "out/services.txt").read_text()
        return None

    def test_defaults(self):
        self.assertIsNone(self.convert("CONFIG_BT=y\nCONFIG_BT_PERIPHERAL=y\n"))
        self.assertEqual(self.macros["BT_DEVICE_NAME"], '"Zephyr"')
        self.assertEqual(self.macros["BT_BROADCASTER"], "1")
        self.assertNotIn("BT_SMP", self.macros)
        self.assertEqual((self.config["max_conn"], self.config["preferred_mtu"], self.config["max_paired"]), ("1", "23", "0"))
        self.assertEqual(self.warnings + self.services, "")

    def test_pairing_changes_sizes(self):
        self.convert("CONFIG_BT_SMP=y\n")
        self.assertEqual((self.config["max_paired"], self.config["preferred_mtu"]), ("1", "65"))
        self.assertEqual(self.config["secure_pair_only"], "true")

    def test_the_mtu_is_what_both_buffers_hold(self):
        self.convert("CONFIG_BT_L2CAP_TX_MTU=247\nCONFIG_BT_BUF_ACL_RX_SIZE=128\n")
        self.assertEqual(self.config["preferred_mtu"], "124")

    def test_services(self):
        self.convert('CONFIG_BT_HRS=y\nCONFIG_BT_DIS=y\nCONFIG_BT_DIS_MODEL="old spelling"\nCONFIG_BT_DIS_PNP_VID=0x1234\n')
        self.assertEqual(self.services, "hrs;dis")
        self.assertEqual(self.config["model"], '"old spelling"')
        self.assertIn("{1, 52, 18, 0, 0, 1, 0}", (self.folder / "out/config.c").read_text())

    def test_text_and_comments(self):
        self.convert('# CONFIG_BT=n\n\nCONFIG_BT_DEVICE_NAME="a \\"b\\" # c"\nCONFIG_BT_ID_MAX=2   # two\n')
        self.assertEqual(self.macros["BT_DEVICE_NAME"], '"a \\"b\\" # c"')
        self.assertEqual(self.config["id_max"], "2")

    def test_unknown_symbols_are_warned_of_and_defined(self):
        self.convert("CONFIG_WHO_KNOWS=3\nCONFIG_BT_CTLR_TX_BUFFERS=7\n")
        self.assertIn("prj.conf:1: warning: CONFIG_WHO_KNOWS", self.warnings)
        self.assertNotIn("CTLR", self.warnings)
        self.assertEqual(self.macros["WHO_KNOWS"], "3")

    def test_own_kconfig(self):
        self.convert("CONFIG_SAMPLE_ON=y\n", 'mainmenu "x"\nconfig SAMPLE_ON\n\tbool "on"\nconfig SAMPLE_COUNT\n\tint "n"\n\tdefault 5\n')
        self.assertEqual((self.macros["SAMPLE_ON"], self.macros["SAMPLE_COUNT"], self.warnings), ("1", "5", ""))

    def test_errors_say_where_and_what(self):
        for conf, said in (("CONFIG_BT_ISO_BROADCASTER=y", "prj.conf:1: CONFIG_BT_ISO_BROADCASTER asks for what"), ("BT=y", "prj.conf:1: not a line like"),
                           ("CONFIG_BT=y\nCONFIG_BT_MAX_CONN=251", "prj.conf:2: CONFIG_BT_MAX_CONN=251 is not within 0 and 250"),
                           ("CONFIG_BT_MAX_CONN=y", "is a int, not True"), ("CONFIG_BT=maybe", "'maybe' is no value"),
                           ("CONFIG_BT_CENTRAL=y\nCONFIG_BT_MAX_CONN=0", "leaves no link")):
            self.assertIn(said, self.convert(conf + "\n") or "no error", conf)
        self.assertIsNone(self.convert("CONFIG_BT_ISO_BROADCASTER=n\n"))


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=0)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
