#include "updater/engine/measured_updates.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

class Root {
 public:
  Root() : layout(directory / "root"), session(open()) {}
  void record(int number, UpdateOutcome outcome, const std::string& step, int milliseconds) {
    UpdateRecord update;
    update.id = std::to_string(number);
    update.to = *Version::parse("0a1");
    update.outcome = outcome;
    update.bytes_downloaded = 10;
    update.bytes_written = 20;
    update.started = Timestamp(std::chrono::seconds(number));
    session.store.insert_update(update);
    session.store.save_update(update);
    const Instant start{std::chrono::seconds(number)};
    session.store.start_step(update.id, step, start);
    session.store.finish_step(update.id, step, "done",
                              start + std::chrono::milliseconds(milliseconds));
  }
  TemporaryDirectory directory;
  Layout layout;
  Session session;

 private:
  Session open() const {
    std::filesystem::create_directories(layout.logs());
    StateStore::create(layout.state_db(), {"demo", {}, std::string(64, 'a'), "id", {}});
    return {layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()), {}, {}};
  }
};

}  // namespace

TEST_CASE("only updates that succeeded are measured, the newest of them") {
  Root root;
  CHECK(measured_updates(root.session).empty());
  root.record(1, UpdateOutcome::succeeded, "stage", 300);
  root.record(2, UpdateOutcome::failed, "stage", 9999);
  root.record(3, UpdateOutcome::succeeded, "switch", 20);
  root.record(4, UpdateOutcome::succeeded, "switch", -500);  // the clock was set back
  const auto measured = measured_updates(root.session);
  REQUIRE(measured.size() == 3);
  CHECK(measured[0].duration.count() == 0);
  CHECK((measured[1].instant && measured[1].duration.count() == 20));
  CHECK_FALSE(measured[2].instant);
  CHECK((measured[2].bytes == 30 && measured[2].duration.count() == 300));
  for (int number = 5; number < 15; ++number)
    root.record(number, UpdateOutcome::succeeded, "stage", number);
  CHECK(measured_updates(root.session).size() == 5);
  CHECK(measured_updates(root.session)[0].duration.count() == 14);
}
