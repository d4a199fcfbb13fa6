"""Commands of the host that are killed everywhere, and what must hold afterwards."""
import json
import os
import shutil

import trees
from command import Failed, KILLED, must, run_with_fault
from scenario import Scenario

DONE = (0, 102)
INCONSISTENT = 22


class HostScenario(Scenario):
    """A root that is prepared once for each worker, and one command on it.

    `old` and `new` are the versions that may be active: old after a failure, new after success.
    """
    old = None
    new = None
    arguments = ()
    prepared = ()  # versions installed one after the other before
    deltas = 1  # --deltas-from of each release
    verified = (0,)  # how `verify` may end

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.root = self.state / "root"

    # Preparation
    def prepare(self):
        self.state.mkdir(exist_ok=True)
        self.prepare_repository()
        self.prepare_root()
        self.finish_preparation()
        self.keep_template()

    def prepare_repository(self):
        self.wanted = {}
        publish = self.tools.publisher
        must([publish, "init", self.folder / "repo", "--no-passphrase"])
        for version, make in (("0r1", trees.make_first), ("0r2", trees.make_second), ("0r3", trees.make_third)):
            tree = self.folder / version
            tree.mkdir()
            make(tree)
            must([publish, "publish", self.folder / "repo", "--product", "demo", "--version", version, "--tree", tree,
                  "--deltas-from", str(self.deltas)])
            self.wanted[version] = trees.contents(tree)

    def prepare_root(self):
        must(self.host("init", "--repo", f"file://{self.folder}/repo", "--product", "demo",
                       "--trust", self.folder / "repo/metadata/1.root.json"))
        for number, version in enumerate(self.prepared):
            command = ("upgrade", "--to", version) if number else ("install", version)
            must(self.host(*command, "--yes"))

    # What is killed, and how it goes on
    def watched(self):
        return self.root

    def command(self):
        return self.host(*self.arguments, "--yes")

    def recovery(self):
        return self.host("recover")

    # What must hold
    def active(self):
        """The version whose complete tree is active; anything else is a failure."""
        current = self.root / "current"
        if not os.path.lexists(current):
            return None
        found = trees.contents(f"{current}/")
        for version, wanted in self.wanted.items():
            if found == wanted:
                return version
        closest = min(self.wanted.values(), key=lambda wanted: len(wanted.items() ^ found.items()))
        raise Failed(f"the active tree is no version: {trees.difference(closest, found)}")

    def check_at_once(self, ended):
        """Before any recovery: one complete version is active, and the exit status says which."""
        active = self.active()
        if active not in (self.old, self.new):
            raise Failed(f"{active} is active")
        if ended.status in DONE and active != self.new:
            raise Failed(f"exit status {ended.status}, but {active} is active")
        if ended.status not in (*DONE, KILLED, INCONSISTENT) and active != self.old:
            raise Failed(f"exit status {ended.status}, but {active} is active: {ended.output[-300:]}")
        must(self.host("status", "--json"))

    def check_recovered(self):
        active = self.active()
        if active not in (self.old, self.new):
            raise Failed(f"{active} is active")
        said = must(self.host("version")).output.strip()
        if said != (active or "none"):
            raise Failed(f"`version` says {said}, {active} is active")
        must(self.host("verify"), self.verified)
        status = json.loads(must(self.host("status", "--json")).output)
        if status["unfinished"]:
            raise Failed(f"after recovery `status` still reports {status['unfinished']}")
        return active

    def check_repeated(self):
        """The same command again succeeds."""
        must(self.command())
        if self.active() != self.new:
            raise Failed(f"repeated, but {self.active()} is active")
        must(self.host("verify"), self.verified)
        left = [path.name for path in (self.root / ".switchback").rglob("*.tmp.*")]
        if left:
            raise Failed(f"temporary files are left: {left}")


class Install(HostScenario):
    name, new, arguments = "install", "0r1", ("install", "0r1")

    def check_repeated(self):
        if self.active() is None:
            super().check_repeated()


class Upgrade(HostScenario):
    source = "delta"

    def finish_preparation(self):
        said = must(self.host(*self.arguments, "--dry-run", "--json"))
        source = json.loads(said.output.splitlines()[-1])["plan"]["sources"][0]["kind"]
        if source != self.source:
            raise Failed(f"the content would come by {source}")


class UpgradeOntoEmpty(Upgrade):
    name, old, new = "upgrade-empty-slot", "0r1", "0r2"
    prepared, arguments = ("0r1",), ("upgrade", "--to", "0r2")


class UpgradeOntoFilled(Upgrade):
    name, old, new = "upgrade", "0r2", "0r3"
    prepared, arguments = ("0r1", "0r2"), ("upgrade", "--to", "0r3")


class UpgradeByFrames(UpgradeOntoFilled):
    name, source, deltas = "upgrade-by-frames", "frames", 0


