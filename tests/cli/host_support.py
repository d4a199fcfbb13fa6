"""Runs `switchback` and `switchback-repo` as processes on real trees, for the tests beside this file.

The two programs are named by the variables HOST_TEST_SWITCHBACK and HOST_TEST_SWITCHBACK_REPO.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

from json_schema import violations

SWITCHBACK = os.environ["HOST_TEST_SWITCHBACK"]
SWITCHBACK_REPO = os.environ["HOST_TEST_SWITCHBACK_REPO"]
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "manifest-schema/schemas"
DEADLINE = 60


class Outcome:
    def __init__(self, completed):
        self.status = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr

    def __repr__(self):
        return f"exit {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def environment(variables=None):
    """The caller's environment without variables that the programs read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SWITCHBACK_")}
    kept["TZ"] = "Asia/Kolkata"  # what is printed is UTC whatever the zone
    kept.update(variables or {})
    return kept


def run(argv, variables=None, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return Outcome(subprocess.run([str(word) for word in argv], env=environment(variables), text=True,
                                  timeout=DEADLINE, **options))


def write(path, content, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)


def noise(length, seed):
    """Bytes that no compressor shortens; the same for the same seed."""
    return hashlib.shake_128(str(seed).encode()).digest(length)


@contextlib.contextmanager
def moved_away(path):
    """`path` is not there meanwhile."""
    hidden = path.with_name(path.name + ".away")
    path.rename(hidden)
    try:
        yield
    finally:
        hidden.rename(path)


def snapshot(root):
    """Every entry beneath `root`: kind, mode, and content or target."""
    entries = {}
    for path in sorted(root.rglob("*")):
        info = path.lstat()
        if stat.S_ISLNK(info.st_mode):
            entry = ("symlink", os.readlink(path))
        elif stat.S_ISDIR(info.st_mode):
            entry = ("directory", oct(stat.S_IMODE(info.st_mode)))
        elif path.name == "state.db-shm":  # SQLite's lock table: every reader marks itself in it
            entry = ("file", oct(stat.S_IMODE(info.st_mode)))
        else:
            entry = ("file", oct(stat.S_IMODE(info.st_mode)), path.read_bytes())
        entries[str(path.relative_to(root))] = entry
    return entries


class Publisher:
    """A repository with a product `demo`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.repository = self.folder / "repo"
        self.trees = {}
        self.do("init", "--no-passphrase")

    def do(self, command, *arguments):
        outcome = run([SWITCHBACK_REPO, command, self.repository, *arguments])
        if outcome.status != 0:
            raise RuntimeError(f"switchback-repo {command}: {outcome}")
        return outcome

    def publish(self, version, files, release="", changelog=""):
        """`files`: path to bytes, text, (bytes, mode) or a pathlib.Path for a symlink."""
        tree = self.folder / "trees" / version
        tree.mkdir(parents=True)
        for name, content in files.items():
            if isinstance(content, pathlib.Path):
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                (tree / name).symlink_to(content)
            elif isinstance(content, tuple):
                write(tree / name, *content)
            else:
                write(tree / name, content)
        if release:
            write(tree / ".switchback/release.yml", release)
        self.trees[version] = tree
        arguments = ["--product", "demo", "--version", version, "--tree", tree, "--level", "fast"]
        if changelog:
            write(self.folder / "changes.md", changelog)
            arguments += ["--changelog", self.folder / "changes.md"]
        self.do("publish", *arguments, "--progress", "none")

    @property
    def url(self):
        return f"file://{self.repository}"

    @property
    def root_json(self):
        return self.repository / "metadata/1.root.json"


def publish_series(folder):
    """0a1 0b1 0r1 0r2 (security) 0r3 (restart) 0r4 (from 0r1 on; floor 0r2), each with every type of entry."""
    publisher = Publisher(folder)
    base = {"bin/run": (b"#!/bin/sh\necho run\n", 0o755), "bin/link": pathlib.Path("run"),
            "empty": b"", "same.bin": noise(300_000, "same"), "lib/deep/er/file": "text\n"}
    publisher.publish("0a1", {**base, "version": "0a1\n", "gone": "x", "kind": "a file"},
                      changelog="## Added\n- the beginning\n")
    publisher.publish("0b1", {**base, "version": "0b1\n", "kind/now": "a directory"},
                      changelog="## Breaking\n- kind is a directory (config: kind)\n\n## Fixed\n- gone is gone\n")
    publisher.publish("0r1", {**base, "version": "0r1\n", "kind": pathlib.Path("version")})
    publisher.publish("0r2", {**base, "version": "0r2\n", "big.bin": noise(2_500_000, "two")},
                      changelog="## Security\n- a hole is closed (cve: CVE-2026-1234)\n")
    publisher.publish("0r3", {**base, "version": "0r3\n", "big.bin": noise(2_500_000, "two")},
                      release="restart_required: true\n")
    publisher.publish("0r4", {**base, "version": "0r4\n"},
                      release='upgrades_from: ">=0r1"\nmin_version: 0r2\n')
    return publisher


class HostTest(unittest.TestCase):
    """A class shares one repository, or has one for each test; every test has a root of its own."""

    repository_for_each_test = False  # then empty, in the test's home

    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="switchback-host-"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        if not cls.repository_for_each_test:
            cls.publisher = cls.publish()

    @classmethod
    def publish(cls):
        return publish_series(cls.folder)

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.home.chmod(0o755)
        self.root = self.home / "app"
        if self.repository_for_each_test:
            self.publisher = Publisher(self.home)

    def host(self, *arguments, root=None, variables=None, **options):
        return run([SWITCHBACK, "--root", root or self.root, *arguments], variables, **options)

    def init(self, root=None, url=None):
        outcome = self.host("init", "--repo", url or self.publisher.url, "--product", "demo", "--trust",
                            self.publisher.root_json, root=root)
        self.assertEqual(outcome.status, 0, outcome)

    def installed(self, version, root=None):
        self.init(root)
        outcome = self.host("install", version, "--yes", root=root)
        self.assertIn(outcome.status, (0, 102), outcome)

    def expect(self, outcome, status, *words):
        self.assertEqual(outcome.status, status, outcome)
        for word in words:
            self.assertIn(word, outcome.out + outcome.err)
        return outcome

    def refused(self, outcome, status, code, *words):
        """Two lines on stderr: what happened with its code, and what to do next."""
        self.expect(outcome, status, *words)
        lines = [line for line in outcome.err.splitlines() if not line.startswith(("warning", "  note"))]
        self.assertTrue(len(lines) >= 2 and lines[-2].endswith(f"({code})"), outcome)
        self.assertTrue(lines[-1].startswith("  ") and lines[-1].strip(), outcome)
        self.assertNotIn("internal", lines[-2])

    def active_is(self, version, root=None):
        current = (root or self.root) / "current"
        self.assertEqual(snapshot(current.resolve()), snapshot(self.publisher.trees[version]))
        self.expect(self.host("version", root=root), 0, version)
        self.expect(self.host("verify", root=root), 0)

    def json(self, *arguments, status=0, root=None):
        outcome = self.host(*arguments, "--json", root=root)
        self.assertEqual(outcome.status, status, outcome)
        self.assertEqual(outcome.out.count("\n"), 1, outcome)
        document = json.loads(outcome.out)
        command = arguments[0]
        self.assertEqual(document["schema"], f"switchback.{command}/1")
        self.conforms(document, "update" if "plan" in document else command.replace("why-not", "why"))
        return document

    def conforms(self, document, name):
        schema = json.loads((SCHEMAS / f"host-{name}.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [], document)


def main():
    """unittest.main() for one class. Exit status 77, with the reasons, where all of it was skipped; ctest would count a
    class of which only a part was skipped as passed, so that this fails."""
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful() or result.testsRun + len(result.skipped) == 0:
        sys.exit(1)
    if result.skipped and len(result.skipped) < result.testsRun:
        sys.exit("skipped in part: move what is skipped into a class of its own")
    if result.skipped:
        sys.exit(77)
