#!/usr/bin/env python3
"""Measures `switchback-repo serve` beside nginx under the update traffic of many hosts at once.

    load.py --build DIR [--hosts N] [--times N] [--folder DIR]

--build: a release build with the targets switchback, switchback-repo and bench-load. The requests of one real update
(a tree of 40 MB of which a tenth changes) are taken from nginx's log and sent by every host over a connection of its
own, all at the same time; server and hosts share the machine. Prints a Markdown table; medians of --times runs. Memory
is the server's RssAnon + RssShmem: before, the peak and afterwards. Needs nginx.
"""
import argparse
import hashlib
import json
import re
import statistics
import subprocess
import tempfile
import threading
from pathlib import Path

import measure
import process_tree
from web_server import WebServer

MIB = 1 << 20
FILES = 40


def noise(length, seed):
    return hashlib.shake_128(seed.encode()).digest(length)


def make_tree(tree, version):
    """40 files of 1 MB, a tenth of them different in each version."""
    tree.mkdir(parents=True)
    for number in range(FILES):
        seed = f"{number} {version if number % 10 == 0 else ''}"
        (tree / f"file-{number}").write_bytes(noise(1_000_000, seed))


class Serve:
    def __init__(self, program, repository):
        self.process = subprocess.Popen([program, "serve", repository, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0].rstrip("/") + "/"

    def pids(self):
        return [self.process.pid]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Nginx(WebServer):
    def pids(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


def requests_of_update(bench, folder):
    """What one host asks for when it moves from 0r1 to 0r2, as bench-load reads it."""
    server = WebServer(bench.repository, folder / "recorded", log="$status $uri $http_range")
    try:
        root = folder / "root"
        host = [bench.host_program, "--root", root, "--yes", "--progress", "none"]
        measure.timed([*host, "init", "--repo", server.url, "--product", "demo", "--trust",
                       bench.repository / "metadata/1.root.json"])
        measure.timed([*host, "install", "0r1"])
        server.forget()
        measure.timed([*host, "upgrade"])
        log = (folder / "recorded/access.log").read_text()
    finally:
        server.stop()
    requests = re.findall(r"^(\d+) /(\S+) (?:bytes=)?(\S+)$", log, re.MULTILINE)
    recorded = folder / "requests"
    recorded.write_text("".join(f"{status} {path} {'' if span == '-' else span}\n" for status, path, span in requests))
    return recorded, len(requests)


class MemoryWatch(threading.Thread):
    def __init__(self, pids):
        super().__init__()
        self.pids, self.peak, self.over = pids, 0, threading.Event()

    def now(self):
        return sum(process_tree.of_process(pid).anonymous for pid in self.pids())

    def run(self):
        while not self.over.wait(0.02):
            self.peak = max(self.peak, self.now())


class Bench:
    def __init__(self, arguments, folder):
        build = Path(arguments.build).resolve()
        self.host_program = build / "updater/cli/switchback"
        self.publisher = build / "repo-tools/cli/switchback-repo"
        self.load = build / "tests/bench/bench-load"
        self.repository = folder / "repo"
        self.hosts, self.times = arguments.hosts, arguments.times
        measure.timed([self.publisher, "init", self.repository, "--no-passphrase"])
        for version in ("0r1", "0r2"):
            make_tree(folder / "trees" / version, version)
            measure.timed([self.publisher, "publish", self.repository, "--product", "demo", "--version", version,
                           "--tree", folder / "trees" / version, "--level", "fast", "--deltas-from", "0", "--progress", "none"])

    def measure(self, server, requests):
        watch = MemoryWatch(server.pids)
        before = watch.now()
        watch.start()
        command = [self.load, server.url, requests, self.hosts]
        runs = [json.loads(measure.timed(command).output) for _ in range(self.times)]
        watch.over.set()
        watch.join()
        return runs, before, watch.peak, watch.now()


def row(name, measured):
    runs, before, peak, after = measured
    rate = statistics.median(run["bytes"] / run["seconds"] for run in runs)
    seconds = statistics.median(run["seconds"] for run in runs)
    errors = sum(run["errors"] for run in runs)
    cells = [name, f"{runs[0]['requests']:,}", f"{runs[0]['bytes'] / 1e6:,.0f}", f"{seconds:.2f}",
             f"{rate / 1e6:,.0f}", errors, *(f"{size / MIB:.1f}" for size in (before, peak, after))]
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="switchback-load-", dir=arguments.folder) as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx drops its privileges
        bench = Bench(arguments, folder)
        requests, count = requests_of_update(bench, folder)
        print(f"{arguments.hosts} hosts, {count} requests each\n")
        print("| server | requests | MB | s | MB/s | errors | MiB before | MiB peak | MiB after |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
        for label, start in (("nginx", lambda: Nginx(bench.repository, folder / "nginx", connections=4096)),
                             ("serve", lambda: Serve(bench.publisher, bench.repository))):
            server = start()
            try:
                row(label, bench.measure(server, requests))
            finally:
                server.stop()


if __name__ == "__main__":
    main()
