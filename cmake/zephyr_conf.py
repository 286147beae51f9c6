#!/usr/bin/env python3
"""Turns the prj.conf of a Zephyr application into what the build needs: autoconf.h (the symbols as macros), config.c (struct
westwind_config) and services.txt (services of ours that it wants). Warns of symbols that mean nothing here; what cannot be is an error.

    zephyr_conf.py --out DIR [--kconfig FILE] FILE..."""
import argparse
import pathlib
import re
import sys

# Known, and without effect: what they size or switch does not exist here, or is the controller's, the board's or the debugger's.
INERT = re.compile(r"^(LOG|PRINTK|CONSOLE|UART|SERIAL|RTT|USE_SEGGER|STDOUT|SHELL|ASSERT|DEBUG|TEST|ZTEST|THREAD|SCHED|MAIN_STACK|MAIN_THREAD"
                   r"|IDLE_STACK|ISR_STACK|SYSTEM_WORKQUEUE|HEAP|KERNEL|MULTITHREADING|NUM_|TIMESLICING|POLL|EVENTS|HW_STACK|INIT_STACKS"
                   r"|STACK|ARM|CORTEX|FPU|SIZE_OPT|SPEED_OPT|NO_OPT|COMPILER|NEWLIB|PICOLIBC|MINIMAL_LIBC|CBPRINTF|CPP|STD_|FLASH|NVS|ZMS|MPU"
                   r"|SETTINGS_|GPIO|LED|PWM|ADC|I2C|SPI|SENSOR|HWINFO|REBOOT|PM|RESET|WATCHDOG|ENTROPY|CSPRNG|TINYCRYPT|MBEDTLS|PSA|CRC|RING_BUFFER"
                   r"|NET_BUF|SMF|UTF8|JSON|BASE64|BOOT|MCUBOOT|IMG_|STREAM_FLASH|TFM|BUILD|SOC|BOARD|CLOCK|SYS_CLOCK|TICKLESS|COUNTER|RTC|POSIX"
                   r"|NATIVE|ARCH|EXTRA|WARN|DEPRECATED|OUTPUT|REQUIRES|CODE|LTO|USERSPACE|ATOMIC|FAULT|EXCEPTION|CORE|TRACING|IRQ|ZERO_LATENCY"
                   r"|BT_(CTLR|DEBUG|LOG|RX|HCI_TX|HCI_ACL_FLOW|HCI_RX|HCI_ECC|TX|LONG_WQ|CONN_TX|CONN_FRAG|ATT_TX|ATT_RETRY|L2CAP_TX_BUF|L2CAP_TX_FRAG"
                   r"|L2CAP_RESCHED|BUF|ASSERT|MONITOR|LL_|UART|H4|NO_DRIVER|HAS|STORE|SETTINGS_|TESTING|CONN_PARAM|CONN_CHECK|TINYCRYPT|USE|DRIVER"
                   r"|LIM_ADV|ECC|HOST_CRYPTO|SILABS|NUS|RECV|HRS_|BAS_|CTS_|IAS_|SHELL|SCAN_WITH|SEND_ECC|DF_VS|CRYPTO|GATT_(CACHING|ENFORCE)"
                   r"|EXT_ADV_CODING))")
# Parts of Zephyr's Bluetooth that are not in this host.
IMPOSSIBLE = re.compile(r"^BT_(CLASSIC|BREDR|MESH|AUDIO|BAP|CAP|VCP|ISO|CHANNEL_SOUNDING|DF|PER_ADV|EATT|L2CAP_ECRED|OTS|RFCOMM|A2DP|HFP|AVRCP"
                        r"|SUBRATING|TRANSMIT_POWER_CONTROL|PATH_LOSS|HCI_RAW|SHORTER_CONNECTION)")
SERVICES = {"BT_BAS": "bas", "BT_HRS": "hrs", "BT_IAS": "ias", "BT_IAS_CLIENT": "ias_client", "BT_CTS": "cts", "BT_ZEPHYR_NUS": "nus",
            "BT_DIS": "dis"}


class Problem(Exception):
    pass


class Symbol:
    def __init__(self, line):
        head, _, selects = line.partition(" selects ")
        parts = head.split(None, 2)
        self.name, self.kind = parts[0], parts[1]
        rest = parts[2] if len(parts) > 2 else ""
        self.selects = selects.split()
        self.least, self.most = 0, 0
        if self.kind == "int":
            value, self.least, self.most = (int(n) for n in rest.split())
            self.value = value
        else:
            self.value = rest.strip('"') if self.kind == "string" else rest == "y"


def load_symbols():
    text = (pathlib.Path(__file__).parent / "zephyr_symbols.txt").read_text()
    symbols = [Symbol(line) for line in text.splitlines() if line and not line.startswith("#")]
    return {symbol.name: symbol for symbol in symbols}


