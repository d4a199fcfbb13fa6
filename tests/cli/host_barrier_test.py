"""Barriers and gaps on the way, each an update of its own, and what another user may see."""
import json
import os
import shutil

import host_support as support
from host_support import SWITCHBACK, HostTest, run


class Barriers(HostTest):
    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        publisher.publish("0r1", {"version": "0r1\n"})
        publisher.publish("0r2", {"version": "0r2\n"}, release="barrier: true\n")
        publisher.publish("0r3", {"version": "0r3\n"})
        return publisher

    def test_each_stop_is_a_complete_update_and_the_plan_says_so_before(self):
        self.installed("0r1")
        outcome = self.expect(self.host("upgrade", "--dry-run"), 0, "0r1 -> 0r2 (barrier) -> 0r3: 2 updates",
                              "the instant rollback is to 0r2, no longer to 0r1")
        self.assertNotIn("is active", outcome.out)
        document = self.json("upgrade", "--yes", "--force")
        self.assertEqual([update["to"] for update in document["plan"]["updates"]], ["0r2", "0r3"])
        self.assertEqual([update["stop"] for update in document["plan"]["updates"]], ["barrier", "target"])
        self.active_is("0r3")
        history = self.json("history")["updates"]
        self.assertEqual([update["id"] for update in reversed(history)][1:], document["updates"])
        self.assertEqual(document["update"], history[0]["id"])
        self.expect(self.host("rollback", "--yes"), 0)
        self.active_is("0r2")

    def test_the_version_asked_for_is_reached_the_same_way(self):
        self.installed("0r1")
        outcome = self.expect(self.host("upgrade", "--to", "0r3", "--yes"), 0)
        self.assertEqual(outcome.out.count("is active ("), 2, outcome)
        self.active_is("0r3")

    def test_only_the_first_is_staged(self):
        self.installed("0r1")
        self.expect(self.host("upgrade", "--stage-only", "--yes"), 0, "0r2 is staged")
        self.active_is("0r1")

    def test_what_is_done_stays_where_a_later_update_fails(self):
        self.installed("0r1")
        hidden = self.hide_content_of("0r3")
        outcome = self.expect(self.host("upgrade", "--yes"), 18, "run the command again to go on")
        self.assertIn("0r2 is active", outcome.out)
        self.active_is("0r2")
        for blob in hidden:
            blob.rename(blob.with_suffix(""))
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r3")

    def hide_content_of(self, version):
        """Takes the bundle and the deltas of a release away; the files that can be put back."""
        manifest, = (self.publisher.repository / "targets/demo").glob(f"*/{version}/*.manifest.json")
        named = json.loads(manifest.read_text())
        blobs = self.publisher.repository / "targets/demo/blobs"
        return [(blobs / each["sha256"]).rename(blobs / (each["sha256"] + ".away"))
                for each in (named["bundle"], *named.get("deltas", []))]


class Gap(HostTest):
    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        publisher.publish("0r1", {"version": "0r1\n"})
        publisher.publish("0r2", {"version": "0r2\n", "big": support.noise(200_000, 2)})
        publisher.publish("0r3", {"version": "0r3\n"})
        publisher.publish("0r4", {"version": "0r4\n"}, release='upgrades_from: ">=0r2"\n')
        publisher.publish("1r0", {"version": "1r0\n"}, release='upgrades_from: ">=0r5"\n')
        return publisher

    def test_it_is_bridged_by_the_version_that_costs_least(self):
        self.installed("0r1")
        document = self.json("upgrade", "--yes")
        self.assertEqual([update["to"] for update in document["plan"]["updates"]], ["0r3", "0r4"])
        self.active_is("0r4")

    def test_one_that_nothing_bridges_is_refused(self):
        self.installed("0r1")
        self.refused(self.host("upgrade", "--to", "1r0", "--yes"), 16, "no-path", ">=0r5", "0r1")
        self.refused(self.host("upgrade", "--to", "1r0", "--yes", "--force"), 16, "no-path")
        self.active_is("0r1")
        self.assertEqual([each["code"] for each in self.json("why-not", "1r0")["candidates"][0]["reasons"]],
                         ["no-path"])


class Strangers(HostTest):
    def test_status_is_for_everybody_and_the_rest_names_the_owner(self):
        if os.geteuid() != 0:
            self.skipTest("needs root, to be somebody else")
        self.installed("0r1")
        stranger = {"user": 65534, "group": 65534, "extra_groups": []}
        program = shutil.copy(SWITCHBACK, self.home)  # where it was built may be closed to strangers
        host = lambda *a: run([program, "--root", self.root, *a], **stranger)  # noqa: E731
        self.expect(host("status"), 0, "0r1")
        self.host("upgrade", "--to", "0r2", "--stage-only", "--yes")
        self.expect(host("status"), 0, self.json("status")["staged"])
        self.expect(host("version"), 0, "0r1")
        for command in ("history", "check", "verify", "changelog", "upgrade", "rollback", "recover"):
            self.refused(host(command, "--yes"), 14, "permission-denied", "as the root's owner")


if __name__ == "__main__":
    support.main()
