"""install, upgrade, downgrade and rollback: what they do, and what they refuse before anything has changed."""
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess

import host_support as support
from host_support import HostTest, SWITCHBACK


class Lifecycle(HostTest):
    def test_install_upgrade_downgrade_rollback(self):
        self.init()
        self.expect(self.host("install", "0a1", "--yes"), 0, "0a1 is active")
        self.active_is("0a1")
        for version in ("0b1", "0r1", "0r2"):
            self.expect(self.host("upgrade", "--to", version, "--yes"), 0)
            self.active_is(version)
        self.expect(self.host("downgrade", "--to", "0b1", "--yes"), 0)
        self.active_is("0b1")
        for version in ("0r2", "0r1", "0b1", "0a1"):
            self.expect(self.host("rollback", "--yes"), 0)
            self.active_is(version)
        self.refused(self.host("rollback", "--yes"), 10, "not-found")
        self.active_is("0a1")

    def test_a_rollback_to_before_a_named_update_undoes_all_since(self):
        self.installed("0a1")
        self.host("upgrade", "--to", "0b1", "--yes")
        first = self.json("history")["updates"][0]["id"]
        self.host("upgrade", "--to", "0r1", "--yes")
        self.expect(self.host("rollback", "--update-id", first, "--yes"), 0)
        self.active_is("0a1")
        undone = [u["id"] for u in self.json("history")["updates"] if u["undone_by"]]
        self.assertEqual(len(undone), 2)
        self.refused(self.host("rollback", "--update-id", "update_x", "--yes"), 10, "not-found")

    def test_the_channel_is_that_of_the_installation(self):
        for version, channel, newest in (("0a1", "alpha", "0r4"), ("0r2", "stable", "0r4")):
            root = self.home / version
            self.installed(version, root=root)
            self.assertEqual(self.json("status", root=root)["channel"], channel)
        self.init()
        self.host("install", "--channel", "beta", "--yes")
        self.assertEqual(self.json("status")["channel"], "beta")
        self.active_is("0r4")

    def test_a_staged_release_is_activated_instantly(self):
        self.installed("0r1")
        self.expect(self.host("upgrade", "--to", "0r3", "--stage-only", "--yes"), 0, "staged")
        self.active_is("0r1")
        self.assertTrue(self.json("status")["staged"])
        shutil.move(self.publisher.repository / "targets", self.home / "away")
        try:
            outcome = self.expect(self.host("upgrade", "--to", "0r3", "--yes"), 102, "0r3 is active")
        finally:
            shutil.move(self.home / "away", self.publisher.repository / "targets")
        self.assertIn("nothing to download", outcome.out)
        self.active_is("0r3")
        self.assertIsNone(self.json("status")["staged"])

    def test_steps_are_recorded_before_and_after(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        self.host("rollback", "--yes")
        for update in self.json("history")["updates"]:
            steps = [(step["step"], step["outcome"]) for step in update["steps"]]
            expected = ["preflight", "stage", "switch", "commit"]
            if update["kind"] == "rollback":
                expected.remove("stage")
            self.assertEqual(steps, [(step, "done") for step in expected], update["id"])

    def test_the_slots_share_no_inode(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        inodes = [{p.stat().st_ino for p in (self.root / ".switchback/slots" / slot).rglob("*")
                   if p.is_file() and not p.is_symlink()} for slot in "ab"]
        self.assertTrue(inodes[0] and inodes[1])
        self.assertFalse(inodes[0] & inodes[1])

    def test_0_nothing_to_do(self):
        self.installed("0r4")
        self.expect(self.host("upgrade"), 0, "nothing to do")
        self.expect(self.host("upgrade", "--stable"), 0, "nothing to do")
        self.expect(self.host("downgrade", "--to", "0r4"), 0, "nothing to do")
        self.expect(self.host("recover"), 0, "nothing was interrupted")

    def test_upgrade_without_a_version_never_goes_down(self):
        self.init()
        self.host("install", "0r4", "--yes")
        self.expect(self.host("upgrade", "--channel", "stable", "--yes"), 0, "nothing to do")
        self.active_is("0r4")

    def test_102_restart_needed(self):
        self.installed("0r2")
        self.expect(self.host("upgrade", "--to", "0r3", "--yes"), 102, "0r3 is active")
        self.active_is("0r3")

    def test_130_interrupted(self):
        with socket.socket() as server:  # takes the connection and never answers
            server.bind(("127.0.0.1", 0))
            server.listen()
            self.init(url=f"http://127.0.0.1:{server.getsockname()[1]}/")
            child = subprocess.Popen([SWITCHBACK, "--root", self.root, "install", "--yes"], text=True,
                                     env=support.environment(), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                     preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            connection, _ = server.accept()
            child.send_signal(signal.SIGINT)
            _, err = child.communicate(timeout=support.DEADLINE)
            connection.close()
        self.assertEqual(child.returncode, 130)
        self.assertIn("interrupted", err)
        self.assertIsNone(self.json("status")["version"])

    def test_what_a_newer_program_wrote_can_only_be_rolled_back(self):
        self.installed("0r1")
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        with contextlib.closing(sqlite3.connect(self.root / ".switchback/state.db")) as database, database:
            database.execute("UPDATE meta SET value = '2' WHERE key = 'min_reader'")
        for command, status in ((["upgrade", "--to", "0r3", "--yes"], 20), (["check"], 1), (["verify"], 1)):
            self.refused(self.host(*command), status, "future-state", "needs a switchback that reads state 2")
        self.expect(self.host("rollback", "--yes"), 0)
        self.expect(self.host("version"), 0, "0r1")


class Refusals(HostTest):
    def test_2_wrong_direction(self):
        self.installed("0r1")
        self.refused(self.host("upgrade", "--to", "0a1", "--yes"), 2, "usage", "downgrade")
        self.refused(self.host("downgrade", "--to", "0r2", "--yes"), 2, "usage", "upgrade")
        self.refused(self.host("install", "0r2", "--yes"), 2, "usage", "already installed")
        self.active_is("0r1")

    def test_10_not_found(self):
        self.init()
        self.refused(self.host("upgrade", "--yes"), 10, "not-found", "install")
        self.refused(self.host("install", "0r9", "--yes"), 10, "not-found", "0r9")
        self.refused(self.host("history", "show", "update_0a1"), 10, "not-found")
        self.refused(self.host("diff", "0a1", "0a9"), 10, "not-found", "0a9")
        self.refused(self.host("changelog", "--version", "0a9"), 10, "not-found")
        self.refused(self.host("rollback", "--yes"), 10, "not-found")

    def test_17_policy(self):
        self.installed("0r4")
        self.refused(self.host("downgrade", "--to", "0r1", "--yes"), 17, "min-version", "0r2")
        self.expect(self.host("downgrade", "--to", "0r2", "--yes"), 0)
        self.expect(self.host("rollback", "--yes"), 0)
        self.expect(self.host("downgrade", "--to", "0r1", "--yes", "--force"), 0)
        self.active_is("0r1")

    def test_17_rollback_below_the_floor(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r4", "--yes")
        self.refused(self.host("rollback", "--yes"), 17, "min-version")
        self.active_is("0r4")
        self.expect(self.host("rollback", "--yes", "--force"), 0)
        self.active_is("0r1")

    def test_17_a_slot_in_use(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        user = subprocess.Popen(["sleep", "60"], cwd=self.root / ".switchback/slots/a")
        try:
            self.refused(self.host("upgrade", "--to", "0r3", "--yes"), 17, "slot-in-use", str(user.pid), "sleep")
            self.active_is("0r2")
            self.expect(self.host("upgrade", "--to", "0r3", "--yes", "--force"), 102)
        finally:
            user.kill()
            user.wait()

    def test_22_current_is_no_slot(self):
        self.installed("0r1")
        (self.root / "current").unlink()
        (self.root / "current").symlink_to("/tmp")
        for arguments in (["status"], ["upgrade", "--yes"], ["rollback", "--yes"]):
            self.refused(self.host(*arguments), 22, "inconsistent")
        self.assertEqual(os.readlink(self.root / "current"), "/tmp")


if __name__ == "__main__":
    support.main()
