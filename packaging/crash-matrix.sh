#!/bin/bash
# The whole crash matrix: every state-changing system call of install, upgrade, rollback, recover, verify --repair,
# publish and refresh, with every fault, crashed recoveries and power cuts. About an hour on two busy cores (docs/certification.md).
#   packaging/crash-matrix.sh [BUILD]    BUILD: a built folder (default: build/release, which is built first)
# Ends with one table; exit status 1 where a promise was broken. Power cuts need root and loop devices.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build="${1:-}"
if [ -z "$build" ]; then
  build=build/release
  cmake --preset release >/dev/null
  nice cmake --build "$build" --target switchback switchback-repo fault-injector -- --quiet
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
note() {
  local ended="$1"
  if [ "$ended" -eq 77 ]; then
    echo "(skipped here)" | tee -a "$log"
  elif [ "$ended" -ne 0 ]; then
    status=1
  fi
}

echo "== faults at every point, recoveries killed at every 10th" | tee -a "$log"
ended=0
python3 -B tests/crash/matrix/crash_matrix.py --build "$build" --jobs 2 --stride 1 --double 10 2>&1 | tee -a "$log" || ended=$?
note "$ended"
echo "== power cuts at every point and right after exit status 0" | tee -a "$log"
ended=0
python3 -B tests/crash/matrix/power_cut.py --build "$build" --stride 1 2>&1 | tee -a "$log" || ended=$?
note "$ended"

echo
echo "== summary"
cat "$log"
exit "$status"
