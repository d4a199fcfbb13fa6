#include "updater/engine/planner.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "tests/support/temporary_directory.hpp"
#include "updater/engine/plan_detail.hpp"
#include "updater/engine/version_choice.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

using Ids = std::vector<std::string>;

Version version(const std::string& text) {
  return *Version::parse(text);
}

std::string manifest(const std::string& of, const std::string& min_version, bool restart) {
  ReleaseManifest manifest;
  manifest.product = "demo";
  manifest.version = version(of);
  manifest.bundle.length = 1;
  manifest.index.length = 100;
  manifest.index.list_offset = 50;
  manifest.index.entries = manifest.index.frames = manifest.tree.files = 1;
  auto json = nlohmann::json::parse(encode_manifest(manifest));
  if (!min_version.empty()) json["release"]["min_version"] = min_version;
  if (restart) json["release"]["restart_required"] = true;
  return json.dump();
}

// Slot a is active. No repository can be reached: what is planned comes from the slots and the
// history alone.
class Root {
 public:
  explicit Root(const std::string& active, const std::string& min_version = "")
      : layout(directory / "root"), session(open()) {
    layout.switch_to(Slot::a);
    fill(Slot::a, active, min_version);
  }

  void fill(Slot slot, const std::string& text, const std::string& min_version = "",
            bool restart = false) {
    SlotRecord record;
    record.state = SlotState::complete;
    record.version = version(text);
    record.manifest = manifest(text, min_version, restart);
    session.store.save_slot(slot, record);
  }

  // Oldest first; the id is "FROM>TO".
  void record(const std::string& from, const std::string& to, UpdateKind kind,
              UpdateOutcome outcome = UpdateOutcome::succeeded, const std::string& undone_by = "") {
    UpdateRecord update;
    update.id = from + ">" + to;
    update.kind = kind;
    if (from != "none") update.from = version(from);
    update.to = version(to);
    update.outcome = outcome;
    if (!undone_by.empty()) update.undone_by = undone_by;
    update.started = Timestamp(std::chrono::seconds(++time_));
    session.store.insert_update(update);
    session.store.save_update(update);
  }

  Plan rollback(const std::string& id = "", bool force = false) {
    UpdateRequest request;
    request.kind = UpdateRequest::Kind::rollback;
    if (!id.empty()) request.update_id = id;
    request.force = force;
    request.dry_run = true;
    return make_plan(session, request, Timestamp(std::chrono::seconds(1000)));
  }

  std::string refusal(const std::string& id = "") {
    try {
      return "to " + rollback(id).to->text();
    } catch (const Error& error) {
      return error.code();
    }
  }

  TemporaryDirectory directory;
  Layout layout;
  Session session;

 private:
  Session open() const {
    for (const char* slot : {"a", "b"}) std::filesystem::create_directories(layout.slots() / slot);
    std::filesystem::create_directories(layout.logs());
    const std::string nowhere = "file://" + (directory / "nowhere").string() + "/";
    StateStore::create(layout.state_db(), {"demo", {nowhere}, std::string(64, 'a'), "id", {}});
    return {layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()), {}, {}};
  }
  int time_ = 0;
};

// install 0a1, up to 0b1, up to 0r1: the last two can be undone.
void record_series(Root& root) {
  root.record("none", "0a1", UpdateKind::install);
  root.record("0a1", "0b1", UpdateKind::upgrade);
  root.record("0b1", "0r1", UpdateKind::upgrade);
}

}  // namespace

TEST_CASE("a rollback undoes the newest update that is in force, or back to before the one named") {
  Root root("0r1");
  record_series(root);
  root.fill(Slot::b, "0b1");
  CHECK(root.rollback().to == version("0b1"));
  CHECK(root.rollback().undone_updates == Ids{"0b1>0r1"});
  CHECK(root.refusal("0b1>0r1") == "to 0b1");
  root.fill(Slot::b, "0a1");
  const Plan back = root.rollback("0a1>0b1");
  CHECK(back.to == version("0a1"));
  CHECK(back.undone_updates == Ids{"0b1>0r1", "0a1>0b1"});
}

