"""No updaters, but what an update is held against: a copy of the tree, and the work in a delta alone."""
import measure
from peers.peer import Peer, VERSIONS


class CopyAndSync(Peer):
    """The first update after an install writes a second tree: at best it takes as long as a copy that is durable."""
    name = "cp -a, sync -f: a copy of the tree before"
    durable = True

    def publish(self, version):
        return None

    def prepare(self):
        self.new_host()
        self.install_by_copy(VERSIONS[0])

    def update(self, old, new):
        trees = self.host / "trees"
        return measure.script(f"cp -a {trees / old} {trees / new}; sync -f {self.host}") if old == VERSIONS[0] else None

    def tree(self, version):
        """The copy is of the old version; a host begins with the published tree."""
        return self.host / "trees" / version if version == VERSIONS[0] else None

    def transferred(self, run):
        return 0, 0


class DeltaAlone(Peer):
    """Our delta from the first release to the second decoded and hashed in memory, by one thread, nothing fetched or written."""
    name = "our delta decoded and hashed, nothing written"
    built = ("tests/bench/bench-delta",)

    def __init__(self, site):
        super().__init__(site)
        self.program = site.build / self.built[0]

    def run(self, what):
        return [self.program, what, *(self.site.trees[version] for version in VERSIONS[:2]), self.site.folder]

    def publish(self, version):
        return measure.timed(self.run("encode")) if version == VERSIONS[0] else None

    def prepare(self):
        self.new_host()

    def update(self, old, new):
        return self.run("apply") if old == VERSIONS[0] else None

    def tree(self, version):
        return None

    def transferred(self, run):
        return 0, 0


class CopyLinks(CopyAndSync):
    """What a tree costs that shares every file with the one before: no update by hard links is faster."""
    name = "cp -al, sync -f: a copy by hard links"

    def update(self, old, new):
        trees = self.host / "trees"
        return measure.script(f"cp -al {trees / old} {trees / new}; sync -f {self.host}")
