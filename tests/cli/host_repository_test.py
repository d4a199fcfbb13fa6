"""init and check: which repository and product a host trusts, and what is there."""
import shutil
import socket

import host_support as support
from host_support import HostTest


class Trusting(HostTest):
    def test_2_init(self):
        self.init()
        again = self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust",
                          self.publisher.root_json)
        self.refused(again, 2, "usage", "already")
        for name, value in (("--product", "Demo"), ("--repo", "ftp://x/"), ("--trust", "sha256:12"),
                            ("--trust", "/nonexistent"), ("--trust", "/etc/passwd")):
            given = {"--product": "demo", "--repo": self.publisher.url, "--trust": self.publisher.root_json}
            given[name] = value
            arguments = [word for pair in given.items() for word in pair]
            outcome = self.host("init", *arguments, root=self.home / "other")
            self.assertIn(outcome.status, (2, 12) if value == "/etc/passwd" else (2,), outcome)
            self.assertFalse((self.home / "other").exists(), name + str(value))

    def test_10_an_empty_channel_names_the_others(self):
        publisher = support.Publisher(self.home)
        publisher.publish("0a1", {"f": "x"})
        outcome = self.host("init", "--repo", publisher.url, "--product", "demo", "--trust", publisher.root_json)
        self.expect(outcome, 0)
        self.refused(self.host("install", "--yes"), 10, "not-found", "alpha (0a1)")
        self.expect(self.host("check"), 0)

    def test_10_another_product(self):
        self.host("init", "--repo", self.publisher.url, "--product", "other", "--trust", self.publisher.root_json)
        self.refused(self.host("check"), 10, "not-found", "other")

    def test_12_wrong_anchor(self):
        self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust", "sha256:" + "0" * 64)
        for arguments in (["check"], ["install", "--yes"]):
            outcome = self.host(*arguments)
            self.assertEqual(outcome.status, 12, outcome)


class Checking(HostTest):
    def test_100_and_101_check(self):
        self.init()
        self.expect(self.host("check"), 101, "0r4")
        self.host("install", "0r1", "--yes")
        self.expect(self.host("check"), 101, "security")
        self.host("upgrade", "--to", "0r3", "--yes")
        self.expect(self.host("check"), 100, "0r4")
        self.host("upgrade", "--yes")
        self.expect(self.host("check"), 0, "newest")

    def test_18_network(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        self.init(url=url)
        for arguments in (["check"], ["install", "--yes"]):
            outcome = self.host(*arguments)
            self.assertEqual(outcome.status, 18, outcome)
            self.assertIn(url, outcome.err)
        root = self.home / "gone"
        self.init(root=root, url="file:///nonexistent/repository")
        self.assertEqual(self.host("check", root=root).status, 18)


class Mirrors(HostTest):
    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        publisher.publish("0r1", {"version": "0r1\n"})
        cls.stale = cls.folder / "stale"
        shutil.copytree(publisher.repository, cls.stale)
        publisher.publish("0r2", {"version": "0r2\n"})
        return publisher

    def test_a_stale_one_is_named_and_asked_last_from_then_on(self):
        urls = [self.publisher.url + "/", f"file://{self.stale}/"]
        outcome = self.host("init", "--repo", urls[1], "--repo", urls[0], "--product", "demo", "--trust",
                            self.publisher.root_json)
        self.expect(outcome, 0)
        self.expect(self.host("check"), 100, "0r1 is available")
        with support.moved_away(self.stale):
            self.expect(self.host("check"), 100, "0r2 is available", "passed over " + urls[1])
        mirrors = self.json("status")["mirrors"]
        self.assertEqual([mirror["url"] for mirror in mirrors], [urls[1], urls[0]])
        self.assertIn("http", mirrors[0]["problem"])
        self.assertIsNone(mirrors[1]["problem"])
        self.expect(self.host("status"), 0, urls[1] + " (problem found 2")
        document = self.json("check", status=100)
        self.assertEqual(document["requests"], 2)

    def test_an_older_state_of_the_repository_is_such_a_problem(self):
        urls = [self.publisher.url + "/", f"file://{self.stale}/"]
        self.expect(self.host("init", "--repo", urls[0], "--repo", urls[1], "--product", "demo", "--trust",
                              self.publisher.root_json), 0)
        self.expect(self.host("install", "--yes"), 0)
        with support.moved_away(self.publisher.repository):
            self.refused(self.host("check"), 12, "trust-rollback", urls[1])
        self.assertIn("trust-rollback", self.json("status")["mirrors"][1]["problem"])
        self.expect(self.host("check"), 0)
        self.assertIsNone(self.json("status")["mirrors"][0]["problem"])

    def test_status_says_until_when_the_metadata_is_valid(self):
        self.installed("0r1")
        self.assertRegex(self.json("status")["metadata_expires"], "^20[0-9-]+T[0-9:]+Z$")
        self.assertRegex(self.host("status").out, r"valid until 2\S+ \(1[34] d")


if __name__ == "__main__":
    support.main()
