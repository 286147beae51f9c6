#!/usr/bin/env bash
# Two scripts, two MicroPython boards, one simulated radio. Further arguments go to `westwind run`.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

samples=samples/micropython
capture=build/demo.pcapng

build_tool() { cmake --preset release && cmake --build --preset release -j "$jobs" --target westwind; }

scripts/setup.sh build
stage "build westwind" "The first 'error:' in the log says which file." build_tool
scripts/micropython.sh build
exec build/release/cli/westwind run "$samples/thermometer.py" "$samples/central.py" --pcap "$capture" "$@"
