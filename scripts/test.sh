#!/usr/bin/env bash
# Every test. Ends with `N passed, N failed` (single test cases, script tests and multitests together);
# exits non-zero when anything failed. WESTWIND_QUICK=1 leaves out the sanitizers, the size gate and multitest.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

passed=0 failed=0 skipped=0
began=$SECONDS

# add "N passed, N failed[, N skipped]"
add() {
  local numbers
  numbers=$(grep -oE '[0-9]+' <<<"$1")
  # shellcheck disable=SC2086
  set -- $numbers
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + ${3:-0}))
}

summary_of() { grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$1" | tail -n 1; }

# gate NAME HINT COMMAND...   counts as one test
gate() {
  if stage "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# Builds a preset and runs its tests; prints what failed; leaves the sum in $line.
line=
run_preset() {
  local preset=$1 hint="The first 'error:' in the log says which file." log="$logs/tests-$1.log" start=$SECONDS
  line="0 passed, 1 failed"
  stage "build $preset" "$hint" configure_and_build "$preset" || return 0
  rm -rf "build/$preset/results"
  ctest --preset "$preset" -j "$jobs" --output-junit results.xml >"$log" 2>&1 </dev/null || true
  python3 scripts/count_tests.py "build/$preset" >"$logs/count-$preset.log" 2>&1 || true
  line=$(summary_of "$logs/count-$preset.log")
  [ -n "$line" ] || line="0 passed, 1 failed"
  if [[ "$line" == *" 0 failed"* ]]; then
    printf '  ok      %-28s %4d s   %s\n' "tests $preset" $((SECONDS - start)) "$line"
  else
    printf '  FAILED  %-28s %4d s   %s\n' "tests $preset" $((SECONDS - start)) "$line"
    cat "$logs/count-$preset.log"
    say "all of the output: ${log#"$root"/}"
  fi
}

run_multitest() {
  local log="$logs/multitest.log" status=0 sum
  [ -x scripts/multitest.sh ] || return 0
  mkdir -p "$logs"
  # The air with the sanitizers, as built already: one build less, and more eyes.
  WESTWIND_TOOL=$root/build/asan/cli/westwind scripts/multitest.sh 2>&1 </dev/null | tee "$log" || status=$?
  sum=$(summary_of "$log")
  if [ -n "$sum" ]; then add "$sum"; fi
  # An exit status that its own sum does not explain is one more failure.
  if [ -z "$sum" ] || { [ "$status" -ne 0 ] && [[ "$sum" == *" 0 failed"* ]]; }; then
    say "scripts/multitest.sh ended with status $status; its output: ${log#"$root"/}"
    failed=$((failed + 1))
  fi
}

size=
end_of_size() {
  local status=0
  wait "$size" || status=$?
  cat "$logs/size-behind.log"
  return "$status"
}

if [ -n "${WESTWIND_QUICK:-}" ]; then
  scripts/setup.sh build test
  run_preset dev
  add "$line"
else
  scripts/setup.sh build test firmware
  # First, for the tests that run scripts on it.
  gate "micropython" "scripts/micropython.sh build says what is wrong." scripts/micropython.sh build
  # One build for all cases, under the sanitizers: a second one without them would cost minutes and find nothing more.
  run_preset asan
  add "$line"
  # Beside the boards of multitest, which mostly wait, and behind them.
  nice -n 19 scripts/size.sh >"$logs/size-behind.log" 2>&1 </dev/null &
  size=$!
  run_multitest
  gate "size" "The table in the log says what grew; scripts/size.sh --accept takes the new figures on purpose." end_of_size
fi

say "tests took $((SECONDS - began)) s"
if [ "$skipped" -gt 0 ]; then
  say "$passed passed, $failed failed, $skipped skipped"
else
  say "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
