"""Steering published releases: what the commands say, what they write, and what hosts make of it."""
import json

import host_support as support
from host_support import SCHEMAS, SWITCHBACK_REPO, HostTest, run, snapshot
from json_schema import violations


def repo(publisher, command, *arguments, **options):
    return run([SWITCHBACK_REPO, command, publisher.repository, *arguments], **options)


def everything(publisher):
    """Of repository and state; the lock names the last holder."""
    state = publisher.repository.with_name("repo.state")
    files = {("state", name): entry for name, entry in snapshot(state).items() if name != "lock"}
    return {**files, **snapshot(publisher.repository)}


def product_key(publisher, away):
    keys, elsewhere = publisher.repository.with_name("repo.keys"), publisher.folder / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    source, target = (keys, elsewhere) if away else (elsewhere, keys)
    for key in source.glob("p-demo-*"):
        key.rename(target / key.name)


class Steering(HostTest):
    """A repository of its own for every test, with 0r1, 0r2 and 0r3."""

    repository_for_each_test = True

    def setUp(self):
        super().setUp()
        for version in ("0r1", "0r2", "0r3"):
            self.publisher.publish(version, {"version": f"{version}\n"})

    def steer(self, command, *arguments, **options):
        return self.expect(repo(self.publisher, command, *arguments, **options), 0)

    def record(self, version):
        document = json.loads(self.steer("show", version, "--json").out)
        schema = json.loads((SCHEMAS / "show.schema.json").read_text())
        self.assertEqual(list(violations(document, schema)), [])
        return document["release"]

    def verified(self):
        self.expect(repo(self.publisher, "verify", "--progress", "none"), 0, "clean")

    def test_a_yanked_release_is_passed_over_and_explains_itself(self):
        self.installed("0r1")
        self.expect(self.steer("yank", "0r3", "--reason", "it leaks"), 0, "demo 0r3 is now yanked: it leaks")
        self.verified()
        self.refused(self.host("upgrade", "--to", "0r3", "--yes"), 17, "yanked", "it leaks")
        self.expect(self.host("upgrade", "--yes"), 0, "0r2 is active")
        self.expect(self.host("check"), 0)
        self.expect(self.steer("yank", "0r3", "--undo"), 0, "demo 0r3 is no longer yanked")
        self.expect(self.host("check"), 100)
        self.expect(self.host("upgrade", "--yes"), 0, "0r3 is active")
        self.steer("yank", "0r3", "--reason", "it burns")
        self.expect(self.host("upgrade", "--yes"), 0)  # hosts that have it keep running it
        self.active_is("0r3")
        self.verified()

    def test_a_barrier_can_be_put_up_and_taken_down_later(self):
        self.installed("0r1")
        self.expect(self.steer("barrier", "0r2"), 0, "demo 0r2 is now a barrier")
        self.assertEqual([update["to"] for update in self.json("why")["updates"]], ["0r2", "0r3"])
        self.expect(self.steer("barrier", "0r2", "--undo"), 0, "demo 0r2 is no longer a barrier")
        self.assertEqual([update["to"] for update in self.json("why")["updates"]], ["0r3"])

    def test_what_is_said_is_listed_and_shown(self):
        self.expect(self.steer("dead-end", "0r2", "--message", "reinstall"), 0, "demo 0r2 is now a dead end: reinstall")
        self.expect(self.steer("rollout", "0r2", "--percent", "20"), 0, "demo 0r2 is now offered to 20 % of hosts")
        self.expect(self.steer("rollout", "0r2", "--pause"), 0, "demo 0r2 is now paused at 20 % of hosts")
        record = self.record("0r2")
        self.assertEqual((record["dead_end"], record["rollout"]), ("reinstall", {"percent": 20, "paused": True}))
        listed = self.steer("list")
        self.expect(listed, 0, "dead end: reinstall, rollout 20 %, paused")
        self.assertEqual(list(violations(json.loads(self.steer("list", "--json").out),
                                         json.loads((SCHEMAS / "list.schema.json").read_text()))), [])
        self.verified()
        self.steer("dead-end", "0r2", "--undo")
        self.steer("rollout", "0r2", "--resume")
        self.expect(self.steer("rollout", "0r2", "--percent", "100"), 0, "demo 0r2 is now offered to all hosts")
        self.assertFalse({"dead_end", "rollout"} & self.record("0r2").keys())

    def test_the_log_tells_a_statement_from_its_end_and_names_the_share(self):
        for arguments in (("yank", "0r2", "--reason", "it leaks"), ("yank", "0r2", "--undo"),
                          ("rollout", "0r2", "--percent", "20"), ("rollout", "0r2", "--pause"),
                          ("rollout", "0r2", "--resume")):
            self.steer(*arguments)
        logged = [entry["operation"] for entry in json.loads(self.steer("log", "--json").out)["operations"]]
        self.assertEqual(logged[4::-1], ["yank demo 0r2", "yank demo 0r2 --undo", "rollout demo 0r2 20 %",
                                         "rollout demo 0r2 --pause", "rollout demo 0r2 --resume"])

    def test_the_end_of_a_statement_is_not_taken_for_the_statement_that_a_killed_run_made(self):
        with open("/dev/full", "w") as full:
            self.steer("yank", "0r2", "--reason", "it leaks", stdout=full)
        self.expect(self.steer("yank", "0r2", "--undo"), 0, "warning: completed the interrupted run: yank demo 0r2\n",
                    "no longer yanked")

    def test_what_is_so_already_is_left_so(self):
        self.steer("yank", "0r2", "--reason", "it leaks")
        before = everything(self.publisher)
        for said, *arguments in (("demo 0r2 is yanked: it leaks", "yank", "0r2", "--reason", "it leaks"),
                                 ("demo 0r1 is not yanked", "yank", "0r1", "--undo"),
                                 ("demo 0r1 is not a barrier", "barrier", "0r1", "--undo"),
                                 ("demo 0r1 is not a dead end", "dead-end", "0r1", "--undo"),
                                 ("demo 0r1 is offered to all hosts", "rollout", "0r1", "--percent", "100"),
                                 ("demo 0r1 is offered to all hosts", "rollout", "0r1", "--resume")):
            self.assertEqual(self.steer(*arguments).out, f"nothing to change: {said}\n")
        self.assertEqual(everything(self.publisher), before)

    def test_a_dry_run_changes_nothing_and_needs_no_key(self):
        self.publisher.repository.with_name("repo.keys").rename(self.home / "elsewhere")
        before = snapshot(self.home)
        for said, *arguments in (("demo 0r2 would be yanked: it leaks", "yank", "0r2", "--reason", "it leaks"),
                                 ("nothing to change: demo 0r2 is not yanked", "yank", "0r2", "--undo"),
                                 ("demo 0r2 would be offered to 5 % of hosts", "rollout", "0r2", "--percent", "5"),
                                 ("would publish the tree of demo 0r2 as 0r4", "promote", "0r2", "--to", "0r4")):
            self.assertEqual(self.steer(*arguments, "--dry-run").out, said + "\n")
        self.refused(repo(self.publisher, "yank", "0r9", "--reason", "x", "--dry-run"), 10, "not-found")
        self.assertEqual(snapshot(self.home), before)
        self.refused(repo(self.publisher, "yank", "0r2", "--reason", "x"), 10, "not-found", "keys")

    def test_refusals(self):
        before = snapshot(self.publisher.repository)
        for status, code, *arguments in (
                (2, "usage", "yank", "0r2"), (2, "usage", "yank", "0r2", "--reason", ""),
                (2, "usage", "yank", "0r2", "--reason", "two\nlines"), (2, "usage", "yank", "0r2", "--reason", "x" * 1001),
                (2, "usage", "yank", "0r2", "--reason", "\x1b[2J"), (2, "usage", "yank", "0r2", "--reason", "x", "--undo"),
                (2, "usage", "yank", "2.0", "--reason", "x"), (2, "usage", "dead-end", "0r2"),
                (2, "usage", "rollout", "0r2"), (2, "usage", "rollout", "0r2", "--percent", "101"),
                (2, "usage", "rollout", "0r2", "--percent", "-1"), (2, "usage", "rollout", "0r2", "--percent", "5%"),
                (2, "usage", "rollout", "0r2", "--pause", "--resume"),
                (2, "usage", "rollout", "0r2", "--pause", "--percent", "5"),
                (2, "usage", "barrier", "0r2", "--expires", "nobody=1d"),
                (2, "usage", "promote", "0r2", "--to", "0r2"), (2, "usage", "promote", "0r2", "--to", "2.0"),
                (2, "usage", "promote", "0r2"), (1, "exists", "promote", "0r2", "--to", "0r3"),
                (10, "not-found", "promote", "0r7", "--to", "0r8"), (10, "not-found", "barrier", "0r7"),
                (10, "not-found", "barrier", "0r2", "--product", "other")):
            with self.subTest(arguments=arguments):
                self.refused(repo(self.publisher, *arguments), status, code)
        self.assertEqual(snapshot(self.publisher.repository), before)

    def test_the_product_may_be_left_out_where_there_is_one(self):
        self.steer("publish", "--product", "other", "--version", "0r1", "--tree", self.publisher.trees["0r1"])
        self.refused(repo(self.publisher, "barrier", "0r1"), 2, "usage", "demo, other")
        self.expect(self.steer("barrier", "0r1", "--product", "other"), 0, "other 0r1 is now a barrier")
        self.assertFalse(json.loads(self.steer("show", "0r1", "--product", "demo", "--json").out)["release"]["barrier"])

    def test_lifetimes_are_chosen_as_for_publish(self):
        self.steer("barrier", "0r1", "--expires", "shard=9999d", "--expires", "timestamp=9998d")
        for name in ("4.p-demo-0001.json", "timestamp.json"):
            metadata = json.loads((self.publisher.repository / "metadata" / name).read_text())
            self.assertGreater(metadata["signed"]["expires"], "2045")

    def test_without_the_product_key_it_waits_until_refresh_has_it(self):
        before = snapshot(self.publisher.repository)
        product_key(self.publisher, away=True)
        self.expect(self.steer("yank", "0r3", "--reason", "it leaks"), 0, "recorded, not yet visible",
                    "demo 0r3 will be yanked: it leaks", "p-demo-0001 waits for a signature", "refresh")
        self.assertEqual(snapshot(self.publisher.repository), before)
        self.expect(self.steer("yank", "0r3", "--reason", "it leaks"), 0, "nothing to change", "p-demo-0001", "refresh")
        product_key(self.publisher, away=False)
        self.expect(self.steer("refresh"), 0, "visible now: p-demo-0001")
        self.assertEqual(self.record("0r3")["yanked"], "it leaks")

    def test_a_run_that_could_not_say_so_is_told_by_the_next(self):
        command = ["yank", "0r3", "--reason", "it leaks"]
        with open("/dev/full", "w") as full:
            self.steer(*command, stdout=full)
        self.assertEqual(self.steer(*command).out, "completed the interrupted run\ndemo 0r3 is now yanked: it leaks\n")
        self.assertEqual(self.steer(*command).out, "nothing to change: demo 0r3 is yanked: it leaks\n")
        with open("/dev/full", "w") as full:
            self.steer("promote", "0r2", "--to", "0r4", stdout=full)
        self.expect(self.steer("barrier", "0r4"), 0, "warning: completed the interrupted run: promote demo 0r2 to 0r4",
                    "demo 0r4 is now a barrier")

    def test_a_run_that_was_killed_with_its_files_in_place_is_completed_by_any_command(self):
        for number, command in enumerate((["barrier", "0r1"], ["promote", "0r1", "--to", "0r4"], ["publish"])):
            with self.subTest(command=command):
                product_key(self.publisher, away=True)
                self.expect(self.steer("rollout", "0r3", "--percent", str(number)), 0, "not yet visible")
                pending = self.publisher.repository.with_name("repo.state") / "pending.json"
                before = pending.read_text()
                product_key(self.publisher, away=False)
                with open("/dev/full", "w") as full:
                    self.steer("refresh", stdout=full)
                pending.write_text(before)  # the kill was right before it went
                if command == ["publish"]:
                    command += ["--version", "0r5", "--tree", self.publisher.trees["0r1"]]
                self.steer(*command, "--dry-run")
                self.expect(self.steer(*command), 0, "warning: completed the interrupted run: refresh")
                self.verified()

    def test_what_cannot_be_logged_of_a_completed_run_is_a_warning(self):
        log = self.publisher.repository.with_name("repo.state") / "log"
        for number, command in enumerate((["barrier", "0r1"], ["promote", "0r1", "--to", "0r4"], ["release", "0r5"])):
            with self.subTest(command=command):
                if command[0] == "release":
                    self.steer("publish", "--draft", "--version", "0r5", "--tree", self.publisher.trees["0r1"])
                with open("/dev/full", "w") as full:
                    self.steer("rollout", "0r3", "--percent", str(number), stdout=full)
                kept = log.rename(self.home / "kept")
                log.symlink_to("nowhere")
                self.assertRegex(self.steer(*command).err, 'warning: .*"rollout demo 0r3.*" is not in the log')
                log.unlink()
                kept.rename(log)


