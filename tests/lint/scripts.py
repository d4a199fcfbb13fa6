#!/usr/bin/env python3
"""Checks every shell script: it parses, is executable, stops on errors, and shellcheck (where installed) is content.

    scripts.py ROOT         one line for each finding, exit 1 where there is any
"""
import os
import shutil
import subprocess

import tree_files
from report import report


def is_script(path):
    with open(path, "rb") as file:
        return file.readline().startswith((b"#!/bin/sh", b"#!/bin/bash", b"#!/usr/bin/env bash"))


def findings(root):
    shellcheck = shutil.which("shellcheck")
    for path in tree_files.tracked(root, ("",)):
        if path.suffix not in ("", ".sh", ".bash") or not is_script(path):
            continue
        name = path.relative_to(root).as_posix()
        if not os.access(path, os.X_OK):
            yield f"{name}: is not executable"
        if "set -e" not in path.read_text():
            yield f"{name}: goes on after errors (no set -e)"
        parsed = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True)
        if parsed.returncode != 0:
            yield f"{name}: {parsed.stderr.strip()}"
        elif shellcheck:
            checked = subprocess.run([shellcheck, "-S", "warning", "-f", "gcc", str(path)],
                                     capture_output=True, text=True)
            if checked.returncode != 0:
                yield checked.stdout.strip()


if __name__ == "__main__":
    report(__doc__, findings, "every script is in order")
