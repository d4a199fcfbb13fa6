"""How commands, options, variables and the root are understood, and the question before a change."""
import host_support as support
from host_support import HostTest, SWITCHBACK, run


class Words(HostTest):
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

    def test_2_no_root(self):
        for command in ("status", "version", "check", "history", "verify", "recover", "rollback", "upgrade"):
            self.refused(self.host(command), 2, "config", "switchback init")


class Question(HostTest):
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


if __name__ == "__main__":
    support.main()
