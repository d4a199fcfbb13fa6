"""Ours: with a delta from the release before (the default), by frames, and by frames that were compressed fast."""
import json

import measure
from peers.peer import Peer, VERSIONS


class ByFrames(Peer):
    name = "switchback, by frames"
    durable = True
    level = "default"
    built = ("repo-tools/cli/switchback-repo",)

    def __init__(self, site):
        super().__init__(site)
        self.program = site.build / "updater/cli/switchback"
        self.publisher = site.build / self.built[0]

    def begin(self):
        measure.timed([self.publisher, "init", self.site.served, "--no-passphrase"])

    def resume(self):
        """Hosts refuse metadata that has expired since."""
        measure.timed([self.publisher, "refresh", self.site.served, "--yes", "--progress", "none"])

    def publish(self, version):
        return measure.timed([self.publisher, "publish", self.site.served, "--product", "demo", "--version", version, "--tree",
                              self.site.trees[version], "--level", self.level, "--deltas-from", "0", "--progress", "none"])

    def words(self, *words):
        return [self.program, "--root", self.host, "--yes", "--progress", "none", *words]

    def prepare(self):
        self.new_host()
        (self.host / "trees").rmdir()
        self.host.rmdir()
        measure.timed(self.words("init", "--repo", self.site.url, "--product", "demo",
                                 "--trust", self.site.served / "metadata/1.root.json"))

    def install(self, version):
        return self.words("install", version)

    def update(self, old, new):
        return self.words("upgrade", "--to", new)

    def tree(self, version):
        return (self.host / "current").resolve()

    def check(self):
        return self.words("check")

    def rollback(self):
        return self.words("rollback")

    def forth(self):
        return self.words("upgrade", "--to", VERSIONS[-1])

    def verify(self):
        return self.words("verify")


class Fast(ByFrames):
    name = "switchback, by frames, --level fast"
    level = "fast"


class WithDeltas(ByFrames):
    name = "switchback"

    def delta(self, old, new):
        return measure.timed([self.publisher, "delta", self.site.served, old, new, "--progress", "none"])

    def delta_bytes(self, version):
        shown = measure.timed([self.publisher, "show", self.site.served, version, "--json"]).output
        return sum(delta["length"] for delta in json.loads(shown)["manifest"]["deltas"])
