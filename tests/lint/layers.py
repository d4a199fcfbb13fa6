#!/usr/bin/env python3
"""Layer lint: every include and every CMake link obeys the order of ARCHITECTURE.md.

    layers.py ROOT          check the tree; one line for each violation, exit 1 where there is any
"""
import pathlib
import re

from report import report

# A layer is a folder; the longest prefix wins. Each names what it may include besides itself.
BASE = {"base"}
SCHEMA = BASE | {"manifest-schema"}
KEYS = SCHEMA | {"keys"}
TREE = KEYS | {"core/tree"}
TRANSPORT = KEYS | {"core/transport"}
CORE = KEYS | {"core/difference", "core/tree", "core/delta", "core/transport", "core/trust", "core/resolve", "core/migrate",
               "core/yaml"}
ENCODERS = {"core/difference/encode", "core/delta/encode"}
PUBLISHER = CORE | ENCODERS | {"repo-tools"}
HOST = CORE | {"updater/include", "updater/state", "updater/audit"}
HOST_PARTS = HOST | {"updater/slots", "updater/config", "updater/dependencies", "updater/services",
                     "updater/health", "updater/backup"}
TERMINAL = {"base/terminal"}

LAYERS = {
    "base": set(),
    "base/terminal": BASE,
    "manifest-schema": BASE,
    "keys": SCHEMA,
    "core/yaml": SCHEMA,
    "core/tree": KEYS,
    "core/difference": BASE,
    "core/difference/encode": BASE | {"core/difference"},
    "core/delta": TREE | {"core/difference"},
    "core/delta/encode": TREE | {"core/difference", "core/delta", "core/difference/encode"},
    "core/transport": KEYS,
    "core/trust": TRANSPORT,
    "core/resolve": KEYS,
    "core/migrate": KEYS,
    "repo-tools": CORE | ENCODERS,
    "repo-tools/cli": PUBLISHER | TERMINAL,
    "updater/include": SCHEMA,
    "updater/state": CORE | {"updater/include"},
    "updater/audit": HOST,
    "updater/slots": HOST,
    "updater/config": HOST,
    "updater/dependencies": HOST,
    "updater/services": HOST,
    "updater/health": HOST | {"updater/services"},
    "updater/backup": HOST,
    "updater/engine": HOST_PARTS,
    "updater/cli": HOST_PARTS | TERMINAL | {"updater/engine"},
}

# Types of these must not reach a seam; tests may do what they like.
HEAVY = re.compile(r"^(nlohmann/json\.hpp|curl/.*|archive.*\.h|CLI/.*|yaml-cpp/yaml\.h|microhttpd\.h)$")
# manifest-schema only turns bytes into values and back.
INPUT_OUTPUT = re.compile(
    r"^(fstream|filesystem|iostream|fcntl\.h|unistd\.h|sys/.*|curl/.*|sqlite3\.h|"
    r"base/(files|durable|beneath|file_lock|process|log|descriptor|directory)\.hpp)$")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
TARGET = re.compile(r"switchback_(library|executable)\s*\(\s*(\S+)([^)]*)\)")
LINK = re.compile(r"switchback::(\w+)")


def layer_of(path):
    """The layer of a path relative to the root, or None outside of all (tests, documents)."""
    best = None
    for layer in LAYERS:
        if (path + "/").startswith(layer + "/") and len(layer) > len(best or ""):
            best = layer
    return best


def may_use(layer, other):
    return other == layer or other in LAYERS[layer]


def check_include(path, layer, bracket, header):
    if INPUT_OUTPUT.match(header) and layer == "manifest-schema":
        yield f"manifest-schema does no input or output, but includes {header}"
    if HEAVY.match(header) and path.endswith(".hpp") and not layer.endswith("/cli"):
        yield f"{header} belongs in a .cpp file: headers are seams"
    if bracket == "<":
        return
    if header.startswith("switchback/"):
        header = "updater/include/" + header
    if "/" not in header or header.startswith("."):
        yield f'"{header}" is not written from the root of the tree'
    elif header.startswith("tests/"):
        yield f"{header}: only tests include tests"
    else:
        other = layer_of(str(pathlib.PurePosixPath(header).parent))
        if other is None:
            yield f"{header} is in no layer"
        elif not may_use(layer, other):
            yield f"{layer} must not include {header} ({other})"


def check_includes(root):
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".hpp", ".cpp")):
        path = file.relative_to(root).as_posix()
        layer = layer_of(str(pathlib.PurePosixPath(path).parent))
        if layer is None:
            continue
        for bracket, header in INCLUDE.findall(file.read_text()):
            for problem in check_include(path, layer, bracket, header):
                yield f"{path}: {problem}"


def targets(root):
    """(folder, target name, names of our targets that it links) of every CMakeLists.txt."""
    for file in sorted(root.rglob("CMakeLists.txt")):
        folder = file.parent.relative_to(root).as_posix()
        text = re.sub(r"#.*", "", file.read_text())
        for _, name, body in TARGET.findall(text):
            yield folder, name, LINK.findall(body)


def check_links(root):
    found = list(targets(root))
    folder_of = {name: folder for folder, name, _ in found}
    for folder, name, links in found:
        layer = layer_of(folder)
        if layer is None:
            continue
        for link in links:
            other = layer_of(folder_of.get(link, ""))
            if other is None:
                yield f"{folder}/CMakeLists.txt: {name} links switchback::{link}, which is in no layer"
            elif not may_use(layer, other):
                yield f"{folder}/CMakeLists.txt: {name} ({layer}) must not link switchback::{link} ({other})"


def problems(root):
    root = pathlib.Path(root)
    sources = {layer.split("/")[0] for layer in LAYERS}
    for top in sorted(sources):
        if not (root / top).is_dir():
            yield f"{top}: no such folder"
    yield from (p for p in check_includes(root) if p.split("/")[0] in sources)
    yield from check_links(root)


if __name__ == "__main__":
    report(__doc__, problems, "every include and link obeys the layers")
