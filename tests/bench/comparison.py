"""One series, published by every peer and updated by every peer's host, by turns."""
import contextlib
import subprocess
import sys
from dataclasses import dataclass, field

import measure
import series
from peers.peer import Site, VERSIONS
from slow_link import SlowLink
from web_server import WebServer

KINDS = {"first": VERSIONS[:2], "steady": VERSIONS[1:]}
TURNS = 5  # at least, of the short commands


@dataclass
class Update:
    run: measure.Run
    requests: int
    bytes: int


@dataclass
class Results:
    releases: dict = field(default_factory=dict)  # version: run
    deltas: dict = field(default_factory=dict)  # new version: run
    bytes_before_deltas: int = 0
    bytes_served: int = 0
    updates: dict = field(default_factory=lambda: {kind: [] for kind in KINDS})
    memory: dict = field(default_factory=dict)  # kind: run
    short: dict = field(default_factory=dict)  # check, rollback, verify: runs


class Comparison:
    def __init__(self, name, trees, classes, arguments, folder):
        self.name, self.trees, self.times, self.folder = name, trees, arguments.times, folder / name
        self.link = SlowLink(arguments.link) if arguments.link else None
        (self.folder / "served").mkdir(parents=True)
        self.server = WebServer(self.folder / "served", self.folder / "nginx")
        self.url = f"http://127.0.0.1:{self.through(self.server.port)}/"
        self.build = arguments.build.resolve()
        self.peers, self.results, self.left_out = [], {}, []
        for peer_class in classes:
            self.admit(peer_class)

    def through(self, port):
        return self.link.to(port) if self.link else port

    def admit(self, peer_class):
        folder = peer_class.__name__
        served = self.folder / "served" / folder
        for path in (self.folder / folder, served):
            path.mkdir()
        site = Site(build=self.build, folder=self.folder / folder, served=served, url=f"{self.url}{folder}/", trees=self.trees,
                    aside=self.folder / "aside", through=self.through)
        peer = peer_class(site)
        reason = peer.suits()
        if reason:
            self.left_out.append(f"{peer.name}: {reason}")
        else:
            self.peers.append(peer)
            self.results[peer.name] = Results()

    def progress(self, text):
        print(f"{self.name}: {text}", file=sys.stderr, flush=True)

    def publish(self):
        for peer in self.peers:
            self.progress(f"{peer.name} publishes")
            result = self.results[peer.name]
            for version in VERSIONS:
                result.releases[version] = peer.publish(version)
            result.bytes_before_deltas = peer.site.bytes_served()
            for old, new in KINDS.values():
                run = peer.delta(old, new)
                if run:
                    result.deltas[new] = run
            result.bytes_served = peer.site.bytes_served()

    def update(self, peer, versions, run_it):
        command = peer.update(*versions)
        measure.timed(["sync", "-f", self.folder])
        self.server.forget()
        with self.link.limited() if self.link else contextlib.nullcontext():
            run = run_it(command)
        return Update(run, *(peer.transferred(run) or self.server.counted()))

    def round(self):
        for peer in self.peers:
            peer.prepare()
            for kind, versions in KINDS.items():
                self.results[peer.name].updates[kind].append(self.update(peer, versions, measure.timed))

    def memory_round(self):
        """Once more, looking at memory and at what the update has made."""
        for peer in self.peers:
            peer.prepare()
            for kind, versions in KINDS.items():
                self.results[peer.name].memory[kind] = self.update(peer, versions, measure.watched).run
                self.compare(peer, versions[1])

    def compare(self, peer, version):
        if peer.tree(version):
            subprocess.run(["diff", "-r", "--no-dereference", self.trees[version], peer.tree(version)], check=True,
                           stdout=subprocess.DEVNULL)

    def short_commands(self):
        """On the hosts that the last round has left; rollbacks last, and forth again in between."""
        for word in ("check", "verify"):
            for _ in range(TURNS):
                self.turn(word)
        for _ in range(TURNS):
            self.turn("rollback")
            for peer in self.peers:
                if peer.rollback():
                    measure.timed(peer.forth())

    def turn(self, word):
        for peer in self.peers:
            command = getattr(peer, word)()
            if command:
                self.results[peer.name].short.setdefault(word, []).append(measure.timed(command))

    def run(self):
        self.publish()
        for number in range(self.times):
            self.progress(f"round {number + 1} of {self.times}")
            self.round()
        if not self.link:
            self.memory_round()
            self.short_commands()

    def stop(self):
        for peer in self.peers:
            peer.stop()
        self.server.stop()
        if self.link:
            self.link.stop()
