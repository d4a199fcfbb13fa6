"""bsdiff of the largest executable alone, and of it with the best patch of the rest: measures for deltas of executables."""
import re
import shlex
from functools import cached_property
from pathlib import Path

import measure
import series
from peers.archive import digest, pack
from peers.patch import Patch, PatchFrom, Xdelta
from peers.peer import VERSIONS

MAX_BYTES = 150_000_000
MEMORY_PER_BYTE = 17  # as its manual says


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def memory_available():
    return 1024 * int(re.search(r"MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text())[1])


class Bsdiff(Patch):
    programs = ("curl", "bsdiff", "bspatch")
    name = "bsdiff of the largest executable alone"

    @cached_property
    def file(self):
        """The largest executable of the first release, by its path in the tree; None where there is none."""
        oldest = self.site.trees[VERSIONS[0]]
        sizes = {path: path.stat().st_size for path in oldest.rglob("*") if path.is_file() and not path.is_symlink()}
        found = next((path for path in sorted(sizes, key=sizes.get, reverse=True) if is_elf(path)), None)
        return found.relative_to(oldest) if found else None

    def suits(self):
        if not self.file:
            return "no executable"
        size = (self.site.trees[VERSIONS[0]] / self.file).stat().st_size
        if size > MAX_BYTES or size * MEMORY_PER_BYTE > memory_available():
            return "the executable is too large"
        return ""

    def publish(self, version):
        return measure.timed(["cp", self.site.trees[version] / self.file, self.kept(version)])

    def make(self, old, new, patch):
        return ["bsdiff", old, new, patch]

    def prepare(self):
        self.new_host()
        measure.timed(["cp", self.kept(VERSIONS[0]), self.host])

    def tree(self, version):
        return None

    def update(self, old, new):
        made = self.host / f"{new}.tar"
        return measure.script(
            f"curl -sf {self.site.url}{new}.patch -o {made}.patch; bspatch {self.host / f'{old}.tar'} {made} {made}.patch; "
            f"echo {digest(self.kept(new))} {made} | sha256sum -c --status; sync -f {made}")


class Combination(Bsdiff):
    """What a release manager with patience would ship: bsdiff of the executable, of the rest the smaller patch."""
    programs = ("curl", "bsdiff", "bspatch", "zstd", "xdelta3", "tar")
    name = "bsdiff of the largest executable, best patch of the rest"
    OF_THE_REST = (PatchFrom, Xdelta)
    WINDOW = Xdelta.WINDOW

    def suits(self):
        reason = super().suits()
        if reason:
            return reason
        oldest = self.site.trees[VERSIONS[0]]
        mixed = 2 * (oldest / self.file).stat().st_size < series.size_of(oldest)[1]
        return "" if mixed else "most of the tree is one executable"

    def rest(self, version):
        return self.site.folder / f"{version}.rest.tar"

    def publish(self, version):
        excluded = shlex.quote(f"--exclude=./{self.file}")
        return measure.shell(f"cp {self.site.trees[version] / self.file} {self.kept(version)}; "
                             f"tar {excluded} {pack(self.site.trees[version])[len('tar '):]} > {self.rest(version)}")

    def delta(self, old, new):
        tried = {kind: self.site.folder / f"{new}.{kind.__name__}" for kind in self.OF_THE_REST}
        commands = [self.make(self.kept(old), self.kept(new), self.site.served / f"{new}.patch")]
        commands += [kind.make(self, self.rest(old), self.rest(new), made) for kind, made in tried.items()]
        run = measure.shell("; ".join(shlex.join(map(str, command)) for command in commands))
        best = min(tried, key=lambda kind: tried[kind].stat().st_size)
        measure.timed(["cp", tried[best], self.site.served / f"{new}.rest"])
        (self.site.folder / f"{new}.best").write_text(best.__name__)
        return run

    def delta_bytes(self, version):
        return super().delta_bytes(version) + (self.site.served / f"{version}.rest").stat().st_size

    def prepare(self):
        super().prepare()
        measure.timed(["cp", self.rest(VERSIONS[0]), self.host])

    def update(self, old, new):
        best = (self.site.folder / f"{new}.best").read_text()
        [kind] = [kind for kind in self.OF_THE_REST if kind.__name__ == best]
        made = self.host / f"{new}.rest.tar"
        apply = kind.apply(self, self.host / f"{old}.rest.tar", made, f"{self.site.url}{new}.rest")
        return measure.script(f"{super().update(old, new)[-1]}; {apply}; "
                              f"echo {digest(self.rest(new))} {made} | sha256sum -c --status; sync -f {made}")
