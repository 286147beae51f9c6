#!/usr/bin/env bash
# Sizes of the built-in ciphers on Cortex-M0+ at -Os, and instructions for each operation on this machine at -O2.
# Usage: src/crypto/measure.sh    from the project root; needs arm-none-eabi-g++ and valgrind, says which is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
strict=(-std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -Wall -Wextra -Werror -Isrc)

# Only what is used is linked, from the root symbols given; libc and libgcc are left out of the sum.
linked_text() {
  arm-none-eabi-nm --print-size --size-sort --radix=d "$1" |
    awk '$3 ~ /^[tTrRwWvV]$/ && $4 ~ /westwind/ && !seen[$1]++ { sum += $2 } END { printf "%d", sum }'
}
size_of() {
  local name=$1
  shift
  local roots=() sources=(src/crypto/{builtin_aes128,builtin_p256,ccm,cmac,p256_field,p256_point,toolbox}.cpp src/base/assert.cpp)
  for symbol in "$@"; do roots+=("-Wl,-u,$symbol"); done
  arm-none-eabi-g++ -Os -mcpu=cortex-m0plus -mthumb -ffunction-sections -fdata-sections "${strict[@]}" -nostartfiles \
    -nodefaultlibs -Wl,--gc-sections "-Wl,-e,$1" "${roots[@]}" -o "$folder/$name.elf" "$folder/pure.cpp" "${sources[@]}" \
    -Wl,--start-group -lc_nano -lgcc -Wl,--end-group
  printf '%-22s %6d bytes of text, Cortex-M0+ -Os\n' "$name" "$(linked_text "$folder/$name.elf")"
}

if command -v arm-none-eabi-g++ >/dev/null; then
  echo 'extern "C" void __cxa_pure_virtual() {}' >"$folder/pure.cpp"
  crypto=_ZN8westwind6crypto
  size_of aes "${crypto}13BuiltinAes1287encryptERKSt5arrayIhLj16EES5_RS3_"
  size_of aes+cmac "${crypto}13BuiltinAes1287encryptERKSt5arrayIhLj16EES5_RS3_" "${crypto}4Cmac6finishEv" \
    "${crypto}4Cmac6absorbESt4spanIKhLj4294967295EEb" "${crypto}4CmacD1Ev"
  size_of p256 "${crypto}11BuiltinP2564workEv" "${crypto}11BuiltinP2565agreeERKNS0_9PublicKeyERSt5arrayIhLj32EENS_8DelegateIFvNS_6ResultIvEEEEE" \
    "${crypto}11BuiltinP2568generateERKSt5arrayIhLj32EERNS0_9PublicKeyENS_8DelegateIFvNS_6ResultIvEEEEE"
else
  echo "arm-none-eabi-g++ is not installed (gcc-arm-none-eabi): no sizes"
fi

if command -v valgrind >/dev/null; then
  g++ -O2 "${strict[@]}" -o "$folder/measure" src/crypto/measure_test.cpp \
    src/crypto/{builtin_aes128,builtin_p256,ccm,cmac,p256_field,p256_point}.cpp src/base/assert.cpp
  instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$folder/measure" "$1" "$2" 2>&1 | awk '/Collected/ { print $NF }'
  }
  # Twice as often minus once: starting the program does not count.
  for operation in keygen ecdh aes ccm251; do
    printf '%-22s %10d instructions, this machine -O2\n' "$operation" \
      $(($(instructions "$operation" 2) - $(instructions "$operation" 1)))
  done
else
  echo "valgrind is not installed: no instructions"
fi
