"""What a plan says, where it is printed, and that its figures are exact."""
import json
import os
import pty
import select
import subprocess

import host_support as support
from host_support import SWITCHBACK, HostTest, noise, run, snapshot
from served_host import ServedHostTest


def answer_at_a_terminal(argv, answer, **options):
    """Runs `argv` with stdin and stderr at a terminal; types `answer` at the question. Returns status, stdout, terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([str(word) for word in argv], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE,
                             env=support.environment(), **options)
    os.close(theirs)
    shown = b""
    while b"[y/N]" not in shown:
        ready, _, _ = select.select([ours], [], [], support.DEADLINE)
        assert ready, shown
        try:
            shown += os.read(ours, 65536)
        except OSError:  # the child is gone without having asked
            break
    else:
        os.write(ours, answer)
    out = child.stdout.read().decode()
    child.stdout.close()
    status = child.wait(timeout=support.DEADLINE)
    os.close(ours)
    return status, out, shown.decode()


class Plans(HostTest):
    def test_a_plan_is_data(self):
        self.installed("0r1")
        for arguments, status in ((["--dry-run"], 0), ([], 2), (["--yes", "--progress=json"], 0)):
            outcome = self.host("upgrade", "--to", "0r2", *arguments)
            self.assertEqual(outcome.status, status, outcome)
            for word in ("upgrade demo from 0r1 to 0r2", "download", "in at most", "requests", "space", "time", "steps",
                         "rollback: instant to 0r1"):
                self.assertIn(word, outcome.out)
                self.assertNotIn(word, outcome.err.replace('"phase":"download"', ""))
        for line in outcome.err.splitlines():
            json.loads(line)  # --progress=json: nothing else on standard error

    def test_whoever_is_asked_has_seen_the_plan(self):
        self.installed("0r1")
        argv = [SWITCHBACK, "--root", self.root, "upgrade", "--to", "0r2"]
        status, out, terminal = answer_at_a_terminal([*argv, "--json"], b"n\n")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("rollback: instant to 0r1", terminal)
        status, out, terminal = answer_at_a_terminal(argv, b"y\n")
        self.assertEqual(status, 0, terminal)
        self.assertIn("upgrade demo from 0r1 to 0r2", terminal)
        self.assertIn("0r2 is active", out)

    def test_the_time_expected(self):
        self.init()
        first = self.json("install", "0r1", "--dry-run")["plan"]
        self.assertEqual(first["expected_from"], "default")
        self.expect(self.host("install", "0r1", "--dry-run"), 0, "under a second (assumed: 50.0 MiB/s written")
        self.host("install", "0r1", "--yes")
        self.host("upgrade", "--to", "0r2", "--yes")  # more than a mebibyte: enough to measure
        self.assertEqual(self.json("upgrade", "--dry-run", status=0)["plan"]["expected_from"], "history")
        self.assertEqual(self.json("rollback", "--dry-run")["plan"]["expected_from"], "default")
        self.host("rollback", "--yes")
        outcome = self.expect(self.host("upgrade", "--to", "0r2", "--dry-run"), 0, "measured over the last update")
        self.assertRegex(outcome.out, r"  time      under a second \(measured")

    def test_what_can_be_undone_is_not_promised_beyond_the_rules(self):
        self.installed("0r1")
        self.host("upgrade", "--yes")  # 0r4 has min_version 0r2
        promise = "rollback: instant to 0r1, with --force only (min_version 0r2)"
        self.assertEqual(self.json("status")["protection"], promise)
        self.refused(self.host("rollback", "--yes"), 17, "min-version")
        back = self.json("rollback", "--yes", "--force")
        self.assertEqual(back["plan"]["undo"], "upgrade: instant to 0r4")
        self.assertEqual(self.json("upgrade", "--dry-run")["plan"]["undo"], promise)
        self.host("downgrade", "--to", "0b1", "--yes")
        self.assertEqual(self.json("rollback", "--dry-run")["plan"]["undo"], "downgrade: instant to 0b1")

    def test_stage_only(self):
        self.installed("0r1")
        plan = self.json("upgrade", "--to", "0r2", "--stage-only", "--yes")["plan"]
        self.assertEqual((plan["steps"], plan["undo"]), (["preflight", "stage"], ""))
        staged = self.json("status")["staged"]
        self.assertEqual(staged, self.json("history")["updates"][0]["id"])
        before = snapshot(self.root)
        self.expect(self.host("upgrade", "--to", "0r2", "--stage-only", "--yes"), 0, "0r2 is staged already")
        updates = self.json("history")["updates"]
        self.assertEqual(updates[0]["id"], staged)  # nothing was recorded twice
        self.assertEqual({k: v for k, v in snapshot(self.root).items() if "slots" in k},
                         {k: v for k, v in before.items() if "slots" in k})
        self.active_is("0r1")
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0, "0r2 is active")


class Resumed(ServedHostTest):
    """The plan of an update that was interrupted counts only what is left."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        publisher.publish("0r1", {"version": "0r1\n"})
        publisher.publish("0r2", {"version": "0r2\n", **{f"part-{i}": noise(900_000, i) for i in range(8)}})
        return publisher

    def blob_bytes(self):
        return sum(sent for path, _, sent in self.server.requests if "/blobs/" in path)

    def test_figures(self):
        whole = self.json("upgrade", "--dry-run")["plan"]
        self.server.cut_after = whole["download_bytes"] // 2
        self.assertEqual(self.host("upgrade", "--yes").status, 18)
        self.server.cut_after = None
        failed = self.json("history")["updates"][0]
        self.assertEqual(failed["outcome"], "failed")
        self.assertGreater(failed["bytes_downloaded"], 900_000)
        before = snapshot(self.root)
        rest = self.json("upgrade", "--dry-run")["plan"]
        self.assertEqual(snapshot(self.root), before)
        self.assertLess(rest["download_bytes"], whole["download_bytes"])
        self.assertLess(rest["changed_files"], whole["changed_files"])
        self.assertGreater(failed["bytes_written"], 0)
        self.assertEqual(failed["bytes_written"] + rest["write_bytes"], whole["write_bytes"])
        self.server.requests.clear()
        done = self.json("upgrade", "--yes")["plan"]
        for figure in ("download_bytes", "requests", "write_bytes", "changed_files"):
            self.assertEqual(done[figure], rest[figure], figure)
        self.assertEqual(self.blob_bytes(), rest["download_bytes"])  # the index is here already
        self.assertEqual(self.json("history")["updates"][0]["bytes_written"], rest["write_bytes"])
        self.active_is("0r2")


if __name__ == "__main__":
    support.main()
