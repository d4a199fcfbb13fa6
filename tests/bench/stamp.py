"""When, of what commit and on what machine a run has measured."""
import datetime
import os
import re
import subprocess
from pathlib import Path


def series_of(release):
    """"6.1" of "6.1.0-25-amd64"."""
    return ".".join(release.split(".")[:2])


def machine():
    cpu = Path("/proc/cpuinfo").read_text()
    found = re.search(r"^model name\s*: (.*)$", cpu, re.MULTILINE)
    return f"{os.cpu_count()} cores of {found[1] if found else os.uname().machine}, Linux {series_of(os.uname().release)}"


def commit(build):
    """Of the sources that the build folder is of; nothing where they are not under version control."""
    cache = (Path(build) / "CMakeCache.txt").read_text()
    source = re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", cache, re.MULTILINE)[1]
    shown = subprocess.run(["git", "-C", source, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return shown.stdout.strip()


def stamp(build, note=""):
    return {"date": datetime.date.today().isoformat(), "commit": commit(build), "machine": machine(), "note": note}
