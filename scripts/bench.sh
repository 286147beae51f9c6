#!/usr/bin/env bash
# How fast the simulated air is and what it costs, as a table; fails where a figure is not reached (tests/bench).
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

scripts/setup.sh build
stage "build bench" "The first 'error:' in the log says which file." configure_and_build release --target westwind_bench
exec build/release/tests/bench/westwind_bench
