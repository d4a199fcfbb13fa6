"""Updaters that cut everything into chunks by content and fetch those that the host lacks: casync, zchunk, zsync."""
import os

import measure
from peers.archive import pack
from peers.peer import Peer, VERSIONS


class Casync(Peer):
    """A store of chunks, the tree before as the seed."""
    name = "casync with a seed"
    programs = ("casync",)
    METADATA = "--without=all --with=permissions --with=symlinks"

    def publish(self, version):
        return measure.shell(f"casync make {self.METADATA} --store={self.site.served}/default.castr "
                             f"{self.site.served}/{version}.caidx {self.site.trees[version]}")

    def prepare(self):
        self.new_host()

    def extracted(self, version, seed):
        return measure.script(f"casync extract {self.METADATA} --store={self.site.url}default.castr {seed} "
                              f"{self.site.url}{version}.caidx {self.tree(version)}; {self.switch(version)}")

    def install(self, version):
        return self.extracted(version, "")

    def update(self, old, new):
        return self.extracted(new, f"--seed={self.tree(old)} --seed-output=no")


class Zchunk(Peer):
    """The tar of a release in its own format; the host keeps the last such file."""
    name = "zchunk of the tar"
    programs = ("zck", "zckdl", "unzck", "tar")

    def publish(self, version):
        archive = self.site.folder / f"{version}.tar"
        measure.shell(f"{pack(self.site.trees[version])} > {archive}")
        run = measure.timed(["zck", "-o", self.site.served / f"{version}.zck", archive])
        os.truncate(archive, 0)  # not deleted, see series.set_aside
        return run

    def prepare(self):
        self.new_host()
        self.install_by_copy(VERSIONS[0])
        measure.timed(["cp", self.site.served / f"{VERSIONS[0]}.zck", self.host])

    def update(self, old, new):
        return measure.script(
            f"cd {self.host}; mkdir {self.tree(new)}; zckdl -s {old}.zck {self.site.url}{new}.zck; "
            f"unzck -c {new}.zck | tar -xf - -C {self.tree(new)}; {self.switch(new)}")


class Zsync(Peer):
    """The uncompressed tar of a release and its checksums; the host keeps the last tar."""
    name = "zsync of the tar"
    programs = ("zsync", "zsyncmake", "tar")

    def publish(self, version):
        archive = f"{version}.tar"
        return measure.shell(f"cd {self.site.served}; {pack(self.site.trees[version])} > {archive}; "
                             f"zsyncmake -u {archive} -o {archive}.zsync {archive}")

    def prepare(self):
        self.new_host()
        self.install_by_copy(VERSIONS[0])
        measure.timed(["cp", self.site.served / f"{VERSIONS[0]}.tar", self.host])

    def update(self, old, new):
        return measure.script(
            f"cd {self.host}; mkdir {self.tree(new)}; zsync -q -i {old}.tar -o {new}.tar {self.site.url}{new}.tar.zsync; "
            f"tar -xf {new}.tar -C {self.tree(new)}; {self.switch(new)}")
