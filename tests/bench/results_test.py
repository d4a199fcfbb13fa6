"""Results as data, what is kept of them, the documents and charts made of them."""
import json
import os
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import charts
import comparison_charts
import kept
import micro_tables
import report
import results
import scaling_tables
import targets
from inode_count import InodeCount
from measure import Run

SVG = "{http://www.w3.org/2000/svg}"


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
        self.assertEqual(rows["bytes with a delta, steady", "PatchFrom"], ["0.50", "0.90", "met"])
        self.assertEqual(rows["KiB beside the delta, steady", "—"], ["19.53", "48", "met"])
        self.assertEqual(rows["seconds, steady", "Ostree"], ["0.38", "0.60", "met"])
        self.assertEqual(rows["anonymous MiB, WithDeltas", "—"], ["32", "64", "met"])

    def test_promises_of_a_link_are_others(self):
        rows = {tuple(row[:2]): row[2] for row in targets.rows(measured(link="20mbit,50ms"))}
        self.assertEqual(rows, {("seconds, steady", "Ostree"): "0.38", ("seconds, steady", "PatchFrom"): "0.50"})


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


class ChartTest(unittest.TestCase):
    def parsed(self, text):
        root = ElementTree.fromstring(text)
        return root, ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]

    def test_every_value_is_there_with_title_unit_and_legend(self):
        made = {name: text for name, _, text in comparison_charts.charts([measured(), measured("binary")])}
        self.assertEqual(sorted(made), ["bytes-steady.svg", "seconds-steady.svg"])
        root, words = self.parsed(made["bytes-steady.svg"])
        for word in ("app-js", "binary", "WithDeltas", "Ostree", "PatchFrom", "0.4", "7", "0.8", "MB", *(
                comparison_charts.NAMES[kind] for kind in ("ours", "updater", "patch"))):
            self.assertIn(word, words)
        self.assertEqual(root.find(f"{SVG}title").text, "Bytes on the wire, steady state")
        self.assertIn("app-js: WithDeltas 0.4, Ostree 7, PatchFrom 0.8 (MB).", root.find(f"{SVG}desc").text)

    def test_bars_are_as_long_as_their_values_say(self):
        panel = charts.Panel("a", (charts.Bar("half", "ours", 0.5), charts.Bar("one & all", "updater", 1)))
        root, _ = self.parsed(charts.chart("t", "s", {"ours": "us", "updater": "others"}, [panel]))
        half, whole = [float(each.get("width")) for each in root.iter(f"{SVG}rect") if each.get("height") == str(charts.BAR)]
        self.assertAlmostEqual(2 * half, whole, delta=0.11)

    def test_an_axis_ends_just_above_the_most(self):
        for most, end, step in ((0.62, 0.8, 0.2), (1, 1, 0.2), (44.9, 50, 10), (107, 150, 50), (1e-9, 1e-9, 1e-9)):
            found = charts.scale(most)
            self.assertAlmostEqual(found[0], end)
            self.assertAlmostEqual(found[1], step)


class ScalingTest(unittest.TestCase):
    def scaling(self, files=38_000, changed=1):
        point = {"files": files, "changed": changed, "inodes": {"WithDeltas": {"made": 1, "touched": 3}},
                 "series": results.as_data(measured())}
        return {"kind": "scaling", "date": "2026-01-01", "commit": "abcdef0", "machine": "2 cores", "note": "", "points": [point]}

    def test_a_table_has_what_was_counted_and_the_promise(self):
        text = scaling_tables.tables([self.scaling()])
        self.assertIn("| WithDeltas | 3 | 0.400 | 1.50 | 0.75 | — | 1 | 3 |", text)
        self.assertIn("| seconds, 1 of 38,000 files changed | 1.5 | 0.15 | missed by 900 % |", text)

    def test_there_is_a_chart_by_files_and_one_by_share(self):
        made = {name: self.words(text) for name, _, text in scaling_tables.charts([self.scaling(), self.scaling(10_000, 100)])}
        self.assertIn("1 of 38,000 files changed", made["scaling-files.svg"])
        self.assertIn("100 of 10,000 files changed", made["scaling-share.svg"])

    def words(self, text):
        return ["".join(each.itertext()) for each in ElementTree.fromstring(text).iter(f"{SVG}text")]

    def test_inodes_made_and_touched_are_told_apart(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("kept", "linked", "written"):
                path = Path(folder, name)
                path.write_text("old")
            count = InodeCount(folder)
            count.started = count.before[os.lstat(folder).st_ino] + 10
            self.assertEqual(count.since(), {"made": 0, "touched": 0})
            count.started = 0
            Path(folder, "made").write_text("new")
            self.assertEqual(count.since(), {"made": 1, "touched": 5})


class MicroTest(unittest.TestCase):
    def test_medians_are_shown_where_there_are_some(self):
        run = {"name": "sha256/64", "run_name": "sha256/64", "run_type": "iteration", "real_time": 12.0, "cpu_time": 2.0,
               "time_unit": "us", "bytes_per_second": 1.79e9}
        median = {**run, "name": "sha256/64_median", "run_type": "aggregate", "aggregate_name": "median", "real_time": 1500.0}
        self.assertEqual(micro_tables.chosen([run]), [run])
        self.assertEqual([micro_tables.row(each) for each in micro_tables.chosen([run, median])],
                         [["sha256/64", "1.5 ms", "2 µs", "1,790"]])


class ReportTest(unittest.TestCase):
    def test_marked_sections_are_replaced_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            data, docs = Path(folder, "run.json"), Path(folder, "performance.md")
            data.write_text(json.dumps(results.as_data(measured())))
            docs.write_text("before\n<!-- measured: updates -->\nold\n<!-- end -->\nbetween\n"
                            "<!-- measured: links -->\nkept\n<!-- end -->\nafter\n")
            report.main([str(data), "--docs", str(docs), "--charts", str(Path(folder, "charts"))])
            text = docs.read_text()
            self.assertRegex(text, r"^before\n<!-- measured: updates -->\n")
            self.assertIn("| Ostree ¹ | 3 | 7.00 | 4.00 |", text)
            self.assertIn("(charts/bytes-steady.svg)", text)
            self.assertNotIn("old", re.sub("older", "", text))
            self.assertTrue(text.endswith("<!-- end -->\nbetween\n<!-- measured: links -->\nkept\n<!-- end -->\nafter\n"))
            self.assertTrue(Path(folder, "charts/bytes-steady.svg").exists())

    def test_the_last_run_of_a_series_counts(self):
        older, newer, other = measured(), measured(), measured("binary")
        newer.commit = "newer"
        self.assertEqual([(run.series, run.commit) for run in report.latest([older, other, newer])],
                         [("app-js", "newer"), ("binary", "abcdef0")])
