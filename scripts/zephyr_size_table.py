#!/usr/bin/env python3
"""Prints what Zephyr applications cost, from the linker's maps. Usage: zephyr_size_table.py FOLDER    (called by zephyr_size.sh)"""
import sys
from pathlib import Path

import size_table

PARTS = ("host", "face", "application")


def part_of(path):
    if "/face/" in path:
        return "face"
    if "/board.o" in path:
        return None
    layer = size_table.layer_of(path)
    return {"probe": "application", None: None}.get(layer, "host")


def main():
    print(f"{'flash and static RAM, octets':38}" + "".join(f"{part:>20}" for part in (*PARTS, "together")))
    for path in sorted(Path(sys.argv[1]).glob("*/*.map")):
        parts = size_table.read_map(path, part_of)
        rows = [parts.get(part, {"text": 0, "data_bss": 0}) for part in PARTS]
        rows.append(size_table.total(parts))
        cells = "".join(f"{row['text']:>13,}{row['data_bss']:>7,}" for row in rows)
        print(f"{path.parent.name + ' ' + path.stem:38}{cells}")


if __name__ == "__main__":
    main()
