"""What `switchback-repo` tells about a repository: graph, stats, diff and log."""
import json
import os
import shutil
import unittest
import xml.etree.ElementTree

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, violations, write


READING = (["graph"], ["stats"], ["diff", "0r1", "0r2"], ["log"])


class Reports(HostTest):
    """Reading commands on the series of host_support."""

    def repo(self, command, *arguments, **options):
        return run([SWITCHBACK_REPO, command, self.publisher.repository, *arguments], **options)

    def repo_json(self, command, *arguments):
        outcome = self.expect(self.repo(command, *arguments), 0)
        self.assertEqual(outcome.out.count("\n"), 1, outcome)
        document = json.loads(outcome.out)
        self.conforms_to(document, command)
        return document

    def conforms_to(self, document, name):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [], document)

    def test_nothing_that_reads_writes(self):
        before = snapshot(self.publisher.folder)
        for command in READING:
            self.expect(self.repo(*command), 0)
            self.expect(self.repo(*command, "--json"), 0)
        self.assertEqual(snapshot(self.publisher.folder), before)

    def test_what_is_not_there_is_not_found(self):
        for command in READING:
            self.refused(run([SWITCHBACK_REPO, command[0], self.home, *command[1:]]), 10, "not-found")
        self.refused(self.repo("diff", "0r1", "0r9"), 10, "not-found", "0r9")
        for command in READING[:-1]:
            self.refused(self.repo(*command, "--product", "other"), 10, "not-found", "other")

    def test_stats_count_releases_bytes_and_days(self):
        document = self.repo_json("stats", "--json")
        demo = document["products"][0]
        self.assertEqual((demo["product"], demo["releases"], demo["yanked"]), ("demo", 6, 0))
        self.assertEqual(demo["channels"], {"alpha": {"newest": "0r4", "releases": 1},
                                            "beta": {"newest": "0r4", "releases": 1},
                                            "stable": {"newest": "0r4", "releases": 4}})
        blobs = list((self.publisher.repository / "targets/demo/blobs").iterdir())
        self.assertEqual(demo["blobs"], len(blobs))
        self.assertEqual(demo["blob_bytes"], sum(blob.stat().st_size for blob in blobs))
        self.assertEqual(demo["bundle_bytes"] + demo["index_bytes"] + demo["delta_bytes"], demo["blob_bytes"])
        self.assertEqual(document["next_expiry"]["role"], "timestamp")
        self.expect(self.repo("stats"), 0, "6 (1 alpha, 1 beta, 4 stable)", "newest stable",
                    document["next_expiry"]["expires"] + " (timestamp)", demo["next_expiry"]["expires"])

    def test_the_log_tells_what_was_done(self):
        document = self.repo_json("log", "--json")
        self.assertEqual([entry["operation"] for entry in document["operations"]],
                         [f"publish demo {version}" for version in ("0r4", "0r3", "0r2", "0r1", "0b1", "0a1")] + ["init"])
        self.assertEqual(document["damaged_lines"], 0)
        self.assertEqual(self.repo_json("log", "--json", "--limit", "2")["operations"], document["operations"][:2])
        lines = self.expect(self.repo("log", "--limit", "1"), 0).out.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn(document["operations"][0]["time"], lines[1])
        self.refused(self.repo("log", "--limit", "-1"), 2, "usage")

    def test_a_diff_is_what_a_host_prints_and_what_it_would_download(self):
        self.init()
        for versions in (("0a1", "0b1"), ("0b1", "0a1"), ("0r1", "0r2"), ("0r2", "0r2")):
            told = self.expect(self.host("diff", *versions), 0).out
            out = self.expect(self.repo("diff", *versions), 0).out
            self.assertTrue(out.startswith(told + f"a host with {versions[0]} downloads "), out)
            document = self.repo_json("diff", *versions, "--json")
            self.assertGreaterEqual(document["download"]["frames_bytes"], document["download"]["bytes"])
            del document["download"]
            self.assertEqual(document, self.json("diff", *versions))
        self.assertIn("big.bin  0 B → 2.38 MiB, +2.38 MiB", self.repo("diff", "0r1", "0r2").out)


