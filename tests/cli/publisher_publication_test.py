"""What `publish` says as JSON, before and after it publishes."""
import json

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, write
from json_schema import violations


def content(version):
    """Two frames that stay and one file that changes a little."""
    noise = support.noise(400_000, "changes")
    return {"version": version + "\n", "kept.bin": support.noise(3_000_000, "kept"),
            "big.bin": noise[:200_000] + version.encode() + noise[200_000:]}


class PublicationAsJson(HostTest):
    """A repository of its own for every test, with nothing in it."""

    repository_for_each_test = True

    def repo(self, command, *arguments, **options):
        return run([SWITCHBACK_REPO, command, self.publisher.repository, *arguments], **options)

    def tree(self, version, files=None):
        tree = self.home / "trees" / version
        for name, data in (files or content(version)).items():
            write(tree / name, data)
        return tree

    def arguments(self, version, *more):
        return ["--product=demo", "--version", version, "--tree", self.tree(version), "--progress=none", *more]

    def conforming(self, command, *arguments):
        outcome = self.expect(self.repo(command, *arguments, "--json"), 0)
        document = json.loads(outcome.out)
        self.assertEqual(outcome.out, json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n")
        self.assertEqual(document["schema"], f"switchback.{command}/1")
        schema = json.loads((SCHEMAS / f"{command}.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [], document)
        return document

    def publish(self, version, *more):
        return self.conforming("publish", *self.arguments(version, *more))

    def listed(self, version):
        [release] = [r for r in self.conforming("list")["releases"] if r["version"] == version]
        return release

    def is_as_listed(self, told):
        listed = self.listed(told["version"])
        self.assertEqual({name: told[name] for name in listed}, listed)

    def test_a_published_release_is_told_as_list_tells_it(self):
        first = self.publish("0b1")
        self.assertEqual((first["dry_run"], first["outcome"], first["visible"], first["waiting"]), (False, "published", True, []))
        [release] = first["releases"]
        self.is_as_listed(release)
        self.assertEqual((release["channel"], release["deltas"], release["reused"]), ("beta", [], {"frames": 0, "bytes": 0}))
        self.assertEqual(release["downloads"], [{"from": None, "as": "bundle", "requests": 2,
                                                 "bytes": release["sizes"]["bundle"] + release["sizes"]["index"]}])
        [release] = self.publish("0b2", "--percent=20")["releases"]
        self.is_as_listed(release)
        self.assertEqual(release["rollout"], {"percent": 20, "paused": False})
        self.assertGreater(release["reused"]["frames"], 0)
        self.assertGreater(release["reused"]["bytes"], 2_900_000)
        self.assertLess(release["reused"]["bytes"], release["sizes"]["bundle"])
        [delta] = release["deltas"]
        self.assertEqual(delta["from"], "0b1")
        self.assertEqual(release["downloads"][0], {"from": "0b1", "as": "delta", "requests": 1, "bytes": delta["length"]})

    def test_a_dry_run_tells_what_would_be_published_and_does_nothing(self):
        self.publish("0r1")
        arguments = self.arguments("0r2", "--paused")
        before = snapshot(self.home)
        planned = self.conforming("publish", *arguments, "--dry-run")
        self.assertEqual(snapshot(self.home), before)
        self.assertEqual((planned["dry_run"], planned["outcome"], planned["visible"]), (True, "would-publish", False))
        [release] = planned["releases"]
        self.assertEqual((release["product"], release["version"], release["channel"]), ("demo", "0r2", "stable"))
        self.assertEqual(release["deltas"], [{"from": "0r1", "length": None, "sha256": None}])
        self.assertEqual((release["reused"], release["downloads"]), (None, []))
        self.assertEqual((release["sizes"]["bundle"], release["sizes"]["index"]), (None, None))
        self.assertEqual(release["rollout"]["paused"], True)
        [published] = self.publish("0r2", "--paused")["releases"]
        for name in ("tree", "files"):
            self.assertEqual(release["sizes"][name], published["sizes"][name])
        self.assertEqual([d["from"] for d in release["deltas"]], [d["from"] for d in published["deltas"]])

    def test_drafts_are_told_as_drafts(self):
        self.publish("0r1")
        planned = self.publish("0r2", "--draft", "--dry-run")
        self.assertEqual((planned["outcome"], planned["releases"][0]["draft"]), ("would-draft", True))
        drafted = self.publish("0r2", "--draft")
        self.assertEqual((drafted["outcome"], drafted["visible"]), ("drafted", False))
        self.is_as_listed(drafted["releases"][0])
        self.assertGreater(drafted["releases"][0]["reused"]["bytes"], 0)

    def test_a_release_that_waits_is_not_visible(self):
        self.publish("0r1")
        [key] = self.publisher.folder.glob("repo.keys/p-demo-*")
        with support.moved_away(key):
            waiting = self.publish("0r2")
        self.assertEqual((waiting["outcome"], waiting["visible"], waiting["waiting"]), ("published", False, ["p-demo-0001"]))
        self.assertEqual(waiting["releases"][0]["downloads"], [])

    def test_a_batch_is_one_document_and_an_older_release_without_a_delta_is_in_it(self):
        lines = [{"product": product, "version": version, "tree": str(self.tree(product + version, files))}
                 for product, version, files in (("demo", "0r1", content("0r1")), ("new", "0r1", {"a": "b\n"}),
                                                 ("demo", "0r2", {"big.bin": support.noise(400_000, "other")}))]
        write(self.home / "batch", "".join(json.dumps(line) + "\n" for line in lines))
        told = self.conforming("publish", "--batch", self.home / "batch", "--progress=none")
        self.assertEqual([(r["product"], r["version"]) for r in told["releases"]], [("demo", "0r1"), ("new", "0r1"), ("demo", "0r2")])
        self.assertEqual([bool(r["downloads"]) for r in told["releases"]], [False, True, True])
        [missing] = told["releases"][2]["missing_deltas"]
        self.assertEqual((missing["from"], missing["failure"]), ("0r1", False))

    def test_a_repeated_publication_is_told_with_its_deltas(self):
        self.publish("0r1")
        arguments = self.arguments("0r2")
        with open("/dev/full", "w") as full:
            self.repo("publish", *arguments, stdout=full)
        told = self.conforming("publish", *arguments)
        self.assertEqual((told["outcome"], told["visible"]), ("completed-interrupted", True))
        self.is_as_listed(told["releases"][0])
        self.assertEqual([d["from"] for d in told["releases"][0]["deltas"]], ["0r1"])
        self.assertEqual(told["releases"][0]["downloads"][0]["as"], "delta")

    def test_a_repeated_publication_is_the_same_although_it_made_another_release_visible(self):
        """0r3 takes back what 0r2 changed and is cut as 0r1 was; when it is repeated, 0r2 is the nearest one below it."""
        for version, middle in (("0r1", "b"), ("0r2", "B"), ("0r3", "b")):
            self.tree(version, {"a": support.noise(150_000, "a"), "b": support.noise(150_000, middle),
                                "c": support.noise(150_000, "c"), "version": version + "\n"})

        def arguments(version):
            return ["--product=demo", "--version", version, "--tree", self.home / "trees" / version, "--progress=none"]

        self.conforming("publish", *arguments("0r1"))
        [key] = self.publisher.folder.glob("repo.keys/p-demo-*")
        with support.moved_away(key):
            self.conforming("publish", *arguments("0r2"))
        with open("/dev/full", "w") as full:
            self.repo("publish", *arguments("0r3"), stdout=full)
        self.assertEqual([r["version"] for r in self.conforming("list")["releases"]], ["0r3", "0r2", "0r1"])
        told = self.conforming("publish", *arguments("0r3"))
        self.assertEqual(told["outcome"], "completed-interrupted")
        self.is_as_listed(told["releases"][0])
        self.refused(self.repo("publish", *arguments("0r3")), 1, "exists")

    def test_a_refusal_prints_no_document(self):
        self.publish("0r1")
        for dry in ([], ["--dry-run"]):
            outcome = self.repo("publish", *self.arguments("0r1", "--json", *dry))
            self.refused(outcome, 1, "exists")
            self.assertEqual(outcome.out, "")


if __name__ == "__main__":
    support.main()
