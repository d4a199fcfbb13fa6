#!/bin/bash
# Runs the libFuzzer targets one after the other on every core, and ends with a table of their executions
# (docs/certification.md). Corpora are kept in build/fuzz/corpora, so that a later run goes on from there.
#   packaging/fuzz.sh [SECONDS [TARGET...]]    SECONDS: for each target (default 600); TARGET: default all
# Exit status 1 where one found something: its input is in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

seconds="${1:-600}"
shift || true
packaging/install-deps.sh --develop
cmake --preset dev >/dev/null
cmake --preset fuzz >/dev/null
nice cmake --build build/dev --target fuzz_targets_test --parallel "$(nproc)" -- --quiet
nice cmake --build build/fuzz --parallel "$(nproc)" -- --quiet

corpora=build/fuzz/corpora
findings=build/fuzz/findings
mkdir -p "$findings"
SWITCHBACK_FUZZ_SEEDS="$corpora" build/dev/tests/fuzz/fuzz_targets_test '[.seeds]' >/dev/null
mapfile -t all < <(ls "$corpora")
targets=("${@:-${all[@]}}")

dictionary_of() {
  case "$1" in
    strict_json | tuf_metadata | release_manifest | release_record | shard_ranges | stored_status | seen_versions | pending_set | transaction | \
      unreferenced_record | operation_log)
      echo tests/fuzz/dictionaries/json.dict ;;
    release_yml | configuration) echo tests/fuzz/dictionaries/yaml.dict ;;
    changelog) echo tests/fuzz/dictionaries/markdown.dict ;;
    address | byte_range | http_request | http_answer | several_ranges) echo tests/fuzz/dictionaries/http.dict ;;
  esac
}

fuzz_one() {
  local target="$1" dictionary options=()
  dictionary="$(dictionary_of "$target")"
  [ -z "$dictionary" ] || options+=("-dict=$dictionary")
  local status=0
  nice "build/fuzz/tests/fuzz/fuzz-$target" "${options[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix="$findings/$target-" "$corpora/$target" \
    >"$findings/$target.log" 2>&1 || status=$?
  local executions
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/$target.log")
  printf '| %s | %s | %s |\n' "$target" "${executions:-?}" "$([ "$status" -eq 0 ] && echo 0 || echo "see $findings/$target.log")"
  return "$status"
}
export -f fuzz_one dictionary_of
export seconds corpora findings

printf '| target | executions | crashes |\n|---|---:|---:|\n'
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I '{}' bash -c 'fuzz_one {}'
