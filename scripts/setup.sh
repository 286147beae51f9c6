#!/usr/bin/env bash
# Installs the Debian packages that are missing, by name. Usage: scripts/setup.sh [build] [test] [check] [firmware] [interop] [controllers] [browser]
# Does nothing, and needs no rights and no network, when all are there.
# shellcheck source=scripts/stage.sh
source "$(dirname "$0")/stage.sh"

build_packages=(g++ make cmake ninja-build pkg-config python3 libcli11-dev libfmt-dev nlohmann-json3-dev libasio-dev dpkg-dev)
test_packages=(libgtest-dev tshark libmbedtls-dev libssl-dev valgrind)
check_packages=(clang clang-format clang-tidy shellcheck)
firmware_packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-dev)
interop_packages=(nodejs npm)
controllers_packages=(bluez-test-tools)
browser_packages=(chromium)

wanted=()
for purpose in "${@:-build}"; do
  case "$purpose" in
    build) wanted+=("${build_packages[@]}") ;;
    test) wanted+=("${test_packages[@]}") ;;
    check) wanted+=("${check_packages[@]}") ;;
    firmware) wanted+=("${firmware_packages[@]}") ;;
    interop) wanted+=("${interop_packages[@]}") ;;
    controllers) wanted+=("${controllers_packages[@]}") ;;
    browser) wanted+=("${browser_packages[@]}") ;;
    *) fail "scripts/setup.sh does not know the purpose '$purpose'" "Give one or more of: build test check firmware interop controllers browser" ;;
  esac
done

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
if have dpkg-query; then
  for package in "${wanted[@]}"; do
    installed "$package" || missing+=("$package")
  done
else
  fail "this machine has no dpkg: the setup knows Debian and Ubuntu only" \
    "Install the equivalents of: ${wanted[*]}; then run the CMake presets directly."
fi
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  have sudo || fail "these packages are missing: ${missing[*]}" \
    "There is neither root nor sudo here. Ask an administrator for: apt-get install ${missing[*]}"
  as_root=(sudo)
  # Ask for the password now: the stages below run without a terminal.
  sudo -v || fail "sudo did not let us in" "Run as root: apt-get install ${missing[*]}"
fi

apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"; }

update_lists() { apt -qq update; }

install_missing() {
  # tshark's question whether ordinary users may capture; we only read files, so: no.
  if have debconf-set-selections; then
    echo 'wireshark-common wireshark-common/install-setuid boolean false' | "${as_root[@]}" debconf-set-selections
  fi
  apt -qq install --yes --no-install-recommends "${missing[@]}"
}

say "installing: ${missing[*]}"
network="Is there a network? 'apt-get update' must work on this machine. By hand: apt-get install ${missing[*]}"
# Half of the lists may be stale or unreachable (third-party sources): only the installation decides.
stage "apt-get-update" "$network" update_lists || say "          going on with the lists at hand"
stage "apt-get-install" "$network" install_missing
