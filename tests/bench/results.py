"""What peers.py has measured, as data: `--json` writes it, report.py makes tables and charts of it.

One JSON object for each run of a series:
  kind       "series"
  series     its name
  link       as given by --link, or null
  rounds     how many
  date, commit, machine, note
             of the run; the note is the caller's own
  left_out   a text for each peer that has no part in it
  peers      ours first; each has
    id, name, durable         its class in tests/bench/peers; durable: its update has reached the disk when it ends
    kept                      its releases and deltas were published by an earlier run: their seconds are not of this one
    releases, deltas          {version: RUN} of publishing
    first_release             RUN of publishing the first release within this run, or null
    delta_bytes               {version: bytes of the delta that leads to it}
    bytes_before_deltas, bytes_served
    updates                   {install, first, steady: [{run: RUN, requests, bytes}, ...]}, one for each round
    memory                    {install, first, steady: RUN} of a round of its own
    short                     {check, rollback, verify: [RUN, ...]}
RUN: seconds, cpu_seconds, anonymous and resident (peaks in bytes, 0 where not looked at), written (bytes, or null).
Ratios are taken within one such object only: each round's values stand at the same place.
"""
import dataclasses
from dataclasses import dataclass, field
from typing import Optional

from measure import Run
from peers.peer import VERSIONS

KINDS = {"install": (None, VERSIONS[0]), "first": VERSIONS[:2], "steady": VERSIONS[1:]}
PUBLISHED = ("releases", "deltas", "delta_bytes", "bytes_before_deltas", "bytes_served")


@dataclass
class Update:
    run: Run
    requests: int
    bytes: int


@dataclass
class PeerResults:
    id: str
    name: str
    durable: bool
    kept: bool = False
    releases: dict = field(default_factory=dict)
    deltas: dict = field(default_factory=dict)
    first_release: Optional[Run] = None
    delta_bytes: dict = field(default_factory=dict)
    bytes_before_deltas: int = 0
    bytes_served: int = 0
    updates: dict = field(default_factory=lambda: {kind: [] for kind in KINDS})
    memory: dict = field(default_factory=dict)
    short: dict = field(default_factory=dict)


@dataclass
class Series:
    series: str
    link: Optional[str] = None
    rounds: int = 0
    date: str = ""
    commit: str = ""
    machine: str = ""
    note: str = ""
    left_out: list = field(default_factory=list)
    peers: list = field(default_factory=list)
    kind: str = "series"


def as_data(value):
    """Anything of these as JSON has it; what programs print is not kept."""
    if isinstance(value, dict):
        return {key: as_data(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(each) for each in value]
    if dataclasses.is_dataclass(value):
        return {each.name: as_data(getattr(value, each.name)) for each in dataclasses.fields(value) if each.name != "output"}
    return value


def run_of(data):
    return Run(output="", **data) if data else None


def runs_of(data):
    return {key: run_of(each) for key, each in data.items()}


def update_of(data):
    return Update(run_of(data["run"]), data["requests"], data["bytes"])


def peer_of(data):
    updates = {kind: [update_of(each) for each in data["updates"].get(kind, ())] for kind in KINDS}
    short = {word: [run_of(run) for run in runs] for word, runs in data["short"].items()}
    return PeerResults(**{**data, "releases": runs_of(data["releases"]), "deltas": runs_of(data["deltas"]),
                          "first_release": run_of(data["first_release"]), "updates": updates,
                          "memory": runs_of(data["memory"]), "short": short})


def series_of(data):
    return Series(**{**data, "peers": [peer_of(each) for each in data["peers"]]})
