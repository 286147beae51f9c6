#!/usr/bin/env bash
# clang-format on every C and C++ file of the project; with --check only says which files would change.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

have clang-format || fail "clang-format is missing" "Run scripts/setup.sh check."
folders=()
for folder in src api ports cli include tests; do
  [ -d "$folder" ] && folders+=("$folder")
done
[ "${#folders[@]}" -gt 0 ] || exit 0
files() { find "${folders[@]}" -type f \( -name '*.[ch]' -o -name '*.[ch]pp' \) -print0; }

if [ "${1:-}" = --check ]; then
  files | xargs -0 -r clang-format --dry-run --Werror
else
  files | xargs -0 -r clang-format -i
fi
