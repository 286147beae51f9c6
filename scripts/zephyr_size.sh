#!/usr/bin/env bash
# Flash and static RAM of Zephyr applications on microcontrollers, a part a line. Usage: scripts/zephyr_size.sh
# Samples, the face and the host are linked with a board that does nothing, on one stack; libc and libgcc are not counted.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

samples=(beacon heart_rate heart_rate_central hid_mouse)
common=(-mthumb -Os -ffunction-sections -fdata-sections -Wall -Wextra -Werror -Wno-unused-parameter -Wno-attributes -Iinclude -I.)
plus=(-std=gnu++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -Isrc -Isrc/host)

# compile_face CPU    the library of api/zephyr -> build/size/zephyr/CPU/face/*.o
compile_face() {
  local cpu=$1 out=build/size/zephyr/$1 source running=0
  mkdir -p "$out/face"
  while read -r source; do
    arm-none-eabi-g++ -mcpu="$cpu" "${common[@]}" "${plus[@]}" -c "$source" -o "$out/face/$(basename "$source").o" &
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then
      wait -n || return 1
      running=$((running - 1))
    fi
  done < <(find api/zephyr/kernel api/zephyr/bluetooth -name '*.cpp' ! -name '*_test.cpp' ! -name 'threads_posix.cpp' \
    ! -name 'threads_freertos.cpp' ! -name 'turns.cpp' ! -name 'start_program.cpp')
  for (( ; running > 0; --running)); do wait -n || return 1; done
  arm-none-eabi-g++ -mcpu="$cpu" "${common[@]}" "${plus[@]}" -c tests/budget/zephyr_board.cpp -o "$out/board.o"
}

# link_sample CPU PRESET SAMPLE    -> build/size/zephyr/CPU/SAMPLE.{elf,map}
link_sample() {
  local cpu=$1 out=build/size/zephyr/$1 sample=$3 source objects=() archives
  python3 cmake/zephyr_conf.py --out "$out/$sample" "samples/zephyr/$sample/prj.conf"
  for source in "samples/zephyr/$sample"/src/*.c "$out/$sample/config.c" $(tr ';' '\n' <"$out/$sample/services.txt" | sed 's|..*|api/zephyr/services/&.c|'); do
    objects+=("$out/$sample/$(basename "$source").o")
    arm-none-eabi-gcc -mcpu="$cpu" "${common[@]}" -std=gnu11 -imacros "$out/$sample/autoconf.h" -D__ZEPHYR__=1 -DKERNEL -c "$source" -o "${objects[-1]}"
  done
  mapfile -t archives < <(find "build/$2/src" -name 'libwestwind_*.a')
  arm-none-eabi-g++ -mcpu="$cpu" -mthumb -nostartfiles -nodefaultlibs -Wl,--gc-sections -Wl,-e,westwind_board_main -Wl,--wrap=main \
    -Wl,-Map="$out/$sample.map" -o "$out/$sample.elf" "${objects[@]}" "$out/board.o" \
    -Wl,--start-group "$out"/face/*.o "${archives[@]}" -lc_nano -lgcc -lnosys -Wl,--end-group
}

# measure CPU PRESET
measure() {
  local sample
  compile_face "$1"
  for sample in "${samples[@]}"; do link_sample "$1" "$2" "$sample"; done
}

scripts/setup.sh build firmware
hint="api/zephyr and src/host must build for Cortex-M without exceptions and RTTI; the first 'error' or 'undefined reference' says what is not."
for target in cortex-m0plus:size-m0 cortex-m4:size-m4; do
  stage "host for ${target%:*}" "$hint" configure_and_build "${target#*:}"
  stage "applications for ${target%:*}" "$hint" measure "${target%:*}" "${target#*:}"
done
python3 scripts/zephyr_size_table.py build/size/zephyr
