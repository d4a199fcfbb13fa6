#!/usr/bin/env python3
"""Measures how an update grows with the number of files and with the share of them that changed.

    scaling.py --build DIR [--points FILES:CHANGED,...] [--times N] [--free GB] [--install] [--json FILE]
               [--note TEXT] [--folder DIR] [--leave]

--build: a release build. --points: default, one changed file of 1,000 to 1,000,000, and 1 to 10,000 changed ones of 10,000;
files have about 60 bytes. Ours by a delta beside ostree pull + checkout, rsync and a copy by hard links, up to 100,000
files; more are for ours alone, at most two rounds, and are left out below --free GB of free disk (default 30). Whole
processes, steady state, medians of --times rounds (default 5) by turns; requests and bytes are from nginx's log; in the
last round inodes are counted before and after. Old trees are moved aside, never deleted; --leave: nor is the folder in the
end, which would slow down what is measured next. --json is written after each point. For releases, 10 to 10,000 of them,
see many_releases.py.
"""
import argparse
import json
import shutil
import tempfile
from pathlib import Path

import peers
import results
import scaling_tables
import series
from inode_count import InodeCount
from comparison import Comparison
from peers.debian import install
from peers.peer import VERSIONS
from stamp import stamp

POINTS = "1000:1,10000:1,38000:1,100000:1,1000000:1,10000:10,10000:100,10000:1000,10000:10000"
MOST_FOR_PEERS = 100_000
PEERS = ("WithDeltas", "Ostree", "Rsync", "CopyLinks")


class Point(Comparison):
    """A comparison that counts inodes in its last round."""

    def __init__(self, files, changed, arguments, folder):
        name = f"{files}-{changed}"
        trees = {version: folder / name / "trees" / version for version in VERSIONS}
        for version, tree in trees.items():
            tree.mkdir(parents=True)
            series.make_small_files(files, version, tree, changed)
        classes = [peers.ALL[peer] for peer in PEERS[:None if files <= MOST_FOR_PEERS else 1]]
        super().__init__(name, trees, [each for each in classes if not each.missing(arguments.build)], arguments, folder)
        self.measured.rounds = arguments.times if files <= MOST_FOR_PEERS else min(arguments.times, 2)  # inodes are few
        self.files, self.changed, self.counting, self.inodes = files, changed, False, {}

    def update(self, peer, command, run_it):
        count = InodeCount(peer.host) if self.counting else None
        update = super().update(peer, command, run_it)
        if count:
            self.inodes[self.results[peer].id] = count.since()
        return update

    def run(self):
        self.publish()
        for number in range(self.measured.rounds):
            self.progress(f"round {number + 1} of {self.measured.rounds}")
            self.counting = number + 1 == self.measured.rounds
            self.round()

    def data(self):
        return {"files": self.files, "changed": self.changed, "inodes": self.inodes, "series": results.as_data(self.measured)}


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--points", default=POINTS)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--free", type=float, default=30)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--note", default="")
    parser.add_argument("--folder")
    parser.add_argument("--leave", action="store_true")
    parser.set_defaults(link=None, keep=None, publish_again=False)
    return parser.parse_args()


def points(arguments, folder):
    for text in arguments.points.split(","):
        files, changed = map(int, text.split(":"))
        free = shutil.disk_usage(folder).free / 1e9
        if files > MOST_FOR_PEERS and free < arguments.free:
            print(f"Left out: {files:,} files: {free:.0f} GB are free, {arguments.free:.0f} are wanted.\n", flush=True)
        else:
            yield files, changed


def measure_all(arguments, folder):
    data = {"kind": "scaling", **stamp(arguments.build, arguments.note), "points": []}
    for files, changed in points(arguments, folder):
        point = Point(files, changed, arguments, folder)
        try:
            point.run()
        finally:
            point.stop()
        data["points"].append(point.data())
        if arguments.json:
            arguments.json.parent.mkdir(parents=True, exist_ok=True)
            arguments.json.write_text(json.dumps(data, indent=1) + "\n")
    return data


def main():
    arguments = parse()
    if arguments.install:
        install()
    folder = Path(tempfile.mkdtemp(prefix="switchback-scaling-", dir=arguments.folder or "/var/tmp"))
    folder.chmod(0o755)  # nginx drops its privileges
    try:
        print(scaling_tables.tables([measure_all(arguments, folder)]), flush=True)
    finally:
        if not arguments.leave:  # deleting slows down what is measured next
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
