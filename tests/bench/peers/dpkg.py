"""A Debian package, fetched with curl and installed over the one before."""
import measure
import series
from peers.peer import Peer, VERSIONS

CONTROL = "Package: application\nVersion: {}\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: a tree\n"


class Dpkg(Peer):
    name = "dpkg -i (zstd)"
    programs = ("curl", "dpkg", "dpkg-deb")
    durable = True

    def publish(self, version):
        package = self.site.folder / f"package-{version}"
        (package / "DEBIAN").mkdir(parents=True)
        (package / "DEBIAN/control").write_text(CONTROL.format(version))
        (package / "opt").mkdir()
        measure.timed(["cp", "-a", self.site.trees[version], package / "opt/app"])
        run = measure.timed(["dpkg-deb", "--root-owner-group", "-Zzstd", "-b", package, self.deb(version)])
        series.set_aside(package, self.site.aside)
        return run

    def deb(self, version):
        return self.site.served / f"{version}.deb"

    def dpkg(self):
        return f"dpkg --root={self.host} --log=/dev/null --force-not-root"

    def prepare(self):
        self.new_host()
        state = self.host / "var/lib/dpkg"
        for folder in ("info", "updates", "triggers"):
            (state / folder).mkdir(parents=True)
        (state / "status").write_text("")

    def install(self, version):
        return self.update(None, version)

    def update(self, old, new):
        return measure.script(f"cd {self.host}; curl -sfO {self.site.url}{new}.deb; {self.dpkg()} -i {new}.deb; sync -f .")

    def tree(self, version):
        return self.host / "opt/app"

    def rollback(self):
        """With the package at hand."""
        return measure.script(f"{self.dpkg()} -i {self.host}/{VERSIONS[1]}.deb")

    def forth(self):
        return measure.script(f"{self.dpkg()} -i {self.host}/{VERSIONS[2]}.deb")

    def verify(self):
        return measure.script(f"{self.dpkg()} --verify application")
