#include "updater/engine/recovery.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

class Root {
 public:
  Root() : layout(directory / "root") {
    std::filesystem::create_directories(layout.slots() / "a");
    std::filesystem::create_directories(layout.slots() / "b");
    std::filesystem::create_directories(layout.incoming());
    std::filesystem::create_directories(layout.logs());
    StateStore::create(layout.state_db(), {"demo", {}, std::string(64, 'a'), "id", {}});
  }
  Session session() const {
    return {layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()), {}, {}};
  }
  TemporaryDirectory directory;
  Layout layout;
};

UpdateRecord update(UpdatePhase phase) {
  UpdateRecord record;
  record.id = "update_0a1_0b1_20241219_120000";
  record.from = *Version::parse("0a1");
  record.to = *Version::parse("0b1");
  record.from_slot = Slot::a;
  record.to_slot = Slot::b;
  record.phase = phase;
  return record;
}

}  // namespace

TEST_CASE("an update is completed exactly where current already points at its slot") {
  const UpdatePhase phase = GENERATE(UpdatePhase::preparing, UpdatePhase::staged,
                                     UpdatePhase::switching, UpdatePhase::switched);
  const bool switched = GENERATE(false, true);
  const Root root;
  root.layout.switch_to(switched ? Slot::b : Slot::a);
  Session session = root.session();
  session.store.insert_update(update(phase));
  session.store.start_step(update(phase).id, "switch", Instant{});
  CHECK(needs_recovery(session));
  const RecoveryReport report = recover(session);
  const bool complete = switched && phase >= UpdatePhase::switching;
  CHECK(report.action == (complete ? "completed" : "undone"));
  CHECK(root.layout.active() == (switched ? Slot::b : Slot::a));
  const UpdateRecord after = *session.store.update(update(phase).id);
  CHECK(after.outcome == (complete ? UpdateOutcome::succeeded : UpdateOutcome::interrupted));
  CHECK(after.finished);
  CHECK(session.store.steps(after.id)[0].outcome == (complete ? "done" : "failed"));
  CHECK_FALSE(needs_recovery(session));
  CHECK(recover(session).was_clean);
}

TEST_CASE("a slot whose index is lost or damaged counts as empty") {
  const bool present = GENERATE(false, true);
  const Root root;
  root.layout.switch_to(Slot::a);
  Session session = root.session();
  SlotRecord slot;
  slot.state = SlotState::rebuilding;
  slot.version = Version::parse("0b1");
  slot.index.length = 100;
  slot.index.entries = 1;
  session.store.save_slot(Slot::b, slot);
  if (present) {
    std::filesystem::remove(root.layout.slot_index(Slot::b));
    std::filesystem::copy_file(root.layout.state_db(), root.layout.slot_index(Slot::b));
  }
  CHECK(recover(session).action == "slot given up");
  CHECK(session.store.slot(Slot::b).state == SlotState::empty);
  CHECK(session.warnings.size() == 1);
}
