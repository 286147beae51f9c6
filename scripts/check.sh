#!/usr/bin/env bash
# All local checks that are no tests. Every one runs, also after a failure.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

scripts/setup.sh build test check
failed=0

clang_tidy() {
  cmake --preset tidy
  run-clang-tidy -quiet -j "$jobs" -p build/tidy "$root/(src|api|ports|cli)/.*(?<!_test)\.cpp$"
}

stage "format" "make format" scripts/format.sh --check || failed=1
stage "tidy" "Each line says what, why, and what to do." python3 tests/tidy/tidy.py || failed=1
# SC2317: functions that `stage` calls look unreachable.
stage "shellcheck" "Each finding has a page under its SC number." shellcheck -x -e SC2317 scripts/*.sh .ci/run || failed=1
stage "clang-tidy" "The log names file, line and check; .clang-tidy says which checks are on." clang_tidy || failed=1
exit "$failed"
