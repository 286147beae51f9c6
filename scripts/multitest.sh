#!/usr/bin/env bash
# MicroPython's own multi-board Bluetooth tests: two interpreters on one simulated air, both role orders.
# Usage: scripts/multitest.sh [--runs N] [--seed N] [--aioble FOLDER | TEST...]   ends with the line `N passed, N failed`
#   --runs N         every test and order so often (default 1)
#   --seed N         of the air in the first run, counted up from there (default 1)
#   --aioble FOLDER  aioble's own tests; FOLDER is micropython/bluetooth/aioble of a checkout of micropython-lib
#   TEST...          names without .py (default: those that have to pass); ww_* are our own, in tests/multi/multitests
# Logs and captures: build/multitest/. WESTWIND_TOOL= and WESTWIND_MICROPYTHON= name programs to use instead of
# building them.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

runs=1 seed=1 aioble='' tests=()
while [ $# -gt 0 ]; do
  case $1 in
    --runs | --seed)
      [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || fail "$1 needs a number from 1 on"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    --aioble)
      aioble=$(realpath -e -- "${2:-}" 2>/dev/null) || fail "--aioble needs a folder, and '${2:-}' is none"
      compgen -G "$aioble/multitests/*.py" >/dev/null ||
        fail "$aioble has no multitests/*.py" "Give micropython/bluetooth/aioble of a checkout of micropython-lib."
      for own in "$aioble"/multitests/*.py; do tests+=("aioble/$(basename "$own" .py)"); done
      shift 2
      ;;
    -*) fail "scripts/multitest.sh does not know '$1'" "Give --runs N, --seed N, --aioble FOLDER or names of tests." ;;
    *)
      tests+=("$1")
      shift
      ;;
  esac
done
if [ ${#tests[@]} -eq 0 ]; then
  tests=(ble_gap_advertise ble_gap_connect ble_gap_device_name ble_characteristic ble_descriptor
    ble_gattc_discover_services ble_irq_calls ble_subscribe ble_mtu ble_mtu_peripheral ble_gatt_data_transfer
    ble_gap_pair ble_gap_pair_bond
    perf_gatt_char_write perf_gatt_notify ble_l2cap perf_l2cap stress_log_filesystem)
  for own in tests/multi/multitests/ww_*.exp; do tests+=("$(basename "$own" .py.exp)"); done
fi

# file_of TEST   where it is
file_of() {
  case $1 in
    ww_*) echo "$root/tests/multi/multitests/$1.py" ;;
    aioble/*) echo "$sockets/$1.py" ;;
    *) echo "$suite/multi_bluetooth/$1.py" ;;
  esac
}

prepare() {
  local preset=release
  if [ -z "${WESTWIND_TOOL:-}" ]; then
    # After `make test` the everyday build is there already.
    if [ -x build/dev/cli/westwind ] && ! [ -x build/release/cli/westwind ]; then preset=dev; fi
    build_tool "$preset"
  fi
  if [ -z "${WESTWIND_MICROPYTHON:-}" ]; then scripts/micropython.sh build; fi
  tool=${WESTWIND_TOOL:-$root/build/$preset/cli/westwind}
  interpreter=${WESTWIND_MICROPYTHON:-$root/build/micropython/unix/micropython}
  suite=$(scripts/micropython.sh where)/tests
  [ -x "$tool" ] || fail "there is no program $tool"
  [ -x "$interpreter" ] || fail "there is no program $interpreter"
  [ -f "$suite/run-multitests.py" ] || fail "$suite has no run-multitests.py" "scripts/micropython.sh fetch gets it."
  local test
  for test in "${tests[@]}"; do
    [ -f "$(file_of "$test")" ] || fail "there is no test $(file_of "$test")"
  done
  # Called -i up to MicroPython 1.25; since then -t.
  board_option=-i
  if python3 -B "$suite/run-multitests.py" --help | grep -q -- '--test-instance'; then board_option=-t; fi
}

sockets=$(mktemp -d)
if [ -n "$aioble" ]; then
  # Its tests import the package from the folder they lie in.
  mkdir "$sockets/aioble"
  ln -s "$aioble"/multitests/*.py* "$aioble/aioble" "$sockets/aioble/"
fi
air=
stop_air() {
  if [ -n "$air" ]; then
    kill "$air" 2>/dev/null || true
    wait "$air" 2>/dev/null || true
  fi
  air=
}
trap 'stop_air; rm -rf "$sockets"' EXIT
trap 'exit 130' INT TERM

# start_air FOLDER SEED CAPTURE LOG DOOR...   a board keeps its address when the roles change
start_air() {
  local folder=$1 seed=$2 capture=$3 log=$4 doors=() door tries
  shift 4
  for door in "$@"; do doors+=(--door "unix:$folder/$door?address=02:00:00:00:00:0${door^^}"); done
  "$tool" air --seed "$seed" --pcap "$capture" "${doors[@]}" >"$log" 2>&1 </dev/null &
  air=$!
  for ((tries = 0; tries < 100; ++tries)); do
    if [ "$(find "$folder" -type s | wc -l)" -eq $# ]; then return 0; fi
    kill -0 "$air" 2>/dev/null || break
    sleep 0.05
  done
  cat "$log" >&2
  fail "westwind air did not come up"
}

# doors_of TEST ORDER   one for each board of the test, in the order of its instances
doors_of() {
  local count
  count=$(grep -c '^def instance[0-9]' "$(file_of "$1")")
  if [ "$2" = a-b ]; then echo a b c d e f | cut -d' ' -f-"$count"; else echo f e d c b a | cut -d' ' -f$((7 - count))-; fi
}

# run_one TEST ORDER RUN   prints pass, FAIL or skipped
run_one() {
  local test=$1 order=$2 run=$3 name="${1/\//-}-$2" verdict modules boards=() all door folder
  modules="WESTWIND_TESTS=$root/tests/multi/multitests,WESTWIND_MODULES=$root/api/micropython"
  if [ "$runs" -gt 1 ]; then name+="-$run"; fi
  folder=$sockets/$name
  mkdir "$folder"
  all=$(doors_of "$test" "$order")
  modules+=",WESTWIND_INTERPRETER=$interpreter"
  for door in $all; do
    boards+=("$board_option" "exec:$root/tests/multi/board.sh,WESTWIND_HCI=unix:$folder/$door,$modules")
  done
  # shellcheck disable=SC2086  # a list of doors
  start_air "$folder" $((seed + run - 1)) "$results/$name.pcapng" "$results/$name.air.log" $all
  (cd "$suite" && timeout 120 python3 -B run-multitests.py "${boards[@]}" "$(file_of "$test")") >"$results/$name.log" 2>&1 </dev/null || true
  stop_air
  verdict=$(sed -n 's/.* on .*: \(pass\|FAIL\|skip\)$/\1/p' "$results/$name.log")
  case $verdict in
    pass) echo pass ;;
    skip) echo skipped ;;
    *) echo FAIL ;;
  esac
}

# The cell of the table for one test and order, over all runs.
run_cell() {
  local good=0 other='' run verdict
  for ((run = 1; run <= runs; ++run)); do
    verdict=$(run_one "$1" "$2" "$run")
    if [ "$verdict" = pass ]; then good=$((good + 1)); else other=$verdict; fi
  done
  if [ "$runs" -eq 1 ]; then echo "${other:-pass}"; else echo "$good/$runs ${other:-pass}"; fi
}

check_captures() {
  if ! have tshark; then
    printf '%-36s skipped: tshark is missing (scripts/setup.sh test installs it)\n' "captures (tshark)"
    failed=$((failed + 1))
  elif python3 -B tests/gates/tshark_gate.py "$results"/*.pcapng >"$results/tshark.log" 2>&1 &&
    python3 -B tests/gates/link_checker.py "$results"/*.pcapng >>"$results/tshark.log" 2>&1; then
    printf '%-36s pass\n' "captures (tshark, link checker)"
    passed=$((passed + 1))
  else
    printf '%-36s FAIL\n' "captures (tshark, link checker)"
    tail -n 20 "$results/tshark.log" >&2
    failed=$((failed + 1))
  fi
}

prepare
results=$root/build/multitest
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 began=$SECONDS

printf '%-36s %-14s %-14s\n' "test" "a then b" "b then a"
# Boards mostly wait, so two tests and both orders of each run at once. But the folder of a test's boards is one, and so are
# the files they make: where it makes some, its orders follow one another.
run_test() {
  local test=$1 order
  for order in a-b b-a; do
    run_cell "$test" "$order" >"$cells/${test//\//-}-$order" &
    if grep -q 'open(' "$(file_of "$test")"; then wait; fi
  done
  wait
}

# show TEST   its line, when it has ended
show() {
  local order cell line=()
  wait "${jobs_of[$1]}"
  for order in a-b b-a; do
    cell=$(<"$cells/${1//\//-}-$order")
    line+=("$cell")
    if [[ "$cell" == *pass ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  printf '%-36s %-14s %-14s\n' "$1" "${line[@]}"
}

cells=$sockets/cells
mkdir "$cells"
declare -A jobs_of
before=
for test in "${tests[@]}"; do
  run_test "$test" &
  jobs_of[$test]=$!
  if [ -n "$before" ]; then show "$before"; fi
  before=$test
done
show "$before"
check_captures
say "logs and captures: build/multitest/   $((SECONDS - began)) s"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
