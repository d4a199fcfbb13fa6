"""Runs commands, plainly or with a fault at their N-th state-changing system call."""
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT = 120  # a command that takes longer hangs, which is a failure
SKIPPED = 77
KILLED = 137

ENVIRONMENT = {**os.environ, "NO_COLOR": "1",
               # A leak check cannot run in a traced process; leaks are found by the other tests.
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


class Failed(Exception):
    """A promise was broken; the text says which."""


@dataclass
class Tools:
    host: Path
    publisher: Path
    injector: Path

    @staticmethod
    def of(build):
        build = Path(build).resolve()
        return Tools(build / "updater/cli/switchback", build / "repo-tools/cli/switchback-repo",
                     build / "tests/crash/fault-injector")


@dataclass
class Ended:
    status: int
    output: str
    hit: bool = False
    calls: list = field(default_factory=list)


def run(argv):
    try:
        done = subprocess.run([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT, env=ENVIRONMENT, errors="replace")
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{argv[0]} did not end within {TIMEOUT} s") from late
    return Ended(done.returncode, done.stdout)


def must(argv, statuses=(0,)):
    ended = run(argv)
    if ended.status not in statuses:
        words = " ".join(Path(str(argv[0])).name if i == 0 else str(w) for i, w in enumerate(argv))
        raise Failed(f"`{words}` ended with {ended.status}: {ended.output.strip()[-600:]}")
    return ended


def run_with_fault(injector, folder, argv, fault="none", point=0, report="/dev/null"):
    """The command with one fault; `hit` says whether it got as far as the point."""
    ended = run([injector, "--under", folder, "--point", point, "--fault", fault, "--report", report, "--", *argv])
    lines = Path(report).read_text(errors="replace").splitlines() if report != "/dev/null" else []
    ended.hit = bool(lines) and lines[0] == "hit"
    ended.calls = lines[1:]
    return ended


def sample_offset(given):
    """Where a rotating sample starts: another part each day, or the one that SWITCHBACK_CRASH_OFFSET pins."""
    if given == "day":
        given = os.environ.get("SWITCHBACK_CRASH_OFFSET") or time.gmtime().tm_yday
    return int(given)


def memory_folder():
    """Where fsync costs nothing; None (the usual temporary folder) where there is no such place."""
    shared = Path("/dev/shm")
    usable = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 500_000_000
    return str(shared) if usable else None
