"""Barriers on the way, and what another user may see."""
import os

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

    def test_an_upgrade_stops_there_and_says_so(self):
        self.installed("0r1")
        self.refused(self.host("upgrade", "--to", "0r3", "--yes", "--force"), 16, "no-path", "0r2")
        plan = self.json("upgrade", "--yes")["plan"]
        self.assertEqual((plan["to"], len(plan["notes"])), ("0r2", 1))
        self.active_is("0r2")
        self.assertEqual(self.json("upgrade", "--yes")["plan"]["notes"], [])
        self.active_is("0r3")


class Strangers(HostTest):
    def test_status_is_for_everybody_and_the_rest_names_the_owner(self):
        if os.geteuid() != 0:
            self.skipTest("needs root, to be somebody else")
        self.installed("0r1")
        stranger = {"user": 65534, "group": 65534, "extra_groups": []}
        host = lambda *a: run([SWITCHBACK, "--root", self.root, *a], **stranger)  # noqa: E731
        self.expect(host("status"), 0, "0r1")
        self.host("upgrade", "--to", "0r2", "--stage-only", "--yes")
        self.expect(host("status"), 0, self.json("status")["staged"])
        self.expect(host("version"), 0, "0r1")
        for command in ("history", "check", "verify", "changelog", "upgrade", "rollback", "recover"):
            self.refused(host(command, "--yes"), 14, "permission-denied", "as the root's owner")


if __name__ == "__main__":
    support.main()
