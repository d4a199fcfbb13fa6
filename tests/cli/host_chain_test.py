"""Updates by a chain of deltas: one installation, through releases that are never installed."""
import itertools
import json

import host_support as support
from host_support import HostTest, noise, snapshot, write
from served_host import ServedHostTest


def changed(content, place):
    return content[:place] + b"something else" + content[place + 14:]


def tree(number):
    """Of 0rN: a file that changes each time, one that changes in 0r2 alone, a copy of that one from 0r3 on."""
    base, once = noise(300_000, 1), changed(noise(200_000, 2), 77)
    files = {"each": changed(base, 1000 * number), "same": noise(9000, 4), "passing": changed(base, 5) if number == 2 else "x",
             "once": once if number > 1 else noise(200_000, 2), f"place-{number}/moved": noise(40_000, 3)}
    if number > 2:
        files["lib/copy"] = (once, 0o755)
    return files


def publish_chain(folder, count=4):
    """0r1 to 0r4, each with a delta from the one before and no other."""
    publisher = support.Publisher(folder)
    for number in range(1, count + 1):
        publisher.publish(f"0r{number}", tree(number))
    return publisher


class Chains(ServedHostTest):
    @classmethod
    def publish(cls):
        return publish_chain(cls.folder)

    def setUp(self):
        super().setUp()
        self.deltas = {version: self.delta_of(version) for version in ("0r2", "0r3", "0r4")}

    def manifest(self, version):
        path, = (self.publisher.repository / "targets/demo").glob(f"*/{version}/*.manifest.json")
        return path

    def delta_of(self, version):
        delta, = json.loads(self.manifest(version).read_text())["deltas"]
        return delta

    def blob(self, version):
        return f"/targets/demo/blobs/{self.deltas[version]['sha256']}"

    def blobs(self):
        return {path for path, _, _ in self.server.requests if "/blobs/" in path}

    def content_bytes(self):
        return sum(sent for path, _, sent in self.server.requests if "/blobs/" in path)

    def length(self, *versions):
        return sum(self.deltas[version]["length"] for version in versions)

    def leaves_nothing(self):
        self.assertEqual([path.name for path in (self.root / ".switchback/incoming").iterdir()
                          if path.name.startswith(("delta", "side"))], [])

    def goes(self, target, *through):
        before = snapshot(self.root)
        foreseen = self.json("upgrade", "--to", target, "--dry-run")["plan"]
        self.assertEqual(snapshot(self.root), before)
        self.server.requests.clear()
        plan = self.json("upgrade", "--to", target, "--yes")["plan"]
        chain, frames = plan["sources"]
        self.assertEqual((chain["kind"], chain["from"], chain["through"]), ("chain", "0r1", list(through)))
        self.assertEqual((frames["kind"], frames["from"], frames["through"]), ("frames", None, []))
        self.assertEqual(chain["bytes"], plan["download_bytes"])
        for figure in ("sources", "download_bytes", "write_bytes", "changed_files"):
            self.assertEqual(plan[figure], foreseen[figure], figure)
        self.assertEqual(self.blobs(), {self.blob(version) for version in (*through, target)})
        self.assertEqual(self.content_bytes(), self.length(*through, target))
        update = self.json("history")["updates"][0]
        self.assertEqual((update["from"], update["to"]), ("0r1", target))
        self.assertEqual(update["bytes_written"], plan["write_bytes"])
        self.active_is(target)
        self.leaves_nothing()

    def test_two_deltas_are_one_installation(self):
        self.goes("0r3", "0r2")

    def test_three_deltas_are_one_installation(self):
        self.goes("0r4", "0r2", "0r3")

    def test_a_slot_that_holds_something_is_rebuilt(self):
        self.assertEqual(self.host("upgrade", "--to", "0r2", "--yes").status, 0)
        self.server.requests.clear()
        plan = self.json("upgrade", "--to", "0r4", "--yes")["plan"]
        self.assertEqual((plan["sources"][0]["from"], plan["sources"][0]["through"]), ("0r2", ["0r3"]))
        self.assertEqual(self.blobs(), {self.blob("0r3"), self.blob("0r4")})
        self.active_is("0r4")

    def test_the_plan_says_how_the_content_comes(self):
        self.expect(self.host("upgrade", "--to", "0r4", "--dry-run"), 0,
                    "chain of deltas from 0r1 through 0r2, 0r3 (frames: ")

    def test_no_byte_is_fetched_twice(self):
        self.server.cut_after = self.length("0r4") + self.deltas["0r2"]["length"] - 10
        self.assertEqual(self.host("upgrade", "--to", "0r4", "--yes").status, 18)
        self.active_is("0r1")
        fetched = self.content_bytes()
        self.server.cut_after = None
        self.server.requests.clear()
        self.expect(self.host("upgrade", "--to", "0r4", "--yes"), 0)
        again = self.content_bytes() + fetched - self.length("0r2", "0r3", "0r4")
        self.assertLess(again, 2000)  # of the piece that was cut
        self.active_is("0r4")
        self.leaves_nothing()

    def test_what_a_longer_chain_has_left_goes_first(self):
        incoming = self.root / ".switchback/incoming"
        for name in ("side-3/17", "delta.5"):
            write(incoming / name, "left")
        self.server.cut_after = self.length("0r4") + self.deltas["0r2"]["length"] - 10
        self.assertEqual(self.host("upgrade", "--to", "0r4", "--yes").status, 18)
        left = {path.name for path in incoming.iterdir()}
        self.assertIn("delta", left)
        self.assertTrue(left.isdisjoint({"side-3", "delta.5"}), left)

    def test_manifest_and_delta_are_asked_for_together(self):
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        content = [path for path, _, _ in self.server.requests if "/targets/" in path]
        self.assertEqual(len(content), 2, content)

    def ends_in_frames(self, code):
        self.expect(self.host("upgrade", "--to", "0r4", "--yes"), 0,
                    f"the chain of deltas from 0r1 was not used ({code}", "frames of the bundle")
        self.assertEqual(snapshot((self.root / "current").resolve()), snapshot(self.publisher.trees["0r4"]))
        self.leaves_nothing()

    def test_a_damaged_delta(self):
        self.server.spoil[self.blob("0r3")] = itertools.repeat(True)
        self.ends_in_frames("bad-answer")

    def test_a_missing_delta(self):
        self.server.missing.add(self.blob("0r2"))
        self.ends_in_frames("http")

    def test_a_missing_manifest_on_the_way(self):
        self.server.missing.add("/" + str(self.manifest("0r2").relative_to(self.publisher.repository)))
        self.ends_in_frames("http")

    def test_a_damaged_old_file(self):
        old = self.root / "current/each"
        write(old, changed(old.read_bytes(), 30_000))
        self.ends_in_frames("trust-length-or-hash")

    def test_a_missing_old_file(self):
        (self.root / "current/once").unlink()
        self.ends_in_frames("damaged-slot")

    def test_the_policy_may_say_that_it_ends_there(self):
        write(self.root / "config/update.yml", "policy: {on_delta_failure: abort}\n")
        self.server.spoil[self.blob("0r3")] = itertools.repeat(True)
        self.refused(self.host("upgrade", "--to", "0r4", "--yes"), 18, "bad-answer")
        self.active_is("0r1")

    def test_one_update_may_not_download_the_sum(self):
        manifests = sum(self.manifest(version).stat().st_size for version in ("0r2", "0r3", "0r4"))
        limit = self.length("0r2", "0r3", "0r4") + manifests - 1
        write(self.root / "config/update.yml", f"policy: {{max_download: {limit}}}\n")
        self.refused(self.host("upgrade", "--to", "0r4", "--yes"), 17, "max-download")
        self.assertNotIn(self.blob("0r4"), self.blobs())
        self.active_is("0r1")

    def test_what_one_update_may_download_is_what_its_plan_says(self):
        plan = self.json("upgrade", "--to", "0r4", "--dry-run")["plan"]
        limit = plan["download_bytes"] + plan["planning_bytes"]
        write(self.root / "config/update.yml", f"policy: {{max_download: {limit}}}\n")
        self.goes("0r4", "0r2", "0r3")


