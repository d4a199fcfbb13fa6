"""Patches between uncompressed tars: fetched with curl, applied, hashed, unpacked and synced. The host keeps the old tar."""
import measure
from peers.archive import digest, pack
from peers.peer import Peer, VERSIONS


class Patch(Peer):
    durable = True

    def make(self, old, new, patch):
        """The command that makes a patch of two files."""
        raise NotImplementedError

    def apply(self, old, new, url):
        """Shell words that fetch the patch and make the new file of the old one."""
        raise NotImplementedError

    def kept(self, version):
        """The publisher's own: hosts fetch patches only."""
        return self.site.folder / f"{version}.tar"

    def publish(self, version):
        return measure.shell(f"{pack(self.site.trees[version])} > {self.kept(version)}")

    def delta(self, old, new):
        return measure.timed(self.make(self.kept(old), self.kept(new), self.site.served / f"{new}.patch"))

    def delta_bytes(self, version):
        return (self.site.served / f"{version}.patch").stat().st_size

    def prepare(self):
        self.new_host()
        self.install_by_copy(VERSIONS[0])
        measure.timed(["cp", self.kept(VERSIONS[0]), self.host])

    def update(self, old, new):
        made, tree = self.host / f"{new}.tar", self.tree(new)
        return measure.script(
            f"mkdir {tree}; {self.apply(self.host / f'{old}.tar', made, f'{self.site.url}{new}.patch')}; "
            f"echo {digest(self.kept(new))} {made} | sha256sum -c --status; tar -xf {made} -C {tree}; "
            f"sync -f {tree}; {self.switch(new)}; sync -f {self.host}")


class PatchFrom(Patch):
    name = "zstd --patch-from -19 --long=31 of the tar"
    programs = ("curl", "zstd", "tar")

    def make(self, old, new, patch):
        return ["zstd", "-q", "-19", "--long=31", f"--patch-from={old}", new, "-o", patch]

    def apply(self, old, new, url):
        return f"curl -sf {url} | zstd -dq --long=31 --patch-from={old} -o {new}"


class Xdelta(Patch):
    name = "xdelta3 -9 of the tar"
    programs = ("curl", "xdelta3", "tar")
    WINDOW = 1 << 30  # the whole old tar of every series

    def make(self, old, new, patch):
        return ["xdelta3", "-e", "-9", "-B", self.WINDOW, "-s", old, new, patch]

    def apply(self, old, new, url):
        return f"curl -sf {url} -o {new}.patch; xdelta3 -d -B {self.WINDOW} -s {old} {new}.patch {new}"
