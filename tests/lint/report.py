"""How every lint ends: one line for each finding, exit status 1 where there is any."""
import sys


def report(usage, findings, all_well):
    """`findings` maps the root, the only argument of a lint, to lines."""
    if len(sys.argv) != 2:
        sys.exit(usage)
    found = list(findings(sys.argv[1]))
    print("\n".join(found) or all_well)
    sys.exit(1 if found else 0)
