"""Commands of the publisher that are killed everywhere, and what must hold afterwards."""
import json
import shutil

import trees
from command import Failed, must, run
from scenario import Scenario


class PublisherScenario(Scenario):
    """A repository that is prepared once for each worker, a host that follows it, and one command."""
    old = ("0r1",)
    new = ("0r2", "0r1")

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.repository = self.state / "repo"
        self.root = self.folder / "host" / "root"

    def prepare(self):
        self.state.mkdir(exist_ok=True)
        self.prepare_repository()
        self.prepare_host()
        self.finish_preparation()
        self.root.parent.rename(self.folder / "host-template")
        self.keep_template()

    def prepare_repository(self):
        self.wanted = {}
        for version, make in (("0r1", trees.make_first), ("0r2", trees.make_second)):
            tree = self.folder / version
            tree.mkdir()
            make(tree)
            self.wanted[version] = trees.contents(tree)
        must([self.tools.publisher, "init", self.repository, "--no-passphrase"])
        must(self.publish("0r1"))

    def prepare_host(self):
        self.root.parent.mkdir()
        must(self.host("init", "--repo", f"file://{self.repository}", "--product", "demo",
                       "--trust", self.repository / "metadata/1.root.json"))
        must(self.host("install", "0r1", "--yes"))

    def fresh_host(self):
        shutil.rmtree(self.root.parent, ignore_errors=True)
        must(["cp", "-a", self.folder / "host-template", self.root.parent])

    def publish(self, version):
        return [self.tools.publisher, "publish", self.repository, "--product", "demo", "--version", version,
                "--tree", self.folder / version, "--progress", "none"]

    def watched(self):
        return self.state

    def visible(self):
        """What a host that refreshes at this moment sees; it must be able to."""
        check = must(self.host("check", "--json"), (0, 100))
        return self.new if check.status == 100 else self.old

    def check_at_once(self, ended):
        """A failure says that the release may not be durable, not that nobody sees it: what was shown is not taken back."""
        visible = self.visible()
        if ended.status == 0 and visible != self.new:
            raise Failed(f"exit status 0, but hosts see {visible}")

    def check_listed(self):
        listed = json.loads(must([self.tools.publisher, "list", self.repository, "--json"]).output)
        versions = tuple(release["version"] for release in listed["releases"] if not release["draft"])
        if versions not in (self.old, self.new):
            raise Failed(f"`list` shows {versions}")
        return versions

    def check_recovered(self):
        return self.visible()

    def check_repeated(self):
        """Published once, neither lost nor twice, every byte signed, and a host installs it."""
        must([self.tools.publisher, "verify", self.repository, "--progress", "none"])
        if self.check_listed() != self.new or self.visible() != self.new:
            raise Failed("repeated, but the release is not visible")
        must(self.host("upgrade", "--yes"))
        found = trees.contents(f"{self.root}/current/")
        if found != self.wanted["0r2"]:
            raise Failed(f"installed: {trees.difference(self.wanted['0r2'], found)}")


class Publish(PublisherScenario):
    """With a delta from the release before."""
    name = "publish"

    def finish_preparation(self):
        """The runs that follow are worth what they promise only where a delta is made at all."""
        probe = self.folder / "probe"
        must(["cp", "-a", self.state, probe])
        published = must([argument if argument != self.repository else probe / "repo" for argument in self.publish("0r2")])
        if "delta, " not in published.output:
            raise Failed(f"no delta was made: {published.output}")
        shutil.rmtree(probe)

    def command(self):
        return self.publish("0r2")

    def recovery(self):
        return [self.tools.publisher, "refresh", self.repository, "--progress", "none"]

    def check_repeated(self):
        again = run(self.command())
        if again.status != 0 and "exists" not in again.output:
            raise Failed(f"repeated: {again.status} {again.output[-300:]}")
        super().check_repeated()


class Refresh(PublisherScenario):
    """Makes a pending release visible and renews the root, which counts as due with this lifetime."""
    name = "refresh"

    def finish_preparation(self):
        keys = self.state / "repo.keys"
        [key] = keys.glob("p-demo-*")
        away = keys.with_name(key.name)
        key.rename(away)
        must(self.publish("0r2"))
        away.rename(key)

    def command(self):
        return [self.tools.publisher, "refresh", self.repository, "--expires", "root=3000d", "--progress", "none"]

    def recovery(self):
        return self.command()

    def check_repeated(self):
        must(self.command())
        super().check_repeated()


class Release(PublisherScenario):
    """Publishes a draft."""
    name = "release"

    def finish_preparation(self):
        must([*self.publish("0r2"), "--draft"])

    def command(self):
        return [self.tools.publisher, "release", self.repository, "0r2", "--progress", "none"]

    def recovery(self):
        return self.command()

    def check_repeated(self):
        must(self.command())
        super().check_repeated()
        left = [str(path) for path in (self.state / "repo.state/drafts").rglob("*") if path.is_file()]
        if left:
            raise Failed(f"of the draft is left: {left}")


class Yank(PublisherScenario):
    """Takes the newest release away from hosts that do not have it yet."""
    name = "yank"
    old = ("0r2", "0r1")
    new = ("0r1",)

    def finish_preparation(self):
        must(self.publish("0r2"))

    def command(self):
        return [self.tools.publisher, "yank", self.repository, "0r2", "--reason", "it leaks", "--progress", "none"]

    def recovery(self):
        return self.command()

    def visible(self):
        check = must(self.host("check", "--json"), (0, 100))
        return self.old if check.status == 100 else self.new

    def check_listed(self):
        listed = json.loads(must([self.tools.publisher, "list", self.repository, "--json"]).output)["releases"]
        said = [(release["version"], release.get("yanked")) for release in listed]
        if said != [("0r2", "it leaks"), ("0r1", None)]:
            raise Failed(f"`list` shows {said}")

    def check_repeated(self):
        must(self.command())
        must([self.tools.publisher, "verify", self.repository, "--progress", "none"])
        self.check_listed()
        if self.visible() != self.new:
            raise Failed("repeated, but hosts are still offered the release")


class Delta(PublisherScenario):
    """Adds a delta to a published release: hosts see the release before and after."""
    name = "delta"
    old = new = ("0r2", "0r1")

    def finish_preparation(self):
        must([*self.publish("0r2"), "--deltas-from", "0"])

    def command(self):
        return [self.tools.publisher, "delta", self.repository, "0r1", "0r2", "--progress", "none"]

    def recovery(self):
        return self.command()

    def visible(self):
        if must(self.host("check", "--json"), (0, 100)).status != 100:
            raise Failed("hosts see no update")
        return self.new

    def deltas(self):
        listed = json.loads(must([self.tools.publisher, "list", self.repository, "--json"]).output)["releases"]
        return [delta["from"] for delta in listed[0].get("deltas", [])]

    def check_at_once(self, ended):
        super().check_at_once(ended)
        if ended.status == 0 and self.deltas() != ["0r1"]:
            raise Failed("exit status 0, but there is no delta")

    def check_repeated(self):
        must(self.command())
        super().check_repeated()
        if self.deltas() != ["0r1"]:
            raise Failed(f"repeated, but the deltas are from {self.deltas()}")


SCENARIOS = (Publish, Refresh, Release, Yank, Delta)
