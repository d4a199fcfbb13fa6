"""A real series over HTTP: npm's typescript, installed, upgraded twice and rolled back to the beginning."""
import http.client
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest
import urllib.request

import host_support as support
from host_support import HostTest, SWITCHBACK_REPO, snapshot

SERIES = {"0r1": "5.4.5", "0r2": "5.5.4", "0r3": "5.6.3"}


def cache():
    """Packages are fetched once for all runs."""
    home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = home / "switchback-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def packed_by_npm(name, version, folder):
    """With npm its settings hold: a registry of one's own, a proxy."""
    try:
        packed = subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, timeout=120,
                                capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise unittest.SkipTest("the npm registry does not answer") from None
    found = list(folder.glob("*.tgz"))
    if packed.returncode != 0 or not found:
        raise unittest.SkipTest("the npm registry cannot be reached: " + packed.stderr.strip()[-200:])
    return found[0]


def downloaded(name, version, folder):
    """Without npm the tarball is a file behind an address, where the variable that npm reads names a registry."""
    registry = os.environ.get("npm_config_registry", "").rstrip("/")
    if not registry:
        raise unittest.SkipTest("npm is not installed, and npm_config_registry names no registry")
    tarball = folder / "package.tgz"
    try:
        with urllib.request.urlopen(f"{registry}/{name}/-/{name}-{version}.tgz", timeout=60) as answer:
            tarball.write_bytes(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise unittest.SkipTest(f"the npm registry cannot be reached: {error}") from None
    return tarball


def package(name, version):
    """The tarball of an npm package; SkipTest where no registry can be reached."""
    tarball = cache() / f"{name}-{version}.tgz"
    if not tarball.exists():
        fetch = packed_by_npm if shutil.which("npm") else downloaded
        with tempfile.TemporaryDirectory(dir=cache()) as folder:
            fetch(name, version, pathlib.Path(folder)).rename(tarball)
    return tarball


class RealSeries(HostTest):
    @classmethod
    def publish(cls):
        tarballs = {version: package("typescript", npm) for version, npm in SERIES.items()}
        publisher = support.Publisher(cls.folder)
        for version, tarball in tarballs.items():
            tree = cls.folder / "trees" / version
            with tarfile.open(tarball) as archive:
                archive.extractall(tree)
            publisher.trees[version] = tree
            publisher.do("publish", "--product", "demo", "--version", version, "--tree", tree, "--level", "fast",
                         "--progress", "none")
        return publisher

    def setUp(self):
        super().setUp()
        self.server = subprocess.Popen([SWITCHBACK_REPO, "serve", self.publisher.repository, "--listen", "127.0.0.1:0"],
                                       stdout=subprocess.PIPE, text=True, env=support.environment())
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        self.addCleanup(self.server.stdout.close)
        line = self.server.stdout.readline()
        self.url = line[line.index("http://"):].split()[0]

    def matches(self, version):
        """The tree is the published one; modes are those that a release carries."""
        def form(root):
            return {path: entry[-1] for path, entry in snapshot(root).items() if entry[0] != "directory"}
        self.assertEqual(form((self.root / "current").resolve()), form(self.publisher.trees[version]))
        self.expect(self.host("verify"), 0)
        self.expect(self.host("version"), 0, version)

    def test_install_upgrade_upgrade_rollback(self):
        self.init(url=self.url)
        whole = self.json("install", "0r1", "--yes")["plan"]["download_bytes"]
        self.matches("0r1")
        for version in ("0r2", "0r3"):
            plan = self.json("upgrade", "--to", version, "--yes")["plan"]
            self.assertLess(plan["download_bytes"], whole * 1.2)
            self.matches(version)
        self.expect(self.host("rollback", "--yes"), 0)
        self.matches("0r2")
        self.expect(self.host("rollback", "--yes"), 0)
        self.matches("0r1")
        self.expect(self.host("upgrade", "--latest", "--yes"), 0)
        self.matches("0r3")


if __name__ == "__main__":
    support.main()
