// Old metadata, replayed or left to expire.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/terminal/exit_status.hpp"
#include "tests/support/published_repository.hpp"
#include "tests/support/source_tree.hpp"
#include "updater/engine/check.hpp"
#include "updater/engine/planner.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

constexpr auto kDay = std::chrono::hours(24);

// A host on a file:// repository that was signed at kStart, driven with a clock of the test's own.
class ClockedHost {
 public:
  ClockedHost() : start(switchback::now()), repository(start), root(directory / "app") {
    put_file(directory / "tree/file", "one");
    repository.publish("0r1", directory / "tree");
    Host::init({root, {repository.file_url()}, "demo", repository.root_json(), std::nullopt});
  }

  // 0, or the exit status.
  int check(Timestamp time) {
    return status_of([&](Session& session) { check_for_updates(session, time, true); });
  }
  int plan(Timestamp time, std::chrono::seconds accept_stale = {}) {
    return status_of([&](Session& session) {
      UpdateRequest request;
      request.kind = UpdateRequest::Kind::install;
      if (accept_stale.count() != 0) request.accept_stale = accept_stale;
      make_plan(session, request, time);
    });
  }
  template <typename Use>
  int status_of(const Use& use) {
    const Layout layout(root);
    Session session{layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()),
                    {},     {}};
    try {
      use(session);
      return 0;
    } catch (const Error& error) {
      return exit_status_of(error, 20);
    }
  }

  TemporaryDirectory directory;
  Timestamp start;
  PublishedRepository repository;
  fs::path root;
};

}  // namespace

TEST_CASE("expired metadata is refused until it is signed again or accepted by name") {
  ClockedHost host;
  CHECK(host.check(host.start) == 0);
  CHECK(host.check(host.start + 13 * kDay) == 0);
  CHECK(host.check(host.start + 15 * kDay) == 13);
  CHECK(host.plan(host.start + 15 * kDay) == 13);
  CHECK(host.plan(host.start + 15 * kDay, 7 * kDay) == 0);
  CHECK(host.plan(host.start + 30 * kDay, 7 * kDay) == 13);
  host.repository.now = host.start + 15 * kDay;
  host.repository.refresh();
  CHECK(host.check(host.start + 15 * kDay) == 0);
}

TEST_CASE("a clock that is set back does not revive expired metadata") {
  ClockedHost host;
  const fs::path old = host.directory / "old";
  fs::copy(host.repository.root() / "metadata", old, fs::copy_options::recursive);
  host.repository.now = host.start + 20 * kDay;
  host.repository.refresh();
  REQUIRE(host.check(host.start + 20 * kDay) == 0);
  // The attacker drops the cache, forgets the versions seen and replays what was valid then.
  fs::copy(old, host.repository.root() / "metadata",
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  for (const auto& entry : fs::directory_iterator(host.root / ".switchback/trust"))
    if (entry.path().filename().string().find("root") == std::string::npos)
      fs::remove_all(entry.path());
  CHECK(host.check(host.start + kDay) == 12);  // the versions seen
  host.status_of([](Session& session) { session.store.save_seen_versions(""); });
  CHECK(host.check(host.start + kDay) == 13);  // the time floor
}

TEST_CASE("a host that only installs has a time floor, too") {
  ClockedHost host;
  const fs::path old = host.directory / "old";
  fs::copy(host.repository.root() / "metadata", old, fs::copy_options::recursive);
  host.repository.now = host.start + 20 * kDay;
  host.repository.refresh();
  REQUIRE(host.plan(host.start + 20 * kDay) == 0);
  fs::copy(old, host.repository.root() / "metadata",
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  for (const auto& entry : fs::directory_iterator(host.root / ".switchback/trust"))
    if (entry.path().filename().string().find("root") == std::string::npos)
      fs::remove_all(entry.path());
  host.status_of([](Session& session) { session.store.save_seen_versions(""); });
  CHECK(host.plan(host.start + kDay) == 13);
}

TEST_CASE("a clock that once was far ahead does not lock a host out") {
  ClockedHost host;
  CHECK(host.check(host.start + 3650 * kDay) == 13);
  CHECK(host.check(host.start) == 0);
}
