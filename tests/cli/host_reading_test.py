"""Commands that change nothing: what they show, and that they leave the root as it is."""
import host_support as support
from host_support import HostTest, snapshot


class Frozen(HostTest):
    """--dry-run changes nothing under the root; neither does a command that only reads."""

    def test_dry_run(self):
        outcome = self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust",
                            self.publisher.root_json, "--dry-run")
        self.expect(outcome, 0)
        self.assertFalse(self.root.exists())
        self.init()
        before = snapshot(self.root)
        self.expect(self.host("install", "0r1", "--dry-run"), 0, "download", "dry run")
        self.assertEqual(snapshot(self.root), before)
        self.host("install", "0r1", "--yes")
        self.host("upgrade", "--to", "0r2", "--yes")
        before = snapshot(self.root)
        for arguments in (["upgrade", "--dry-run"], ["upgrade", "--to", "0r3", "--dry-run"],
                          ["downgrade", "--to", "0a1", "--dry-run"], ["rollback", "--dry-run"],
                          ["recover", "--dry-run"], ["verify", "--repair", "--dry-run"]):
            self.expect(self.host(*arguments), 0)
            self.assertEqual(snapshot(self.root), before, arguments)
        self.active_is("0r2")

    def test_reading(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        before = snapshot(self.root)
        for arguments in (["version"], ["version", "--detailed"], ["status"], ["history"], ["verify"],
                          ["changelog"], ["changelog", "--since", "0a1"], ["diff", "0r1", "0r2"]):
            self.expect(self.host(*arguments), 0)
            self.assertEqual(snapshot(self.root), before, arguments)

    def test_the_estimate_is_exact(self):
        self.installed("0r1")
        plan = self.json("upgrade", "--to", "0r2", "--dry-run")["plan"]
        self.assertGreater(plan["download_bytes"], 2_500_000)
        self.host("upgrade", "--to", "0r2", "--yes")
        update = self.json("history")["updates"][0]
        self.assertGreaterEqual(update["bytes_downloaded"], plan["download_bytes"])
        self.assertLess(update["bytes_downloaded"] - plan["download_bytes"], 40_000)  # metadata
        self.assertEqual(update["bytes_written"], plan["write_bytes"])


class Showing(HostTest):
    def test_changelog(self):
        self.installed("0a1")
        self.host("upgrade", "--to", "0b1", "--yes")
        text = self.expect(self.host("changelog"), 0).out
        self.assertLess(text.index("Breaking"), text.index("Fixed"))
        self.assertIn("(config: kind)", text)
        self.assertNotIn("the beginning", text)
        self.expect(self.host("changelog", "--version", "0r2"), 0, "CVE-2026-1234")
        self.expect(self.host("changelog", "--since", "0a1", "--format", "markdown"), 0, "## Security")

    def test_diff(self):
        self.init()
        out = self.expect(self.host("diff", "0a1", "0b1"), 0).out
        self.assertRegex(out, r"removed +gone")
        self.assertRegex(out, r"changed +version .*4 B → 4 B, \+0 B")

    def test_status_says_what_protects(self):
        self.installed("0r1")
        self.expect(self.host("status"), 0, "nothing to go back to")
        self.host("upgrade", "--to", "0r2", "--yes")
        self.expect(self.host("status"), 0, "instant to 0r1")
        self.expect(self.host("version", "--detailed"), 0, "digest", "signer", "update.log")


if __name__ == "__main__":
    support.main()
