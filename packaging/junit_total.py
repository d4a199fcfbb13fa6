#!/usr/bin/env python3
"""Adds up JUnit files as ctest writes them and prints "N passed, N failed, N skipped" as the last line.

    junit_total.py FILE...      names the tests that failed or were skipped; a missing or broken file is a failure;
                                exit 1 where any failed or none passed
"""
import sys
import xml.etree.ElementTree


def outcome(case):
    if case.find("failure") is not None or case.get("status") == "fail":
        return "failed"
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        return "skipped"
    return "passed"


def cases(path):
    """(name, outcome, why) of every test; a file that cannot be read is one failed test of its own."""
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        yield path, "failed", str(error)
        return
    for case in root.iter("testcase"):
        detail = case.find("skipped")
        why = "" if detail is None else detail.get("message", "")
        # ctest reports a test whose binary is missing as skipped; that is a broken build, not a choice.
        broken = why.startswith(("Unable to find executable", "Required Files Missing"))
        yield case.get("name", "?"), "failed" if broken else outcome(case), why


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sys.argv[1:]:
        for name, result, why in cases(path):
            totals[result] += 1
            if result != "passed":
                print(f"{result}: {name}" + (f" ({why})" if why else ""))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**totals))
    sys.exit(1 if totals["failed"] or not totals["passed"] else 0)


if __name__ == "__main__":
    main()
