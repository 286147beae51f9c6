#!/usr/bin/env bash
# The page of `westwind report` in headless Chromium, with the rest of that tool's eyes. Installs Chromium when it is missing.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

scripts/setup.sh build browser
build_tool dev
python3 tests/cli/run.py build/dev/cli/westwind Eyes
