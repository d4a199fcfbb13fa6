#!/usr/bin/env python3
"""Lint for what must not be in the tree: unsafe calls, sleeps, unfinished notes, absolute private paths.

    forbidden.py ROOT       one line for each finding, exit 1 where there is any
"""
import re

import tree_files
from report import report

SOURCES = (".cpp", ".hpp")
TEXTS = SOURCES + (".py", ".sh", ".md", ".txt", ".cmake", ".json", ".yml", ".yaml")

# (what, why, which files, where it is allowed)
RULES = [
    (r"\b(std::)?system\s*\(", "runs a shell; use run_process", SOURCES, ()),
    (r"\bpopen\s*\(", "runs a shell; use run_process", SOURCES, ()),
    (r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|mktemp|tmpnam)\s*\(", "unsafe", SOURCES, ()),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\s*\(|[^\w.]sleep\s*\(\d",
     "a sleep is no synchronisation; wait for the event", SOURCES,
     ("tests/attack/mirror_blob_test.cpp",)),  # its subject is time that passes: see there
    (r"\bgetenv\s*\(", "only main() looks at the environment", SOURCES,
     # passphrase.cpp: the lookup that main() itself hands in.
     ("updater/cli/", "repo-tools/cli/", "tests/", "keys/passphrase.cpp")),
    (r"\b(std::)?(cout|cerr)\b|[^fsn\w:]printf\s*\(", "libraries print nothing", SOURCES,
     ("updater/cli/", "repo-tools/cli/", "tests/", "base/terminal/")),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "write an issue, not a note", TEXTS, ()),
    (r"(?<![\w./-])/(home|Users|root)/\w", "a private absolute path", TEXTS, ()),
    (r"\bBEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY\b", "a secret key", TEXTS, ()),
    (r"[ \t]+$", "blanks at the end of a line", SOURCES + (".py", ".sh", ".txt", ".cmake"), ()),
    (r"\t", "a tab", SOURCES + (".py", ".sh", ".txt", ".cmake"), ()),
]
# The rules themselves and the seeded violations of their test.
EXEMPT = ("tests/lint/forbidden.py", "tests/lint/lint_test.py")


def findings(root):
    for file in tree_files.tracked(root, TEXTS):
        path = file.relative_to(root).as_posix()
        if path in EXEMPT:
            continue
        rules = [(re.compile(pattern), why) for pattern, why, suffixes, allowed in RULES
                 if path.endswith(suffixes) and not path.startswith(allowed or ("\0",))]
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            for pattern, why in rules:
                if pattern.search(line):
                    yield f"{path}:{number}: {why}: {line.strip()}"


if __name__ == "__main__":
    report(__doc__, findings, "nothing forbidden")
