"""What `switchback-repo publish` takes, refuses and tells."""
import json

import host_support as support
from host_support import SWITCHBACK_REPO, HostTest, run, snapshot, write


class Publishing(HostTest):
    """A repository of its own for every test."""

    repository_for_each_test = True

    def setUp(self):
        super().setUp()
        self.tree = self.home / "tree"
        write(self.tree / "file", "text")

    def repo(self, command, *arguments, variables=None):
        return run([SWITCHBACK_REPO, command, self.publisher.repository, *arguments], variables)

    def test_the_product_may_be_left_out_where_there_is_one(self):
        release = ["--tree", self.tree, "--progress", "none"]
        self.refused(self.repo("publish", "--version", "0r1", *release), 2, "usage", "--product")
        self.expect(self.repo("publish", "--version", "0r1", "--product", "demo", *release), 0)
        self.expect(self.repo("publish", "--version", "0r2", *release), 0, "published demo 0r2")
        self.expect(self.repo("publish", "--version", "0r1", "--product", "other", *release), 0)
        outcome = self.repo("publish", "--version", "0r3", *release)
        self.refused(outcome, 2, "usage", "demo, other", "--product")
        self.refused(self.repo("show", "0r1"), 2, "usage", "demo, other")

    def test_a_batch_takes_the_place_of_what_names_one_release(self):
        lines = [{"product": "demo", "version": f"0r{n}", "tree": str(self.tree)} for n in (1, 2)]
        write(self.home / "batch", "".join(json.dumps(line) + "\n" for line in lines))
        before = snapshot(self.publisher.repository)
        for option in (["--product", "demo"], ["--version", "0r1"], ["--tree", self.tree],
                       ["--changelog", self.home / "batch"]):
            self.refused(self.repo("publish", "--batch", self.home / "batch", *option), 2, "usage", "--batch alone")
        self.assertEqual(snapshot(self.publisher.repository), before)
        published = self.expect(self.repo("publish", "--batch", self.home / "batch"), 0, "demo 0r1", "demo 0r2")
        self.assertEqual(published.out.count("A HOST WITH"), 1)
        listed = json.loads(self.repo("list", "--json").out)
        self.assertEqual([r["version"] for r in listed["releases"]], ["0r2", "0r1"])

    def test_a_release_appears_with_its_rollout(self):
        release = ["publish", "--product", "demo", "--tree", self.tree, "--progress", "none", "--version"]
        self.expect(self.repo(*release, "0r1"), 0)
        self.installed("0r1")
        self.refused(self.repo(*release, "0r2", "--percent", "x"), 2, "usage", "--percent x")
        self.refused(self.repo(*release, "0r2", "--percent", "5", "--draft"), 2, "usage", "release")
        self.expect(self.repo(*release, "0r2", "--percent", "0"), 0, "offered to 0 % of hosts")
        self.expect(self.repo("promote", "0r2", "--to", "0r3", "--paused", "--percent", "7"), 0, "paused at 7 % of hosts")
        self.expect(self.host("check"), 0)
        listed = json.loads(self.repo("list", "--json").out)["releases"]
        self.assertEqual({r["version"]: r.get("rollout") for r in listed},
                         {"0r1": None, "0r2": {"percent": 0, "paused": False}, "0r3": {"percent": 7, "paused": True}})

    def test_a_killed_publication_is_completed_with_the_rollout_that_it_gave(self):
        release = [SWITCHBACK_REPO, "publish", self.publisher.repository, "--product", "demo", "--version", "0r1",
                   "--progress", "none", "--tree"]
        with open("/dev/full", "w") as full:
            self.expect(run([*release, self.tree, "--percent", "5"], stdout=full), 0)
        other = self.home / "other"
        write(other / "file", "another")
        self.refused(run([*release, other]), 1, "exists", "other content")
        self.refused(run([*release, self.tree, "--percent", "50"]), 1, "exists", "rollout 0r1 --percent")
        self.expect(run([*release, self.tree]), 0, "completed the interrupted publication", "offered to 5 % of hosts")

    def test_a_release_below_its_own_floor_is_refused(self):
        write(self.tree / ".switchback/release.yml", "min_version: 0r3\n")
        release = ["publish", "--product", "demo", "--tree", self.tree, "--progress", "none", "--version"]
        before = snapshot(self.publisher.repository)
        for more in ([], ["--dry-run"], ["--draft"]):
            self.refused(self.repo(*release, "0r2", *more), 2, "config", ".switchback/release.yml", "min_version 0r3",
                         "above 0r2")
        self.assertEqual(snapshot(self.publisher.repository), before)
        self.expect(self.repo(*release, "0r3"), 0)
        for more in ([], ["--dry-run"]):
            self.refused(self.repo("promote", "0r3", "--to", "0r2", *more), 2, "config", "demo 0r3", "min_version 0r3")
        self.expect(self.repo("promote", "0r3", "--to", "0r4"), 0)

    def test_a_release_that_names_what_its_tree_has_not_is_refused(self):
        write(self.tree / ".switchback/release.yml", "hooks: {post-commit: [{run: [.switchback/hooks/notify, done]}]}\n")
        release = ["publish", "--product", "demo", "--tree", self.tree, "--progress", "none", "--version"]
        before = snapshot(self.publisher.repository)
        for more in ([], ["--dry-run"], ["--draft"]):
            self.refused(self.repo(*release, "0r1", *more), 2, "config", ".switchback/release.yml: hooks.post-commit[0]: ",
                         ".switchback/hooks/notify is not in the tree")
        self.assertEqual(snapshot(self.publisher.repository), before)
        write(self.tree / ".switchback/hooks/notify", "#!/bin/sh\n", 0o755)
        self.expect(self.repo(*release, "0r1"), 0)

    def test_what_is_told_about_downloads_counts_the_index(self):
        self.repo("publish", "--version", "0r1", "--product", "demo", "--tree", self.tree)
        told = self.repo("publish", "--version", "0r2", "--tree", self.tree).out.splitlines()
        rows = {line.split()[0]: line.split()[-2:] for line in told[-2:]}
        self.assertEqual(rows, {"0r1": ["1", "frames"], "nothing": ["2", "bundle"]})  # the same content: its index alone

    def test_a_fingerprint_that_cannot_be_one_is_no_damage(self):
        for text in ("sha256:12", "12" * 32, "sha256:" + "zz" * 32):
            self.refused(self.repo("verify", "--trust", text), 2, "usage", text)
        outcome = self.repo("verify", "--trust", "sha256:" + "12" * 32, "--progress=none")
        self.expect(outcome, 1, "not the root sha256:12")

    def test_data_and_progress_are_apart(self):
        outcome = self.repo("publish", "--version", "0r1", "--product", "demo", "--tree", self.tree, "--progress=json")
        for line in outcome.err.splitlines():
            json.loads(line)
        self.assertIn("published demo 0r1", outcome.out)


if __name__ == "__main__":
    support.main()
