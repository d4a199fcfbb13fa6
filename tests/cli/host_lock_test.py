"""Of several commands that change a root one works; commands that only read do not wait."""
import subprocess

import host_support as support
from host_support import HostTest, SWITCHBACK


class Locking(HostTest):
    def test_11_locked(self):
        self.installed("0r1")
        holder = subprocess.Popen(["flock", "-x", self.root / ".switchback/lock", "-c", "echo; read x"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdout.readline()
        try:
            for arguments in (["upgrade", "--yes"], ["rollback", "--yes"], ["recover"], ["verify", "--repair"],
                              ["downgrade", "--to", "0a1", "--yes"]):
                self.refused(self.host(*arguments), 11, "locked")
            for command in ("status", "version", "history", "verify", "changelog"):
                self.expect(self.host(command), 0)
            self.expect(self.host("check"), 100 + 1)
        finally:
            holder.communicate(b"\n")
        self.active_is("0r1")

    def test_11_of_many_at_once_one_wins(self):
        self.installed("0r1")
        line = [SWITCHBACK, "--root", self.root, "upgrade", "--to", "0r2", "--yes"]
        runs = [subprocess.Popen(line, env=support.environment(), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
        for each in runs:
            each.communicate(timeout=support.DEADLINE)
        statuses = sorted(each.returncode for each in runs)
        self.assertEqual(statuses[0], 0)
        self.assertLessEqual(set(statuses), {0, 11})  # a late one finds nothing to do
        self.assertEqual(len([u for u in self.json("history")["updates"] if u["outcome"] == "succeeded"]), 2)
        self.active_is("0r2")


if __name__ == "__main__":
    support.main()
