#!/usr/bin/env python3
"""Many runs at once on one root, and a run that is interrupted while it downloads.

    concurrent_runs_test.py --build DIR
"""
import contextlib
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import trees
from command import ENVIRONMENT, TIMEOUT, Tools, must

LOCKED = 11
INTERRUPTED = 130
MIB = 1 << 20
FILES = 10  # of 1 MiB each, incompressible: about a frame each
TOOLS = None


def start(argv):
    return subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT)


def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.01)


class ConcurrentRuns(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="switchback-runs-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.root = self.folder / "root"
        self.repository = self.folder / "repo"
        must([TOOLS.publisher, "init", self.repository, "--no-passphrase"])
        (self.folder / "0r1").mkdir()
        trees.make_first(self.folder / "0r1")
        (self.folder / "0r2/content").mkdir(parents=True)
        for number in range(FILES):
            content = random.Random(number).randbytes(MIB)
            (self.folder / f"0r2/content/{number}").write_bytes(content)
        for version in ("0r1", "0r2"):
            must([TOOLS.publisher, "publish", self.repository, "--product", "demo", "--version", version, "--tree",
                  self.folder / version])
        self.address = self.serve()
        must(self.host("init", "--repo", self.address, "--product", "demo", "--trust",
                       self.repository / "metadata/1.root.json"))
        must(self.host("install", "0r1", "--yes"))

    def serve(self):
        server = subprocess.Popen([str(TOOLS.publisher), "serve", str(self.repository), "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        return re.search(r"http://\S+", server.stdout.readline()).group()

    def host(self, *arguments):
        return [TOOLS.host, "--root", self.root, "--progress", "none", *arguments]

    def limit_rate(self, rate):
        path = self.root / "config/update.yml"
        path.write_text(f"repository: {{limit_rate: {rate}}}\n")
        path.chmod(0o600)

    def newest_update(self):
        return json.loads(must(self.host("history", "--json")).output)["updates"][0]

    def assert_active(self, version):
        self.assertEqual(must(self.host("version")).output.strip(), version)
        wanted, found = trees.contents(self.folder / version), trees.contents(f"{self.root}/current/")
        self.assertEqual(trees.difference(wanted, found), "")
        must(self.host("verify"))

    def staged_files(self):
        """Files of the next tree that are complete; what is not renamed into place yet has another name or size."""
        with contextlib.suppress(FileNotFoundError):
            folder = self.root / ".switchback/incoming/tree/content"
            return sum(path.stat().st_size == MIB for path in folder.iterdir() if path.name.isdigit())
        return 0

    def test_of_twenty_upgrades_at_once_one_wins_and_the_others_name_it(self):
        self.limit_rate("2MiB")  # the winner is still at it when the last one starts
        runs = [start(self.host("upgrade", "--yes")) for _ in range(20)]
        ended = [(run.communicate(timeout=TIMEOUT)[0], run.returncode, run.pid) for run in runs]
        winners = [pid for _, status, pid in ended if status == 0]
        self.assertEqual(len(winners), 1, ended)
        for output, status, _ in ended:
            if status != 0:
                self.assertEqual(status, LOCKED, output)
                self.assertIn(str(winners[0]), output)  # who
                self.assertIn("upgrade", output)
        self.assert_active("0r2")
        self.assertEqual(len(json.loads(must(self.host("history", "--json")).output)["updates"]), 2)

    def test_an_interrupted_download_leaves_the_old_version_and_fetches_nothing_verified_again(self):
        self.limit_rate("2MiB")
        run = start(self.host("upgrade", "--yes"))
        wait_until(lambda: self.staged_files() >= 3 or run.poll() is not None, "three files")
        run.send_signal(signal.SIGINT)
        output = run.communicate(timeout=TIMEOUT)[0]
        self.assertEqual(run.returncode, INTERRUPTED, output)
        self.assert_active("0r1")
        interrupted = self.newest_update()
        self.assertEqual(interrupted["outcome"], "interrupted")
        staged = self.staged_files()
        self.assertGreaterEqual(staged, 3)
        self.assertGreaterEqual(interrupted["bytes_written"], staged * MIB)
        self.limit_rate("1GiB")
        must(self.host("upgrade", "--yes"))
        self.assert_active("0r2")
        finished = self.newest_update()
        self.assertNotEqual(finished["id"], interrupted["id"])
        # Metadata and frame headers are the slack.
        self.assertLessEqual(finished["bytes_downloaded"], (FILES - staged) * MIB + 64 * 1024)
        self.assertGreater(finished["bytes_downloaded"], 0)

    def test_a_killed_download_is_resumed_too(self):
        self.limit_rate("2MiB")
        run = start(self.host("upgrade", "--yes"))
        wait_until(lambda: self.staged_files() >= 3 or run.poll() is not None, "three files")
        run.kill()
        run.communicate()
        staged = self.staged_files()
        self.assert_active("0r1")
        self.limit_rate("1GiB")
        must(self.host("upgrade", "--yes"))  # recovers first
        self.assert_active("0r2")
        self.assertLessEqual(self.newest_update()["bytes_downloaded"], (FILES - staged) * MIB + 64 * 1024)


if __name__ == "__main__":
    TOOLS = Tools.of(sys.argv[sys.argv.index("--build") + 1])
    unittest.main(argv=sys.argv[:1], verbosity=2)
