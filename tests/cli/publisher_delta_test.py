"""Deltas: made by `publish`, added by `delta`, and told by every command that looks."""
import json
import shutil
import signal
import subprocess

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, write
from json_schema import violations


def content(version):
    """Differs from that of another version in a few bytes of a file that cannot be compressed."""
    noise = support.noise(400_000, "big")
    return {"version": version + "\n", "big.bin": noise[:200_000] + version.encode() + noise[200_000:]}


class DeltaCommands:
    """What the classes below have in common."""

    def repo(self, command, *arguments, **options):
        return run([SWITCHBACK_REPO, command, self.publisher.repository, *arguments], **options)

    def repo_json(self, command, *arguments):
        outcome = self.expect(self.repo(command, *arguments, "--json"), 0)
        document = json.loads(outcome.out)
        self.assertEqual(document["schema"], f"switchback.{command}/1")
        name = "verify-repository" if command == "verify" else command
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [], document)
        return document

    def make_tree(self, version, files):
        tree = self.home / "trees" / version
        for name, data in files.items():
            write(tree / name, data)
        return tree

    def publish(self, version, *arguments, files=None):
        tree = self.make_tree(version, files or content(version))
        return self.repo("publish", "--product=demo", "--version", version, "--tree", tree, "--progress=none", *arguments)

    def deltas(self, version):
        [release] = [r for r in self.repo_json("list")["releases"] if r["version"] == version]
        return [delta["from"] for delta in release.get("deltas", [])]


class PublishedDeltas(HostTest):
    """What `publish` does about deltas; a repository for each test."""

    repository_for_each_test = True
    repo, repo_json, make_tree = DeltaCommands.repo, DeltaCommands.repo_json, DeltaCommands.make_tree
    publish, deltas = DeltaCommands.publish, DeltaCommands.deltas

    def test_a_release_has_a_delta_from_the_one_before(self):
        self.expect(self.publish("0r1"), 0)
        outcome = self.expect(self.publish("0r2"), 0, "from 0r1", "% of frames")
        [line] = [line for line in outcome.out.splitlines() if line.startswith("0r1 ")]
        self.assertRegex(line, r"^0r1 +[0-9.]+ (B|KiB) +1 +delta, (under 1|[0-9]+) % of frames$")
        self.assertEqual(self.deltas("0r2"), ["0r1"])
        self.expect(self.repo("verify", "--progress=none"), 0, "(1 deltas)", "clean")
        self.assertEqual(self.repo_json("verify")["deltas"], 1)

    def test_the_number_of_deltas_is_chosen(self):
        for version in ("0r1", "0r2", "0r3"):
            self.expect(self.publish(version, "--deltas-from", "0"), 0)
            self.assertEqual(self.deltas(version), [])
        self.expect(self.publish("0r4", "--deltas-from", "2"), 0)
        self.assertEqual(self.deltas("0r4"), ["0r3", "0r2"])
        for number in ("17", "-1", "some"):
            self.refused(self.publish("0r5", "--deltas-from", number), 2, "usage")

    def test_a_dry_run_says_from_which_releases_deltas_would_be_made(self):
        outcome = self.publish("0r1", "--dry-run")
        self.assertNotIn("delta", self.expect(outcome, 0, "would publish demo 0r1").out)
        for version in ("0r1", "0r2", "0r3"):
            self.expect(self.publish(version, "--deltas-from=0"), 0)
        self.expect(self.repo("yank", "0r3", "--reason=leaks"), 0)
        self.expect(self.publish("0r4", "--dry-run", "--deltas-from=2"), 0, "with deltas, where they help, from 0r2, 0r1")
        self.assertNotIn("deltas", self.publish("0r4", "--dry-run", "--deltas-from=0").out)
        lines = [json.dumps({"product": "demo", "version": version, "tree": str(self.make_tree(version, content(version)))})
                 for version in ("0r4", "0r5")]
        write(self.home / "batch", "\n".join(lines))
        dry = self.expect(self.repo("publish", "--batch", self.home / "batch", "--dry-run"), 0).out.splitlines()
        self.assertEqual([line.rpartition(" ")[2] for line in dry if "with deltas" in line], ["0r2", "0r4"])
        self.expect(self.publish("0r4", "--deltas-from=2"), 0)
        self.assertEqual(self.deltas("0r4"), ["0r2", "0r1"])

    def test_a_delta_that_does_not_help_is_told_and_not_published(self):
        self.expect(self.publish("0r1"), 0)
        outcome = self.publish("0r2", files={"big.bin": support.noise(400_000, "other")})
        self.expect(outcome, 0, "no delta from 0r1 to 0r2: ", ", and frames are ")
        self.assertEqual(outcome.err, "")
        self.assertEqual(self.deltas("0r2"), [])

    def test_a_damaged_older_release_is_a_warning(self):
        self.expect(self.publish("0r1"), 0)
        manifest = self.repo_json("show", "0r1")["manifest"]
        blob = self.publisher.repository / "targets/demo/blobs" / manifest["bundle"]["sha256"]
        blob.write_bytes(blob.read_bytes()[:-1])
        self.expect(self.publish("0r2"), 0, "warning: no delta from 0r1 to 0r2: ", "published")
        self.assertEqual(self.deltas("0r2"), [])

    def test_a_batch_has_deltas_between_its_releases(self):
        lines = [json.dumps({"product": "demo", "version": version, "tree": str(self.make_tree(version, content(version)))})
                 for version in ("0r1", "0r2", "0r3")]
        write(self.home / "batch", "\n".join(lines))
        self.expect(self.repo("publish", "--batch", self.home / "batch", "--progress=none"), 0)
        self.assertEqual([self.deltas(version) for version in ("0r1", "0r2", "0r3")], [[], ["0r1"], ["0r2"]])
        self.expect(self.repo("verify", "--progress=none"), 0, "clean")

    def test_a_draft_keeps_its_delta_and_a_promotion_takes_it_along(self):
        self.expect(self.publish("0r1"), 0)
        self.expect(self.publish("0b2", "--draft"), 0, "kept as a draft", "from 0r1")
        self.assertEqual(self.deltas("0b2"), ["0r1"])
        self.expect(self.repo("release", "0b2"), 0, "published")
        self.expect(self.repo("promote", "0b2", "--to", "0r2"), 0, "delta")
        self.assertEqual((self.deltas("0b2"), self.deltas("0r2")), (["0r1"], ["0r1"]))
        self.expect(self.repo("verify", "--progress=none"), 0, "clean")

    def test_a_delta_waits_for_the_key_with_its_release(self):
        self.expect(self.publish("0r1"), 0)
        before = snapshot(self.publisher.repository)
        [key] = self.publisher.folder.glob("repo.keys/p-demo-*")
        with support.moved_away(key):
            self.expect(self.publish("0r2"), 0, "recorded, not yet visible", "from 0r1")
        self.assertEqual(snapshot(self.publisher.repository), before)
        self.expect(self.repo("refresh"), 0)
        self.assertEqual(self.deltas("0r2"), ["0r1"])
        self.expect(self.repo("verify", "--progress=none"), 0, "(1 deltas)", "clean")

    def test_progress_is_told(self):
        self.expect(self.publish("0r1"), 0)
        tree = self.make_tree("0r2", content("0r2"))
        outcome = self.repo("publish", "--version=0r2", "--tree", tree, "--progress=json", "--memory=256MiB")
        self.expect(outcome, 0)
        self.assertIn("delta", {json.loads(line)["phase"] for line in outcome.err.splitlines()})


