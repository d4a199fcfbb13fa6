#!/usr/bin/env python3
"""Every code that an error is thrown with is in docs/exit-codes.md: scripts decide by it.

    codes.py ROOT           one line for each code that is missing there, exit 1 where there is any
"""
import pathlib
import re

import tree_files
from report import report

TABLE = "docs/exit-codes.md"
# A StorageError's first argument is a code only where it is one of its own; else the system call's name.
THROWN = re.compile(r'\b(Trust|Fetch|Policy|Config|State|Conflict|Migration|Health)Error[({]\s*"([a-z-]+)"', re.S)
PREFLIGHT = re.compile(r'\bStorageError[({]\s*"([a-z]+-[a-z-]+|output|storage)"', re.S)


def codes(text):
    return {code for _, code in THROWN.findall(text)} | set(PREFLIGHT.findall(text))


def findings(root):
    documented = set(re.findall(r"`([a-z-]+)`", (pathlib.Path(root) / TABLE).read_text()))
    for file in tree_files.tracked(root, (".cpp", ".hpp")):
        path = file.relative_to(root).as_posix()
        if path.startswith("tests/"):
            continue
        for code in sorted(codes(file.read_text()) - documented):
            yield f"{path}: the code {code} is not in {TABLE}"


if __name__ == "__main__":
    report(__doc__, findings, "every code is documented")
