"""Results as data, what is kept of them, and promises evaluated from them."""
import json
import tempfile
import unittest
from pathlib import Path

import kept
import results
import targets
from comparison import Comparison
from measure import Run


def peer(name, *seconds, size=1_000_000, durable=False):
    found = results.PeerResults(name, name, durable)
    found.updates["steady"] = [results.Update(Run(each, each / 2, ""), 3, size) for each in seconds]
    return found


def measured(name="app-js", link=None):
    ours = peer("WithDeltas", 1, 2, size=400_000, durable=True)
    ours.delta_bytes = {"0r3": 380_000}
    ours.memory = {"steady": Run(1, 1, "", anonymous=32 << 20)}
    return results.Series(name, link, 2, "2026-01-01", "abcdef0", "2 cores", "", ["Zsync: absent"],
                          [ours, peer("Ostree", 4, 4, size=7_000_000), peer("PatchFrom", 3, 3, size=800_000)])


class ResultsTest(unittest.TestCase):
    def test_they_come_back_from_json_as_they_were(self):
        before = measured()
        self.assertEqual(results.series_of(json.loads(json.dumps(results.as_data(before)))), before)

    def test_promises_are_evaluated_from_them(self):
        rows = {(row[0], row[1]): row[2:] for row in targets.rows(measured())}
        self.assertEqual(rows["bytes of the delta, steady", "PatchFrom"], ["0.47", "0.90", "met"])
        self.assertEqual(rows["KiB beside the delta, steady", "—"], ["19.53", "48", "met"])
        self.assertEqual(rows["seconds, steady", "Ostree"], ["0.38", "0.60", "met"])
        self.assertEqual(rows["anonymous MiB, WithDeltas", "—"], ["32", "64", "met"])

    def test_promises_of_a_link_are_others(self):
        rows = {tuple(row[:2]): row[2] for row in targets.rows(measured(link="20mbit,50ms"))}
        self.assertEqual(rows, {("seconds, steady", "Ostree"): "0.38", ("seconds, steady", "PatchFrom"): "0.50"})


class Stopped:
    def __init__(self, name):
        self.name, self.stopped = name, False

    def stop(self):
        self.stopped = True


class FailureTest(unittest.TestCase):
    def setUp(self):
        self.comparison = Comparison.__new__(Comparison)  # without its server
        self.comparison.name, self.comparison.measured = "app-js", measured()
        self.comparison.progress = lambda text: None
        self.comparison.peers = [Stopped(each.id) for each in self.comparison.measured.peers]
        self.comparison.results = dict(zip(self.comparison.peers, self.comparison.measured.peers))

    def fail_at(self, name):
        def part(peer):
            if peer.name == name:
                raise RuntimeError("no such chunk")
        self.comparison.each(part)

    def test_a_peer_that_fails_is_left_out_and_the_others_go_on(self):
        peer = self.comparison.peers[1]
        self.fail_at("Ostree")
        self.assertEqual([each.id for each in self.comparison.measured.peers], ["WithDeltas", "PatchFrom"])
        self.assertEqual([each.name for each in self.comparison.peers], ["WithDeltas", "PatchFrom"])
        self.assertEqual(self.comparison.measured.left_out[-1], "Ostree: failed, as the run's messages say")
        self.assertTrue(peer.stopped)

    def test_where_ours_fails_nothing_goes_on(self):
        with self.assertRaises(RuntimeError):
            self.fail_at("WithDeltas")


class KeptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def kept(self, recipe):
        return kept.Kept(self.folder / "peer", recipe, self.folder / "aside")

    def test_what_was_published_is_used_again_while_the_recipe_is_the_same(self):
        first, again = peer("Ostree"), peer("Ostree")
        first.releases, first.bytes_served = {"0r1": Run(1, 2, "")}, 7
        there = self.kept("a")
        self.assertFalse(there.load(first))
        (there.served / "blob").write_text("published")
        there.store(first)
        self.assertTrue(self.kept("a").load(again))
        self.assertEqual((again.kept, again.releases, again.bytes_served), (True, first.releases, 7))
        self.assertTrue((there.served / "blob").exists())
        self.assertFalse(self.kept("b").load(peer("Ostree")))
        self.assertFalse((there.served / "blob").exists())

    def test_what_was_not_finished_is_not_used(self):
        (self.kept("a").served / "half").write_text("")
        self.assertFalse((self.kept("a").served / "half").exists())

    def test_trees_differ_by_content_name_and_mode(self):
        tree = self.folder / "tree"
        (tree / "sub").mkdir(parents=True)
        seen = {kept.digest_of_tree(tree)}
        for change in (lambda: (tree / "a").write_text("1"), lambda: (tree / "a").write_text("2"),
                       lambda: (tree / "a").rename(tree / "b"), lambda: (tree / "b").chmod(0o700),
                       lambda: (tree / "link").symlink_to("b"), lambda: (tree / "folder").symlink_to("sub")):
            change()
            seen.add(kept.digest_of_tree(tree))
        self.assertEqual(len(seen), 7)
