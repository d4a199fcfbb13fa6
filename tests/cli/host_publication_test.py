"""Hosts beside a publisher at work: a check at every moment, a download while its release is removed."""
import json
import subprocess
import threading

import host_support as support
from host_support import SWITCHBACK, HostTest
from range_server import RangeServer

SEEN = 5  # releases that each host is to meet one after the other or together
MOST = 200


class HeldServer(RangeServer):
    """From hold() on answers for blobs wait for `gate`; `asked` is set by the first of them."""

    def __init__(self, folder):
        self.asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        super().__init__(folder)

    def hold(self):
        self.asked.clear()
        self.gate.clear()

    def answer(self, handler):
        if "/blobs/" in handler.path:
            self.asked.set()
            self.gate.wait(support.DEADLINE)
        super().answer(handler)


class Publication(HostTest):
    """Each test publishes what it needs."""

    repository_for_each_test = True

    def test_every_check_beside_a_publisher_sees_one_state_and_never_an_older_one(self):
        self.publisher.publish("0r1", {"version": "0r1\n"})
        server = RangeServer(self.publisher.repository)
        self.addCleanup(server.stop)
        roots = {self.home / "over-http": server.url, self.home / "over-file": self.publisher.url}
        for root, url in roots.items():
            self.init(root=root, url=url)
            self.expect(self.host("install", "--yes", root=root), 0)
        enough = threading.Event()
        self.published = 1
        publishing = threading.Thread(target=self.publish_until, args=(enough,))
        publishing.start()
        try:
            seen = {root: [0] for root in roots}
            while publishing.is_alive() and min(versions[-1] for versions in seen.values()) < SEEN:
                for root in roots:
                    seen[root].append(self.newest(root))
        finally:
            enough.set()
            publishing.join()
        for root in roots:
            self.assertEqual(seen[root], sorted(seen[root]))
            self.assertGreaterEqual(seen[root][-1], SEEN)
            self.assertEqual(self.newest(root), self.published)

    def publish_until(self, enough):
        while not enough.is_set() and self.published < MOST:
            self.publisher.publish(f"0r{self.published + 1}", {"version": f"0r{self.published + 1}\n"})
            self.published += 1

    def newest(self, root):
        outcome = self.host("check", "--json", root=root)
        self.assertIn(outcome.status, (0, 100), outcome)
        version = json.loads(outcome.out)["available"] or "0r1"
        return int(version.removeprefix("0r"))

    def download_beside(self, *steps):
        """An upgrade to 0r2 that stops before its first byte of content; `steps` happen; then it goes on."""
        self.publisher.publish("0r1", {"version": "0r1\n"})
        server = HeldServer(self.publisher.repository)
        self.addCleanup(server.stop)
        self.addCleanup(server.gate.set)
        self.init(url=server.url)
        self.expect(self.host("install", "--yes"), 0)
        self.publisher.publish("0r2", {"version": "0r2\n", "new": support.noise(100_000, "new")})
        server.hold()
        upgrade = subprocess.Popen([SWITCHBACK, "--root", self.root, "upgrade", "--yes"], text=True,
                                   env=support.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.assertTrue(server.asked.wait(support.DEADLINE))
        for step in steps:
            self.publisher.do(*step)
        server.gate.set()
        out, err = upgrade.communicate(timeout=support.DEADLINE)
        return support.Outcome(subprocess.CompletedProcess(upgrade.args, upgrade.returncode, out, err))

    def test_gc_leaves_what_a_running_download_needs(self):
        self.expect(self.download_beside(("remove", "0r2", "--yes"), ("gc", "--yes")), 0)
        self.active_is("0r2")

    def test_a_gc_without_grace_can_take_it_and_leaves_the_host_whole(self):
        outcome = self.download_beside(("remove", "0r2", "--yes"), ("gc", "--grace", "0s", "--yes"))
        self.refused(outcome, 18, "http", "404")
        self.active_is("0r1")


if __name__ == "__main__":
    support.main()