class AddedDeltas(HostTest):
    """The command `delta` and what looks at its work; one repository."""

    repo, repo_json, make_tree = DeltaCommands.repo, DeltaCommands.repo_json, DeltaCommands.make_tree

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        for version in ("0r1", "0r2", "0r3"):
            publisher.publish(version, content(version))
        publisher.publish("0r4", content("0r3"))
        publisher.publish("0r5", {"big.bin": support.noise(400_000, "other")})
        return publisher

    def test_a_delta_is_added_once(self):
        before = snapshot(self.publisher.folder)
        planned = self.repo_json("delta", "0r1", "0r3", "--dry-run")
        self.assertEqual((planned["outcome"], planned["delta"]), ("would-add", None))
        self.expect(self.repo("delta", "0r1", "0r3", "--dry-run"), 0, "would make a delta from 0r1 to demo 0r3")
        self.assertEqual(snapshot(self.publisher.folder), before)
        added = self.repo_json("delta", "0r1", "0r3")
        self.assertEqual((added["outcome"], added["visible"], added["waiting"]), ("added", True, []))
        self.assertLess(added["delta"]["length"], added["frames"]["bytes"])
        after = snapshot(self.publisher.repository)
        again = self.repo_json("delta", "0r1", "0r3")
        self.assertEqual((again["outcome"], again["delta"]), ("exists", added["delta"]))
        for dry in ([], ["--dry-run"]):
            self.expect(self.repo("delta", "0r1", "0r3", *dry), 0, "nothing to do: there is a delta from 0r1 to demo 0r3")
        self.assertEqual(snapshot(self.publisher.repository), after)
        self.told_everywhere(added["delta"])

    def told_everywhere(self, delta):
        [release] = [r for r in self.repo_json("list")["releases"] if r["version"] == "0r3"]
        self.assertEqual(release["deltas"][-1], {"from": "0r1", **delta})
        self.expect(self.repo("list"), 0, "DELTAS", "2, ")
        shown = self.repo_json("show", "0r3")
        self.assertEqual([d["from"] for d in shown["manifest"]["deltas"]], ["0r2", "0r1"])
        self.expect(self.repo("show", "0r3"), 0, "from 0r1: ", " % of the bundle, sha256 " + delta["sha256"])
        stats = self.repo_json("stats")["products"][0]
        deltas = [d for r in self.repo_json("list")["releases"] for d in r.get("deltas", [])]
        self.assertEqual((stats["deltas"], stats["delta_bytes"]), (len(deltas), sum(d["length"] for d in deltas)))
        blobs = list((self.publisher.repository / "targets/demo/blobs").iterdir())
        self.assertEqual((stats["blobs"], stats["blob_bytes"]), (len(blobs), sum(b.stat().st_size for b in blobs)))
        diff = self.repo_json("diff", "0r1", "0r3")["download"]
        self.assertEqual((diff["as"], diff["bytes"], diff["requests"]), ("delta", delta["length"], 1))
        self.expect(self.repo("diff", "0r1", "0r3"), 0, "a host with 0r1 downloads ", "(delta, ")
        self.expect(self.repo("log", "--limit=1"), 0, "delta demo 0r1 0r3")
        self.expect(self.repo("verify", "--progress=none"), 0, "replaced manifests wait for gc", "clean")

    def test_what_needs_no_delta_is_told(self):
        before = snapshot(self.publisher.repository)
        self.assertEqual(self.repo_json("delta", "0r3", "0r4")["outcome"], "same-tree")
        self.expect(self.repo("delta", "0r3", "0r4"), 0, "have the same tree")
        useless = self.repo_json("delta", "0r2", "0r5")
        self.assertEqual(useless["outcome"], "not-smaller")
        self.assertGreater(useless["delta"]["length"], 0)
        self.expect(self.repo("delta", "0r2", "0r5", "--progress=none"), 0, "no delta from 0r2 to demo 0r5: it would be")
        self.assertEqual(snapshot(self.publisher.repository), before)

    def test_a_delta_is_taken_away(self):
        before = snapshot(self.publisher.repository)
        self.refused(self.repo("delta", "0r2", "0r3", "--remove"), 2, "confirmation-required", "from 0r2 to demo 0r3")
        planned = self.repo_json("delta", "0r2", "0r3", "--remove", "--dry-run")
        self.assertEqual((planned["outcome"], planned["frames"]), ("would-remove", None))
        self.expect(self.repo("delta", "0r2", "0r3", "--remove", "--dry-run"), 0, "to be removed: the delta from 0r2", "nothing was changed")
        self.assertEqual(snapshot(self.publisher.repository), before)
        removed = self.repo_json("delta", "0r2", "0r3", "--remove", "--yes")
        self.assertEqual((removed["outcome"], removed["visible"], removed["delta"]), ("removed", True, planned["delta"]))
        self.expect(self.repo("log", "--limit=1"), 0, "remove delta demo 0r2 0r3")
        self.assertEqual(self.repo_json("diff", "0r2", "0r3")["download"]["as"], "frames")
        self.assertEqual(self.repo_json("delta", "0r2", "0r3", "--remove")["outcome"], "absent")
        self.expect(self.repo("delta", "0r2", "0r3", "--remove"), 0, "nothing to do: there is no delta from 0r2 to demo 0r3")
        self.refused(self.repo("delta", "0r2", "0r9", "--remove", "--yes"), 10, "not-found", "0r9")
        self.expect(self.repo("verify", "--progress=none"), 0, "clean")
        self.assertEqual(self.repo_json("delta", "0r2", "0r3")["delta"], planned["delta"])

    def test_what_is_not_there_is_refused(self):
        self.refused(self.repo("delta", "0r1", "0r9"), 10, "not-found", "0r9")
        self.refused(self.repo("delta", "0r1", "0r1"), 2, "usage")
        self.refused(self.repo("delta", "0r1", "0r2", "--product=other"), 10, "not-found", "other")
        self.refused(self.repo("delta", "0r1", "0r2", "--memory=lots"), 2, "usage")

    def test_without_its_key_a_delta_waits(self):
        [key] = self.publisher.folder.glob("repo.keys/p-demo-*")
        with support.moved_away(key):
            waiting = self.repo_json("delta", "0r1", "0r4")
            self.assertEqual((waiting["outcome"], waiting["visible"]), ("added", False))
            self.assertEqual(waiting["waiting"], ["p-demo-0001"])
            self.expect(self.repo("delta", "0r1", "0r4"), 0, "there is a delta")
        self.assertEqual(self.repo_json("diff", "0r1", "0r4")["download"]["as"], "frames")
        self.expect(self.repo("refresh"), 0)
        self.assertEqual(self.repo_json("diff", "0r1", "0r4")["download"]["as"], "delta")


