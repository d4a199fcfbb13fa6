"""Where the root is: users without privileges, umasks, copies, and file systems that are full, read-only or out of inodes."""
import contextlib
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

import host_support as support
from host_support import HostTest, SWITCHBACK, noise, run, snapshot

NOBODY = 65534


def as_nobody(line):
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *line]


def need_root():
    return unittest.skipUnless(os.geteuid() == 0, "needs root: mounts file systems or drops privileges")


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


class Modes(HostTest):
    def check(self, umask):
        previous = os.umask(umask)
        try:
            self.installed("0r1")
            self.host("upgrade", "--to", "0r2", "--yes")
        finally:
            os.umask(previous)
        own = self.root / ".switchback"
        for path, expected in ((self.root, 0o755), (own, 0o755), (own / "slots", 0o755),
                               (own / "slots/a", 0o755), (own / "slots/b", 0o755),
                               (own / "status.json", 0o644), (own / "state.db", 0o600),
                               (own / "state.db-wal", 0o600), (own / "trust", 0o700),
                               (own / "incoming", 0o700), (own / "backups", 0o700), (own / "logs", 0o700),
                               (own / "lock", 0o600), (self.root / "config", 0o755)):
            self.assertEqual(oct(mode(path)), oct(expected), path)
        for path in own.rglob("*"):
            inside = path.relative_to(own).parts
            if inside[0] != "slots" and path.name != "status.json" and not path.is_symlink():
                self.assertEqual(mode(path) & 0o077, 0, path)
        self.active_is("0r2")

    def test_under_umask_077(self):
        self.check(0o077)

    def test_under_umask_000(self):
        self.check(0)


class Copies(HostTest):
    def test_a_copied_and_a_moved_root_work_and_are_hashed_again(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        copy = self.home / "copy"
        subprocess.run(["cp", "-a", self.root, copy], check=True)
        self.active_is("0r2", root=copy)
        (copy / ".switchback/slots/a/version").write_text("0rX\n")  # in the copy a fingerprint proves nothing
        original = (self.root / ".switchback/slots/a/version").stat()
        os.utime(copy / ".switchback/slots/a/version", ns=(original.st_atime_ns, original.st_mtime_ns))
        self.refused(self.host("rollback", "--yes", root=copy), 20, "damaged-slot")
        self.expect(self.host("verify", "--repair", root=copy), 0)
        self.expect(self.host("rollback", "--yes", root=copy), 0)
        self.active_is("0r1", root=copy)
        moved = self.home / "moved"
        shutil.move(self.root, moved)
        self.expect(self.host("rollback", "--yes", root=moved), 0)
        self.active_is("0r1", root=moved)
        for path in (moved / ".switchback").glob("*.json"):
            self.assertNotIn(str(self.home), path.read_text())


@need_root()
class Privileges(HostTest):
    def test_anybody_reads_version_and_status(self):
        self.installed("0r1")
        self.folder.chmod(0o755)
        for command in ("version", "status"):
            line = [SWITCHBACK, "--root", self.root, command]
            mine, theirs = run(line), run(as_nobody(line))
            self.assertEqual(theirs.status, 0, theirs)
            if command == "version":
                self.assertEqual(mine.out, theirs.out)
        as_json = run(as_nobody([SWITCHBACK, "--root", self.root, "status", "--json"]))
        self.assertIn('"version":"0r1"', as_json.out)

    def test_nobody_else_may_change_it(self):
        self.installed("0r1")
        before = snapshot(self.root)
        for arguments in (["upgrade", "--yes"], ["rollback", "--yes"], ["recover"], ["verify", "--repair"]):
            outcome = run(as_nobody([SWITCHBACK, "--root", self.root, *arguments]))
            self.refused(outcome, 14, "permission-denied")
            self.assertEqual(snapshot(self.root), before)

    def test_a_root_of_another_user_or_writable_by_others_is_refused(self):
        self.installed("0r1")
        os.chown(self.root, NOBODY, NOBODY)
        self.refused(self.host("upgrade", "--yes"), 14, "permission-denied", str(NOBODY))
        os.chown(self.root, 0, 0)
        self.root.chmod(0o777)
        self.refused(self.host("upgrade", "--yes"), 14, "permission-denied", "chmod go-w")
        self.root.chmod(0o755)
        self.home.chmod(0o775)
        self.refused(self.host("upgrade", "--yes"), 14, "permission-denied")
        self.home.chmod(0o1777)  # sticky and root's, like /tmp
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)

    def test_an_unprivileged_owner_does_everything(self):
        os.chown(self.home, NOBODY, NOBODY)
        line = as_nobody([SWITCHBACK, "--root", self.root])
        init = [*line, "init", "--repo", self.publisher.url, "--product", "demo", "--trust", self.publisher.root_json]
        self.expect(run(init), 0)
        self.expect(run([*line, "install", "0r1", "--yes"]), 0)
        self.expect(run([*line, "upgrade", "--to", "0r2", "--yes"]), 0)
        self.expect(run([*line, "rollback", "--yes"]), 0)
        self.expect(run([*line, "verify"]), 0)


