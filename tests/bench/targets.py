"""What the project promises beside the peers, each with the ratio that a comparison has measured."""
import statistics
from dataclasses import dataclass

from peers.peer import VERSIONS

UPDATERS = ("Ostree", "StaticDelta", "Casync", "Zchunk", "Zsync", "Rsync", "Dpkg")
PATCHES = ("PatchFrom", "Xdelta")
SMALLEST = {"app-js": 0.90, "many-files": 0.90, "server-app": 0.80}
PULL_AND_CHECKOUT = {"app-js": 0.6, "binary": 0.5, "many-files": 0.4, "server-app": 0.4}
NEWEST = VERSIONS[-1]


@dataclass
class Promise:
    """Ours is at most `limit` times the least of the bars."""
    figure: str
    ours: list  # one value for each round
    bars: dict  # peer: its values
    limit: float

    def row(self):
        ratios = {name: statistics.median(mine / other for mine, other in zip(self.ours, values))
                  for name, values in self.bars.items() if values}
        if not self.ours or not ratios:
            return None
        nearest = max(ratios, key=ratios.get)
        ratio = ratios[nearest]
        verdict = "met" if ratio <= self.limit else f"missed by {100 * (ratio / self.limit - 1):.0f} %"
        return [self.figure, nearest, f"{ratio:.2f}", f"{self.limit:.2f}", verdict]


class Figures:
    """The figures of a comparison by peers' classes; a peer that had no part in it has none."""

    def __init__(self, comparison):
        self.results = {type(peer).__name__: comparison.results[peer.name] for peer in comparison.peers}

    def updates(self, name, kind, figure):
        return [figure(update) for update in self.results[name].updates[kind]] if name in self.results else []

    def runs(self, name, figure):
        """Of a peer that has published everything."""
        return [figure(self.results[name])] if name in self.results and self.results[name].bytes_served else []

    def all(self, names, kind, figure):
        return {name: self.updates(name, kind, figure) for name in names}


def size(update):
    return update.bytes


def duration(update):
    return update.run.seconds


def of_updates(name, figures):
    for kind in ("first", "steady"):
        mine = figures.updates("WithDeltas", kind, size)
        frames = figures.updates("ByFrames", kind, size)
        if name == "binary":
            yield Promise(f"bytes with a delta, {kind}", mine, figures.all(["Bsdiff"], kind, size), 0.70)
        else:
            bars = figures.all(UPDATERS + PATCHES, kind, size)
            yield Promise(f"bytes with a delta, {kind}", mine, bars, SMALLEST.get(name, 0.90))
        yield Promise(f"bytes by frames, {kind}", frames, figures.all(["Ostree", "Casync", "Zchunk"], kind, size),
                      1.05 if name == "server-app" else 0.75)
        fast = figures.updates("Fast", kind, size)
        yield Promise(f"bytes by frames, --level fast, {kind}", fast, figures.all(["Ostree"], kind, size), 1)
    mine = figures.updates("WithDeltas", "steady", duration)
    yield Promise("seconds, steady", mine, figures.all(["Ostree"], "steady", duration), PULL_AND_CHECKOUT.get(name, 0.6))
    yield Promise("seconds, steady", mine, figures.all(["Archive"], "steady", duration), 1)


def of_publishing(figures):
    def publish_seconds(result):
        return result.releases[VERSIONS[0]].seconds

    def delta_cpu(result):
        return result.deltas[NEWEST].cpu_seconds

    def repository(result):
        return result.bytes_served

    def of(name, figure):
        return figures.runs(name, figure)

    yield Promise("publish --level fast, s", of("Fast", publish_seconds), {"Ostree": of("Ostree", publish_seconds)}, 0.25)
    yield Promise("publish, s", of("ByFrames", publish_seconds), {"Archive": of("Archive", publish_seconds)}, 1.1)
    yield Promise("delta, CPU s", of("WithDeltas", delta_cpu), {"PatchFrom": of("PatchFrom", delta_cpu)}, 2)
    both = [sum(pair) for pair in zip(of("Archive", repository), of("PatchFrom", repository))]
    yield Promise("repository with deltas", of("WithDeltas", repository),
                  {"StaticDelta": of("StaticDelta", repository), "Archive + PatchFrom": both}, 1)


def of_link(figures):
    for kind in ("first", "steady"):
        mine = figures.updates("WithDeltas", kind, duration)
        yield Promise(f"seconds, {kind}", mine, figures.all(UPDATERS, kind, duration), 0.6)
        yield Promise(f"seconds, {kind}", mine, figures.all(["PatchFrom"], kind, duration), 1.1)


def rows(comparison):
    figures = Figures(comparison)
    promises = of_link(figures) if comparison.link else [*of_updates(comparison.name, figures), *of_publishing(figures)]
    return [row for row in (promise.row() for promise in promises) if row]
