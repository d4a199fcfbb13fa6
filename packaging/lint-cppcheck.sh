#!/bin/bash
# Runs cppcheck over the project's sources, tests left out (their assertion macros are beyond it).
#   packaging/lint-cppcheck.sh [FILE...]      exit status 1 where it finds anything
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v cppcheck >/dev/null || {
  echo "cppcheck is not installed: packaging/install-deps.sh --develop" >&2
  exit 77
}
files=("$@")
[ "${#files[@]}" -gt 0 ] || mapfile -t files < <(git ls-files '*.cpp' ':!tests')
# normalCheckLevelMaxBranches and the like tell how hard it tried, not what it found.
exec nice cppcheck --enable=warning,performance,portability --std=c++20 --language=c++ --inline-suppr --quiet \
  --suppress=missingInclude --suppress=missingIncludeSystem --suppress='*:/usr/include/*' \
  -j "$(nproc)" -I . -I updater/include --error-exitcode=1 "${files[@]}"
