#!/bin/bash
# Installs the built tree into a temporary prefix, builds the embedding program against that package alone and lets it run
# an update.     run.sh BUILD_DIR
set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
# Nothing but the package: no path into the source or build tree is left in it.
if grep -rIl -e "$build/" -e "${here%/tests/cli/embedding}/" "$work/prefix/lib/cmake"; then
  echo "the installed package points back into the tree it was built from" >&2
  exit 1
fi
# Nor does a host need what only makes deltas.
if grep -rIl -i divsufsort "$work/prefix/lib/cmake" || ldd "$work/prefix/bin/switchback" | grep -i divsufsort; then
  echo "the host library or its command needs the encoder's suffix sort" >&2
  exit 1
fi
# What docs/embedding.md shows is this program.
awk '/^```cpp$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$here/../../../docs/embedding.md" | diff "$here/main.cpp" - || {
  echo "docs/embedding.md shows another program than tests/cli/embedding/main.cpp" >&2
  exit 1
}
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
type=$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt")
cp "$here"/main.cpp "$here"/CMakeLists.txt "$work/"
cmake -G Ninja -S "$work" -B "$work/build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE="$type" \
  -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/configure.log"
cmake --build "$work/build" >"$work/build.log" || {
  cat "$work/build.log"
  exit 1
}

if ldd "$work/build/embedding" | grep -i divsufsort; then
  echo "a program that embeds the host library needs the encoder's suffix sort" >&2
  exit 1
fi

PATH="$work/prefix/bin:$PATH"
mkdir "$work/tree"
echo one >"$work/tree/file"
switchback-repo init "$work/repo" --no-passphrase >"$work/init.log"
switchback-repo publish "$work/repo" --product demo --version 0r1 --tree "$work/tree" >"$work/publish.log"
switchback --root "$work/root" init --repo "file://$work/repo" --product demo \
  --trust "$work/repo/metadata/1.root.json" >"$work/root.log"
switchback --root "$work/root" install --yes >>"$work/root.log"
echo two >"$work/tree/file"
switchback-repo publish "$work/repo" --product demo --version 0r2 --tree "$work/tree" >>"$work/publish.log"

"$work/build/embedding" "$work/root" | tee "$work/said"
grep -q '^now 0r2' "$work/said"
[ "$(cat "$work/root/current/file")" = two ]
"$work/build/embedding" "$work/root" | grep -q 'nothing to do'
