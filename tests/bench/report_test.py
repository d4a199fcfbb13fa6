"""The document that is made of results; tables of scaling runs and of micro-benchmarks."""
import json
import os
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import micro_tables
import report
import results
import scaling_tables
from charts_test import SVG
from inode_count import InodeCount
from results_test import measured


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
