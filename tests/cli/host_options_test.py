"""Options that every command has, variables, the configuration file and the command line's own errors."""
import socket

import host_support as support
from host_support import SWITCHBACK_REPO, HostTest, run, snapshot, write
from range_server import RangeServer

SAMPLE = """update_system:
  backup: {enabled: true, directory: "backups/updates", encryption: true, retention_days: 30}   # also max_size
  behavior: {auto_backup: true, auto_restart: true, maintenance_mode: true, cluster_coordination: true}
  safety: {require_confirmation: true, validate_migrations: true, test_after_update: true, rollback_on_failure: true}
  clustering: {enabled: true, coordination_timeout: 300, rolling_updates: true, max_concurrent_nodes: 1}
"""


class Everywhere(HostTest):
    def test_dry_run_and_yes_are_accepted_by_every_command_and_nothing_changes(self):
        self.installed("0r1")
        self.host("upgrade", "--to", "0r2", "--yes")
        identity = self.json("history")["updates"][0]["id"]
        before = snapshot(self.root)
        for arguments, status in ((["check"], 100), (["version"], 0), (["status"], 0), (["changelog"], 0),
                                  (["history"], 0), (["history", "show", identity], 0), (["diff", "0r1", "0r2"], 0),
                                  (["verify"], 0), (["recover"], 0), (["upgrade"], 0), (["rollback"], 0),
                                  (["downgrade", "--to", "0a1"], 0), (["install", "0r2"], 0)):
            self.expect(self.host(*arguments, "--dry-run", "--yes", "--color=never", "--progress=none"), status)
            self.expect(self.host("--dry-run", *arguments), status)
            self.assertEqual(snapshot(self.root), before, arguments)
        self.expect(self.host("check"), 100)
        self.assertNotEqual(snapshot(self.root), before)  # without --dry-run the check is noted

    def test_the_publisher_s_commands_too(self):
        repository = self.publisher.repository
        before = snapshot(repository)
        tree = self.publisher.trees["0r1"]
        for arguments in (["list"], ["show", "0r1"], ["verify"], ["refresh"], ["serve", "--listen", "127.0.0.1:0"],
                          ["publish", "--version", "9r9", "--tree", tree]):
            outcome = run([SWITCHBACK_REPO, arguments[0], repository, *arguments[1:], "--dry-run", "--yes",
                           "--progress=none", "--color=never"])
            self.expect(outcome, 0)
        self.assertEqual(snapshot(repository), before)

    def test_a_word_that_is_no_command_is_named(self):
        self.refused(self.host("upgrad"), 2, "usage", "'upgrad'", "did you mean 'upgrade'")
        self.refused(run([SWITCHBACK_REPO, "publsh", "x"]), 2, "usage", "'publsh'", "did you mean 'publish'")
        self.refused(self.host(), 2, "usage", "subcommand is required")

    def test_what_is_not_there_yet_is_refused(self):
        self.installed("0r1")
        for option in ("--rehearse", "--ack"):
            self.refused(self.host("upgrade", option, "--yes"), 2, "usage", option)
        self.active_is("0r1")

    def test_values_that_do_not_fit(self):
        self.installed("0r1")
        self.refused(self.host("history", "--limit", "-1"), 2, "usage", "whole number")
        self.refused(self.host("upgrade", "--stable", "--channel", "alpha", "--yes"), 2, "usage", "excludes")

    def test_the_changelog_s_version_has_a_variable_and_the_program_s_has_none(self):
        self.installed("0r1")
        self.expect(self.host("changelog", variables={"SWITCHBACK_VERSION": "0r2"}), 0, "a hole is closed")
        self.expect(self.host("version", variables={"SWITCHBACK_VERSION": "1"}), 0, "0r1")

    def test_the_command_line_is_above_the_environment(self):
        self.installed("0r1")
        env = {"SWITCHBACK_TO": "0r2"}
        self.expect(self.host("upgrade", "--dry-run", variables=env), 0, "to 0r2")
        self.expect(self.host("upgrade", "--to=0r3", "--dry-run", variables=env), 0, "to 0r3")
        self.expect(self.host("upgrade", "--latest", "--dry-run", variables=env), 0, "to 0r4")
        self.refused(self.host("upgrade", "--latest", "--to", "0r2", "--dry-run"), 2, "usage", "excludes")
        self.expect(self.host("changelog", "--version", "0b1", variables={"SWITCHBACK_SINCE": "0r1"}), 0, "gone is gone")

    def test_a_reference_is_shown_once(self):
        self.init()
        text = self.host("changelog", "--version", "0b1").out
        self.assertEqual(text.count("(config: kind)"), 1, text)


    def test_a_dry_run_of_init_refuses_what_init_refuses(self):
        good = {"--repo": self.publisher.url, "--product": "demo", "--trust": str(self.publisher.root_json)}

        def dry(**changes):
            options = {**good, **{f"--{name}": value for name, value in changes.items()}}
            return self.host("init", "--dry-run", *(word for pair in options.items() for word in pair))
        self.expect(dry(), 0)
        for bad in ({"repo": "ftp://x"}, {"product": "X Y"}, {"trust": "sha256:12"}, {"trust": "/nonexistent"}):
            self.refused(dry(**bad), 2, "usage")
        self.assertFalse(self.root.exists())
        self.init()
        self.refused(dry(), 2, "usage", "already a Switchback root")