def own_symbols(path):
    """Symbols that an application's Kconfig defines, with their defaults."""
    values, name, kind = {}, None, None
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) >= 2 and words[0] in ("config", "menuconfig"):
            name, kind = words[1], None
        elif name and words and words[0] in ("bool", "int", "hex", "string"):
            kind = words[0]
            if kind == "bool":
                values.setdefault(name, False)
        elif name and len(words) >= 2 and words[0] == "default" and name not in values or (name and words[:1] == ["default"] and kind == "bool"):
            values[name] = parse_value(line.split(None, 1)[1].split(" if ")[0].strip(), path, 0)
    return values


def parse_value(text, path, number):
    if text in ("y", "n"):
        return text == "y"
    if text.startswith('"') and text.endswith('"') and len(text) >= 2:
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
        return int(text, 16)
    raise Problem(f"{path}:{number}: '{text}' is no value: y, n, a number or \"text\"")


def read_conf(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r'CONFIG_([A-Za-z0-9_]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"#]+)\s*(#.*)?', line)
        if not match:
            raise Problem(f"{path}:{number}: not a line like CONFIG_NAME=value: {line}")
        yield match.group(1), parse_value(match.group(2), path, number), f"{path}:{number}"


def check(symbol, value, where):
    kinds = {"bool": bool, "int": int, "hex": int, "string": str}
    if type(value) is not kinds[symbol.kind]:
        raise Problem(f"{where}: CONFIG_{symbol.name} is a {symbol.kind}, not {value!r}")
    if symbol.kind == "int" and not symbol.least <= value <= symbol.most:
        raise Problem(f"{where}: CONFIG_{symbol.name}={value} is not within {symbol.least} and {symbol.most}")


def gather(files, kconfig):
    symbols = load_symbols()
    given, others = {}, own_symbols(kconfig) if kconfig else {}
    own = set(others)
    for path in files:
        for name, value, where in read_conf(path):
            if IMPOSSIBLE.match(name) and value not in (False, 0):
                raise Problem(f"{where}: CONFIG_{name} asks for what Westwind does not have (docs/zephyr.md lists what it has)")
            if name in symbols:
                check(symbols[name], value, where)
                given[name] = value
            else:
                if name not in own and not INERT.match(name) and not IMPOSSIBLE.match(name):
                    print(f"{where}: warning: CONFIG_{name} means nothing here", file=sys.stderr)
                others[name] = value
    return symbols, given, others


def resolve(symbols, given):
    """All values: what is given, what that selects, and defaults."""
    values = {name: symbol.value for name, symbol in symbols.items()}
    values.update(given)
    for name in list(values):
        if values[name] is True:
            for other in symbols[name].selects:
                values[other] = True
    smp = values["BT_SMP"]
    if values["BT_SETTINGS"]:
        values["SETTINGS"] = True
    defaults = {"BT_MAX_PAIRED": 1 if smp else 0, "BT_L2CAP_TX_MTU": 65 if smp else 23, "BT_BUF_ACL_RX_SIZE": 69 if smp else 27,
                "BT_BUF_CMD_TX_SIZE": 255 if values["BT_EXT_ADV"] else 65, "BT_SMP_MIN_ENC_KEY_SIZE": 16 if values["BT_SMP_SC_ONLY"] else 7,
                "BT_DEVICE_NAME_DYNAMIC": values["BT_DEVICE_NAME_DYNAMIC"] or (values["BT_SETTINGS"] and "BT_DEVICE_NAME_DYNAMIC" not in given)}
    for name, value in defaults.items():
        if name not in given:
            values[name] = value
    # Their former spellings, which older applications use.
    for old, new in (("BT_DIS_MODEL", "BT_DIS_MODEL_NUMBER_STR"), ("BT_DIS_MANUF", "BT_DIS_MANUF_NAME_STR")):
        if old in given and new not in given:
            values[new] = values[old]
    if values["BT_ZEPHYR_NUS_DEFAULT_INSTANCE"]:
        values["BT_ZEPHYR_NUS"] = True
    if "BT_CREATE_CONN_TIMEOUT" in given and not 1 <= values["BT_CREATE_CONN_TIMEOUT"] <= 655:
        raise Problem("CONFIG_BT_CREATE_CONN_TIMEOUT is not within 1 and 655")
    if values["BT_CONN"] and values["BT_MAX_CONN"] == 0:
        raise Problem("CONFIG_BT_MAX_CONN=0 leaves no link, though CONFIG_BT_PERIPHERAL or CONFIG_BT_CENTRAL is set")
    return values


def as_macro(name, value):
    if value is True:
        return f"#define CONFIG_{name} 1\n"
    if value is False:
        return ""
    if isinstance(value, str):
        return f"#define CONFIG_{name} {c_text(value)}\n"
    return f"#define CONFIG_{name} {value}\n"


