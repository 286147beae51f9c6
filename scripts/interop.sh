#!/usr/bin/env bash
# Our host against foreign ones from npm, on the simulated air; prints the matrix and ends with `N passed, N failed`.
# Usage: scripts/interop.sh [NAME...]    NAME: the beginning of an encounter's name, such as "ble-host central"
# WESTWIND_TOOL= and WESTWIND_MICROPYTHON= name programs to use instead of building them.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

work=$root/build/interop

install_hosts() {
  mkdir -p "$work"
  cp tests/interop/package.json "$work/"
  (cd "$work" && npm install --no-audit --no-fund --ignore-scripts)
}

# btvirt's sockets and its ciphers, see tests/interop/btvirt_preload.c.
build_preload() {
  gcc -std=c11 -Wall -Wextra -Werror -O1 -shared -fPIC -o "$work/btvirt_preload.so" tests/interop/btvirt_preload.c -lcrypto
}

scripts/setup.sh build test
have btvirt || scripts/setup.sh controllers
# Somebody's own Node.js does as well.
if ! have npm || ! have node; then scripts/setup.sh interop; fi
if [ -z "${WESTWIND_TOOL:-}" ]; then build_tool release; fi
if [ -z "${WESTWIND_MICROPYTHON:-}" ]; then scripts/micropython.sh build; fi
stage "foreign hosts" "npm needs its registry; the log has what it said." install_hosts
stage "btvirt preload" "It needs libssl-dev." build_preload
python3 -B tests/interop/run_interop.py --tool "${WESTWIND_TOOL:-$root/build/release/cli/westwind}" \
  --micropython "${WESTWIND_MICROPYTHON:-$root/build/micropython/unix/micropython}" --modules "$work/node_modules" \
  --btvirt-preload "$work/btvirt_preload.so" "$@"
