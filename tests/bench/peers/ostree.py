"""ostree: an archive repository, pulled by a host and checked out with hard links; with and without static deltas."""
import measure
from peers.peer import Peer, VERSIONS


class Ostree(Peer):
    name = "ostree pull + checkout"
    programs = ("ostree",)
    durable = True

    def __init__(self, site):
        super().__init__(site)
        self.repository = self.host / "repo"

    def begin(self):
        measure.timed(["ostree", "init", f"--repo={self.site.served}", "--mode=archive"])

    def publish(self, version):
        run = measure.timed(["ostree", "commit", f"--repo={self.site.served}", "-b", "app", "-s", version, "--no-xattrs",
                             "--canonical-permissions", f"--tree=dir={self.site.trees[version]}"])
        (self.site.folder / version).write_text(run.output.split()[-1])
        return run

    def commit(self, version):
        return (self.site.folder / version).read_text()

    def offer(self, version):
        """Moves the branch, so that the next pull finds this version as its newest."""
        (self.site.served / "refs/heads/app").write_text(self.commit(version) + "\n")
        measure.timed(["ostree", "summary", "-u", f"--repo={self.site.served}"])

    def prepare(self):
        self.new_host()
        measure.timed(["ostree", "init", f"--repo={self.repository}", "--mode=bare-user-only"])
        measure.timed(["ostree", "remote", "add", f"--repo={self.repository}", "--no-gpg-verify", "origin", self.site.url])
        self.offer(VERSIONS[0])

    def install(self, version):
        return self.pulled(version)

    def pulled(self, version):
        return measure.script(f"ostree pull --repo={self.repository} origin app; {self.checked_out(version)}")

    def checked_out(self, version):
        return (f"ostree checkout --repo={self.repository} -U -H origin:app {self.tree(version)}; "
                f"{self.switch(version)}; sync -f {self.host}")

    def update(self, old, new):
        self.offer(new)
        return self.pulled(new)

    def check(self):
        return ["ostree", "pull", f"--repo={self.repository}", "origin", "app"]

    def rollback(self):
        """The tree before is still checked out."""
        return measure.script(f"{self.switch(VERSIONS[1])}; sync -f {self.host}")

    def verify(self):
        return ["ostree", "fsck", f"--repo={self.repository}"]


class StaticDelta(Ostree):
    """One file, fetched with curl and applied: pull fetches many of the objects beside the delta that has them."""
    name = "ostree static delta, curl + apply-offline"
    programs = ("ostree", "curl")

    def delta(self, old, new):
        return measure.timed(["ostree", "static-delta", "generate", f"--repo={self.site.served}", "--inline",
                              "--min-fallback-size=0", f"--filename={self.site.served}/{new}.delta",
                              f"--from={self.commit(old)}", f"--to={self.commit(new)}"])

    def delta_bytes(self, version):
        return (self.site.served / f"{version}.delta").stat().st_size

    def update(self, old, new):
        return measure.script(
            f"cd {self.host}; curl -sfO {self.site.url}{new}.delta; "
            f"ostree static-delta apply-offline --repo={self.repository} {new}.delta; "
            f"ostree refs --repo={self.repository} --create=origin:app --force {self.commit(new)}; {self.checked_out(new)}")
