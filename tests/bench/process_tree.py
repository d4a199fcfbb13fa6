"""What the kernel says of a process and of the children it has: memory now, bytes written until its end."""
import re
from dataclasses import dataclass
from pathlib import Path

GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True)
class Memory:
    resident: int = 0  # bytes, the most that a living process has had so far
    anonymous: int = 0  # of them RssAnon + RssShmem

    def __add__(self, other):
        return Memory(self.resident + other.resident, self.anonymous + other.anonymous)

    def or_more(self, other):
        return Memory(max(self.resident, other.resident), max(self.anonymous, other.anonymous))


def of_process(pid):
    """Nothing for a process that has ended meanwhile."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except GONE:
        return Memory()
    sizes = {name: 1024 * int(kilobytes) for name, kilobytes in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    return Memory(sizes.get("VmHWM", 0), sizes.get("RssAnon", 0) + sizes.get("RssShmem", 0))


def children(pid):
    """Those that threads of it started which still run."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except GONE:
        return
    for thread in threads:
        try:
            yield from map(int, (thread / "children").read_text().split())
        except GONE:
            continue


def with_descendants(pid):
    yield pid
    for child in children(pid):
        yield from with_descendants(child)


def memory(pid):
    """Of the process and all its descendants together; pages that they share count for each."""
    return sum(map(of_process, with_descendants(pid)), Memory())


def written_bytes(pid):
    """By a process that has ended but is not reaped, and by the children that it reaped; None where that is not told."""
    try:
        text = Path(f"/proc/{pid}/io").read_text()
    except OSError:
        return None
    counted = re.search(r"^write_bytes: (\d+)$", text, re.MULTILINE)
    return int(counted[1]) if counted else None