class UpgradeByChain(Upgrade):
    """Through a release that is never installed."""
    name, old, new, source = "upgrade-by-chain", "0r1", "0r3", "chain"
    prepared, arguments = ("0r1",), ("upgrade", "--to", "0r3")


class UpgradeDespiteDelta(UpgradeOntoFilled):
    """The delta turns out to be of no use while it is applied: an old file is not what it was."""
    name, verified = "upgrade-despite-delta", (0, 1)

    def finish_preparation(self):
        super().finish_preparation()
        with open(self.root / "current/big.bin", "r+b") as file:
            file.seek(500_000)
            file.write(b"damaged")
        self.wanted["0r2"] = trees.contents(self.root / "current")


class Rollback(HostScenario):
    name, old, new = "rollback", "0r2", "0r1"
    prepared, arguments = ("0r1", "0r2"), ("rollback",)

    def check_repeated(self):
        if self.active() == self.old:  # otherwise the same words mean one step further back
            super().check_repeated()


class RecoverRebuild(HostScenario):
    """Recovery of an upgrade that was killed while it rebuilt the inactive slot."""
    name, old, new = "recover-rebuild", "0r2", "0r2"
    prepared, arguments = ("0r1", "0r2"), ("recover",)

    def finish_preparation(self):
        backup = self.folder / "whole"
        must(["cp", "-a", self.root, backup])
        upgrade = self.host("upgrade", "--to", "0r3", "--yes")
        report = self.folder / "calls"
        self.restore(backup)  # a copy has no fingerprints that hold, so it makes other calls than the original
        calls = run_with_fault(self.tools.injector, self.root, upgrade, report=str(report)).calls
        for point in self.candidates(calls):
            self.restore(backup)
            ended = run_with_fault(self.tools.injector, self.root, upgrade, "kill", point, str(report))
            if ended.status == KILLED and self.is_prepared():
                return
        raise Failed("the upgrade was never killed where this scenario wants it")

    def restore(self, backup):
        shutil.rmtree(self.root)
        must(["cp", "-a", backup, self.root])

    def candidates(self, calls):
        in_slot = [n for n, call in enumerate(calls, 1) if "/slots/a/" in call]
        middle = in_slot[len(in_slot) // 2]
        return range(middle, middle + 10)

    def is_prepared(self):
        return self.active() == "0r2" and any((self.root / ".switchback/incoming").iterdir())


class RecoverSwitched(RecoverRebuild):
    """Recovery of an upgrade that was killed after the switch, before its record."""
    name, old, new = "recover-switched", "0r3", "0r3"

    def candidates(self, calls):
        [switch] = [n for n, call in enumerate(calls, 1) if call.startswith("rename") and "/current.new" in call]
        return range(switch + 1, switch + 10)  # threads may make a few calls more or less than when they were counted

    def is_prepared(self):
        status = json.loads(must(self.host("status", "--json")).output)
        return self.active() == "0r3" and status["unfinished"] is not None


class Repair(HostScenario):
    """`verify --repair` of an active tree with changed, missing and additional entries."""
    name, old, new = "repair", "0r2", "0r2"
    prepared, arguments = ("0r1", "0r2"), ("verify", "--repair")

    def finish_preparation(self):
        tree = self.root / "current"
        with open(tree / "bin/app", "a", encoding="utf-8") as file:
            file.write("damaged")
        with open(tree / "big.bin", "r+b") as file:
            file.seek(700_100)
            file.write(b"damaged")
        (tree / "lib/changed").unlink()
        (tree / "lib/same").chmod(0o755)
        (tree / "stray").write_text("not published")
        (tree / "current-app").unlink()
        (tree / "current-app").symlink_to("lib/same")

    def active(self):
        """Damaged where it was damaged, otherwise as published."""
        wanted, found = self.wanted["0r2"], trees.contents(f"{self.root}/current/")
        touched = {"bin/app", "big.bin", "lib/changed", "lib/same", "stray", "current-app"}
        others = {path: entry for path, entry in found.items() if path not in touched}
        if others != {path: entry for path, entry in wanted.items() if path not in touched}:
            raise Failed(f"damaged elsewhere: {trees.difference(wanted, found)}")
        return "0r2"

    def check_whole(self):
        found = trees.contents(f"{self.root}/current/")
        if found != self.wanted["0r2"]:
            raise Failed(f"not repaired: {trees.difference(self.wanted['0r2'], found)}")

    def check_at_once(self, ended):
        super().check_at_once(ended)
        if ended.status == 0:
            self.check_whole()

    def check_recovered(self):
        must(self.host("verify"), (0, 1))
        return self.active()

    def check_repeated(self):
        super().check_repeated()
        self.check_whole()


SCENARIOS = (Install, UpgradeOntoEmpty, UpgradeOntoFilled, UpgradeByFrames, UpgradeByChain, UpgradeDespiteDelta, Rollback, RecoverRebuild, RecoverSwitched, Repair)
