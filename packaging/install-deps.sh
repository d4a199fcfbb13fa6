#!/bin/bash
# Installs what Switchback is built from, Debian 12 packages by name. Does nothing, and needs no network, where
# all of them are there.
#   packaging/install-deps.sh            what a build needs
#   packaging/install-deps.sh --test     and what the tests and lints need
#   packaging/install-deps.sh --develop  and clang, cppcheck and gcovr, for linting, fuzzing and coverage
#   packaging/install-deps.sh --bench    what the benchmarks beside other updaters need besides a build
#   packaging/install-deps.sh --list     only names the packages of --test
set -euo pipefail

build=(
  cmake g++ ninja-build ccache pkg-config git ca-certificates
  libarchive-dev libcli11-dev libcurl4-openssl-dev libdivsufsort-dev libfmt-dev libgit2-dev liblzma-dev libmicrohttpd-dev libsodium-dev libsqlite3-dev
  libssl-dev libtomlplusplus-dev libyaml-cpp-dev libyaml-dev libzstd-dev nlohmann-json3-dev
)
# catch2: the test framework; clang-format-14: the format lint; curl, nginx-light, zstd: the other side of transfers;
# e2fsprogs: images for power cuts and full disks; faketime: expiry from outside; graphviz: `graph --format svg`;
# groff-base: man pages are formatted;
# libbenchmark-dev: the micro-benchmarks must go on working; libsolv: a solver whose order of versions ours must agree with;
# strace: system calls in order; xfsprogs: a file system that shares blocks.
test=(
  catch2 clang-format-14 curl e2fsprogs faketime graphviz groff-base libbenchmark-dev libsolv-dev nginx-light openssl procps python3
  shellcheck strace xfsprogs zstd
)
# npm: the real series; the others are the updaters beside ours and their tools.
bench=(
  bsdiff casync curl libbenchmark-dev nginx-light npm ostree python3 rsync strace xdelta3 zchunk zstd zsync
)
develop=(clang clang-tidy cppcheck gcovr libclang-rt-14-dev)

wanted=("${build[@]}")
case "${1:-}" in
  '') ;;
  --test) wanted+=("${test[@]}") ;;
  --develop) wanted+=("${test[@]}" "${develop[@]}") ;;
  --bench) wanted+=("${bench[@]}") ;;
  --list)
    printf '%s\n' "${build[@]}" "${test[@]}"
    exit 0
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing: ${missing[*]}" >&2
    echo "run as root: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "installing: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq </dev/null
# RUNLEVEL=1: where there is no systemd (containers), nginx is not started as a service; tests start their own.
"${as_root[@]}" env RUNLEVEL=1 apt-get install -qq -y --no-install-recommends "${missing[@]}" </dev/null >&2
