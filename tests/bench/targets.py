"""What the project promises beside the peers, each with what the run of a series has measured."""
from peers.peer import VERSIONS
from promise import Bound, Promise

UPDATERS = ("Ostree", "StaticDelta", "Casync", "Zchunk", "Zsync", "Rsync", "Dpkg")
PATCHES = ("PatchFrom", "Xdelta")
# Deltas: of executables beside bsdiff of the largest one alone, of mixed trees beside the best that can be combined.
SMALLEST = {"app-js": (UPDATERS + PATCHES, 0.90), "many-files": (UPDATERS + PATCHES, 0.90), "binary": (("Bsdiff",), 0.70),
            "server-app": (UPDATERS + PATCHES + ("Combination",), 0.80)}
PULL_AND_CHECKOUT = {"app-js": 0.6, "binary": 0.5, "many-files": 0.4, "server-app": 0.4}
BY_FRAMES = {"server-app": 1.05}
NEWEST = VERSIONS[-1]
KIB, MIB = 1 << 10, 1 << 20


class Figures:
    """The figures of a series by peers' classes; a peer that had no part in it has none."""

    def __init__(self, measured):
        self.peers = {peer.id: peer for peer in measured.peers}

    def updates(self, name, kind, figure):
        return [figure(update) for update in self.peers[name].updates[kind]] if name in self.peers else []

    def all(self, names, kind, figure):
        return {name: self.updates(name, kind, figure) for name in names}

    def one(self, name, figure):
        """A list of one value, or of none."""
        value = figure(self.peers[name]) if name in self.peers else None
        return [] if value is None else [value]

    def ones(self, names, figure):
        return {name: self.one(name, figure) for name in names}


def size(update):
    return update.bytes


def requests(update):
    return update.requests


def duration(update):
    return update.run.seconds


def first_release_seconds(peer):
    return peer.first_release.seconds if peer.first_release else None


def repository(peer):
    return peer.bytes_served or None


def of_bytes(name, kind, figures):
    mine, frames = figures.updates("WithDeltas", kind, size), figures.updates("ByFrames", kind, size)
    bars, limit = SMALLEST.get(name, SMALLEST["app-js"])
    delta = figures.one("WithDeltas", lambda peer: peer.delta_bytes.get({"first": VERSIONS[1], "steady": NEWEST}[kind]))
    yield Promise(f"bytes of the delta, {kind}", delta * len(mine), figures.all(bars, kind, size), limit)
    yield Promise(f"bytes by frames, {kind}", frames, figures.all(["Ostree", "Casync", "Zchunk"], kind, size),
                  BY_FRAMES.get(name, 0.75))
    yield Promise(f"bytes by frames, --level fast, {kind}", figures.updates("Fast", kind, size),
                  figures.all(["Ostree"], kind, size), 1)
    yield Bound(f"KiB beside the delta, {kind}", [(each - delta[0]) / KIB for each in mine] if delta else [], 48)
    pulled = figures.updates("Ostree", kind, requests)
    yield Bound(f"requests by frames, {kind}", figures.updates("ByFrames", kind, requests),
                max(12, min(pulled) / 10) if pulled else 12)


def of_updates(name, figures):
    for kind in ("first", "steady"):
        yield from of_bytes(name, kind, figures)
    mine = figures.updates("WithDeltas", "steady", duration)
    yield Promise("seconds, steady", mine, figures.all(["Ostree"], "steady", duration), PULL_AND_CHECKOUT.get(name, 0.6))
    yield Promise("seconds, steady", mine, figures.all(["Archive"], "steady", duration), 1)
    copy, delta = (figures.updates(each, "first", duration) for each in ("CopyAndSync", "DeltaAlone"))
    yield Promise("seconds, first", figures.updates("WithDeltas", "first", duration),
                  {"CopyAndSync + DeltaAlone": [sum(pair) for pair in zip(copy, delta)]}, 1.1)
    for ours in ("WithDeltas", "ByFrames", "Fast"):
        peaks = figures.one(ours, lambda peer: max((run.anonymous for run in peer.memory.values()), default=None))
        yield Bound(f"anonymous MiB, {ours}", [peak / MIB for peak in peaks], 64)


def of_publishing(figures):
    """Seconds are those of this run: what was kept has none."""
    yield Promise("publish --level fast, s", figures.one("Fast", first_release_seconds),
                  figures.ones(["Ostree"], first_release_seconds), 0.25)
    yield Promise("publish, s", figures.one("ByFrames", first_release_seconds),
                  figures.ones(["Archive"], first_release_seconds), 1.1)
    for version, title in zip(VERSIONS[1:], ("1 → 2", "2 → 3")):
        def delta_cpu(peer, version=version):
            return peer.deltas[version].cpu_seconds if version in peer.deltas else None
        yield Promise(f"delta {title}, CPU s", figures.one("WithDeltas", delta_cpu), figures.ones(["PatchFrom"], delta_cpu), 2)
    archive = figures.one("Archive", repository)
    both = {f"Archive + {name}": [sum(pair) for pair in zip(archive, figures.one(name, repository))] for name in PATCHES}
    yield Promise("repository with deltas", figures.one("WithDeltas", repository),
                  {**figures.ones(["StaticDelta"], repository), **both}, 1)


def of_link(figures):
    for kind in ("first", "steady"):
        mine = figures.updates("WithDeltas", kind, duration)
        yield Promise(f"seconds, {kind}", mine, figures.all(UPDATERS, kind, duration), 0.6)
        yield Promise(f"seconds, {kind}", mine, figures.all(["PatchFrom"], kind, duration), 1.1)


def rows(measured):
    figures = Figures(measured)
    promises = of_link(figures) if measured.link else [*of_updates(measured.series, figures), *of_publishing(figures)]
    return [row for row in (promise.row() for promise in promises) if row]
