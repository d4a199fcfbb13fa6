"""What the publisher says about releases afterwards, as a host sees it."""
import host_support as support
from host_support import HostTest


class Steered(HostTest):
    def setUp(self):
        super().setUp()
        for version in ("0r1", "0r2", "0r3"):
            self.publisher.publish(version, {"version": version + "\n"})

    def reasons(self, version):
        return [each["code"] for each in self.json("why-not", version)["candidates"][0]["reasons"]]

    repository_for_each_test = True

    def test_a_yanked_release_is_passed_over_and_whoever_runs_it_is_told(self):
        self.installed("0r1")
        self.publisher.do("yank", "0r3", "--reason", "it eats data")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")
        self.refused(self.host("upgrade", "--to", "0r3", "--yes"), 17, "yanked", "it eats data")
        self.expect(self.host("upgrade", "--yes"), 0, "nothing to do")
        self.expect(self.host("upgrade", "--to", "0r3", "--yes", "--force"), 0)
        self.expect(self.host("check"), 0, "0r3, which runs here, was withdrawn: it eats data")
        self.expect(self.host("status"), 0, "0r3, which runs here, was withdrawn: it eats data")
        self.expect(self.host("rollback", "--yes"), 0)
        self.active_is("0r2")
        self.assertNotIn("withdrawn", self.host("status").out)

    def test_a_rollout_reaches_its_share_and_to_goes_ahead_of_it(self):
        self.installed("0r2")
        self.publisher.do("rollout", "0r3", "--percent", "0")
        self.refused(self.host("upgrade", "--yes"), 17, "rollout", "0 %")
        self.expect(self.host("check"), 0, "0r3 is rolled out to 0 % of the hosts so far")
        self.assertEqual(self.reasons("0r3"), ["rollout"])
        self.expect(self.host("upgrade", "--to", "0r3", "--yes", "--dry-run"), 0)
        self.publisher.do("rollout", "0r3", "--pause")
        self.refused(self.host("upgrade", "--to", "0r3", "--yes"), 17, "rollout", "paused")
        self.publisher.do("rollout", "0r3", "--resume")
        self.publisher.do("rollout", "0r3", "--percent", "100")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r3")

    def test_hosts_outside_of_a_rollout_get_the_release_before(self):
        self.installed("0r1")
        self.publisher.do("rollout", "0r3", "--percent", "0")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")

    def test_a_release_made_a_barrier_is_one(self):
        self.installed("0r1")
        self.publisher.do("barrier", "0r2")
        self.assertEqual([update["to"] for update in self.json("why")["updates"]], ["0r2", "0r3"])
        self.publisher.do("barrier", "0r2", "--undo")
        self.assertEqual([update["to"] for update in self.json("why")["updates"]], ["0r3"])

    def test_a_dead_end_says_what_to_do_and_can_be_left_downwards(self):
        self.installed("0r2")
        self.publisher.do("dead-end", "0r2", "--message", "install 0r3 from its image")
        self.refused(self.host("upgrade", "--yes"), 16, "no-path", "install 0r3 from its image")
        self.expect(self.host("check"), 0, "0r2, which runs here, is a dead end")
        self.expect(self.host("downgrade", "--to", "0r1", "--yes"), 0)
        self.active_is("0r1")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r3")


if __name__ == "__main__":
    support.main()
