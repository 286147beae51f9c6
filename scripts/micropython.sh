#!/usr/bin/env bash
# Real MicroPython, never patched, never committed. Usage: scripts/micropython.sh [fetch | build | where]
#   fetch   Debian's source package into build/micropython/src (kept between runs; archives in build/micropython/cache)
#   build   fetch, then the unix port with Westwind as user C module: build/micropython/unix/micropython
#   where   print the folder of the sources
# MICROPYTHON_DIR=FOLDER        use that checkout instead of the package
# WESTWIND_DEBIAN_MIRROR=URL    Debian archive to take the package from, where apt itself is not set up for Debian
# WESTWIND_USER_MODULES=FOLDER  user modules to build in, instead of ours (for trying the recipe)
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

version=1.25.0+ds-1
suite=trixie
work="$root/build/micropython"
sources=${MICROPYTHON_DIR:-$work/src}
by_hand="Or set MICROPYTHON_DIR= to a checkout of MicroPython 1.25 or later."

# The archive this machine already trusts; only the suite is ours.
archive() {
  if [ -n "${WESTWIND_DEBIAN_MIRROR:-}" ]; then
    echo "$WESTWIND_DEBIAN_MIRROR"
    return
  fi
  # shellcheck disable=SC2016  # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(ORIGIN)' 2>/dev/null |
    awk '$3 == "Debian" && $2 !~ /security/ { print $1; exit }'
}

keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
    if [ -r "$file" ]; then echo "$file"; return; fi
  done
}

# An apt of our own: lists, cache and state below build/, so neither root nor the machine's settings are touched.
private_apt() {
  apt-get \
    -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o "Dir::Etc::sourceparts=/dev/null" \
    -o "Dir::State=$work/apt/state" -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" \
    -o "APT::Sandbox::User=" -o "Acquire::Languages=none" -o "Acquire::Retries=2" "$@"
}

download() {
  local mirror=$1 keys=$2
  mkdir -p "$work/apt/state" "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/cache"
  printf 'deb-src [signed-by=%s] %s %s main\n' "$keys" "$mirror" "$suite" >"$work/apt/sources.list"
  private_apt -qq -o APT::Update::Error-Mode=any update
  # apt checks what it downloads against the signed list.
  (cd "$work/cache" && private_apt -qq source --download-only "micropython=$version")
}

# The .dsc names each archive's SHA-256: checked here again, because the cache may be older than this run.
verify() {
  cd "$work/cache"
  sed -n '/^Checksums-Sha256:/,/^[^ ]/{s/^ \([0-9a-f]\{64\}\) [0-9]* \(.*\)$/\1  \2/p}' "micropython_$version.dsc" |
    sha256sum --check --strict
}

unpack() {
  rm -rf "$work/src.part"
  dpkg-source --no-copy --no-check --skip-patches -x "$work/cache/micropython_$version.dsc" "$work/src.part"
  mv "$work/src.part" "$work/src"
}

fetch() {
  if [ -n "${MICROPYTHON_DIR:-}" ]; then
    [ -f "$sources/extmod/modbluetooth.h" ] ||
      fail "MICROPYTHON_DIR=$MICROPYTHON_DIR is no MicroPython source tree (no extmod/modbluetooth.h)"
    return 0
  fi
  [ -f "$work/src/extmod/modbluetooth.h" ] && return 0
  have dpkg-source || fail "dpkg-source is missing, which unpacks Debian source packages" "Run scripts/setup.sh build. $by_hand"
  if ! [ -f "$work/cache/micropython_$version.dsc" ] || ! (verify) >/dev/null 2>&1; then
    have apt-get || fail "apt-get is missing, which downloads the MicroPython source package" "$by_hand"
    local mirror keys
    mirror=$(archive)
    keys=$(keyring)
    [ -n "$mirror" ] || fail "apt on this machine names no Debian archive to take MicroPython $version from" \
      "Set WESTWIND_DEBIAN_MIRROR= to one. $by_hand"
    [ -n "$keys" ] || fail "Debian's archive keys are missing" "Install debian-archive-keyring. $by_hand"
    stage "micropython-download" "Is there a network? The log names the address that did not answer. $by_hand" \
      download "$mirror" "$keys"
  fi
  stage "micropython-verify" "Delete build/micropython/cache and run again." verify
  stage "micropython-unpack" "Delete build/micropython and run again." unpack
}

# Scripts expect asyncio, as in every build of the port. As text: compiled when imported, so mpy-cross is not needed. The
# makefile takes a folder with a README.md for micropython-lib, which the package lacks and asyncio does not need.
freeze_asyncio() {
  mkdir -p "$work/frozen/asyncio"
  cp -p "$sources"/extmod/asyncio/{__init__,core,event,funcs,lock,stream}.py "$work/frozen/asyncio/"
  touch "$work/frozen/README.md"
  echo "freeze_as_str('$work/frozen')" >"$work/frozen.py"
}

# The port's makefile rebuilds what changed, in our sources too; but it does not notice changed flags or lists of
# sources, so a change in a makefile of ours starts afresh.
build_unix() {
  local modules=${WESTWIND_USER_MODULES:-$root/api} stamp="$work/unix/westwind.stamp" now
  now=$(echo "$sources $modules asyncio" && find "$modules" "$root/ports" -name '*.mk' -exec cat {} +)
  if [ -d "$work/unix" ] && [ "$now" != "$(cat "$stamp" 2>/dev/null)" ]; then rm -rf "$work/unix"; fi
  mkdir -p "$work/unix"
  printf '%s\n' "$now" >"$stamp"
  # MAKEFLAGS of an outer `make demo` would hand its job server to a make that cannot use it.
  unset MAKEFLAGS MFLAGS MAKELEVEL
  freeze_asyncio
  make -C "$sources/ports/unix" -j "$jobs" VARIANT=standard BUILD="$work/unix" \
    USER_C_MODULES="$modules" MICROPY_PY_SSL=0 MICROPY_PY_BTREE=0 MICROPY_PY_FFI=0 \
    FROZEN_MANIFEST="$work/frozen.py" MICROPY_MPYCROSS=/bin/true MPY_LIB_DIR="$work/frozen"
}

build() {
  fetch
  [ -n "${WESTWIND_USER_MODULES:-}" ] || [ -f "$root/api/micropython/micropython.mk" ] ||
    fail "api/micropython/micropython.mk is missing: there is no user module to build in"
  stage "micropython-build" "The first 'error:' in the log says which file; scripts/micropython.sh build tries again." build_unix
}

case "${1:-build}" in
  fetch) fetch ;;
  build) build ;;
  where) echo "$sources" ;;
  *) fail "scripts/micropython.sh does not know '$1'" "Give one of: fetch build where" ;;
esac
