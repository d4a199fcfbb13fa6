"""rsync from a daemon on loopback: files that did not change are linked, of the others only differences are sent."""
import re
import socket
import subprocess
import time

import measure
from peers.peer import Peer, VERSIONS
from web_server import free_port

CONFIGURATION = """
use chroot = no
pid file = {folder}/pid
log file = {folder}/log
[releases]
path = {served}
uid = {user}
gid = {group}
"""


class Rsync(Peer):
    name = "rsync -acz --link-dest"
    programs = ("rsync",)

    def __init__(self, site):
        super().__init__(site)
        owner, folder = site.served.stat(), site.host.parent
        configuration = folder / "rsyncd.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, served=site.served, user=owner.st_uid,
                                                      group=owner.st_gid))
        port = free_port()
        self.daemon = subprocess.Popen(["rsync", "--daemon", "--no-detach", f"--port={port}", "--address=127.0.0.1",
                                        f"--config={configuration}"], stdin=subprocess.DEVNULL)
        self.wait_until_it_answers(port)
        self.url = f"rsync://127.0.0.1:{site.through(port)}/releases/"

    def wait_until_it_answers(self, port):
        deadline = time.monotonic() + 10
        while self.daemon.poll() is None and time.monotonic() < deadline:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except ConnectionRefusedError:
                time.sleep(0.02)
        raise RuntimeError("the rsync daemon does not answer")

    def publish(self, version):
        older = "".join(f"--link-dest={self.site.served}/{old} " for old in VERSIONS if old < version)
        return measure.shell(f"rsync -ac {older} {self.site.trees[version]}/ {self.site.served}/{version}/")

    def prepare(self):
        self.new_host()

    def copied(self, version, options):
        return measure.script(f"rsync -acz --stats {options} {self.url}{version}/ {self.tree(version)}/; {self.switch(version)}")

    def install(self, version):
        return self.copied(version, "")

    def update(self, old, new):
        return self.copied(new, f"--link-dest={self.tree(old)}")

    def transferred(self, run):
        """One connection, and the bytes of both ways."""
        counts = re.findall(r"Total bytes (?:sent|received): ([\d,]+)", run.output)
        return 1, sum(int(count.replace(",", "")) for count in counts)

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait()
