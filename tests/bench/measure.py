"""Times whole processes and watches their memory."""
import os
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import process_tree

SAMPLE_SECONDS = 0.002


@dataclass
class Run:
    seconds: float
    cpu_seconds: float
    output: str
    anonymous: int = 0  # bytes, the peak of RssAnon + RssShmem as sampled
    resident: int = 0  # bytes, the peak of all resident memory
    written: Optional[int] = None  # bytes handed to the file system, where the kernel counts them


def words(argv):
    return [str(word) for word in argv]


def timed(argv, statuses=(0,)):
    """One run; its memory is not looked at, so that nothing disturbs it."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(words(argv), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        seconds = time.perf_counter() - started
        written = process_tree.written_bytes(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode not in statuses:
        raise RuntimeError(f"{words(argv)} ended with {process.returncode}: {text[-800:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, text, written=written)


def script(text):
    """A pipeline of peers; fails where any part of it does."""
    return ["bash", "-euo", "pipefail", "-c", text]


def shell(text):
    return timed(script(text))


def watched(argv, statuses=(0,)):
    """One run whose memory is sampled, with that of its children; its time is not to be compared with others'."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(words(argv), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        peak = process_tree.Memory()
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            peak = peak.or_more(process_tree.memory(process.pid))
            time.sleep(SAMPLE_SECONDS)
        process.wait()
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode not in statuses:
        raise RuntimeError(f"{words(argv)} ended with {process.returncode}: {text[-800:]}")
    return Run(time.perf_counter() - started, 0, text, anonymous=peak.anonymous, resident=peak.resident)


def lock_to_durable_switch(argv):
    """Seconds from the lock to the moment at which the renamed `current` is durable, as seen from outside."""
    with tempfile.NamedTemporaryFile() as trace:
        timed(["strace", "--seccomp-bpf", "-f", "-ttt", "-T", "-y", "-e", "trace=flock,rename,renameat,renameat2,fsync",
               "-o", trace.name, *argv])
        lines = Path(trace.name).read_text().splitlines()
    locked = switched = None
    for line in lines:
        found = re.match(r"(?:\d+\s+)?(\d+\.\d+) (\w+)\((.*) = 0 <([\d.]+)>$", line)
        if not found:
            continue
        ended = float(found[1]) + float(found[4])
        if found[2] == "flock" and locked is None:
            locked = ended
        elif found[2].startswith("rename") and '/current"' in found[3]:
            switched = line
        elif found[2] == "fsync" and switched is not None:
            return ended - locked
    raise RuntimeError("the trace shows no durable switch")
