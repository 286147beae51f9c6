#!/usr/bin/env python3
"""Prints what the host costs, from the linker's maps. Usage: size_table.py MAPS SNAPSHOT JSON [--accept]

Called by scripts/size.sh. Counts by input file: a layer is `libwestwind_<layer>.a`, the probe is the object that uses
it (templates and the Storage it declares live there); libc and libgcc are left out. Exits non-zero when a figure grew
by more than 2 % over the snapshot or passed its budget. Budgets that are known to be missed stand, with the reason, in
known_shortfalls.txt beside the snapshot: they are named in every run, and a line there that is not true any more fails.
"""
import json
import re
import sys
from pathlib import Path

TARGETS = ("cortex-m0plus", "cortex-m0plus-lto", "cortex-m4")
# The agreed budgets, bytes: four links, everything switched on.
BUDGETS = {
    "cortex-m0plus": {"text": 45000, "data_bss": 7000},
    "cortex-m0plus-lto": {"text": 42000, "data_bss": 7000},
    "cortex-m4": {"text": 44000, "data_bss": 7000},
    "ram_per_link": 300,
}
GROWTH = 1.02
INPUT = re.compile(r"^ (\.\S+|COMMON)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+) (\S.*)$")


def layer_of(path):
    """The layer's name for our own files, None for the toolchain's."""
    archive = re.search(r"libwestwind_(\w+)\.a", path)
    if archive:
        return archive.group(1)
    if re.search(r"lib(gcc|c|c_nano|g|m)\.a|/crt|libgcc", path):
        return None
    return "probe"


def kind_of(section):
    if section.startswith((".text", ".rodata")):
        return "text"
    if section.startswith((".data", ".bss")) or section == "COMMON":
        return "data_bss"
    return None


def read_map(path, name_of=layer_of):
    """{layer: {"text": bytes, "data_bss": bytes}} of the sections that stayed in."""
    layers = {}
    text = path.read_text().split("Linker script and memory map", 1)[1]
    # A long section name stands on a line of its own: join it with the numbers below it.
    text = re.sub(r"^( \.\S+)\n\s+(0x)", r"\1 \2", text, flags=re.MULTILINE)
    for line in text.splitlines():
        found = INPUT.match(line)
        if not found:
            continue
        layer, kind = name_of(found.group(3)), kind_of(found.group(1))
        if layer and kind:
            row = layers.setdefault(layer, {"text": 0, "data_bss": 0})
            row[kind] += int(found.group(2), 16)
    return layers


def total(layers):
    return {kind: sum(row[kind] for row in layers.values()) for kind in ("text", "data_bss")}


def measure(maps):
    by_layer = {target: read_map(maps / f"{target}.map") for target in TARGETS}
    figures = {target: total(rows) for target, rows in by_layer.items()}
    one_more = total(read_map(maps / "cortex-m0plus-more.map"))
    figures["ram_per_link"] = one_more["data_bss"] - figures["cortex-m0plus"]["data_bss"]
    return by_layer, figures


def print_table(by_layer):
    print(f"{'':24}" + "".join(f"{target:>22}" for target in TARGETS))
    print(f"{'layer':24}" + f"{'flash':>12}{'RAM':>10}" * len(TARGETS))
    order = ["base", "wire", "crypto", "host", "probe"]
    names = sorted({n for rows in by_layer.values() for n in rows}, key=lambda n: order.index(n) if n in order else 9)
    for name in [*names, "total"]:
        cells = ""
        for target in TARGETS:
            rows = by_layer[target]
            row = total(rows) if name == "total" else rows.get(name)
            cells += f"{row['text']:>12,}{row['data_bss']:>10,}" if row else f"{'-':>12}{'-':>10}"
        print(f"{name:24}{cells}")


def flatten(figures):
    flat = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            flat.update({f"{key} {kind}": n for kind, n in value.items()})
        else:
            flat[key] = value
    return flat


def read_snapshot(path):
    if not path.exists():
        return {}
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return {name: int(number) for name, number in (line.rsplit(maxsplit=1) for line in lines)}


def complaints_about(figures, snapshot, shortfalls=()):
    said = []
    budgets = flatten(BUDGETS)
    for name, now in flatten(figures).items():
        before = snapshot.get(name)
        over = name in budgets and now > budgets[name]
        if over and name not in shortfalls:
            said.append(f"{name}: {now:,} bytes, over its budget of {budgets[name]:,}")
        if name in shortfalls and not over:
            said.append(f"{name}: within its budget again: take it out of known_shortfalls.txt")
        if before is None:
            said.append(f"{name}: {now:,} bytes, not in the snapshot yet (scripts/size.sh --accept)")
        elif now > before * GROWTH:
            said.append(f"{name}: grew from {before:,} to {now:,} bytes, more than 2 %: shrink it, "
                        "or take it on purpose with scripts/size.sh --accept")
    return said


def read_shortfalls(path):
    """Name -> reason; a line is `name: reason`."""
    if not path.exists():
        return {}
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(": ", maxsplit=1) for line in lines)


def write_snapshot(path, figures):
    head = "# Bytes, written by `scripts/size.sh --accept`; a growth of more than 2 % fails the size gate.\n"
    path.write_text(head + "".join(f"{name} {number}\n" for name, number in flatten(figures).items()))


def main():
    maps, snapshot, out = (Path(argument) for argument in sys.argv[1:4])
    by_layer, figures = measure(maps)
    print_table(by_layer)
    print(f"\nRAM of one more link: {figures['ram_per_link']:,} bytes")
    out.write_text(json.dumps(figures, indent=2) + "\n")
    if "--accept" in sys.argv[4:]:
        write_snapshot(snapshot, figures)
    shortfalls = read_shortfalls(snapshot.with_name("known_shortfalls.txt"))
    budgets, flat = flatten(BUDGETS), flatten(figures)
    for name, reason in shortfalls.items():
        print(f"known shortfall: {name}: {flat[name]:,} of {budgets[name]:,} bytes: {reason}")
    said = complaints_about(figures, read_snapshot(snapshot), shortfalls)
    for line in said:
        print(f"size: {line}")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
