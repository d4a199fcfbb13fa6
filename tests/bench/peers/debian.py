"""The Debian packages of the peers, and of what the micro-benchmarks are built with."""
import os
import subprocess

PACKAGES = ("bsdiff", "casync", "curl", "dpkg", "libbenchmark-dev", "nginx-light", "ostree", "rsync", "tar", "xdelta3", "zchunk",
            "zstd", "zsync")


def present(package):
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True)
    return shown.stdout == "installed"


def install():
    """Those that are missing, with the rights of the caller."""
    missing = [package for package in PACKAGES if not present(package)]
    if missing:
        # RUNLEVEL=1: no service is started where there is no systemd.
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