class DirectDelta(HostTest):
    """A delta that leads there at once, shorter than the chain."""

    @classmethod
    def publish(cls):
        publisher = publish_chain(cls.folder, 3)
        publisher.do("delta", "0r1", "0r3", "--progress", "none")
        return publisher

    def test_it_is_taken(self):
        self.installed("0r1")
        delta = self.json("upgrade", "--yes")["plan"]["sources"][0]
        self.assertEqual((delta["kind"], delta["from"], delta["through"]), ("delta", "0r1", []))
        self.active_is("0r3")


class OtherSlot(ServedHostTest):
    """A chain from what is installed, and a longer delta from what the other slot holds."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        for number in range(1, 5):
            added = {"added": noise(100_000, 9)} if number > 1 else {}
            publisher.publish(f"0r{number}", {**tree(number), **added})
        publisher.do("delta", "0r1", "0r4", "--progress", "none")
        return publisher

    def test_a_delta_is_next_where_the_chain_fails(self):
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        between, = (self.publisher.repository / "targets/demo").glob("*/0r3/*.manifest.json")
        self.server.missing.add("/" + str(between.relative_to(self.publisher.repository)))
        self.expect(self.host("upgrade", "--to", "0r4", "--dry-run"), 0, "the chain of deltas from 0r2 was not used (http",
                    "the delta from 0r1 is downloaded instead")
        source = self.json("upgrade", "--to", "0r4", "--yes")["plan"]["sources"][0]
        self.assertEqual((source["kind"], source["from"]), ("delta", "0r1"))
        self.assertEqual(snapshot((self.root / "current").resolve()), snapshot(self.publisher.trees["0r4"]))


class NearlyAsShort(ServedHostTest):
    """A chain from what is installed, and a delta from what the other slot holds that is a little longer."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        for number in range(1, 5):
            added = {f"added-{each}": noise(4_000 if each == 2 else 50_000, 10 + each) for each in range(2, number + 1)}
            publisher.publish(f"0r{number}", {"each": changed(noise(300_000, 1), 1000 * number), **added})
        publisher.do("delta", "0r1", "0r4", "--progress", "none")
        return publisher

    def lengths(self, version):
        manifests = (self.publisher.repository / "targets/demo").glob(f"*/{version}/*.manifest.json")
        deltas = max((json.loads(path.read_text())["deltas"] for path in manifests), key=len)
        return {delta["from"]: delta["length"] for delta in deltas}

    def test_fewer_deltas_go_before_few_bytes(self):
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        chain, direct = self.lengths("0r3")["0r2"] + self.lengths("0r4")["0r3"], self.lengths("0r4")["0r1"]
        self.assertLess(chain, direct)
        self.assertGreater(chain, 0.92 * direct)
        self.expect(self.host("upgrade", "--to", "0r4", "--yes"), 0, ": delta from 0r1 (frames: ")
        self.assertEqual(snapshot((self.root / "current").resolve()), snapshot(self.publisher.trees["0r4"]))


if __name__ == "__main__":
    support.main()
