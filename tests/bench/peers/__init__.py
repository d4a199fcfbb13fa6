"""The updaters that tests/bench/peers.py compares, ours first."""
from peers.archive import Archive, Bare
from peers.bsdiff import Bsdiff, Combination
from peers.chunks import Casync, Zchunk, Zsync
from peers.dpkg import Dpkg
from peers.measures import CopyAndSync, CopyLinks, DeltaAlone
from peers.ostree import Ostree, StaticDelta
from peers.patch import PatchFrom, Xdelta
from peers.rsync import Rsync
from peers.switchback import ByFrames, Fast, WithDeltas

ALL = {peer.__name__: peer for peer in (
    WithDeltas, ByFrames, Fast, Ostree, StaticDelta, Casync, Zchunk, Zsync, Rsync, Dpkg, PatchFrom, Xdelta, Bsdiff, Combination,
    Archive, Bare, CopyAndSync, CopyLinks, DeltaAlone)}
