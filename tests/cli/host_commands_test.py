"""What each command of `switchback` does, and every exit status of the table in docs/exit-codes.md that it can have."""
import json
import os
import shutil
import signal
import socket
import subprocess
import threading

import host_support as support
from host_support import HostTest, SWITCHBACK, run, snapshot


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


class ExitStatus(HostTest):
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

    def test_2_usage(self):
        self.init()
        for arguments in (["frobnicate"], [], ["upgrade", "--latest", "--stable"], ["upgrade", "--to"],
                          ["install", "1.0"], ["upgrade", "--to", "x"], ["downgrade"], ["diff", "0a1"],
                          ["install", "--channel", "gamma"], ["rollback", "--verify=some"],
                          ["upgrade", "--accept-stale", "7d"], ["changelog", "--format", "html"],
                          ["changelog", "--version", "0a1", "--since", "0a1"], ["history", "--limit", "-1"]):
            outcome = self.host(*arguments)
            self.refused(outcome, 2, "usage")
            self.assertEqual(outcome.out, "")

    def test_2_wrong_direction(self):
        self.installed("0r1")
        self.refused(self.host("upgrade", "--to", "0a1", "--yes"), 2, "usage", "downgrade")
        self.refused(self.host("downgrade", "--to", "0r2", "--yes"), 2, "usage", "upgrade")
        self.refused(self.host("install", "0r2", "--yes"), 2, "usage", "already installed")
        self.active_is("0r1")

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

    def test_2_no_root(self):
        for command in ("status", "version", "check", "history", "verify", "recover", "rollback", "upgrade"):
            self.refused(self.host(command), 2, "config", "switchback init")

    def test_2_without_a_terminal_and_without_yes(self):
        self.init()
        self.refused(self.host("install", "0r1"), 2, "confirmation-required", "--yes")
        self.assertFalse((self.root / "current").exists())
        self.host("install", "0r1", "--yes")
        self.refused(self.host("upgrade", "--to", "0r2"), 2, "confirmation-required")
        self.host("upgrade", "--to", "0r2", "--yes")
        self.refused(self.host("rollback"), 2, "confirmation-required")
        self.refused(self.host("downgrade", "--to", "0r1"), 2, "confirmation-required")
        self.active_is("0r2")

    def test_a_configuration_turns_the_question_off(self):
        self.init()
        support.write(self.root / "config/update.yml",
                      "update_system:\n  safety: {require_confirmation: false}\n")
        self.expect(self.host("install", "0r1"), 0)
        support.write(self.root / "config/update.yml", "safety: {require_confirmatoin: false}\n")
        outcome = self.host("upgrade", "--yes")
        self.refused(outcome, 2, "config", "update.yml:1", "require_confirmation")

    def test_10_not_found(self):
        self.init()
        self.refused(self.host("upgrade", "--yes"), 10, "not-found", "install")
        self.refused(self.host("install", "0r9", "--yes"), 10, "not-found", "0r9")
        self.refused(self.host("history", "show", "update_0a1"), 10, "not-found")
        self.refused(self.host("diff", "0a1", "0a9"), 10, "not-found", "0a9")
        self.refused(self.host("changelog", "--version", "0a9"), 10, "not-found")
        self.refused(self.host("rollback", "--yes"), 10, "not-found")

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

    def test_12_wrong_anchor(self):
        self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust", "sha256:" + "0" * 64)
        for arguments in (["check"], ["install", "--yes"]):
            outcome = self.host(*arguments)
            self.assertEqual(outcome.status, 12, outcome)

    def test_16_no_path(self):
        self.installed("0b1")
        self.refused(self.host("upgrade", "--to", "0r4", "--yes"), 16, "no-path", ">=0r1", "0b1")
        self.refused(self.host("upgrade", "--to", "0r4", "--yes", "--force"), 16, "no-path")
        self.active_is("0b1")

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

    def test_22_current_is_no_slot(self):
        self.installed("0r1")
        (self.root / "current").unlink()
        (self.root / "current").symlink_to("/tmp")
        for arguments in (["status"], ["upgrade", "--yes"], ["rollback", "--yes"]):
            self.refused(self.host(*arguments), 22, "inconsistent")
        self.assertEqual(os.readlink(self.root / "current"), "/tmp")

    def test_100_and_101_check(self):
        self.init()
        self.expect(self.host("check"), 101, "0r4")
        self.host("install", "0r1", "--yes")
        self.expect(self.host("check"), 101, "security")
        self.host("upgrade", "--to", "0r3", "--yes")
        self.expect(self.host("check"), 100, "0r4")
        self.host("upgrade", "--yes")
        self.expect(self.host("check"), 0, "newest")

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


class Finding(HostTest):
    """How the root and options are found."""

    def test_root(self):
        self.installed("0r1")
        current = (self.root / "current").resolve()
        here = lambda *a, **k: run([SWITCHBACK, *a], **k)  # noqa: E731
        self.expect(here("version", cwd=self.root), 0, "0r1")
        self.expect(here("version", cwd=current / "lib/deep"), 0, "0r1")
        self.expect(here("version", cwd="/", variables={"SWITCHBACK_ROOT": str(self.root)}), 0, "0r1")
        self.expect(here("version", cwd="/", variables={"SWITCHBACK_ROOT": "/nonexistent"}), 2)
        other = self.home / "other"
        self.init(root=other)
        env = {"SWITCHBACK_ROOT": str(other)}
        self.expect(here("--root", str(self.root), "version", cwd=other, variables=env), 0, "0r1")
        self.expect(here("version", "--root", str(self.root), cwd=other, variables=env), 0, "0r1")
        self.expect(here("version", cwd=self.root, variables=env), 0, "none")
        self.refused(here("version", cwd="/"), 2, "config", "/opt/switchback")

    def test_update_is_a_synonym(self):
        self.init()
        self.expect(self.host("update", "install", "0r1", "--yes"), 0)
        self.expect(self.host("update", "upgrade", "--to", "0r2", "--yes"), 0)
        self.expect(run([SWITCHBACK, "--color", "never", "--root", self.root, "update", "version"]), 0, "0r2")
        self.expect(run([SWITCHBACK, f"--root={self.root}", "--progress", "none", "update", "version"]), 0, "0r2")

    def test_variables(self):
        self.init()
        self.expect(self.host("install", "0r1", variables={"SWITCHBACK_DRY_RUN": "1"}), 0, "dry run")
        self.refused(self.host("install", "0r1", variables={"SWITCHBACK_YES": "1"}), 2, "confirmation-required")
        self.host("install", "0r2", "--yes")
        env = {"SWITCHBACK_TO": "0r1", "SWITCHBACK_FORCE": "1"}
        self.expect(self.host("downgrade", "--yes", variables=env), 0, "0r1 is active")
        self.host("upgrade", "--yes", variables={"SWITCHBACK_TO": "0r4"})
        self.refused(self.host("rollback", "--yes", variables={"SWITCHBACK_FORCE": "1"}), 17, "min-version")
        outcome = self.host("status", variables={"SWITCHBACK_JSON": "1"})
        self.assertTrue(outcome.out.startswith("{"), outcome)
        self.refused(self.host("rollback", variables={"SWITCHBACK_VERIFY": "some"}), 2, "usage")
        quiet = self.host("upgrade", "--yes", variables={"SWITCHBACK_PROGRESS": "json"})
        self.expect(quiet, 0)


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
