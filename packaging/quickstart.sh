#!/bin/bash
# Shows Switchback from end to end on this machine: installs what is missing, builds, publishes two real releases
# (Switchback's own programs, then programs and development files), serves them over HTTP on a free port of the
# loopback interface, installs, upgrades, looks around and rolls back. Everything happens in a temporary folder that is
# removed at the end.
#   packaging/quickstart.sh [--keep] [--no-build BUILD_DIR]
#     --keep                 leave the folder and say where it is
#     --no-build BUILD_DIR   use the programs of this build folder; installs and builds nothing
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec </dev/null

keep='' build=''
usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
while [ "$#" -gt 0 ]; do
  case "$1" in
    --keep) keep=yes ;;
    --no-build)
      [ "$#" -gt 1 ] || usage
      build=$(cd "$2" && pwd)
      shift
      ;;
    *) usage ;;
  esac
  shift
done

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi

# explain TEXT: what comes next and why.
explain() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# run COMMAND...: shows a command as a person would type it, then runs it.
run() {
  local shown=$*
  printf '%s$ %s%s\n' "$bold" "${shown//$work\//}" "$plain"
  "$@"
}

server=''
work=$(mktemp -d "${TMPDIR:-/tmp}/switchback-quickstart.XXXXXX")
finish() {
  local status=$?
  if [ -n "$server" ] && kill "$server" 2>/dev/null; then wait "$server" 2>/dev/null || true; fi
  if [ -n "$keep" ]; then
    echo "everything is left in $work"
  else
    rm -rf "$work"
  fi
  [ "$status" -eq 0 ] || echo "quickstart failed (status $status)" >&2
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM
chmod 755 "$work" # hosts refuse a root that others could write to, and so does this one

if [ -z "$build" ]; then
  explain "Installing what is missing and building (a few minutes the first time)"
  "$source/packaging/install-deps.sh"
  build=$source/build/quickstart
  (cd "$source" && cmake --preset release -B "$build" -DSWITCHBACK_BUILD_TESTS=OFF >"$work/configure.log")
  nice cmake --build "$build" -- --quiet
fi

explain "Two releases to publish: Switchback's own programs, then the same with the development files"
cmake --install "$build" --prefix "$work/tree-1" --strip --component programs >"$work/install.log"
cmake --install "$build" --prefix "$work/tree-2" --strip >>"$work/install.log"
cat >"$work/changes-1.md" <<'CHANGES'
## Added
- The two commands, switchback and switchback-repo (cli: switchback)
CHANGES
cat >"$work/changes-2.md" <<'CHANGES'
## Added
- The host library with its headers, for programs that update themselves
## Fixed
- Nothing was broken, but a changelog should show how a fix looks
CHANGES
du -sh "$work/tree-1" "$work/tree-2" | sed "s|$work/||"
PATH="$build/repo-tools/cli:$build/updater/cli:$PATH"

explain "A repository is a folder of static files; its keys live beside it. Hosts trust it by the fingerprint of its root"
run switchback-repo init "$work/repo" --no-passphrase
fingerprint=$(sha256sum "$work/repo/metadata/1.root.json" | cut -d' ' -f1)

explain "Publishing signs a release and makes it visible in one step"
run switchback-repo publish "$work/repo" --product switchback --version 0r1 --tree "$work/tree-1" \
  --changelog "$work/changes-1.md"

explain "Any web server will do; this one is built in, and takes a free port"
printf '%s$ switchback-repo serve repo --listen 127.0.0.1:0%s\n' "$bold" "$plain"
mkfifo "$work/listening"
switchback-repo serve "$work/repo" --listen 127.0.0.1:0 >"$work/listening" 2>"$work/serve.log" &
server=$!
exec 3<"$work/listening"
IFS= read -r line <&3 || {
  cat "$work/serve.log" >&2
  exit 1
}
echo "$line"
url=${line##* }

explain "A host: it is told where the repository is, which product it wants, and whom to trust"
run switchback --root "$work/host" init --repo "$url" --product switchback --trust "sha256:$fingerprint"
run switchback --root "$work/host" install --yes
run "$work/host/current/bin/switchback" --version

explain "The release manager publishes again, without a delta: all that is different is new. The server needs no restart"
run switchback-repo publish "$work/repo" --product switchback --version 0r2 --tree "$work/tree-2" \
  --changelog "$work/changes-2.md" --deltas-from 0

explain "The host looks: exit status 100 says that there is an update"
status=0
run switchback --root "$work/host" check || status=$?
echo "(exit status $status)"
[ "$status" -eq 100 ]

explain "What changed, and what it would take"
run switchback --root "$work/host" changelog --since 0r1
run switchback --root "$work/host" upgrade --dry-run

explain "The upgrade: only what the host has nowhere is downloaded, and the switch is one rename"
run switchback --root "$work/host" upgrade --yes
run readlink "$work/host/current"
[ -d "$work/host/current/include/switchback" ]

explain "Where it stands"
run switchback --root "$work/host" status

explain "Going back is as quick as the switch was: the old tree is still there, complete"
run switchback --root "$work/host" rollback --yes
[ ! -e "$work/host/current/include" ]
run switchback --root "$work/host" history

explain "Every byte of both trees against their signed indexes"
run switchback --root "$work/host" verify

explain "That was all: publish, install, upgrade, roll back. README.md has the same commands for real use"
