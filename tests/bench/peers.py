#!/usr/bin/env python3
"""Measures publishing and updating beside other updaters, and prints Markdown tables.

    peers.py --build DIR [--install] [--series NAME,NAME] [--peers NAME,NAME] [--times N] [--link 20mbit,50ms]
             [--corpora DIR] [--folder DIR]

--build: a release build. --install: peers that are missing are installed from Debian. --series: of app-js, binary,
many-files, server-app. --peers: classes of tests/bench/peers; a peer that is not installed is left out. --corpora:
trees that exist already, as DIR/app-js/v1 and so on, instead of npm packages. --link: updates run through a link of
this rate and round trip; then nothing else is measured.

Every time is that of a whole process, medians of --times rounds in which all peers have their turn; ratios are medians
of each round's ratio. nginx on loopback serves; requests and bytes are from its log. Old trees are moved aside between
rounds, never deleted. ¹ marks an update whose process ends before everything has reached the disk.
"""
import argparse
import shutil
import tempfile
from pathlib import Path

import comparison_tables as tables
import peers
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
    parser.add_argument("--link", type=Link.parse)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--folder", help="where everything is made (default: a new folder under /var/tmp)")
    return parser.parse_args()


def trees_of(name, corpora, folder):
    if corpora:
        return {version: (corpora / name / f"v{number}").resolve() for number, version in enumerate(VERSIONS, 1)}
    trees = {version: folder / "trees" / name / version for version in VERSIONS}
    for version, tree in trees.items():
        tree.mkdir(parents=True)
        series.make_release(name, version, tree)
    return trees


def installed(names):
    """Ours comes first: the others are compared with it."""
    for name in dict.fromkeys(["WithDeltas", *names]):
        missing = peers.ALL[name].missing()
        if missing:
            print(f"Left out: {peers.ALL[name].name}: no {', '.join(missing)}; --install installs it.\n", flush=True)
        else:
            yield peers.ALL[name]


def report(comparison):
    for line in comparison.left_out:
        print(f"Left out: {line}\n")
    texts = [*tables.update_tables(comparison), tables.target_table(comparison)]
    if not comparison.link:
        texts += [tables.short_table(comparison), tables.publish_table(comparison)]
    print("\n".join(texts), flush=True)


def main():
    arguments = parse()
    if arguments.install:
        install()
    classes = list(installed(arguments.peers.split(",")))
    folder = Path(tempfile.mkdtemp(prefix="switchback-peers-", dir=arguments.folder or "/var/tmp"))
    folder.chmod(0o755)  # nginx drops its privileges
    try:
        for name in arguments.series.split(","):
            comparison = Comparison(name, trees_of(name, arguments.corpora, folder), classes, arguments, folder)
            try:
                comparison.run()
            finally:
                comparison.stop()
                report(comparison)  # where a peer fails, what was measured before
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
