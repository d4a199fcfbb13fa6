"""verify, and what rollback makes of a damaged slot."""
import os

import host_support as support
from host_support import HostTest, snapshot


class DamagedSlots(HostTest):
    def setUp(self):
        super().setUp()
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")

    def test_1_damage_is_found_and_repaired(self):
        active = (self.root / "current").resolve()
        (active / "version").write_text("0rX\n")  # the same size
        (active / "empty").unlink()
        (active / "bin/run").chmod(0o644)
        (active / "planted").write_text("x")
        (active / "bin/link").unlink()
        (active / "bin/link").symlink_to("/etc/passwd")
        found = self.json("verify", status=1)
        self.assertFalse(found["clean"])
        problems = {item["path"]: item["problem"] for item in found["damage"]}
        self.assertEqual(problems, {"version": "altered", "empty": "missing", "bin/run": "mode",
                                    "planted": "unexpected", "bin/link": "altered"})
        before = snapshot(self.root)
        self.expect(self.host("verify", "--repair", "--dry-run"), 1)
        self.assertEqual(snapshot(self.root), before)
        repaired = self.json("verify", "--repair")
        self.assertTrue(all(item["repaired"] for item in repaired["damage"]), repaired)
        self.active_is("0r2")
        kept = list((self.root / ".switchback/strays").rglob("*planted"))
        self.assertEqual([path.read_text() for path in kept], ["x"])

    def test_rollback_into_a_damaged_slot_is_refused(self):
        (self.root / ".switchback/slots/a/version").write_text("0rX\n")
        outcome = self.host("rollback", "--yes")
        self.refused(outcome, 20, "damaged-slot", "version", "verify --repair")
        self.active_after_damage()
        self.expect(self.host("verify", "--repair"), 0)
        self.expect(self.host("rollback", "--yes"), 0)
        self.active_is("0r1")

    def active_after_damage(self):
        self.assertEqual((self.root / "current/version").read_text(), "0r2\n")

    def test_rollback_verify_none_looks_at_nothing(self):
        (self.root / ".switchback/slots/a/version").write_text("0rX\n")
        self.expect(self.host("rollback", "--verify=none", "--yes"), 0)

    def test_a_touched_file_is_read_again_and_full_reads_all(self):
        slot = self.root / ".switchback/slots/a"
        os.utime(slot / "version")
        self.expect(self.host("rollback", "--yes"), 0)
        self.expect(self.host("upgrade", "--to", "0r2", "--verify=full", "--yes"), 0)
        self.active_is("0r2")


if __name__ == "__main__":
    support.main()
