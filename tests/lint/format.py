#!/usr/bin/env python3
"""Checks that every source is formatted as clang-format 14 (Debian 12) writes it.

    format.py ROOT          exit 1 where a file differs, 77 (skipped) where this clang-format is not installed
"""
import shutil
import subprocess
import sys

import tree_files

WANTED = "version 14."
SKIPPED = 77


def clang_format():
    """The program, or None: other versions break lines differently."""
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path and WANTED in subprocess.run([path, "--version"], capture_output=True, text=True).stdout:
            return path
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = clang_format()
    if program is None:
        print("skipped: clang-format 14 is not installed")
        sys.exit(SKIPPED)
    files = [str(path) for path in tree_files.tracked(sys.argv[1], (".cpp", ".hpp"))]
    sys.exit(subprocess.run([program, "--dry-run", "-Werror", *files]).returncode)


if __name__ == "__main__":
    main()
