"""A compressed tar of every release: curl | zstd -d | tar x, bare, and with a digest and durability as ours has."""
import hashlib

import measure
from peers.peer import Peer, VERSIONS


def pack(tree):
    """Shell words for a tar that depends on the tree alone."""
    return f"tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C {tree} -cf - ."


def digest(path):
    with open(path, "rb") as file:
        state = hashlib.sha256()
        while piece := file.read(1 << 20):
            state.update(piece)
    return state.hexdigest()


class Archive(Peer):
    name = "curl, zstd -d, tar x, sha256, sync (zstd -19 -T0 --long)"
    compression = "-19 -T0 --long"
    programs = ("curl", "zstd", "tar")
    durable = True

    def publish(self, version):
        archive = self.site.served / f"{version}.tar.zst"
        return measure.shell(f"{pack(self.site.trees[version])} | zstd -q {self.compression} -o {archive}")

    def prepare(self):
        self.new_host()

    def install(self, version):
        return self.update(None, version)

    def update(self, old, new):
        tree, pipe, seen = self.tree(new), self.host / "pipe", self.host / "seen"
        expected = digest(self.site.served / f"{new}.tar.zst")
        return measure.script(
            f"mkdir {tree}; rm -f {pipe}; mkfifo {pipe}; sha256sum < {pipe} > {seen} & "
            f"curl -sf {self.site.url}{new}.tar.zst | tee {pipe} | zstd -dcq --long | tar -xf - -C {tree}; "
            f"wait $!; grep -q {expected} {seen}; sync -f {tree}; {self.switch(new)}; sync -f {self.host}")

    def check(self):
        """One small file."""
        (self.site.served / "newest").write_text(VERSIONS[-1])
        return ["curl", "-sf", f"{self.site.url}newest"]

    def rollback(self):
        return measure.script(f"{self.switch(VERSIONS[1])}; sync -f {self.host}")

    def verify(self):
        """sha256sum of every file, on all processors as ours."""
        sums = self.host / "sums"
        tree = self.tree(VERSIONS[-1])
        measure.shell(f"cd {tree}; find . -type f -print0 | xargs -0 sha256sum > {sums}")
        return measure.script(f"cd {tree}; split -n r/$(nproc) --filter='sha256sum -c --quiet' {sums}")


class Bare(Archive):
    name = "curl, zstd -d, tar x: nothing verified or synced (zstd -3)"
    compression = "-3"
    durable = False

    def update(self, old, new):
        tree = self.tree(new)
        return measure.script(f"mkdir {tree}; curl -sf {self.site.url}{new}.tar.zst | zstd -dcq --long | tar -xf - -C {tree}; "
                              f"{self.switch(new)}")

    def check(self):
        return None

    rollback = verify = check
