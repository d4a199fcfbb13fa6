#!/bin/bash
# Line coverage of the sources by all tests: build/coverage/report/index.html, and a summary.
#   packaging/coverage.sh [CTEST-ARGUMENT...]
# Exit status 1 where it is below 90 %, or a test failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

packaging/install-deps.sh --develop
cmake --preset coverage >/dev/null
nice cmake --build --preset coverage --parallel "$(nproc)" -- --quiet
# They run the programs as users who cannot write the counts, of which the programs then complain.
other_users='cli/host/(Strangers|Privileges)'
find build/coverage -name '*.gcda' -delete
nice ctest --test-dir build/coverage --parallel "$(nproc)" --timeout 900 --no-tests=error --output-on-failure \
  --label-exclude lint --exclude-regex "$other_users" "$@"
mkdir -p build/coverage/report
exec nice gcovr --root . --object-directory build/coverage --exclude tests --exclude build -j "$(nproc)" \
  --gcov-ignore-parse-errors --html-details build/coverage/report/index.html --print-summary --fail-under-line 90
