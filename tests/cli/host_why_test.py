"""Why this version and no other; pins and holds."""
import contextlib
import datetime
import sqlite3

import host_support as support
from host_support import HostTest


def codes(document):
    return {each["version"]: [reason["code"] for reason in each["reasons"]] for each in document["candidates"]}


class Why(HostTest):
    def test_every_release_has_its_reasons(self):
        self.installed("0r1")
        document = self.json("why")
        self.assertEqual([update["to"] for update in document["updates"]], ["0r4"])
        self.assertEqual(codes(document), {"0r4": [], "0r3": ["superseded"], "0r2": ["superseded"], "0r1": ["installed"],
                                           "0b1": ["older"], "0a1": ["older"]})
        text = self.expect(self.host("why"), 0, "demo: 0r1 -> 0r4", "├─ 0r4 is chosen").out
        self.assertIn("├─ 0r2 … 0r3 (2 releases): each is older than 0r4 [superseded]\n", text)
        self.assertIn("└─ 0a1 … 0b1 (2 releases): each is older than the installed 0r1 [older]\n", text)

    def test_why_not_names_what_stands_against_one_version(self):
        self.installed("0a1")
        self.expect(self.host("why-not", "0r4", "--channel", "stable"), 0, "0r4 is what an upgrade leads to")
        self.expect(self.host("why-not", "0b1", "--channel", "stable"), 0, "is not in the channel stable [channel]")
        document = self.json("why-not", "0r3")
        self.assertEqual(codes(document), {"0r3": ["superseded"]})
        self.refused(self.host("why-not", "9r9"), 10, "not-found")
        self.refused(self.host("why-not", "nonsense"), 2, "usage")
        self.expect(self.host("why-not"), 2)

    def test_before_the_first_installation_it_is_about_that(self):
        self.init()
        document = self.json("why")
        self.assertIsNone(document["installed"])
        self.assertEqual([update["to"] for update in document["updates"]], ["0r4"])

    def test_nothing_is_changed_by_asking(self):
        self.installed("0r1")
        before = support.snapshot(self.root)
        self.host("why")
        self.host("why-not", "0r4")
        self.host("pin", "0r1", "--dry-run")
        self.host("hold", "--dry-run")
        self.assertEqual(support.snapshot(self.root), before)


class OneWay(HostTest):
    @classmethod
    def publish(cls):
        publisher = support.Publisher(cls.folder)
        release = "databases:\n  - {name: main, driver: sqlite, path: data/app.db, migrations: migrations/main}\n"
        files = {"migrations/main/001_create.up.sql": "create table t (x);\n",
                 "migrations/main/001_create.down.sql": "drop table t;\n"}
        publisher.publish("0r1", files, release=release)
        files["migrations/main/002_drop.up.sql"] = "alter table t drop x;\n"
        publisher.publish("0r2", files, release=release)
        publisher.publish("0r3", {**files, "version": "0r3\n"}, release=release)
        return publisher

    def test_a_downgrade_does_not_cross_a_migration_without_a_way_back(self):
        self.installed("0r3")
        self.refused(self.host("downgrade", "--to", "0r1", "--yes"), 16, "no-path", "main/002_drop")
        self.refused(self.host("downgrade", "--to", "0r1", "--yes", "--force"), 16, "no-path")
        self.active_is("0r3")
        self.expect(self.host("downgrade", "--to", "0r2", "--yes"), 0)
        self.active_is("0r2")


class Policy(HostTest):
    def test_a_pinned_host_stays(self):
        self.installed("0r1")
        self.expect(self.host("pin"), 0, "pinned to 0r1")
        self.refused(self.host("upgrade", "--yes"), 17, "pinned", "0r1")
        self.refused(self.host("upgrade", "--to", "0r2", "--yes"), 17, "pinned")
        self.refused(self.host("downgrade", "--to", "0b1", "--yes"), 17, "pinned")
        self.assertEqual(self.json("status")["pin"], "0r1")
        self.assertEqual(codes(self.json("why"))["0r4"], ["pinned"])
        self.expect(self.host("check"), 101, "0r4 is available", "pinned to 0r1")
        self.active_is("0r1")
        self.expect(self.host("unpin"), 0, "no longer pinned to 0r1")
        self.expect(self.host("unpin"), 0, "there is no pin")
        self.assertIsNone(self.json("status")["pin"])
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        self.active_is("0r2")

    def test_a_host_goes_where_it_is_pinned_and_not_back_either(self):
        self.installed("0r1")
        self.expect(self.host("pin", "0r2"), 0, "switchback upgrade --to 0r2")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")
        self.refused(self.host("rollback", "--yes"), 17, "pinned")
        self.active_is("0r2")
        self.expect(self.host("rollback", "--yes", "--force"), 0)
        self.active_is("0r1")

    def test_a_hold_stops_upgrades_and_nothing_else(self):
        self.installed("0r1")
        self.expect(self.host("hold"), 0, "until 'switchback unhold'")
        self.refused(self.host("upgrade", "--yes"), 17, "held")
        self.assertIs(self.json("status")["hold"], True)
        self.expect(self.host("status"), 0, "on hold until 'switchback unhold'")
        self.expect(self.host("downgrade", "--to", "0b1", "--yes"), 0)
        self.expect(self.host("rollback", "--yes"), 0)
        self.expect(self.host("upgrade", "--yes", "--force"), 0)
        self.active_is("0r4")
        self.expect(self.host("unhold"), 0)
        self.assertIs(self.json("status")["hold"], False)

    def test_a_hold_ends_by_itself(self):
        self.installed("0r1")
        until = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.expect(self.host("hold", "--until", until), 0, until)
        self.assertEqual(self.json("status")["hold"], until)
        self.refused(self.host("upgrade", "--yes"), 17, "held", until)
        self.expect(self.host("hold", "--until", "7d"), 0, "no upgrades until 2")
        for wrong in ("yesterday", "2020-01-01T00:00:00Z", "-3d", "0s", "9000y"):
            self.refused(self.host("hold", f"--until={wrong}"), 2, "usage")

    def test_a_damaged_hold_or_pin_can_be_ended_and_bars_no_rollback(self):
        self.installed("0r1")
        self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)
        for key, end in (("hold", "unhold"), ("pin", "unpin")):
            with contextlib.closing(sqlite3.connect(self.root / ".switchback/state.db")) as state:
                with state:
                    state.execute("INSERT OR REPLACE INTO meta VALUES (?, 'odd')", (key,))
            self.refused(self.host("upgrade", "--yes"), 20, "state")
            self.expect(self.host("status"), 0, "0r2", "warning")
            self.expect(self.host("rollback", "--yes", "--force"), 0)
            self.expect(self.host(end), 0)
            self.expect(self.host("upgrade", "--to", "0r2", "--yes"), 0)

    def test_nothing_newer_is_nothing_to_do_however_the_host_is_held(self):
        self.installed("0r4")
        self.host("pin")
        self.host("hold")
        self.expect(self.host("upgrade", "--yes"), 0, "nothing to do")


if __name__ == "__main__":
    support.main()
