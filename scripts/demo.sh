#!/usr/bin/env bash
# Two scripts, two MicroPython boards, one simulated radio. Further arguments go to `westwind run`.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

samples=samples/micropython
capture=build/demo.pcapng

scripts/setup.sh build
build_tool release
scripts/micropython.sh build
exec build/release/cli/westwind run "$samples/thermometer.py" "$samples/central.py" --pcap "$capture" "$@"
