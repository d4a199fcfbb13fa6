#!/usr/bin/env python3
"""Measures a repository at size: what checks, first contact, publishing, steering and cleaning cost with many releases.

    many_releases.py --build DIR [--releases N] [--products N] [--one-by-one N] [--folder DIR]

--build: a release build with the targets switchback, switchback-repo and bench-resolver. Small synthetic trees, the
last --one-by-one of them published alone, the others in batches. Prints Markdown tables. nginx on loopback serves;
requests and bytes are from its log, HTTP headers included. Memory: RssAnon + RssShmem, sampled. Needs nginx.
"""
import argparse
import json
import statistics
import tempfile
from pathlib import Path

import measure
from web_server import WebServer

CHECKS = 21
MIB = 1 << 20


class Bench:
    def __init__(self, arguments, folder):
        build = Path(arguments.build).resolve()
        self.host_program = build / "updater/cli/switchback"
        self.publisher = build / "repo-tools/cli/switchback-repo"
        self.resolver = build / "tests/bench/bench-resolver"
        self.folder = folder
        self.repository = folder / "repo"
        self.products = [f"product-{number:02}" for number in range(arguments.products)]
        self.published = {product: 0 for product in self.products}
        self.roots = 0

    def repo(self, command, *words, repository=None):
        return [self.publisher, command, repository or self.repository, *words, "--yes", "--progress", "none"]

    def host(self, *words):
        return [self.host_program, "--root", self.folder / f"root-{self.roots}", "--yes", "--progress", "none", *words]

    def new_root(self):
        self.roots += 1
        measure.timed(self.host("init", "--repo", self.server.url, "--product", self.products[0],
                                "--trust", self.repository / "metadata/1.root.json"))

    def next_release(self, product):
        """(version, tree) of a release that differs from the one before by one small file."""
        self.published[product] += 1
        version = f"0r{self.published[product]}"
        tree = self.folder / "trees" / product / version
        (tree / "bin").mkdir(parents=True)
        (tree / "bin/run").write_text("#!/bin/sh\necho run\n")
        (tree / "version").write_text(f"{product} {version}\n")
        (tree / "notes").write_text(f"{product}\n" * 100)
        return version, tree

    def publish_batch(self, count):
        lines = []
        for number in range(count):
            product = self.products[number % len(self.products)]
            version, tree = self.next_release(product)
            lines.append(json.dumps({"product": product, "version": version, "tree": str(tree)}))
        batch = self.folder / "batch.jsonl"
        batch.write_text("\n".join(lines) + "\n")
        return measure.timed(self.repo("publish", "--batch", batch, "--level", "fast", "--deltas-from", "0"))

    def publish_one(self, product, repository=None):
        version, tree = self.next_release(product)
        return measure.timed(self.repo("publish", "--product", product, "--version", version, "--tree", tree, "--level",
                                       "fast", "--deltas-from", "0", repository=repository)).seconds

    def first_publications(self, times=5):
        """Seconds of the first `publish` into a new repository."""
        seconds = []
        for number in range(times):
            repository = self.folder / f"first-{number}"
            measure.timed([self.publisher, "init", repository, "--no-passphrase"])
            seconds.append(self.publish_one(self.products[0], repository))
            self.published[self.products[0]] = 0
            (self.folder / "trees" / self.products[0] / "0r1").rename(self.folder / f"tree-{number}")
        return statistics.median(seconds)

    def fill(self, releases, one_by_one):
        measure.timed([self.publisher, "init", self.repository, "--no-passphrase"])
        left, batches = releases - one_by_one, []
        while left > 0:
            count = min(left, 1000)
            batches.append(self.publish_batch(count).seconds / count)
            left -= count
        alone = [self.publish_one(self.products[number % len(self.products)]) for number in range(one_by_one)]
        return batches, alone

    def cost(self, *words, statuses=(0, 100, 101)):
        """(seconds, requests, bytes) of one run of the host."""
        self.server.forget()
        seconds = measure.timed(self.host(*words), statuses).seconds
        return (seconds, *self.server.counted())


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def milliseconds(seconds):
    return f"{seconds * 1000:.1f}"


def publishing(bench, arguments):
    first = bench.first_publications()
    batches, alone = bench.fill(arguments.releases, arguments.one_by_one)
    last = statistics.median(alone[-20:])
    print("\n| publish | ms |\n|---|---:|")
    row("the first release of a new repository", milliseconds(first))
    row("one more, of those before the last 20 it is the median of", milliseconds(last))
    row("ratio", f"{last / first:.2f}")
    row("each release of the first batch", milliseconds(batches[0]))
    row("each release of the last batch", milliseconds(batches[-1]))


def checking(bench):
    print("\n| host | requests | bytes | ms |\n|---|---:|---:|---:|")
    bench.new_root()
    seconds, requests, sent = bench.cost("check")
    row("check, first contact", requests, f"{sent:,}", milliseconds(seconds))
    measure.timed(bench.host("install", "0r1"))
    bench.cost("check")
    runs = [bench.cost("check") for _ in range(CHECKS)]
    row("check, nothing new", runs[-1][1], f"{runs[-1][2]:,}", milliseconds(statistics.median(r[0] for r in runs)))
    bench.publish_one(bench.products[0])
    seconds, requests, sent = bench.cost("check")
    row("check after one new release", requests, f"{sent:,}", milliseconds(seconds))
    runs = [bench.cost("why") for _ in range(CHECKS)]
    row("why, warm", runs[-1][1], f"{runs[-1][2]:,}", milliseconds(statistics.median(r[0] for r in runs)))
    cold = []
    for _ in range(5):
        bench.new_root()
        cold.append(bench.cost("why"))
    row("why, cold: nothing was fetched before", cold[-1][1], f"{cold[-1][2]:,}",
        milliseconds(statistics.median(r[0] for r in cold)))


def maintaining(bench):
    print("\n| publisher | s | MiB |\n|---|---:|---:|")
    for words in (("list", "--product", bench.products[0]), ("verify",), ("refresh",),
                  ("remove", "--product", bench.products[0], "--keep-last", "100"), ("gc",), ("gc", "--grace", "0s"),
                  ("verify",)):
        run = measure.watched(bench.repo(*words))
        row(" ".join(words), f"{run.seconds:.2f}", f"{run.anonymous / MIB:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--products", type=int, default=20)
    parser.add_argument("--one-by-one", type=int, default=1_000)
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="switchback-bench-", dir=arguments.folder) as folder:
        Path(folder).chmod(0o755)  # nginx drops its privileges
        bench = Bench(arguments, Path(folder))
        publishing(bench, arguments)
        bench.server = WebServer(bench.repository, bench.folder / "nginx")
        try:
            checking(bench)
        finally:
            bench.server.stop()
        maintaining(bench)
        print("\n```\n" + measure.timed([bench.resolver]).output + "```")


if __name__ == "__main__":
    main()