class Graph(HostTest):
    """The graph of the series of host_support, in every format."""

    repo, repo_json, conforms_to = Reports.repo, Reports.repo_json, Reports.conforms_to

    def test_the_edges_are_the_upgrades_between_neighbours(self):
        document = self.repo_json("graph", "--json")
        self.assertEqual([node["version"] for node in document["nodes"]], ["0a1", "0b1", "0r1", "0r2", "0r3", "0r4"])
        self.assertEqual([(edge["from"], edge["to"]) for edge in document["edges"]],
                         [("0a1", "0b1"), ("0b1", "0r1"), ("0r1", "0r2"), ("0r2", "0r3"), ("0r3", "0r4")])
        security, last = document["nodes"][3], document["nodes"][5]
        self.assertEqual((security["security"], security["channel"], security["rollout"]), (True, "stable", None))
        self.assertEqual((last["upgrades_from"], last["min_version"]), (">=0r1", "0r2"))
        self.assertEqual(self.repo_json("graph", "--format", "json"), document)

    def test_dot_is_the_default(self):
        outcome = self.expect(self.repo("graph"), 0, 'digraph "demo"', '"0r1" -> "0r2";', "security")
        self.assertEqual(self.repo("graph", "--format", "dot").out, outcome.out)

    def test_a_missing_dot_names_the_package(self):
        outcome = self.repo("graph", "--format", "svg", variables={"PATH": str(self.home)})
        self.refused(outcome, 2, "config", "graphviz")
        self.assertEqual(outcome.out, "")

    def test_dot_is_started_without_a_shell_and_its_failure_is_told(self):
        write(self.home / "dot", '#!/bin/sh\n[ "$1" = -Tsvg ] && cat "$2" && exit "${DOT_STATUS:-0}"\n', 0o755)
        path = f"{self.home}:{os.environ['PATH']}"
        drawn = self.repo("graph", "--format", "svg", variables={"PATH": path, "TMPDIR": str(self.home)})
        self.assertEqual(drawn.out, self.repo("graph").out)
        failed = self.repo("graph", "--format", "svg", variables={"PATH": path, "TMPDIR": str(self.home), "DOT_STATUS": "3"})
        self.refused(failed, 2, "config", "status 3")
        self.assertEqual(failed.out, "")
        self.assertEqual([file.name for file in self.home.iterdir()], ["dot"])

    def test_formats_exclude_each_other(self):
        self.refused(self.repo("graph", "--format", "svg", "--json"), 2, "usage")
        self.refused(self.repo("graph", "--format", "png"), 2, "usage", "png")


class OperationLog(HostTest):
    """What is in the log of a repository of its own."""

    repo, repo_json, conforms_to = Reports.repo, Reports.repo_json, Reports.conforms_to

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        for version in ("0r1", "0r2"):
            publisher.publish(version, {"file": version})
        return publisher

    def test_deletions_are_logged_and_damage_is_left_out(self):
        self.expect(self.repo("remove", "0r1", "--yes"), 0)
        self.expect(self.repo("gc", "--grace", "0s", "--yes"), 0)
        told = [entry["operation"] for entry in self.repo_json("log", "--json", "--limit", "2")["operations"]]
        self.assertTrue(told[0].startswith("gc: deleted 3 files"), told)
        self.assertEqual(told[1], "remove demo 0r1")
        log = self.publisher.folder / "repo.state/log"
        log.write_text("damaged\n" + log.read_text())
        outcome = self.expect(self.repo("log"), 0, "1 damaged lines", "init", "publish demo 0r2")
        self.assertNotIn("damaged", outcome.out)
        log.unlink()
        self.expect(self.repo("log"), 0, "no operation is recorded here")


@unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed")
class GraphDrawing(HostTest):
    """Drawn by the real program."""

    def test_the_drawing_shows_every_release(self):
        outcome = run([SWITCHBACK_REPO, "graph", self.publisher.repository, "--format", "svg"])
        self.expect(outcome, 0)
        root = xml.etree.ElementTree.fromstring(outcome.out)
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for version in ("0a1", "0b1", "0r1", "0r2", "0r3", "0r4"):
            self.assertIn(version, texts)


if __name__ == "__main__":
    support.main()
