"""Drafts: complete releases that only their publisher sees."""
import json
import stat

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, write
from json_schema import violations


class Drafts(HostTest):
    """A repository of its own for every test, with 0r1."""

    repository_for_each_test = True

    def setUp(self):
        super().setUp()
        self.publisher.publish("0r1", {"version": "0r1\n"})
        self.tree = self.home / "trees/0r2"
        write(self.tree / "version", "0r2\n")
        write(self.tree / "big", support.noise(400_000, 2))
        self.publisher.trees["0r2"] = self.tree
        self.keys = self.publisher.repository.with_name("repo.keys")

    def repo(self, command, *arguments, **options):
        return run([SWITCHBACK_REPO, command, self.publisher.repository, *arguments], **options)

    def draft(self, version="0r2", product="demo", *arguments):
        return self.expect(self.repo("publish", "--draft", "--product", product, "--version", version,
                                     "--tree", self.tree, "--progress", "none", *arguments), 0)

    def conforming(self, command, *arguments):
        document = json.loads(self.repo(command, *arguments, "--json").out)
        schema = json.loads((SCHEMAS / f"{command}.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [])
        return document

    def drafts(self):
        return [r["version"] for r in self.conforming("list")["releases"] if r["draft"]]

    def test_a_draft_needs_no_key_and_no_reader_sees_it(self):
        self.installed("0r1")
        before = snapshot(self.publisher.repository)
        self.keys.rename(self.home / "elsewhere")
        self.expect(self.draft(), 0, "kept as a draft: demo 0r2")
        self.assertEqual(snapshot(self.publisher.repository), before)
        state = self.publisher.repository.with_name("repo.state") / "drafts"
        self.assertEqual(stat.S_IMODE(state.stat().st_mode), 0o700)
        self.expect(self.host("check"), 0)
        self.refused(self.host("upgrade", "--to", "0r2", "--yes"), 10, "not-found")
        self.expect(self.repo("verify", "--progress", "none"), 0, "1 releases", "clean")

    def test_a_draft_is_removed_at_once(self):
        self.draft()
        self.refused(self.repo("remove", "0r2"), 2, "confirmation-required")
        self.expect(self.repo("remove", "0r2", "--dry-run"), 0, "the draft demo 0r2", "nothing was changed")
        self.assertEqual(self.drafts(), ["0r2"])
        self.expect(self.repo("remove", "0r2", "--yes"), 0, "removed the draft demo 0r2")
        self.assertEqual(self.drafts(), [])
        self.assertEqual([done["operation"] for done in self.conforming("log")["operations"]][:2],
                         ["remove draft demo 0r2", "draft demo 0r2"])
        self.refused(self.repo("remove", "0r2", "--yes"), 10, "not-found")
        self.refused(self.repo("release", "0r2"), 10, "not-found")

    def test_a_damaged_draft_is_a_warning_where_others_are_meant(self):
        self.draft()
        self.draft("0r3")
        damaged = self.publisher.repository.with_name("repo.state") / "drafts/demo.0r3.json"
        damaged.write_text("{}")
        for command in (["list"], ["show", "0r2"], ["show", "0r1"], ["release", "0r2", "--dry-run"],
                        ["remove", "0r2", "--yes"]):
            self.expect(self.repo(*command), 0, f"warning: {damaged}")
        self.refused(self.repo("release", "0r3"), 1, "damage", str(damaged))
        self.draft("0r3")
        self.assertEqual(self.drafts(), ["0r3"])

    def test_a_damaged_draft_beside_its_release_costs_nobody_the_release(self):
        self.draft()
        self.expect(self.repo("release", "0r2"), 0)
        left = self.publisher.repository.with_name("repo.state") / "drafts/demo.0r2.json"
        write(left, "{")
        for dry in (["--dry-run"], ["--yes"]):
            self.refused(self.repo("remove", "0r2", *dry), 1, "damage", "0r2 is published", "release 0r2")
        self.expect(self.repo("release", "0r2", "--dry-run"), 0, "published already")
        self.expect(self.repo("release", "0r2"), 0, "published already")
        self.assertFalse(left.exists())
        self.expect(self.repo("remove", "0r2", "--yes"), 0, "removed 1 of demo")

    def test_a_draft_whose_files_are_damaged_is_refused_by_name_and_can_be_removed(self):
        drafts = self.publisher.repository.with_name("repo.state") / "drafts"
        before = snapshot(self.publisher.repository)

        def damage_manifest():
            (drafts / "new.0r2.json").write_text("{")
            return drafts / "new.0r2.json"

        def damage_blob():
            blob = drafts / "blobs" / self.conforming("show", "0r2", "--product=new")["manifest"]["bundle"]["sha256"]
            blob.write_bytes(blob.read_bytes()[:-1])
            return blob

        def folder_for_blob():
            blob = damage_blob()
            blob.unlink()
            write(blob / "inner", "x")
            return blob

        for damage in (damage_manifest, damage_blob, folder_for_blob):
            self.draft("0r2", "new")
            path = damage()
            for dry in ([], ["--dry-run"]):
                self.refused(self.repo("release", "0r2", "--product=new", *dry), 1, "damage", str(path),
                             "publish --draft`, or `remove` it")
            outcome = self.repo("remove", "0r2", "--product=new", "--yes")
            self.expect(outcome, 0, "removed the draft new 0r2")
            self.assertEqual(f"warning: {path}" in outcome.err, damage is damage_manifest)
            self.assertEqual(list((drafts / "blobs").iterdir()), [])
            self.assertEqual(list(drafts.glob("*.json")), [])
        self.assertEqual(snapshot(self.publisher.repository), before)

    def test_a_run_that_the_removal_of_a_draft_completed_is_told(self):
        self.draft()
        with open("/dev/full", "w") as full:
            self.repo("barrier", "0r1", stdout=full)
        self.expect(self.repo("remove", "0r2", "--yes"), 0, "warning: completed the interrupted run: barrier demo 0r1",
                    "removed the draft demo 0r2")

    def test_a_draft_is_listed_and_shown_as_one(self):
        self.draft()
        self.assertRegex(self.repo("list").out, r"0r2 .* draft\n.*0r1 ")
        self.assertEqual([(r["version"], r["draft"]) for r in self.conforming("list")["releases"]],
                         [("0r2", True), ("0r1", False)])
        self.expect(self.repo("show", "0r2"), 0, "drafted", "remarks:  draft")
        shown = self.conforming("show", "0r2")
        self.assertTrue(shown["release"]["draft"])
        self.assertEqual(shown["manifest"]["tree"]["files"], 2)
        self.assertFalse(self.conforming("show", "0r1")["release"]["draft"])

    def test_a_released_draft_reaches_hosts_and_is_a_draft_no_more(self):
        self.installed("0r1")
        self.draft()
        drafted = self.conforming("show", "0r2")["manifest"]
        self.expect(self.repo("release", "0r2", "--dry-run"), 0, "would publish demo 0r2: 2 files")
        self.assertEqual(self.drafts(), ["0r2"])
        self.expect(self.repo("release", "0r2"), 0, "published demo 0r2", "nothing")
        self.assertEqual(self.drafts(), [])
        published = self.conforming("show", "0r2")["manifest"]
        self.assertGreaterEqual(published["published"], drafted.pop("published"))
        self.assertEqual({**published, **drafted}, published)
        self.expect(self.repo("verify", "--progress", "none"), 0, "2 releases", "clean")
        self.expect(self.host("upgrade", "--yes"), 0, "0r2 is active")
        self.active_is("0r2")
        for dry in ([], ["--dry-run"]):
            self.assertEqual(self.repo("release", "0r2", *dry).out,
                             "nothing to release: demo 0r2 is published already\n")

    def test_a_draft_is_released_to_a_share_of_the_hosts_from_the_first_moment(self):
        self.installed("0r1")
        self.draft()
        self.refused(self.repo("release", "0r2", "--percent", "101"), 2, "usage", "--percent 101")
        self.expect(self.repo("release", "0r2", "--percent", "0"), 0, "published demo 0r2", "offered to 0 % of hosts")
        self.expect(self.repo("verify", "--progress", "none"), 0, "clean")
        self.assertEqual(self.conforming("show", "0r2")["release"]["rollout"], {"percent": 0, "paused": False})
        self.assertEqual([done["operation"] for done in self.conforming("log")["operations"]][:2],
                         ["publish demo 0r2", "draft demo 0r2"])
        self.expect(self.host("check"), 0)
        for dry in ([], ["--dry-run"]):
            self.refused(self.repo("release", "0r2", "--percent", "50", *dry), 1, "exists", "rollout 0r2")
            self.expect(self.repo("release", "0r2", "--percent", "0", *dry), 0, "is published already")
        self.expect(self.repo("rollout", "0r2", "--percent", "100"), 0)
        self.expect(self.host("check"), 100)

    def test_a_paused_release_is_offered_when_it_is_resumed(self):
        self.installed("0r1")
        self.draft()
        self.expect(self.repo("release", "0r2", "--paused"), 0, "paused at all hosts")
        self.expect(self.host("check"), 0)
        self.expect(self.repo("rollout", "0r2", "--resume"), 0)
        self.expect(self.host("check"), 100)

    def test_steering_a_draft_says_how_it_is_released_steered(self):
        self.draft()
        self.draft("0a1", "other")
        before = snapshot(self.publisher.repository)
        for dry in ([], ["--dry-run"]):
            self.refused(self.repo("rollout", "0r2", "--product=demo", "--percent=5", *dry), 10, "not-found",
                         "demo 0r2 is a draft", "release 0r2 --percent N")
            self.refused(self.repo("barrier", "0r2", *dry), 10, "not-found", "draft", "release 0r2 --paused")
            self.refused(self.repo("dead-end", "0r2", "--message=m", *dry), 10, "not-found", "release 0r2 --paused")
            self.refused(self.repo("yank", "0r2", "--reason=r", *dry), 10, "not-found", "remove 0r2")
            self.refused(self.repo("rollout", "0a1", "--product=other", "--pause", *dry), 10, "not-found",
                         "other 0a1 is a draft")
        self.assertEqual(snapshot(self.publisher.repository), before)

    def test_a_draft_survives_what_else_is_done(self):
        self.draft()
        self.publisher.publish("0r3", {"version": "0r3\n"})
        self.publisher.do("refresh", "--expires", "root=3000d")
        self.publisher.do("barrier", "0r3")
        self.publisher.do("promote", "0r3", "--to", "0r4")
        self.assertEqual(self.drafts(), ["0r2"])
        self.expect(self.repo("release", "0r2"), 0, "published demo 0r2")
        self.expect(self.repo("verify", "--progress", "none"), 0, "4 releases", "clean")

    def test_a_draft_is_replaced_under_its_version(self):
        self.draft()
        write(self.tree / "version", "better\n")
        self.draft()
        self.repo("release", "0r2")
        self.installed("0r2")
        self.active_is("0r2")

    def test_a_version_that_is_a_draft_is_not_published_over_it(self):
        self.draft()
        release = ["--product", "demo", "--version", "0r2", "--tree", self.tree, "--progress", "none"]
        before = snapshot(self.publisher.repository)
        for dry in ([], ["--dry-run"]):
            self.refused(self.repo("publish", *release, *dry), 1, "exists", "draft")
            self.refused(self.repo("promote", "0r1", "--to", "0r2", *dry), 1, "exists", "draft")
        self.assertEqual(snapshot(self.publisher.repository), before)

    def test_refusals(self):
        release = ["--draft", "--product", "demo", "--version", "0r1", "--tree", self.tree, "--progress", "none"]
        for dry in ([], ["--dry-run"]):
            self.refused(self.repo("publish", *release, *dry), 1, "exists")
            self.refused(self.repo("release", "0r7", *dry), 10, "not-found")
            self.refused(self.repo("release", "2.0", *dry), 2, "usage")
        self.draft()
        self.refused(self.repo("yank", "0r2", "--reason", "x"), 10, "not-found", "draft")
        self.refused(self.repo("promote", "0r2", "--to", "0r3"), 10, "not-found", "draft")
        self.keys.rename(self.home / "elsewhere")
        self.refused(self.repo("release", "0r2"), 10, "not-found", "keys")
        self.assertEqual(self.drafts(), ["0r2"])

    def test_a_dry_run_keeps_nothing(self):
        before = snapshot(self.home)
        self.expect(self.draft("0r2", "demo", "--dry-run"), 0, "would draft demo 0r2: 2 files")
        self.assertEqual(snapshot(self.home), before)

    def test_a_batch_may_be_drafts_and_a_product_may_begin_as_one(self):
        lines = [{"product": product, "version": "0r2", "tree": str(self.tree)} for product in ("demo", "new")]
        write(self.home / "batch", "".join(json.dumps(line) + "\n" for line in lines))
        self.expect(self.repo("publish", "--draft", "--batch", self.home / "batch"), 0, "demo 0r2", "new 0r2")
        self.refused(self.repo("show", "0r2"), 2, "usage", "demo, new")
        self.refused(self.repo("release", "0r2"), 2, "usage", "demo, new")
        self.assertEqual([r["draft"] for r in self.conforming("list", "--product", "new")["releases"]], [True])
        self.expect(self.repo("release", "0r2", "--product", "new"), 0, "published new 0r2")
        self.expect(self.repo("release", "0r2", "--product", "demo"), 0, "published demo 0r2")
        self.expect(self.repo("verify", "--progress", "none"), 0, "3 releases", "clean")

    def test_a_release_that_could_not_say_so_is_told_when_it_is_repeated(self):
        self.draft()
        with open("/dev/full", "w") as full:
            self.expect(self.repo("release", "0r2", stdout=full), 0)
        self.expect(self.repo("release", "0r2"), 0, "completed the interrupted publication", "published demo 0r2")
        self.expect(self.repo("release", "0r2"), 0, "nothing to release")

    def test_a_draft_waits_for_keys_like_any_release(self):
        self.draft()
        [key] = self.keys.glob("p-demo-*")
        key.rename(self.home / key.name)
        self.expect(self.repo("release", "0r2"), 0, "recorded, not yet visible: demo 0r2", "p-demo-0001 waits")
        self.assertEqual(self.drafts(), [])
        self.refused(self.repo("show", "0r2"), 10, "not-found")
        for dry in ([], ["--dry-run"]):
            self.assertEqual(self.repo("release", "0r2", *dry).out,
                             "nothing to release: demo 0r2 waits for signatures (see `refresh`)\n")
            self.refused(self.repo("promote", "0r1", "--to", "0r2", *dry), 1, "exists", "demo 0r2 waits for signatures")
        (self.home / key.name).rename(key)
        self.expect(self.repo("refresh"), 0, "visible now: p-demo-0001")
        self.expect(self.repo("show", "0r2"), 0, "published")


if __name__ == "__main__":
    support.main()
