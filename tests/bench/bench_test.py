"""The benchmarks' own test: the slow link, memory and bytes written of process trees, and the tables."""
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import comparison_tables as tables
import measure
import process_tree
import series
from promise import Bound, Promise
from results_test import peer
from slow_link import Direction, Link, SlowLink

MIB = 1 << 20


class LinkTest(unittest.TestCase):
    def test_a_link_is_given_by_rate_and_round_trip(self):
        self.assertEqual(Link.parse("20mbit,50ms"), Link(2_500_000, 0.05))
        for text in ("20mbit", "0mbit,50ms", "20,50", ""):
            with self.assertRaises(ValueError):
                Link.parse(text)

    def test_pieces_leave_one_after_the_other_and_arrive_half_a_round_trip_later(self):
        direction = Direction(Link(1000, 0.2))
        self.assertAlmostEqual(direction.arrival(500, 10.0), 10.6)
        self.assertAlmostEqual(direction.arrival(500, 10.1), 11.1)

    def test_an_idle_link_saves_nothing_up(self):
        direction = Direction(Link(1000, 0))
        direction.arrival(500, 0)
        self.assertAlmostEqual(direction.arrival(500, 100), 100.5)


class Echo:
    """Reads until the other side has said all, then answers with the same."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                client.sendall(received(client))


def received(connection):
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


class SlowLinkTest(unittest.TestCase):
    def setUp(self):
        echo = Echo()
        self.addCleanup(echo.listener.close)
        self.link = SlowLink(Link(1_000_000, 0.1))
        self.addCleanup(self.link.stop)
        self.port = self.link.to(echo.port)

    def exchange(self, sent):
        started = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as client:
            sender = threading.Thread(target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)))
            sender.start()
            answer = received(client)
            sender.join()
        return answer, time.monotonic() - started

    def test_what_goes_through_arrives_unchanged(self):
        sent = bytes(range(256)) * 40_000
        self.assertEqual(self.exchange(sent)[0], sent)

    def test_a_limited_link_costs_its_rate_and_two_round_trips(self):
        sent = bytes(range(256)) * 400
        with self.link.limited():
            answer, seconds = self.exchange(sent)
        self.assertEqual(answer, sent)
        self.assertGreaterEqual(seconds, 2 * 0.1 + 2 * len(sent) / 1e6 - 0.01)


class ProcessTreeTest(unittest.TestCase):
    def test_memory_of_children_counts(self):
        child = f"held = b'x' * (64 * {MIB}); print('ready', flush=True); input()"
        with subprocess.Popen(["bash", "-c", '"$@"; true', "bash", sys.executable, "-c", child], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            used = process_tree.memory(process.pid)
            process.communicate(b"\n")
        self.assertGreater(used.anonymous, 64 * MIB)
        self.assertGreater(used.resident, used.anonymous)
        self.assertEqual(process_tree.memory(process.pid), process_tree.Memory())


class TablesTest(unittest.TestCase):
    def test_a_table_is_markdown(self):
        self.assertEqual(tables.table(["", "s"], [["ours", 1]]), "|  | s |\n| --- | ---: |\n| ours | 1 |\n")

    def test_ratios_are_paired_by_round(self):
        self.assertEqual(tables.ratio([1, 10, 2], [2, 40, 2]), "0.50")

    def test_figures_have_the_digits_that_count(self):
        self.assertEqual([tables.megabytes(size) for size in (428_100, 6_890_000, 44_900_000)], ["0.428", "6.89", "44.9"])
        self.assertEqual([tables.seconds(value) for value in (0.534, 115.2)], ["0.53", "115"])

    def test_a_row_shows_medians_and_what_was_not_measured(self):
        self.assertEqual(tables.update_row(peer("Slow", 4, 2, 6), peer("WithDeltas", 1, 1, 3), "steady"),
                         ["Slow ¹", "3", "1.00", "4.00", "2.00", "—", "—", "—", "1.00", "0.50"])

    def test_seconds_of_an_earlier_run_are_not_shown(self):
        run = measure.Run(1, 2, "")
        self.assertEqual([tables.run_cell(run), tables.run_cell(run, kept=True)], ["1.00 (2.00)", "(2.00)"])

    def test_a_promise_is_held_against_the_nearest_peer(self):
        bars = {"near": [10, 10], "far": [100, 100], "absent": []}
        self.assertEqual(Promise("bytes", [8, 10], bars, 0.8).row(), ["bytes", "near", "0.90", "0.80", "missed by 12 %"])
        self.assertEqual(Promise("bytes", [8, 10], bars, 0.9).row()[-1], "met")
        self.assertIsNone(Promise("bytes", [8, 10], {"absent": []}, 0.9).row())
        self.assertIsNone(Promise("bytes", [], bars, 0.9).row())

    def test_a_bound_holds_for_the_median(self):
        self.assertEqual(Bound("MiB", [60, 70, 50], 64).row(), ["MiB", "—", "60", "64", "met"])
        self.assertEqual(Bound("MiB", [96], 64).row()[-1], "missed by 50 %")
        self.assertIsNone(Bound("MiB", [], 64).row())


class SetAsideTest(unittest.TestCase):
    def test_files_are_emptied_and_none_is_deleted(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder, "tree")
            tree.mkdir()
            (tree / "locked").write_text("text")
            (tree / "locked").chmod(0o400)
            (tree / "link").symlink_to(__file__)
            series.set_aside(tree, Path(folder, "aside"))
            self.assertFalse(tree.exists())
            [moved] = Path(folder, "aside").glob("*/tree")
            self.assertEqual({path.name: path.lstat().st_size == 0 for path in moved.iterdir()},
                             {"locked": True, "link": False})
            self.assertGreater(Path(__file__).stat().st_size, 0)


if __name__ == "__main__":
    unittest.main()
