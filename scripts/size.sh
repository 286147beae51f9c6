#!/usr/bin/env bash
# Flash and RAM of the host on microcontrollers, a layer a line; build/size.json; compared with tests/budget/size.txt.
# Usage: scripts/size.sh [--accept]    --accept writes the new figures into the snapshot
# The probe (tests/budget/size_probe.cpp) uses the host from its public door and is linked without libstdc++, without
# start files and with --gc-sections, so that only what a firmware needs is counted; libc and libgcc are not counted.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

probe=tests/budget/size_probe.cpp
[ -f "$probe" ] || fail "$probe is missing: nothing would use the host, so nothing would be counted"
scripts/setup.sh build firmware

common=(-std=c++20 -Os -mthumb -ffunction-sections -fdata-sections -fno-exceptions -fno-rtti -fno-threadsafe-statics
  -Wall -Wextra -Werror -Isrc -Isrc/host -I.)
linking=(-nostartfiles -nodefaultlibs "-Wl,--gc-sections" "-Wl,-e,main")
ends=("-Wl,--start-group" -lc_nano -lgcc "-Wl,--end-group")

# link NAME CPU PRESET FLAG...    the probe with the layers' archives -> build/size/NAME.{elf,map}
link() {
  local name=$1 cpu=$2 preset=$3 archives
  shift 3
  archives=$(find "build/$preset/src" -name 'libwestwind_*.a')
  # shellcheck disable=SC2086  # a list of files
  arm-none-eabi-g++ -mcpu="$cpu" "${common[@]}" "$@" "${linking[@]}" -Wl,-Map="build/size/$name.map" \
    -o "build/size/$name.elf" "$probe" -Wl,--start-group $archives -Wl,--end-group "${ends[@]}"
}

# Link-time optimisation sees all at once, so the objects go in directly.
link_lto() {
  local objects=build/size/lto source running=0
  local lto=(arm-none-eabi-g++ -mcpu=cortex-m0plus "${common[@]}" -flto=auto)
  rm -rf "$objects"
  mkdir -p "$objects"
  while read -r source; do
    "${lto[@]}" -c "$source" -o "$objects/${source//\//-}.o" &
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then
      wait -n || return 1
      running=$((running - 1))
    fi
  done < <(echo "$probe" && find src/base src/wire src/crypto src/host -name '*.cpp' ! -name '*_test.cpp')
  for (( ; running > 0; --running)); do wait -n || return 1; done
  "${lto[@]}" "${linking[@]}" -Wl,-Map=build/size/cortex-m0plus-lto.map -o build/size/cortex-m0plus-lto.elf "$objects"/*.o "${ends[@]}"
}

link_all() {
  link cortex-m0plus cortex-m0plus size-m0
  link cortex-m0plus-more cortex-m0plus size-m0 -DWESTWIND_PROBE_LINKS=5
  link cortex-m4 cortex-m4 size-m4
  link_lto
}

mkdir -p build/size
hint="src/base, wire and host must build for Cortex-M without exceptions, RTTI and libstdc++; the first 'error' or 'undefined reference' says what is not."
stage "size layers cortex-m0plus" "$hint" configure_and_build size-m0
stage "size layers cortex-m4" "$hint" configure_and_build size-m4
stage "size link" "$hint" link_all
python3 scripts/size_table.py build/size tests/budget/size.txt build/size.json "$@"
