#!/usr/bin/env bash
# How fast the simulated air is and what it costs, as a table; fails where a figure is not reached (tests/bench).
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

scripts/setup.sh build
have valgrind || scripts/setup.sh test
stage "build bench" "The first 'error:' in the log says which file." configure_and_build release --target westwind_bench westwind
bench=build/release/tests/bench/westwind_bench
status=0
"$bench" || status=1

instructions_for() {
  valgrind --tool=callgrind --toggle-collect='*countryside_passes*' --callgrind-out-file=/dev/null "$bench" "$1" 2>&1 |
    awk '/Collected/ { print $NF }'
}

# Four times the devices on four times the ground: the work has to grow with the packets in range. Counted in
# instructions, because caches flatter the small world; the seconds are beside them.
echo
printf '%-42s %12s %20s\n' "half a second of a country of" "seconds" "instructions"
declare -A work
for advertisers in 2000 8000; do
  work[$advertisers]=$(instructions_for "$advertisers")
  printf '%-42s %12s %20s\n' "$advertisers advertisers" "$("$bench" "$advertisers")" "${work[$advertisers]}"
done
printf '%-42s %12s %20s\n' "32000 advertisers" "$("$bench" 32000)" "-"
growth=$(awk -v small="${work[2000]}" -v large="${work[8000]}" 'BEGIN { printf "%.2f", large / small }')
if awk -v growth="$growth" 'BEGIN { exit !(growth <= 4.4) }'; then verdict=ok; else verdict=MISSED status=1; fi
printf '%-58s %12s x <= %8s   %s\n' "instructions for 4 times the devices" "$growth" 4.4 "$verdict"
echo
python3 tests/bench/h4_latency.py build/release/cli/westwind || status=1
exit "$status"