class KilledDeltas(HostTest):
    """A publisher that is killed while it encodes."""

    repository_for_each_test = True
    repo, repo_json, make_tree = DeltaCommands.repo, DeltaCommands.repo_json, DeltaCommands.make_tree
    publish = DeltaCommands.publish

    @staticmethod
    def programs(version):
        """Long binaries, each encoded on its own for a while."""
        files = {}
        for number in range(6):
            noise = support.noise(1_200_000, f"program {number}")
            files[f"bin/{number}"] = noise[:700_000] + version.encode() + noise[700_000:]
        return files

    def frames(self):
        """What is kept of deltas that were not finished."""
        return [path for path in self.publisher.folder.glob("repo.state/frames/*/*") if ".tmp." not in path.name]

    def kill_while_it_encodes(self, command, *arguments):
        process = subprocess.Popen([SWITCHBACK_REPO, command, self.publisher.repository, "--progress=none", *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while not self.frames() and process.poll() is None:
            pass
        process.kill()
        said, _ = process.communicate(timeout=support.DEADLINE)
        self.assertEqual(process.returncode, -signal.SIGKILL, said)

    def test_the_next_run_takes_what_the_killed_one_had_encoded(self):
        for version in ("0r1", "0r2"):
            self.expect(self.publish(version, "--deltas-from=0", "--level=fast", files=self.programs(version)), 0)
        undisturbed = self.home / "undisturbed"
        shutil.copytree(self.publisher.folder, undisturbed)
        outcome = run([SWITCHBACK_REPO, "delta", undisturbed / "repo", "0r1", "0r2", "--json"])
        expected = json.loads(self.expect(outcome, 0).out)
        self.assertEqual(expected["resumed_frames"], 0)

        self.kill_while_it_encodes("delta", "0r1", "0r2")
        damaged = self.frames()[0]
        kept = len(self.frames())
        self.assertIn("delta", self.expect(self.repo("gc", "--dry-run", "--grace=0s"), 0, "of an interrupted delta").out)
        self.assertEqual(len(self.repo_json("gc", "--dry-run", "--grace=0s")["interrupted_deltas"]), 1)
        self.assertEqual(self.repo_json("gc")["interrupted_deltas"], [])
        if kept > 1:
            damaged.write_bytes(damaged.read_bytes()[:-1])
        added = self.repo_json("delta", "0r1", "0r2")
        self.assertEqual((added["outcome"], added["delta"]), ("added", expected["delta"]))
        self.assertGreaterEqual(added["resumed_frames"], 1)
        self.assertFalse((self.publisher.folder / "repo.state/frames").exists())
        self.expect(self.repo("verify", "--progress=none"), 0, "(1 deltas)", "clean")

    def test_publish_goes_on_too_and_gc_removes_what_nobody_went_on_with(self):
        self.expect(self.publish("0r1", "--level=fast", files=self.programs("0r1")), 0)
        tree = self.make_tree("0r2", self.programs("0r2"))
        arguments = ["--product=demo", "--version=0r2", "--tree", tree, "--level=fast"]
        self.kill_while_it_encodes("publish", *arguments)
        self.expect(self.repo("publish", *arguments), 0, "frames of deltas were there from an interrupted run", "from 0r1")
        self.assertFalse((self.publisher.folder / "repo.state/frames").exists())

        tree = self.make_tree("0r3", self.programs("0r3"))
        self.kill_while_it_encodes("publish", "--version=0r3", "--tree", tree, "--level=fast")
        self.expect(self.repo("gc", "--grace=0s", "--yes"), 0, "deleted the work on an interrupted delta")
        self.assertFalse((self.publisher.folder / "repo.state/frames").exists())
        self.expect(self.repo("log", "--limit=1"), 0, "gc: deleted the work on an interrupted delta")


if __name__ == "__main__":
    support.main()
