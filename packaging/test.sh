#!/bin/bash
# Installs what is missing, builds, runs every test (plain, then under the address and undefined behaviour
# sanitizers) and ends with one line: "N passed, N failed, N skipped".
#   packaging/test.sh [--quick]          --quick: without the sanitizers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

presets=(dev asan)
case "${1:-}" in
  '') ;;
  --quick) presets=(dev) ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac

# Lints read the same sources whatever they were built with.
declare -A selection=([dev]='' [asan]='--label-exclude lint')
jobs=$(nproc)
results=()

# A step that fails before any test ran still has to end in the line that scripts look for.
trap '[ "$?" -eq 0 ] || [ -n "${finished:-}" ] || echo "0 passed, 1 failed, 0 skipped"' EXIT

packaging/install-deps.sh --test
for preset in "${presets[@]}"; do
  echo "== $preset: build"
  cmake --preset "$preset" >/dev/null
  nice cmake --build --preset "$preset" --parallel "$jobs" -- --quiet
done
for preset in "${presets[@]}"; do
  echo "== $preset: test"
  result="$PWD/build/$preset/junit.xml"
  rm -f "$result"
  # shellcheck disable=SC2086  # the selection is words
  ctest --test-dir "build/$preset" --parallel "$jobs" --timeout 600 --no-tests=error --output-on-failure \
    ${selection[$preset]} --output-junit "$result" || true
  results+=("$result")
done
finished=yes
python3 packaging/junit_total.py "${results[@]}"