class Promoting(HostTest):
    repository_for_each_test = True

    def setUp(self):
        super().setUp()
        self.publisher.publish("0r1", {"version": "old\n"})
        self.publisher.publish("0b3", {"version": "new\n", "big": support.noise(400_000, 3)},
                               release="restart_required: true\n", changelog="## Security\n- closed\n")
        self.publisher.trees["0r3"] = self.publisher.trees["0b3"]

    def test_the_tree_of_a_beta_becomes_a_release_without_another_copy(self):
        blobs = self.publisher.repository / "targets/demo/blobs"
        before = snapshot(blobs)
        self.installed("0r1")
        self.expect(self.host("check"), 0)
        self.expect(repo(self.publisher, "promote", "0b3", "--to", "0r3"), 0, "published demo 0r3")
        self.expect(repo(self.publisher, "verify", "--progress", "none"), 0, "clean")
        self.assertEqual(snapshot(blobs), before)
        self.expect(self.host("check"), 101)
        self.expect(self.host("upgrade", "--yes"), 102, "0r3 is active")
        self.active_is("0r3")
        beta, release = (json.loads(repo(self.publisher, "show", version, "--json").out)["manifest"]
                         for version in ("0b3", "0r3"))
        self.assertLessEqual(beta["published"], release.pop("published"))
        self.assertEqual(release.pop("version"), "0r3")
        self.assertEqual({**beta, **release}, beta)

    def test_a_yanked_release_is_not_promoted(self):
        repo(self.publisher, "yank", "0b3", "--reason", "it leaks")
        self.refused(repo(self.publisher, "promote", "0b3", "--to", "0r3"), 17, "yanked", "it leaks")

    def test_a_dry_run_refuses_what_the_run_would_refuse(self):
        self.publisher.publish("0r2", {"version": "another\n"})
        self.expect(repo(self.publisher, "remove", "0r2", "--yes"), 0)
        for more in (["--dry-run"], []):
            self.refused(repo(self.publisher, "promote", "0b3", "--to", "0r2", *more), 1, "exists", "another release")
        self.expect(repo(self.publisher, "promote", "0b3", "--to", "0r3", "--dry-run"), 0, "would publish the tree of demo 0b3")
        for blob in (self.publisher.repository / "targets/demo/blobs").iterdir():
            blob.write_bytes(b"")
        for more in (["--dry-run"], []):
            self.refused(repo(self.publisher, "promote", "0b3", "--to", "0r3", *more), 1, "damage", "missing or damaged")

    def test_a_promotion_that_could_not_say_so_is_told_when_it_is_repeated(self):
        command = ["promote", "0b3", "--to", "0r3"]
        with open("/dev/full", "w") as full:
            self.expect(run([SWITCHBACK_REPO, command[0], self.publisher.repository, *command[1:]], stdout=full), 0)
        self.expect(repo(self.publisher, *command), 0, "completed the interrupted publication", "published demo 0r3")
        self.refused(repo(self.publisher, *command), 1, "exists")


if __name__ == "__main__":
    support.main()
