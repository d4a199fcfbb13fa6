#!/bin/bash
# Builds the tsan preset and runs the tests of everything that has more than one thread: transport, staging, bundles,
# publishing, verification, serve, signals, and the host as a program.
#   packaging/thread-sanitizer.sh [CTEST-ARGUMENT...]    for example: -R staging
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

packaging/install-deps.sh --test
cmake --preset tsan >/dev/null
nice cmake --build --preset tsan --parallel "$(nproc)" -- --quiet
export TSAN_OPTIONS="suppressions=$PWD/tests/thread_sanitizer_suppressions.txt"
# The sanitizer of g++ 12 cannot live with as much address randomisation as newer kernels use.
exec setarch "$(uname -m)" -R ctest --test-dir build/tsan --parallel "$(nproc)" --timeout 900 --no-tests=error \
  --output-on-failure --label-exclude 'lint|crash' "$@"
