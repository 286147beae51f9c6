#!/usr/bin/env bash
# The applications of tests/zephyr on FreeRTOS, in virtual time. Usage: scripts/freertos.sh FOLDER    a checkout of FreeRTOS-Kernel
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

kernel=${1:-}
[ -n "$kernel" ] || fail "which FreeRTOS? scripts/freertos.sh FOLDER, a checkout of FreeRTOS-Kernel"
kernel=$(realpath "$kernel")
[ -f "$kernel/portable/ThirdParty/GCC/Posix/port.c" ] ||
  fail "$kernel has no portable/ThirdParty/GCC/Posix/port.c: it is not a checkout of FreeRTOS-Kernel, or lacks a submodule"

build() {
  cmake --preset dev -B build/freertos "-DWESTWIND_FREERTOS_KERNEL=$kernel" &&
    cmake --build build/freertos -j "$jobs" --target westwind zephyr_freertos
}

scripts/setup.sh build test
stage "build freertos" "The first 'error:' in the log says which file." build
python3 tests/zephyr/apps_test.py build/freertos/cli/westwind build/freertos/tests/zephyr freertos
