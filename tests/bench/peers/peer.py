"""What every updater under test does; one subclass for each."""
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import measure
import series

VERSIONS = ("0r1", "0r2", "0r3")


@dataclass
class Site:
    """Where a peer works on one series."""
    build: Path  # of ours
    folder: Path  # what a publisher keeps for himself
    served: Path  # what the server offers of this peer
    host: Path  # the host's side; not there yet
    url: str  # the same over HTTP, with a slash at the end
    trees: dict  # version: published tree
    aside: Path
    through: object  # a port that leads to the given port, over the slow link where there is one

    def bytes_served(self):
        """A file of several names counts once."""
        files = (path.lstat() for path in self.served.rglob("*"))
        return sum({state.st_ino: state.st_size for state in files if not stat.S_ISDIR(state.st_mode)}.values())


class Peer:
    name = ""
    programs = ()  # that must be there
    durable = False  # an update has reached the disk when its process ends
    built = ()  # programs of our build that what it publishes depends on

    def __init__(self, site):
        self.site = site
        self.host = site.host

    @classmethod
    def missing(cls, build):
        return [program for program in cls.programs if not shutil.which(program)] + [
            program for program in cls.built if not (build / program).exists()]

    def suits(self):
        """An empty text, or why this series is nothing for this peer."""
        return ""

    def begin(self):
        """Before the first release."""

    def resume(self):
        """Before hosts use what an earlier run has published."""

    def publish(self, version):
        """The measured run that publishes a release; None where there is no such thing."""
        raise NotImplementedError

    def delta(self, old, new):
        """The measured run that adds a delta; None where there is no such thing."""
        return None

    def delta_bytes(self, version):
        """Of the delta that leads to this version."""
        raise NotImplementedError

    def prepare(self):
        """A new host; with the first version unless install() brings it."""
        raise NotImplementedError

    def install(self, version):
        """The command of a first installation; None where a host begins with a copy of the tree."""
        return None

    def update(self, old, new):
        """The command of an update; None where this one is not of interest."""
        raise NotImplementedError

    def tree(self, version):
        """Where that version is on the host after its update; None where there is no tree."""
        return self.host / "trees" / version

    def transferred(self, run):
        """(requests, bytes) where the web server does not see them."""
        return None

    # The commands of these, or None; the host has the last version and has had the one before.
    def check(self):
        return None

    def rollback(self):
        return None

    def verify(self):
        return None

    def forth(self):
        """Back to the last version after a rollback."""
        return measure.script(self.switch(VERSIONS[-1]))

    def has_short_commands(self):
        return any(getattr(type(self), word) is not getattr(Peer, word) for word in ("check", "rollback", "verify"))

    def leave(self):
        """The host is done with."""
        series.set_aside(self.host, self.site.aside)

    def stop(self):
        pass

    def new_host(self):
        self.leave()
        (self.host / "trees").mkdir(parents=True)

    def switch(self, version):
        """Shell words that make a version the current one in one step."""
        link = self.host / "current"
        return f"ln -sfn trees/{version} {link}.new; mv -T {link}.new {link}"

    def install_by_copy(self, version):
        """For peers whose first installation is nothing but the tree."""
        measure.timed(["cp", "-a", self.site.trees[version], self.tree(version)])
        measure.shell(self.switch(version))
