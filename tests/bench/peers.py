#!/usr/bin/env python3
"""Measures publishing and updating beside other updaters, and prints Markdown tables.

    peers.py --build DIR [--install] [--series NAME,NAME] [--peers NAME,NAME] [--times N] [--link 20mbit,50ms]
             [--corpora DIR] [--json DIR] [--note TEXT] [--keep DIR [--publish-again]] [--folder DIR] [--leave]

--build: a release build, with bench-delta for the work in a delta alone. --install: peers that are missing are installed
from Debian. --series: of app-js, binary, many-files, server-app. --peers: classes of tests/bench/peers; a peer that is
not installed is left out. --times: rounds; with 0 there is nothing but publishing. --corpora: trees that exist already,
as DIR/app-js/v1 and so on, instead of npm packages. --link: updates run through a link of this rate and round trip; then
nothing else is measured. --json: a folder for the results of each series, see results.py and report.py. --keep: what
peers publish is kept there, and used again where trees and publisher are the same; seconds of publishing then are those
of an earlier run and not shown. --publish-again: but the first release of each peer is timed anew. --folder: the rest,
on the file system whose speed counts; needs about 10 GB and, for many-files, some million inodes. --leave: that folder is
not deleted at the end, which would slow down what is measured next.

Every time is that of a whole process, medians of --times rounds in which all peers have their turn; ratios are medians
of each round's ratio. nginx on loopback serves; requests and bytes are from its log. Old trees are moved aside between
rounds, never deleted; only the files in them are emptied. ¹ marks an update whose process ends before everything has
reached the disk.
"""
import argparse
import json
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import comparison_tables as tables
import peers
import results
import series
from comparison import Comparison
from peers.debian import install
from peers.peer import VERSIONS
from slow_link import Link


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--series", default=",".join(series.PACKAGES))
    parser.add_argument("--peers", default=",".join(peers.ALL))
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--link")
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--note", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--publish-again", action="store_true")
    parser.add_argument("--leave", action="store_true")
    parser.add_argument("--folder", help="where everything is made (default: a new folder under /var/tmp)")
    arguments = parser.parse_args()
    if arguments.link:
        Link.parse(arguments.link)  # says what is wrong before anything is made
    return arguments


def trees_of(name, corpora, folder):
    if corpora:
        return {version: (corpora / name / f"v{number}").resolve() for number, version in enumerate(VERSIONS, 1)}
    trees = {version: folder / "trees" / name / version for version in VERSIONS}
    for version, tree in trees.items():
        tree.mkdir(parents=True)
        series.make_release(name, version, tree)
    return trees


def installed(names, build):
    """Ours comes first: the others are compared with it."""
    for name in dict.fromkeys(["WithDeltas", *names]):
        missing = peers.ALL[name].missing(build)
        if missing:
            print(f"Left out: {peers.ALL[name].name}: no {', '.join(missing)}; --install installs it.\n", flush=True)
        else:
            yield peers.ALL[name]


def report(measured, folder):
    for line in measured.left_out:
        print(f"Left out: {line}\n")
    texts = [*tables.update_tables(measured), tables.target_table(measured)]
    if not measured.link:
        texts += [tables.short_table(measured), tables.publish_table(measured)]
    print("\n".join(texts), flush=True)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        link = "-" + measured.link.replace(",", "-") if measured.link else ""
        (folder / f"{measured.series}{link}.json").write_text(json.dumps(results.as_data(measured), indent=1) + "\n")


def measured(name, classes, arguments, folder):
    """Whether all has gone well; the next series is measured anyway."""
    comparison = Comparison(name, trees_of(name, arguments.corpora, folder), classes, arguments, folder)
    try:
        comparison.run()
    except Exception:  # of whatever kind: hours of other measurements shall not be lost
        traceback.print_exc()
        return False
    finally:
        comparison.stop()
        report(comparison.measured, arguments.json)  # what was measured before, too
    return True


def main():
    arguments = parse()
    if arguments.install:
        install()
    classes = list(installed(arguments.peers.split(","), arguments.build))
    folder = Path(tempfile.mkdtemp(prefix="switchback-peers-", dir=arguments.folder or "/var/tmp"))
    folder.chmod(0o755)  # nginx drops its privileges
    failed = [name for name in arguments.series.split(",") if not measured(name, classes, arguments, folder)]
    if arguments.leave:
        print(f"Left behind: {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
