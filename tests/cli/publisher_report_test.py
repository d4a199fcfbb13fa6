"""What `switchback-repo` tells about a repository: graph, stats, diff and log."""
import json
import os
import shutil
import unittest
import xml.etree.ElementTree

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot, violations, write


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
        for command in (["graph"], ):
            self.expect(self.repo(*command), 0)
            self.expect(self.repo(*command, "--json"), 0)
        self.assertEqual(snapshot(self.publisher.folder), before)

    def test_what_is_not_there_is_not_found(self):
        for command in (["graph"], ):
            self.refused(run([SWITCHBACK_REPO, command[0], self.home, *command[1:]]), 10, "not-found")


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
