#!/usr/bin/env python3
"""Measures the main job beside the plainest peers: check, fresh install, upgrade, rollback, memory.

    main_job.py --build DIR [--series NAME,NAME] [--small-files N] [--times N] [--folder DIR]

--build: a release build. --series: of app-js, binary, many-files, server-app (npm packages, kept in the user's cache).
--small-files: also a tree of N tiny files (1,000,000 needs 15 GB and 3 million inodes for a while). Prints Markdown
tables. Times are whole processes, medians of --times runs (default 5), ours and the peer's by turns; nginx on loopback
serves; requests and bytes are from its log. Old trees are moved aside between runs, never deleted.
Needs nginx, curl, zstd, tar, strace and, for the series, npm.
"""
import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

import measure
import series
from web_server import WebServer

VERSIONS = ("0r1", "0r2", "0r3")
MIB = 1 << 20
CHECKS = 21


class Bench:
    """One series: published, served, and a root that commands run on."""

    def __init__(self, name, make, arguments, folder):
        self.name = name
        self.times = arguments.times
        self.host_program = Path(arguments.build).resolve() / "updater/cli/switchback"
        self.publisher = Path(arguments.build).resolve() / "repo-tools/cli/switchback-repo"
        self.folder = folder / name
        self.aside = folder / "aside"
        self.folder.mkdir()
        self.repository = self.folder / "repo"
        self.root = self.folder / "root"
        self.publish(make)
        self.server = WebServer(self.repository, self.folder / "nginx")

    def publish(self, make):
        measure.timed([self.publisher, "init", self.repository, "--no-passphrase"])
        for version in VERSIONS:
            tree = self.folder / "trees" / version
            tree.mkdir(parents=True)
            make(version, tree)
            if version == VERSIONS[0]:
                self.files, self.bytes = series.size_of(tree)
            run = measure.timed([self.publisher, "publish", self.repository, "--product", "demo", "--version", version,
                                 "--tree", tree, "--progress", "none"])
            print(f"<!-- {self.name}: published {version} in {run.seconds:.1f} s, {run.cpu_seconds:.1f} CPU s -->", flush=True)
            series.set_aside(tree, self.aside)

    def host(self, *words):
        return [self.host_program, "--root", self.root, "--yes", "--progress", "none", *words]

    def new_root(self):
        series.set_aside(self.root, self.aside)
        measure.timed(self.host("init", "--repo", self.server.url, "--product", "demo",
                                "--trust", self.repository / "metadata/1.root.json"))

    def bundle(self, version):
        """The file of that release's bundle: what the peers fetch."""
        shown = measure.timed([self.publisher, "show", self.repository, version, "--json"]).output
        digest = json.loads(shown)["manifest"]["bundle"]["sha256"]
        return f"{self.server.url}targets/demo/blobs/{digest}"

    # Each returns what a table prints.
    def fresh_install(self):
        url, ours, peers, cpu = self.bundle("0r1"), [], [], []
        target = self.folder / "plain"
        for _ in range(self.times):
            series.set_aside(target, self.aside)
            target.mkdir()
            measure.shell("sync")
            peers.append(measure.shell(f"curl -sf {url} | zstd -dcq | tar -xf - -C {target}; sync -f {target}").seconds)
            self.new_root()
            measure.shell("sync")
            run = measure.timed(self.host("install", "0r1"))
            ours.append(run.seconds)
            cpu.append(run.cpu_seconds)
        return statistics.median(ours), statistics.median(cpu), statistics.median(peers)

    def upgrades(self):
        """(first upgrade, steady upgrade): seconds, requests, bytes."""
        results = {"first": [], "steady": []}
        for _ in range(self.times):
            self.new_root()
            measure.timed(self.host("install", "0r1"))
            for kind, version in (("first", "0r2"), ("steady", "0r3")):
                measure.shell("sync")
                self.server.forget()
                run = measure.timed(self.host("upgrade", "--to", version))
                results[kind].append((run.seconds, run.cpu_seconds, *self.server.counted()))
        return {kind: sorted(runs)[self.times // 2] for kind, runs in results.items()}

    def check(self):
        small = f"{self.server.url}metadata/timestamp.json"
        ours, peers = [], []
        measure.timed(self.host("check"))
        for _ in range(CHECKS):
            self.server.forget()
            ours.append(measure.timed(self.host("check")).seconds)
            requests, sent = self.server.counted()
            peers.append(measure.timed(["curl", "-sf", "-o", "/dev/null", small]).seconds)
        return statistics.median(ours), statistics.median(peers), requests, sent

    def rollback(self):
        """By turns back (rollback) and forth (an instant upgrade, not timed)."""
        whole, inner = [], []
        for _ in range(max(self.times, 5)):
            whole.append(measure.timed(self.host("rollback", "--verify=none")).seconds)
            measure.timed(self.host("upgrade", "--to", "0r3"))
            inner.append(measure.lock_to_durable_switch(self.host("rollback", "--verify=none")))
            measure.timed(self.host("upgrade", "--to", "0r3"))
        return statistics.median(whole), statistics.median(inner)

    def memory(self):
        """Peak anonymous bytes of each command on a new root."""
        self.new_root()
        peaks = {}
        for label, words, statuses in (
                ("install", ("install", "0r1"), (0,)), ("check", ("check",), (0, 100, 101)),
                ("upgrade (first)", ("upgrade", "--to", "0r2"), (0,)), ("upgrade (steady)", ("upgrade", "--to", "0r3"), (0,)),
                ("verify", ("verify",), (0,)), ("rollback", ("rollback",), (0,)), ("status", ("status",), (0,))):
            peaks[label] = measure.watched(self.host(*words), statuses).anonymous
        return peaks

    def stop(self):
        self.server.stop()


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def report(bench, timed):
    print(f"\n### {bench.name}: {bench.files:,} files, {bench.bytes / 1e6:.1f} MB\n")
    if timed:
        ours, cpu, peer = bench.fresh_install()
        row("figure", "ours", "peer", "ratio")
        row("---", "---", "---", "---")
        row("fresh install, s (CPU s)", f"{ours:.2f} ({cpu:.2f})", f"{peer:.2f}", f"{ours / peer:.2f}")
        for kind, (seconds, cpu, requests, sent) in bench.upgrades().items():
            row(f"{kind} upgrade, s (CPU s); requests, MB", f"{seconds:.2f} ({cpu:.2f}); {requests}, {sent / 1e6:.2f}", "", "")
        ours, peer, requests, sent = bench.check()
        row(f"check, nothing new, ms ({requests} requests, {sent} bytes)", f"{ours * 1e3:.1f}", f"{peer * 1e3:.1f}",
            f"{ours / peer:.2f}")
        whole, inner = bench.rollback()
        row("rollback --verify=none, whole process, ms", f"{whole * 1e3:.1f}", "", "")
        row("rollback --verify=none, lock to durable switch, ms (traced)", f"{inner * 1e3:.2f}", "", "")
        print()
    peaks = bench.memory()
    row("peak anonymous MiB", *peaks)
    row(*["---"] * (len(peaks) + 1))
    row("", *(f"{peak / MIB:.1f}" for peak in peaks.values()))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--series", default=",".join(series.PACKAGES))
    parser.add_argument("--small-files", type=int, default=0)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--folder", help="where trees are made (default: a new folder under /var/tmp)")
    return parser.parse_args()


def main():
    arguments = parse()
    folder = Path(tempfile.mkdtemp(prefix="switchback-bench-", dir=arguments.folder or "/var/tmp"))
    folder.chmod(0o755)
    makers = {name: (lambda version, tree, name=name: series.make_release(name, version, tree))
              for name in arguments.series.split(",") if name}
    if arguments.small_files:
        makers[f"{arguments.small_files}-files"] = lambda version, tree: series.make_small_files(
            arguments.small_files, version, tree)
    try:
        for name, make in makers.items():
            bench = Bench(name, make, arguments, folder)
            try:
                report(bench, timed=name in series.PACKAGES)
            finally:
                bench.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