def c_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def config_members(values):
    dis = values["BT_DIS"]
    mtu = max(23, min(values["BT_L2CAP_TX_MTU"], values["BT_BUF_ACL_RX_SIZE"] - 4, 517))
    links = max(values["BT_MAX_CONN"], 1) + 1
    per_link = max(mtu, 65) + 64
    text = lambda name: c_text(values[name]) if dis and values[name] else "0"
    passkey = values.get("BT_FIXED_PASSKEY_VALUE", 0xffffffff)
    return {
        "device_name": c_text(values["BT_DEVICE_NAME"]), "appearance": values["BT_DEVICE_APPEARANCE"],
        "max_conn": max(values["BT_MAX_CONN"], 1), "max_paired": values["BT_MAX_PAIRED"], "id_max": values["BT_ID_MAX"],
        "preferred_mtu": mtu, "ext_adv_sets": values["BT_EXT_ADV_MAX_ADV_SET"] if values["BT_EXT_ADV"] else 0,
        "rpa_timeout_s": values["BT_RPA_TIMEOUT"], "create_conn_timeout_10ms": values["BT_CREATE_CONN_TIMEOUT"] * 100,
        "preferred_interval_min": values["BT_PERIPHERAL_PREF_MIN_INT"], "preferred_interval_max": values["BT_PERIPHERAL_PREF_MAX_INT"],
        "preferred_latency": values["BT_PERIPHERAL_PREF_LATENCY"], "preferred_timeout": values["BT_PERIPHERAL_PREF_TIMEOUT"],
        "transmit_octets": min(1536 + links * per_link + values["BT_BUF_ACL_TX_COUNT"] * (mtu + 64), 65000),
        "receive_octets": min(1024 + links * per_link, 65000), "subscriptions": 16 + 8 * links,
        "fixed_passkey": f"{passkey}u", "min_key_size": values["BT_SMP_MIN_ENC_KEY_SIZE"],
        "smp": values["BT_SMP"], "bondable": values["BT_BONDABLE"], "bonding_required": values["BT_BONDING_REQUIRED"],
        "secure_only": values["BT_SMP_SC_ONLY"], "secure_pair_only": values["BT_SMP_SC_PAIR_ONLY"], "signing": values["BT_SIGNING"],
        "mitm": values["BT_SMP_ENFORCE_MITM"], "privacy": values["BT_PRIVACY"], "settings": values["BT_SETTINGS"],
        "name_dynamic": values["BT_DEVICE_NAME_DYNAMIC"], "gatt_client": values["BT_GATT_CLIENT"], "caching": values["BT_GATT_CACHING"],
        "auto_data_length": values["BT_AUTO_DATA_LEN_UPDATE"], "unauthenticated_overwrite": values["BT_SMP_ALLOW_UNAUTH_OVERWRITE"],
        "auto_parameters": values["BT_GAP_AUTO_UPDATE_CONN_PARAMS"], "auto_mtu": values["BT_GATT_AUTO_UPDATE_MTU"],
        "remote_info": values["BT_REMOTE_INFO"],
        "filter_accept_list": values["BT_FILTER_ACCEPT_LIST"], "overwrite_oldest": values["BT_KEYS_OVERWRITE_OLDEST"],
        "manufacturer": text("BT_DIS_MANUF_NAME_STR"), "model": text("BT_DIS_MODEL_NUMBER_STR"),
        "serial": text("BT_DIS_SERIAL_NUMBER_STR"), "firmware": text("BT_DIS_FW_REV_STR"), "hardware": text("BT_DIS_HW_REV_STR"),
        "software": text("BT_DIS_SW_REV_STR"), "pnp_id": "pnp_id" if dis and values["BT_DIS_PNP"] else "0",
    }


def write_config(values):
    pnp = [values["BT_DIS_PNP_VID_SRC"]]
    for name in ("VID", "PID", "VER"):
        number = values[f"BT_DIS_PNP_{name}"]
        pnp += [number & 0xff, number >> 8]
    lines = ["/* Written by zephyr_conf.py. */", '#include "api/zephyr/config.h"', ""]
    if values["BT_DIS"] and values["BT_DIS_PNP"]:
        lines.append("static const uint8_t pnp_id[7] = {" + ", ".join(str(octet) for octet in pnp) + "};")
    lines.append("const struct westwind_config westwind_config = {")
    for name, value in config_members(values).items():
        lines.append(f"    .{name} = {str(value).lower() if isinstance(value, bool) else value},")
    return "\n".join([*lines, "};", ""])


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--kconfig", type=pathlib.Path)
    options = parser.parse_args()
    try:
        symbols, given, others = gather(options.files, options.kconfig)
        values = resolve(symbols, given)
    except (Problem, OSError) as problem:
        sys.exit(f"{problem}")
    if isinstance(others.get("BT_FIXED_PASSKEY_VALUE"), int):
        values["BT_FIXED_PASSKEY_VALUE"] = others["BT_FIXED_PASSKEY_VALUE"]
    options.out.mkdir(parents=True, exist_ok=True)
    macros = {**others, **{name: value for name, value in values.items()}}
    header = "/* Written by zephyr_conf.py. */\n" + "".join(as_macro(name, macros[name]) for name in sorted(macros))
    write_if_changed(options.out / "autoconf.h", header)
    write_if_changed(options.out / "config.c", write_config(values))
    wanted = [file for name, file in SERVICES.items() if values[name]]
    write_if_changed(options.out / "services.txt", ";".join(wanted))


if __name__ == "__main__":
    main()