TEST_CASE("what is not in force is passed over, and cannot be named") {
  Root root("0r1");
  record_series(root);
  root.fill(Slot::b, "0b1");
  root.record("0r1", "0r2", UpdateKind::upgrade, UpdateOutcome::failed);
  root.record("0r1", "0r3", UpdateKind::upgrade, UpdateOutcome::staged);
  root.record("0r1", "0r4", UpdateKind::upgrade, UpdateOutcome::succeeded, "0r4>0r1");
  root.record("0r4", "0r1", UpdateKind::rollback);
  CHECK(root.rollback().undone_updates == Ids{"0b1>0r1"});
  for (const char* id : {"0r1>0r2", "0r1>0r3", "0r1>0r4", "none>0a1", "no such update"}) {
    CAPTURE(id);
    CHECK(root.refusal(id) == "not-found");
  }
}

TEST_CASE("where nothing was installed before, there is nothing to undo") {
  Root root("0a1");
  CHECK(root.refusal() == "not-found");
  root.record("none", "0a1", UpdateKind::install);
  CHECK(root.refusal() == "not-found");
}

TEST_CASE("a downgrade is undone upwards") {
  Root root("0a1");
  root.record("0r1", "0a1", UpdateKind::downgrade);
  root.fill(Slot::b, "0r1");
  CHECK(root.rollback().to == version("0r1"));
  CHECK(root.rollback().undo == "downgrade: instant to 0a1");
}

TEST_CASE("what the other slot holds is only switched to, whatever became of the repository") {
  Root root("0r1");
  record_series(root);
  root.fill(Slot::b, "0b1", "", true);
  const Plan plan = root.rollback();
  CHECK(plan.instant);
  CHECK(plan.steps == Ids{"preflight", "switch", "commit"});
  CHECK(plan.restart_required);
  CHECK(plan.download_bytes == 0);
  CHECK(plan.undo == "upgrade: instant to 0r1");
  CHECK(plan.detail->from_slot == Slot::a);
  CHECK(plan.detail->to_slot == Slot::b);
  CHECK_FALSE(plan.detail->build);
}

TEST_CASE("a slot that is being rebuilt or holds another version needs the repository") {
  Root root("0r1");
  record_series(root);
  root.fill(Slot::b, "0a1");
  CHECK_THROWS_AS(root.rollback(), FetchError);
  SlotRecord rebuilding = root.session.store.slot(Slot::b);
  rebuilding.version = version("0b1");
  rebuilding.state = SlotState::rebuilding;
  root.session.store.save_slot(Slot::b, rebuilding);
  CHECK_THROWS_AS(root.rollback(), FetchError);
}

TEST_CASE("the active release's min_version is a floor under rollbacks, but by force") {
  struct Row {
    std::string floor, result;
  };
  const auto row = GENERATE(
      values<Row>({{"", "to 0b1"}, {"0a1", "to 0b1"}, {"0b1", "to 0b1"}, {"0r1", "min-version"}}));
  Root root("0r1", row.floor);
  record_series(root);
  root.fill(Slot::b, "0b1");
  CHECK(root.refusal() == row.result);
  CHECK(root.rollback("", true).to == version("0b1"));
}

TEST_CASE("the host's channel is the configuration's, else what install recorded, else stable") {
  Root root("0r1");
  CHECK(host_channel(root.session) == Channel::stable);
  root.session.store.set_channel(Channel::alpha);
  CHECK(host_channel(root.session) == Channel::alpha);
  root.session.settings.channel = Channel::beta;
  CHECK(host_channel(root.session) == Channel::beta);
}

TEST_CASE("before the first installation there is nothing to move from") {
  Root root("0r1");
  std::filesystem::remove(root.layout.root() / "current");
  for (const auto kind : {UpdateRequest::Kind::upgrade, UpdateRequest::Kind::downgrade}) {
    UpdateRequest request;
    request.kind = kind;
    request.dry_run = true;
    CHECK_THROWS_AS(make_plan(root.session, request, Timestamp{}), StateError);
  }
}
