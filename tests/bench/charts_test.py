"""Charts are well formed and show all that they are given."""
import unittest
import xml.etree.ElementTree as ElementTree

import charts
import comparison_charts
from results_test import measured

SVG = "{http://www.w3.org/2000/svg}"


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
