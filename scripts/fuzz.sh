#!/usr/bin/env bash
# libFuzzer on every target, under AddressSanitizer and UndefinedBehaviorSanitizer; prints a table.
# Usage: scripts/fuzz.sh [SECONDS [TARGET...]]    SECONDS for each target (default 60); ends with `N passed, N failed`
# Corpora are kept in build/fuzz/corpus and grow from run to run; an input that fails is in build/fuzz/findings.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

seconds=${1:-60}
[[ "$seconds" =~ ^[1-9][0-9]*$ ]] || fail "scripts/fuzz.sh needs a number of seconds, not '$seconds'"
shift || true

scripts/setup.sh build test check
stage "build fuzz" "The first 'error:' in the log says which file." configure_and_build fuzz --target westwind_fuzzer
fuzzer=build/fuzz/tests/fuzz/westwind_fuzzer
mapfile -t targets < <("$fuzzer" --seeds build/fuzz/corpus)
if [ $# -gt 0 ]; then targets=("$@"); fi
mkdir -p build/fuzz/findings

# one TARGET   its log is build/logs/fuzz-TARGET.log
one() {
  WESTWIND_FUZZ=$1 "$fuzzer" -max_total_time="$seconds" -max_len=1024 -timeout=10 -print_final_stats=1 -use_value_profile=1 \
    -artifact_prefix="build/fuzz/findings/$1-" "build/fuzz/corpus/$1" >"$logs/fuzz-$1.log" 2>&1
}

passed=0 failed=0
mkdir -p "$logs"
printf '%-20s %12s %10s %10s   %s\n' "target" "runs" "coverage" "corpus" "${seconds} s each"
pids=()
finish() {
  local target=$1 verdict=pass runs coverage
  wait "$2" || verdict=FAIL
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/fuzz-$target.log")
  coverage=$(grep -oE 'cov: [0-9]+' "$logs/fuzz-$target.log" | tail -n 1 | grep -oE '[0-9]+')
  printf '%-20s %12s %10s %10s   %s\n' "$target" "${runs:-?}" "${coverage:-?}" "$(find "build/fuzz/corpus/$target" -type f | wc -l)" "$verdict"
  if [ "$verdict" = pass ]; then passed=$((passed + 1)); else failed=$((failed + 1)); tail -n 25 "$logs/fuzz-$target.log" >&2; fi
}
waiting=()
for target in "${targets[@]}"; do
  one "$target" &
  waiting+=("$target") pids+=($!)
  if [ "${#pids[@]}" -ge "$jobs" ]; then
    finish "${waiting[0]}" "${pids[0]}"
    waiting=("${waiting[@]:1}") pids=("${pids[@]:1}")
  fi
done
for i in "${!pids[@]}"; do finish "${waiting[$i]}" "${pids[$i]}"; done
say "corpora: build/fuzz/corpus; findings: build/fuzz/findings"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