class Registered(HostTest):
    def register(self, name, roots, root=None):
        return self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust",
                         self.publisher.root_json, "--register", name, "--roots", roots, root=root)

    def test_a_root_is_listed_under_its_name(self):
        roots = self.home / "etc/roots.d"
        self.expect(self.register("app", roots), 0)
        self.assertEqual((roots / "app").read_text(), f"{self.root}\n")
        other = self.home / "other"
        self.refused(self.register("app", roots, other), 2, "usage", "another root's name")
        self.assertFalse(other.exists())
        self.assertEqual((roots / "app").read_text(), f"{self.root}\n")

    def test_what_cannot_be_listed_makes_no_root(self):
        write(self.home / "file", "")
        self.refused(self.register("a/b", self.home / "roots.d"), 2, "usage", "'a/b'")
        self.refused(self.register("app", self.home / "file/roots.d"), 20, "storage", "roots.d")
        self.assertFalse(self.root.exists())

    def test_a_trust_file_that_is_none_is_named(self):
        write(self.home / "ROOT.json", "no root")
        outcome = self.host("init", "--repo", self.publisher.url, "--product", "demo", "--trust", self.home / "ROOT.json")
        self.refused(outcome, 12, "trust-format", "ROOT.json")


class Configured(HostTest):
    def configure(self, text, mode=0o644):
        write(self.root / "config/update.yml", text, mode)

    def test_the_sample_loads(self):
        self.installed("0r1")
        self.configure(SAMPLE)
        self.expect(self.host("status"), 0)
        self.configure(SAMPLE.replace("retention_days", "retention_day"))
        self.refused(self.host("status"), 2, "config", "update.yml:2", 'did you mean "retention_days"')

    def test_a_file_that_others_may_write_is_refused(self):
        self.installed("0r1")
        self.configure(SAMPLE, 0o666)
        self.refused(self.host("status"), 2, "config", "can be written by others")

    def test_the_configuration_s_channel_holds_for_the_first_installation(self):
        self.init()
        self.publisher.publish("1b1", {"version": "1b1\n"})
        self.configure("policy: {channel: beta}\n")
        self.assertEqual(self.json("install", "--dry-run")["plan"]["to"], "1b1")
        self.assertEqual(self.json("install", "--channel", "stable", "--dry-run")["plan"]["to"], "0r4")
        self.configure("")
        self.assertEqual(self.json("install", "--dry-run")["plan"]["to"], "0r4")

    def test_masked(self):
        self.installed("0r1")
        (self.root / "config/update.yml").symlink_to("/dev/null")
        self.expect(self.host("status"), 0)

    def test_channel_limit_and_confirmation(self):
        self.installed("0r1")
        self.configure("policy: {channel: beta, max_download: 1KiB}\n")
        self.assertEqual(self.json("status")["channel"], "beta")
        self.refused(self.host("upgrade", "--to", "0r2", "--yes"), 17, "max-download", "1.00 KiB")
        self.configure("safety: {require_confirmation: false}\n")
        self.expect(self.host("upgrade", "--to", "0r2"), 0, "0r2 is active")
        outcome = self.host("rollback", variables={"SWITCHBACK_SAFETY_REQUIRE_CONFIRMATION": "false"})
        self.refused(outcome, 2, "config")


class Network(HostTest):
    def setUp(self):
        super().setUp()
        self.server = RangeServer(self.publisher.repository)
        self.addCleanup(self.server.stop)

    def configure(self, text):
        write(self.root / "config/update.yml", text)

    def test_token_and_proxy(self):
        self.init(url=self.server.url)
        write(self.root / "config/token", "s3cret\n", 0o600)
        self.configure("repository: {token_file: config/token}\n")
        self.expect(self.host("check"), 101)
        sent = {headers.get("Authorization") for _, headers, _ in self.server.requests}
        self.assertEqual(sent, {"Bearer s3cret"})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.configure(f"repository: {{proxy: 'http://127.0.0.1:{free.getsockname()[1]}/'}}\n")
        count = len(self.server.requests)
        self.assertEqual(self.host("check").status, 18)
        self.assertEqual(len(self.server.requests), count)

    def test_timeout(self):
        with socket.socket() as silent:  # takes the connection and never answers
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            self.init(url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
            self.configure("repository: {timeout: 1s}\n")
            self.refused(self.host("check"), 18, "too-slow")

    def test_all_bytes_are_counted(self):
        self.init(url=self.server.url)
        self.server.requests.clear()
        self.host("install", "0r1", "--yes")
        update = self.json("history")["updates"][0]
        self.assertEqual(update["requests"], len(self.server.requests))
        content = sum(sent for _, _, sent in self.server.requests)
        self.assertGreater(update["bytes_downloaded"], content)  # the answers' headers are read, too
        self.assertLess(update["bytes_downloaded"], content + 500 * update["requests"])


if __name__ == "__main__":
    support.main()
