"""What `switchback-repo remove` and `gc` take, show, ask and leave."""
import json
import os
import pty
import re
import signal
import subprocess

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, violations, write


class Retention(HostTest):
    """A repository of its own for every test: demo 0r1, 0r2 (a barrier) and 0r3."""

    repository_for_each_test = True

    def setUp(self):
        super().setUp()
        for number in (1, 2, 3):
            self.publisher.publish(f"0r{number}", {"file": f"text {number}\n", "same": "same\n"},
                                   release="barrier: true\n" if number == 2 else "")
        self.repository = self.publisher.repository

    def repo(self, command, *arguments, **options):
        return run([SWITCHBACK_REPO, command, self.repository, *arguments], **options)

    def versions(self):
        return [release["version"] for release in json.loads(self.repo("list", "--json").out)["releases"]]

    def gc_json(self, *arguments):
        document = json.loads(self.expect(self.repo("gc", "--json", *arguments), 0).out)
        schema = json.loads((SCHEMAS / "gc.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [], document)
        return document

    def state(self):
        return snapshot(self.home)

    def test_a_removal_shows_its_plan_and_is_refused_without_an_answer(self):
        before = self.state()
        outcome = self.repo("remove", "0r1")
        self.refused(outcome, 2, "confirmation-required", "0r1, published", "2 of 3 releases stay")
        after = self.state()
        after.pop("repo.state/lock")
        before.pop("repo.state/lock")
        self.assertEqual(after, before)
        self.expect(self.repo("remove", "0r1", "--yes"), 0, "removed 1 of demo")
        self.assertEqual(self.versions(), ["0r3", "0r2"])
        self.expect(self.repo("verify", "--progress=none"), 0, "3 files of removed releases and replaced manifests wait for gc")

    def test_a_dry_run_changes_nothing(self):
        before = self.state()
        self.expect(self.repo("remove", "0r1", "--dry-run"), 0, "0r1", "nothing was changed")
        self.expect(self.repo("remove", "--keep-last", "1", "--dry-run"), 0, "0r1", "kept: 0r2, a barrier on the way to 0r3")
        self.assertEqual(self.gc_json("--dry-run", "--grace", "0s")["files"], 0)
        self.assertEqual(self.state(), before)

    def test_a_person_is_asked_beside_the_plan(self):
        for answer, status in (("n\n", 2), ("y\n", 0)):
            person, program = pty.openpty()
            os.write(person, answer.encode())
            outcome = self.repo("remove", "0r1", stdin=program, stderr=program)
            os.close(program)
            shown = os.read(person, 65536).decode()
            os.close(person)
            self.assertEqual(outcome.status, status, shown)
            self.assertIn("to be removed from demo", shown)
            self.assertIn("Remove?", shown)
            self.assertNotIn("to be removed", outcome.out)
        self.assertEqual(self.versions(), ["0r3", "0r2"])

    def test_the_newest_and_the_barriers_before_them_are_kept(self):
        self.expect(self.repo("remove", "--keep-last", "1", "--yes"), 0, "kept: 0r2")
        self.assertEqual(self.versions(), ["0r3", "0r2"])
        self.expect(self.repo("remove", "--keep-last", "1"), 0, "kept: 0r2", "nothing to remove")

    def test_the_last_release_does_not_go_silently(self):
        for version in ("0r1", "0r2"):
            self.assertNotIn("no release left", self.repo("remove", version, "--yes").out)
        self.expect(self.repo("remove", "0r3", "--yes"), 0, "no release left", "0 of 1 releases stay")
        self.assertEqual(self.versions(), [])
        self.publisher.publish("0r4", {"file": "text\n"})
        self.assertEqual(self.versions(), ["0r4"])

    def test_a_removed_version_comes_back_as_the_same_release_only(self):
        tree = self.publisher.trees["0r1"]
        other = self.home / "other"
        write(other / "file", "other\n")
        self.repo("remove", "0r1", "--yes")
        (self.home / "repo.state/gc.json").unlink()
        publish = ["publish", "--product=demo", "--progress=none", "--level=fast", "--version=0r1", "--tree"]
        before = snapshot(self.repository)
        for asked in ([], ["--draft"], ["--dry-run"], ["--draft", "--dry-run"]):
            self.refused(self.repo(*publish, other, *asked), 1, "exists", "demo 0r1", "removed 20", "as 0r1+1",
                         "warning: demo 0r1 was removed 20")
        temporary = self.home / "temporary"
        temporary.mkdir()
        self.expect(self.repo(*publish, tree, "--dry-run", variables={"TMPDIR": str(temporary)}), 0,
                    "warning: demo 0r1 was removed 20", "would publish demo 0r1")
        self.assertEqual(list(temporary.iterdir()), [])
        for dry in (["--dry-run"], []):
            self.refused(self.repo("promote", "0r2", "--to", "0r1", *dry), 1, "exists", "as 0r1+1")
        self.assertEqual(snapshot(self.repository), before)
        self.expect(self.repo(*publish, tree, "--draft"), 0, "kept as a draft")
        self.expect(self.repo("release", "0r1", "--dry-run"), 0, "would publish")
        self.expect(self.repo("release", "0r1"), 0, "published demo 0r1")
        self.expect(self.repo("verify", "--progress=none"), 0, "clean")
        self.installed("0r1")

    def test_a_gc_that_fails_halfway_tells_and_logs_what_it_has_deleted(self):
        self.repo("remove", "0r1", "--yes")
        person, program = pty.openpty()
        gc = subprocess.Popen([SWITCHBACK_REPO, "gc", self.repository, "--grace", "0s"], stdin=program, stderr=program,
                              stdout=subprocess.PIPE, env=support.environment(), text=True)
        os.close(program)
        shown = ""
        while "Delete?" not in shown:
            shown += os.read(person, 65536).decode()
        [manifest] = self.repository.glob("targets/demo/0001/0r1/*")
        manifest.unlink()
        manifest.mkdir()  # nothing that a file's deletion removes
        os.write(person, b"y\n")
        gc.communicate(timeout=support.DEADLINE)
        told = os.read(person, 65536).decode()
        os.close(person)
        self.assertNotEqual(gc.returncode, 0)
        self.assertIn("2 files deleted, the next gc goes on", told)
        self.assertIn("gc: deleted 2 files", self.repo("log").out)

    def interrupted_gc(self, count):
        """A gc that gets a SIGINT when it has deleted the due blobs and some of `count` others; None where it was done."""
        others = [self.repository / f"targets/demo/blobs/{'f' * 40}{number:024x}" for number in range(count)]
        for other in others:
            other.touch()
        gc = subprocess.Popen([SWITCHBACK_REPO, "gc", self.repository, "--grace=0s", "--yes"], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=support.environment(), preexec_fn=lambda: os.nice(19))
        while others[0].exists() and gc.poll() is None:
            pass  # files are deleted by name: the others last
        gc.send_signal(signal.SIGINT)
        _, told = gc.communicate(timeout=support.DEADLINE)
        left = [other for other in others if other.exists()]
        for other in left:
            other.unlink()
        return (gc.returncode, told, count - len(left)) if left else None

    def test_a_gc_that_is_interrupted_says_how_far_it_came_and_the_next_one_finishes(self):
        manifest = next(self.repository.glob("targets/demo/0001/0r1/*"))
        blobs = {blob.name for blob in self.repository.glob("targets/demo/blobs/*")}
        for count in (4_000, 40_000, 400_000):  # more, where the process was too fast for the signal
            self.publisher.do("remove", "0r1", "--yes")
            if outcome := self.interrupted_gc(count):
                break
            self.publisher.do("publish", "--product=demo", "--version=0r1", "--level=fast", "--progress=none",
                              "--tree", self.publisher.trees["0r1"])
            manifest = next(self.repository.glob("targets/demo/0001/0r1/*"))
        self.assertIsNotNone(outcome, "gc was faster than the signal")
        status, told, others = outcome
        gone = blobs - {blob.name for blob in self.repository.glob("targets/demo/blobs/*")}
        self.assertEqual((status, len(gone)), (130, 2))
        self.assertIn(f"interrupted: {others + 2} files deleted, the next gc goes on", told)
        self.assertIn(f"gc: deleted {others + 2} files", self.repo("log").out)
        self.assertTrue(manifest.exists())
        self.expect(self.repo("verify", "--progress=none"), 0, "clean")
        self.expect(self.repo("gc", "--grace=0s", "--yes"), 0, "deleted 1 file")
        self.assertFalse(manifest.parent.exists())
        self.assertNotIn("wait for gc", self.expect(self.repo("verify", "--progress=none"), 0, "clean").out)

    def test_a_gc_removes_the_folder_that_a_killed_one_left_empty(self):
        folder = self.repository / "targets/demo/0001/0r9"
        folder.mkdir()
        named = "targets/demo/0001/0r9"
        self.assertEqual(self.gc_json("--dry-run")["empty_folders"], [named])
        self.expect(self.repo("gc", "--dry-run"), 0, f"{named}, an empty folder", "nothing was changed")
        self.refused(self.repo("gc"), 2, "confirmation-required", named)
        self.assertTrue(folder.exists())
        self.expect(self.repo("gc", "--yes"), 0, "deleted an empty folder")
        self.assertFalse(folder.exists())
        self.assertIn("gc: deleted an empty folder", self.repo("log").out)
        self.assertEqual(self.gc_json()["empty_folders"], [])

    def test_wrong_requests_are_refused(self):
        for arguments in ([], ["0r1", "--keep-last", "1"], ["--keep-last", "0"], ["--keep-last", "-1"],
                          ["--keep-last", "x"], ["1.0"]):
            self.refused(self.repo("remove", *arguments, "--yes"), 2, "usage")
        self.refused(self.repo("remove", "0r9", "--yes"), 10, "not-found", "0r9")
        self.refused(self.repo("remove", "0r1", "--product", "other", "--yes"), 10, "not-found", "other")
        self.refused(self.repo("gc", "--grace", "soon", "--yes"), 2, "usage", "soon")
        self.assertEqual(len(self.versions()), 3)

    def test_the_product_is_named_where_there_are_several(self):
        self.publisher.do("publish", "--product", "other", "--version", "0r1", "--tree", self.publisher.trees["0r1"])
        self.refused(self.repo("remove", "0r1", "--yes"), 2, "usage", "demo, other", "--product")
        self.expect(self.repo("remove", "0r1", "--product", "other", "--yes"), 0, "removed 1 of other")

    def test_gc_after_a_removal_deletes_nothing_and_says_when_it_will(self):
        self.repo("remove", "0r1", "--yes")
        published = snapshot(self.repository)
        outcome = self.expect(self.repo("gc"), 0, "nothing is due", "3 files", "deleted by a gc from 20")
        self.assertEqual(snapshot(self.repository), published)
        document = self.gc_json()
        self.assertEqual((document["files"], len(document["waiting"])), (0, 3))
        self.assertIn(document["waiting"][0]["due"], outcome.out)

    def test_a_later_gc_deletes_and_leaves_what_others_need(self):
        self.repo("remove", "0r1", "--yes")
        record = self.home / "repo.state/gc.json"
        self.assertIn("/0001/0r1/", record.read_text())
        # Two days pass: for the record, and for the metadata that named the release.
        record.write_text(re.sub(r'"\d{4}-\d\d-\d\dT', '"2026-01-01T', record.read_text()))
        for path in self.repository.glob("metadata/*"):
            info = path.stat()
            os.utime(path, (info.st_atime, info.st_mtime - 2 * 86400))
        self.refused(self.repo("gc"), 2, "confirmation-required", "3 files")
        waiting = self.gc_json("--dry-run")
        document = self.gc_json("--yes")
        self.assertEqual(document["deleted"], waiting["deleted"])
        self.assertEqual((document["files"], document["dry_run"], document["waiting"]), (3, False, []))
        for file in document["deleted"]:
            self.assertFalse((self.repository / file["path"]).exists())
        self.expect(self.repo("verify", "--progress=none"), 0, "2 releases", "clean")
        self.assertFalse(record.exists())
        self.init()
        self.expect(self.host("install", "0r2", "--yes"), 0)
        self.active_is("0r2")

    def test_without_grace_gc_deletes_at_once(self):
        self.repo("remove", "0r1", "--yes")
        self.expect(self.repo("gc", "--grace", "0s", "--yes"), 0, "deleted 3 files")
        self.expect(self.repo("gc", "--grace", "0s"), 0, "nothing is due")

    def test_a_stranger_is_left_alone_and_named(self):
        write(self.repository / "targets/demo/blobs/notes", "mine")
        self.expect(self.repo("gc", "--grace", "0s", "--yes"), 0, "left alone")
        self.assertTrue((self.repository / "targets/demo/blobs/notes").exists())
        self.expect(self.repo("verify", "--progress=none"), 1, "targets/demo/blobs/notes")

    def test_both_say_who_holds_the_lock(self):
        import fcntl
        with open(self.home / "repo.state/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for command in (["remove", "0r1", "--yes"], ["gc", "--yes"]):
                self.refused(self.repo(*command), 11, "locked")


if __name__ == "__main__":
    support.main()
