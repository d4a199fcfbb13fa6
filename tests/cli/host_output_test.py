"""Where output goes: JSON objects, progress, colours, and standard output that nobody can read."""
import json
import os

import host_support as support
from host_support import HostTest


class JsonObjects(HostTest):
    """self.json() checks every object against its schema."""

    def test_before_anything_is_installed(self):
        self.init()
        for command in ("status", "version", "history", "verify", "recover", "changelog"):
            self.json(command)
        check = self.json("check", status=101)
        self.assertEqual(check["channels"], {"alpha": "0r4", "beta": "0r4", "stable": "0r4"})
        self.assertTrue(self.json("install", "--dry-run")["dry_run"])
        self.json("recover", "--dry-run")

    def test_through_the_life_of_a_host(self):
        self.init()
        self.assertEqual(self.json("install", "0a1", "--yes")["plan"]["to"], "0a1")
        self.json("upgrade", "--to", "0b1", "--yes")
        self.json("upgrade", "--to", "0r3", "--yes", status=102)
        self.json("upgrade", "--to", "0r3", "--yes")
        rolled = self.json("rollback", "--yes")
        self.assertEqual(len(rolled["plan"]["undoes"]), 1)
        self.json("downgrade", "--to", "0a1", "--yes")
        updates = self.json("history")["updates"]
        self.assertEqual([u["kind"] for u in updates], ["downgrade", "rollback", "upgrade", "upgrade", "install"])
        self.assertEqual(updates[2]["undone_by"], updates[1]["id"])
        self.assertEqual(self.json("history", "show", updates[0]["id"])["updates"], updates[:1])
        self.assertEqual(self.json("history", "--limit", "2")["updates"], updates[:2])
        check = self.json("check", status=101)
        self.assertGreater(check["bytes"], 0)
        status = self.json("status")
        self.assertEqual(status["last_check"]["result"], "security-update")
        on_disk = json.loads((self.root / ".switchback/status.json").read_text())
        self.conforms(on_disk, "status")
        self.assertEqual(on_disk, {k: v for k, v in status.items() if k not in ("root", "log")})
        self.json("version", "--detailed")
        self.assertTrue(self.json("diff", "0a1", "0r2")["entries"])
        notes = self.json("changelog", "--since", "0b1")["releases"]
        self.assertEqual([r["version"] for r in notes], ["0r4", "0r3", "0r2", "0r1"])
        (self.root / "current/version").write_text("x")
        self.assertEqual(self.json("verify", status=1)["damage"][0]["problem"], "altered")
        self.assertTrue(self.json("verify", "--repair")["clean"])


    def test_names_and_reasons_that_are_no_text(self):
        self.installed("0r1")
        stranger = os.fsencode(self.root / "current") + b"/\xff\xfe"
        with open(stranger, "wb"):
            pass
        damage = self.json("verify", status=1)["damage"]
        self.assertEqual([item["problem"] for item in damage], ["unexpected"])
        os.unlink(stranger)
        outcome = self.host("upgrade", "--to", "0r2", "--yes", "--accept-stale", "1h", "--reason",
                            os.fsdecode(b"\xff"))
        self.assertEqual(outcome.status, 0, outcome.err)
        self.active_is("0r2")
        self.json("history")
        self.json("status")


class Output(HostTest):
    def test_a_full_standard_output(self):
        self.installed("0r1")
        with open("/dev/full", "w") as full:
            outcome = self.host("upgrade", "--to", "0r2", "--yes", stdout=full)
            self.assertEqual(outcome.status, 0, outcome.err)  # the update is durable
            self.assertIn("warning", outcome.err)
            for command in ("version", "status", "history", "verify", "check"):
                outcome = self.host(command, stdout=full)
                self.assertEqual(outcome.status, 1, (command, outcome.err))
                self.assertIn("(output)", outcome.err)
        self.active_is("0r2")

    def test_a_closed_standard_output(self):
        self.installed("0r1")
        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "w") as gone:
            self.assertEqual(self.host("upgrade", "--to", "0r2", "--yes", stdout=gone).status, 0)
            self.assertEqual(self.host("version", stdout=gone).status, 1)

    def test_progress_as_json_and_colours(self):
        self.installed("0r1")
        outcome = self.host("upgrade", "--to", "0r2", "--yes", "--progress=json", "--json")
        objects = [json.loads(line) for line in outcome.err.splitlines() if line.startswith("{")]
        self.assertTrue(any(item.get("phase") == "download" for item in objects), outcome)
        self.assertEqual(len(objects), len(outcome.err.splitlines()), outcome)
        self.assertNotIn("\x1b", self.host("status").out)
        self.assertIn("\x1b", self.host("status", "--color=always").out)
        self.assertNotIn("\x1b", self.host("status", "--color=always", variables={"NO_COLOR": "1"}).err)


if __name__ == "__main__":
    support.main()
