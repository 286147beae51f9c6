# shellcheck shell=bash
# Sourced by the other scripts: where the project lies, and how a stage is run and reported.
# A stage is silent while it works and prints one line when done; on failure it prints the end of its log,
# where the whole log lies and what to do next.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
logs="$root/build/logs"
# shellcheck disable=SC2034  # used by those who source this
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}

say() { printf '%s\n' "$*"; }

# fail WHAT [WHAT TO DO]
fail() {
  printf 'error: %s\n' "$1" >&2
  if [ -n "${2:-}" ]; then printf '       %s\n' "$2" >&2; fi
  exit 1
}

# stage NAME HINT COMMAND...   returns the command's status; `|| exit 1` or `set -e` ends the script
stage() {
  local name=$1 hint=$2 log status=0 began=$SECONDS
  shift 2
  mkdir -p "$logs"
  log="$logs/${name//[^A-Za-z0-9_.-]/-}.log"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then
    printf '  ok      %-28s %4d s\n' "$name" $((SECONDS - began))
    return 0
  fi
  printf '  FAILED  %-28s %4d s\n' "$name" $((SECONDS - began))
  {
    printf -- '--- the last lines of %s\n' "${log#"$root"/}"
    tail -n 40 "$log"
    printf -- '---\n'
    if [ -n "$hint" ]; then printf 'what to do: %s\n' "$hint"; fi
  } >&2
  return "$status"
}

# configure_and_build PRESET [OPTION...]   the options are cmake --build's
configure_and_build() { cmake --preset "$1" && cmake --build --preset "$1" -j "$jobs" "${@:2}"; }

# build_tool PRESET   the program build/PRESET/cli/westwind
build_tool() {
  stage "build westwind" "The first 'error:' in the log says which file." configure_and_build "$1" --target westwind
}

have() { command -v "$1" >/dev/null 2>&1; }
