#!/bin/bash
# Runs clang-tidy (see .clang-tidy) over the project's sources: those that differ from main, or all of them.
#   packaging/lint-tidy.sh [--all] [FILE...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || {
  echo "clang-tidy is not installed: packaging/install-deps.sh --develop" >&2
  exit 77
}
# GCC's own flags would only confuse clang.
nice cmake --preset dev -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null

case "${1:-}" in
  --all) mapfile -t files < <(git ls-files '*.cpp') ;;
  '') mapfile -t files < <(git diff --name-only --diff-filter=d main -- '*.cpp') ;;
  *) files=("$@") ;;
esac
if [ "${#files[@]}" -eq 0 ]; then
  echo "nothing to check"
  exit 0
fi
printf '%s\n' "${files[@]}" | nice xargs -P "$(nproc)" -n 1 "$tidy" --quiet -p build/dev
