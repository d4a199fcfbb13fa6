"""Updates by a delta, and what happens where it is of no use."""
import itertools
import json
import os
import shutil

import host_support as support
from host_support import HostTest, noise, snapshot, write
from range_server import RangeServer
from served_host import ServedHostTest


def changed(content, place):
    return content[:place] + b"something else" + content[place + 14:]


def publish_pair(folder):
    """0r1 and 0r2: two files of 200 KB with a few bytes changed, one moved, others as they were."""
    publisher = support.Publisher(folder)
    first, second, moved = noise(200_000, 1), noise(200_000, 2), noise(50_000, 3)
    publisher.publish("0r1", {"lib/first": first, "lib/second": (second, 0o755), "moved-from": moved, "same": noise(9000, 4)})
    publisher.publish("0r2", {"lib/first": changed(first, 90_000), "lib/second": (changed(second, 7), 0o755),
                              "lib/deep/moved-to": moved, "same": noise(9000, 4), "copy": changed(first, 90_000)})
    return publisher


def delta_of(publisher, version):
    manifest, = (publisher.repository / "targets/demo").glob(f"*/{version}/*.manifest.json")
    delta, = json.loads(manifest.read_text())["deltas"]
    return delta, f"/targets/demo/blobs/{delta['sha256']}"


class Deltas(ServedHostTest):
    @classmethod
    def publish(cls):
        return publish_pair(cls.folder)

    def setUp(self):
        super().setUp()
        self.delta, self.blob = delta_of(self.publisher, "0r2")

    def configure(self, text):
        write(self.root / "config/update.yml", text)

    def content_bytes(self):
        return sum(sent for path, _, sent in self.server.requests if "/blobs/" in path)

    def tree_is(self, version):
        """As active_is(), whatever is wrong with the other slot."""
        self.assertEqual(snapshot((self.root / "current").resolve()), snapshot(self.publisher.trees[version]))

    def test_nothing_but_the_delta_is_downloaded(self):
        before = snapshot(self.root)
        foreseen = self.json("upgrade", "--dry-run")["plan"]
        self.assertEqual(snapshot(self.root), before)
        self.server.requests.clear()
        plan = self.json("upgrade", "--yes")["plan"]
        self.assertEqual({path for path, _, _ in self.server.requests if "/blobs/" in path}, {self.blob})
        self.assertEqual(self.content_bytes(), self.delta["length"])
        delta, frames = plan["sources"]
        self.assertEqual((delta["kind"], delta["from"], delta["bytes"]), ("delta", "0r1", plan["download_bytes"]))
        self.assertEqual((frames["kind"], frames["from"]), ("frames", None))
        self.assertLess(delta["bytes"] * 10, frames["bytes"])
        self.assertLess(plan["download_bytes"], self.delta["length"])  # the index change is here already
        for figure in ("sources", "download_bytes", "write_bytes", "changed_files"):
            self.assertEqual(plan[figure], foreseen[figure], figure)
        self.assertEqual(self.json("history")["updates"][0]["bytes_written"], plan["write_bytes"])
        self.active_is("0r2")
        self.assertFalse((self.root / ".switchback/incoming/delta").exists())

    def test_the_plan_says_how_the_content_comes(self):
        self.expect(self.host("upgrade", "--dry-run"), 0, "delta from 0r1 (frames: ")

    def test_no_byte_is_fetched_twice(self):
        self.server.cut_after = self.delta["length"] - 10
        self.assertEqual(self.host("upgrade", "--yes").status, 18)
        self.active_is("0r1")
        self.server.cut_after = None
        self.server.requests.clear()
        rest = self.json("upgrade", "--dry-run")["plan"]
        self.assertEqual(self.content_bytes(), 0)  # header and index change are here
        self.expect(self.host("upgrade", "--yes"), 0)
        self.assertEqual(self.content_bytes(), rest["download_bytes"])
        self.active_is("0r2")

    def test_a_damaged_delta_is_replaced_by_frames(self):
        self.server.spoil[self.blob] = itertools.repeat(True)
        self.expect(self.host("upgrade", "--yes"), 0, "the delta from 0r1 was not used (bad-answer", "frames")
        self.active_is("0r2")

    def test_a_missing_delta_is_replaced_by_frames(self):
        with support.moved_away(self.publisher.repository / self.blob[1:]):
            self.expect(self.host("upgrade", "--yes"), 0, "the delta from 0r1 was not used", "frames")
        self.active_is("0r2")

    def test_a_damaged_old_file_costs_its_own_frames(self):
        old = self.root / "current/lib/first"
        write(old, changed(old.read_bytes(), 30_000))
        self.expect(self.host("upgrade", "--yes"), 0, "the delta from 0r1 was not used (trust-length-or-hash")
        self.tree_is("0r2")

    def test_a_missing_old_file_too(self):
        (self.root / "current/lib/second").unlink()
        self.expect(self.host("upgrade", "--yes"), 0, "the delta from 0r1 was not used (damaged-slot")
        self.tree_is("0r2")

    def test_what_lies_in_the_way_of_a_delta_is_removed(self):
        place = self.root / ".switchback/incoming/delta"
        place.mkdir()
        self.expect(self.host("upgrade", "--dry-run"), 0)
        self.assertTrue(place.is_dir())
        place.rmdir()
        os.mkfifo(place)
        self.expect(self.host("upgrade", "--dry-run"), 0)
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")

    def test_mirrors_that_lack_the_delta_in_different_ways_do_not_stop_frames(self):
        other = RangeServer(self.publisher.repository)
        self.addCleanup(other.stop)
        other.spoil[self.blob] = itertools.repeat(True)
        both = self.home / "both"
        self.expect(self.host("init", "--repo", self.server.url, "--repo", other.url, "--product", "demo", "--trust",
                              self.publisher.root_json, root=both), 0)
        self.expect(self.host("install", "0r1", "--yes", root=both), 0)
        self.server.missing.add(self.blob)
        self.expect(self.host("upgrade", "--yes", root=both), 0, "the delta from 0r1 was not used (network")
        self.active_is("0r2", root=both)

    def test_the_update_ends_where_the_policy_says_so(self):
        self.configure("policy: {on_delta_failure: abort}\n")
        self.server.spoil[self.blob] = itertools.repeat(True)
        self.refused(self.host("upgrade", "--yes"), 18, "bad-answer")
        self.active_is("0r1")
        self.server.spoil.clear()
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")

    def test_frames_are_not_taken_where_they_are_more_than_may_be(self):
        self.configure("policy: {max_download: 100KiB}\n")
        old = self.root / "current/lib/first"
        good = old.read_bytes()
        write(old, changed(good, 30_000))
        self.refused(self.host("upgrade", "--yes"), 17, "max-download")
        write(old, good)
        self.active_is("0r1")


