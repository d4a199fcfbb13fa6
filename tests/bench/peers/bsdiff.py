"""bsdiff of the largest executable alone: no updater, but the measure for deltas of executables."""
import re
from pathlib import Path

import measure
from peers.archive import digest
from peers.patch import Patch
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

    def suits(self):
        oldest = self.site.trees[VERSIONS[0]]
        sizes = {path: path.stat().st_size for path in oldest.rglob("*") if path.is_file() and not path.is_symlink()}
        found = next((path for path in sorted(sizes, key=sizes.get, reverse=True) if is_elf(path)), None)
        if not found:
            return "no executable"
        self.file = found.relative_to(oldest)
        if sizes[found] > MAX_BYTES or sizes[found] * MEMORY_PER_BYTE > memory_available():
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