def mount_tmpfs(test, options):
    where = pathlib.Path(tempfile.mkdtemp(dir=test.home))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options + ",mode=755", "switchback-test", where],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        test.skipTest("cannot mount a tmpfs: " + mounted.stderr.strip())
    test.addCleanup(subprocess.run, ["umount", "-l", where], check=True)
    return where


@need_root()
class FileSystems(HostTest):
    """Refused with 14 before the first change."""

    def test_too_little_space(self):
        self.root = mount_tmpfs(self, "size=3m") / "app"
        self.init()
        before = snapshot(self.root / ".switchback/slots")
        outcome = self.host("install", "0r2", "--yes")
        self.refused(outcome, 14, "insufficient-space", "MiB", "bytes) are there")
        self.assertEqual(snapshot(self.root / ".switchback/slots"), before)
        self.assertEqual(self.json("history")["updates"], [])
        self.expect(self.host("install", "0r4", "--yes"), 0)
        self.active_is("0r4")

    def test_a_full_disk(self):
        where = mount_tmpfs(self, "size=6m")
        self.root = where / "app"
        self.installed("0r1")
        self.expect(self.host("upgrade", "--to", "0r4", "--yes"), 0)
        with contextlib.suppress(OSError), open(where / "filler", "wb") as filler:
            while True:
                filler.write(b"x" * 4096)
                filler.flush()
        self.refused(self.host("downgrade", "--to", "0r2", "--yes"), 14, "insufficient-space", "are there")
        self.active_is("0r4")
        self.refused(self.host("rollback", "--yes", "--force"), 14, "insufficient-space", "are there")
        os.truncate(where / "filler", 4096)
        self.expect(self.host("rollback", "--yes", "--force"), 0)  # needs next to nothing
        self.active_is("0r1")

    def test_no_inodes(self):
        where = mount_tmpfs(self, "size=64m,nr_inodes=60")
        self.root = where / "app"
        self.installed("0r1")
        with contextlib.suppress(OSError):
            for number in range(100):
                (where / f"filler{number}").touch()
        outcome = self.host("upgrade", "--to", "0r2", "--yes")
        self.refused(outcome, 14, "insufficient-inodes", "0 are there")
        self.active_is("0r1")

    def test_read_only(self):
        where = mount_tmpfs(self, "size=16m")
        self.root = where / "app"
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        subprocess.run(["mount", "-o", "remount,ro", where], check=True)
        for arguments in (["upgrade", "--yes"], ["rollback", "--yes"], ["downgrade", "--to", "0r1", "--yes"],
                          ["recover"], ["verify", "--repair"]):
            self.refused(self.host(*arguments), 14, "read-only", "read-only file system")
        for command in ("status", "version", "history", "changelog", "verify"):
            self.expect(self.host(command), 0)
        self.expect(self.host("check"), 100)
        subprocess.run(["mount", "-o", "remount,rw", where], check=True)
        self.active_is("0r2")


@need_root()
class RoomForAChain(HostTest):
    """0r2 has a long file that neither 0r1 nor 0r3 has: a chain makes it on the way."""

    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        each = noise(300_000, 1)
        for number in (1, 2, 3):
            passing = "x" * (8_000_000 if number == 2 else 1)
            publisher.publish(f"0r{number}", {"each": each[:number * 1000] + b"changed" + each[number * 1000 + 7:], "passing": passing})
        return publisher

    def goes_by(self, kind, size):
        self.root = mount_tmpfs(self, f"size={size}") / "app"
        self.installed("0r1")
        plan = self.json("upgrade", "--to", "0r3", "--yes")["plan"]
        self.assertEqual(plan["sources"][0]["kind"], kind, plan)
        self.active_is("0r3")

    def test_a_chain_is_taken_where_there_is_room(self):
        self.goes_by("chain", "64m")

    def test_frames_are_taken_where_there_is_none(self):
        self.goes_by("frames", "8m")


if __name__ == "__main__":
    support.main()