class LongDelta(ServedHostTest):
    """Of more than what is asked for together with the manifest."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        old = noise(1_500_000, 1)
        publisher.publish("0r1", {"file": old})
        publisher.publish("0r2", {"file": old[:600_000] + noise(150_000, 2) + old[750_000:]})
        return publisher

    def setUp(self):
        super().setUp()
        self.delta, self.blob = delta_of(self.publisher, "0r2")
        self.assertGreater(self.delta["length"], 140_000)

    def goes_by_delta(self):
        outcome = self.expect(self.host("upgrade", "--yes"), 0)
        self.assertNotIn("was not used", outcome.err)
        self.assertEqual({path for path, _, _ in self.server.requests if "/blobs/" in path}, {self.blob})
        self.active_is("0r2")

    def sent(self):
        return [sent for path, _, sent in self.server.requests if path == self.blob]

    def test_what_one_update_may_download_is_what_its_plan_says(self):
        plan = self.json("upgrade", "--dry-run")["plan"]
        self.assertGreater(plan["planning_bytes"], 1000)  # manifest, header and index change
        all_of_it = plan["download_bytes"] + plan["planning_bytes"]
        for limit in (self.delta["length"], all_of_it - 1):
            write(self.root / "config/update.yml", f"policy: {{max_download: {limit}}}\n")
            self.refused(self.host("upgrade", "--yes"), 17, "max-download")
            shutil.rmtree(self.root / ".switchback/incoming")  # what came is not counted again
        write(self.root / "config/update.yml", f"policy: {{max_download: {all_of_it}}}\n")
        self.server.requests.clear()
        self.goes_by_delta()

    def test_its_beginning_comes_with_the_manifest(self):
        self.goes_by_delta()
        beginning, rest = self.sent()
        self.assertLess(beginning, self.delta["length"] // 8)
        self.assertLess(beginning + rest, self.delta["length"] + beginning)
        self.assertLess(self.delta["header"]["length"], beginning)

    def test_a_damaged_beginning_costs_the_damaged_piece(self):
        self.server.spoil[self.blob] = iter([True])
        self.goes_by_delta()

    def test_a_server_without_ranges_will_do(self):
        self.server.knows_ranges = False
        self.goes_by_delta()

    def test_it_is_fetched_once_more_where_a_mirror_erred_once(self):
        write(self.root / "config/update.yml", "policy: {on_delta_failure: retry}\n")
        self.server.spoil[self.blob] = iter([False, True])
        self.goes_by_delta()
        self.assertEqual(len(self.sent()), 3)


class ReturnToTheOneBefore(HostTest):
    """0r3 is 0r1 again but for a note: the other slot of a host at 0r2 holds nearly all of it."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        big = noise(4_000_000, 1)
        publisher.publish("0r1", {"big": big, "note": "one\n"})
        publisher.publish("0r2", {"big": big[:1_500_000] + noise(900_000, 2) + big[2_400_000:], "note": "one\n"})
        publisher.publish("0r3", {"big": big, "note": "three\n"})
        return publisher

    def test_what_the_other_slot_holds_is_not_made_by_a_delta(self):
        server = RangeServer(self.publisher.repository)
        self.addCleanup(server.stop)
        self.init(url=server.url)
        for command in (("install", "0r1"), ("upgrade", "--to", "0r2")):
            self.expect(self.host(*command, "--yes"), 0)
        delta, _ = delta_of(self.publisher, "0r3")
        self.assertGreater(delta["length"], 850_000)
        server.requests.clear()
        frames, other = self.json("upgrade", "--yes")["plan"]["sources"]
        self.assertEqual((frames["kind"], other["kind"]), ("frames", "delta"))
        self.assertLess(frames["bytes"] * 100, other["bytes"])
        self.assertLess(sum(sent for path, _, sent in server.requests if "/blobs/" in path), 80_000)
        self.active_is("0r3")


if __name__ == "__main__":
    support.main()
