#include "updater/state/state_store.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

Version version(const char* text) {
  return *Version::parse(text);
}

const Timestamp kTime = *parse_timestamp("2024-12-19T12:00:00Z");

class Store {
 public:
  Store() : path(directory / "state.db") {
    StateStore::create(path, {"demo", {"http://a/", "file:///b/"}, std::string(64, 'a'), "id", {}});
  }
  StateStore open() const { return StateStore::open(path); }
  void alter(const std::string& sql) const {
    Database::open(path, Database::Mode::read_write).execute(sql);
  }
  TemporaryDirectory directory;
  std::filesystem::path path;
};

UpdateRecord record(const std::string& id) {
  UpdateRecord update;
  update.id = id;
  update.from = version("0a1");
  update.to = version("0b1");
  update.from_slot = Slot::a;
  update.to_slot = Slot::b;
  update.started = kTime;
  return update;
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return "ok";
}

}  // namespace

TEST_CASE("what init registered is there for every later program") {
  const Store store;
  const HostRecord host = store.open().host();
  CHECK(host.product == "demo");
  CHECK(host.repositories == std::vector<std::string>{"http://a/", "file:///b/"});
  CHECK_FALSE(host.channel);
  store.open().set_channel(Channel::beta);
  CHECK(StateStore::open_read_only(store.path).host().channel == Channel::beta);
}

TEST_CASE("a database that nobody made, or that is damaged, is a typed error") {
  const Store store;
  CHECK(code_of([&] { StateStore::open(store.directory / "missing"); }) == "storage");
  put_file(store.directory / "noise", random_bytes(8192, 1));
  CHECK(code_of([&] { StateStore::open(store.directory / "noise"); }) == "state");
  put_file(store.directory / "empty", "");
  CHECK(code_of([&] { StateStore::open(store.directory / "empty"); }) != "ok");
}

TEST_CASE("pins and holds are kept until they are ended") {
  const Store store;
  CHECK_FALSE(store.open().policy().pin);
  CHECK_FALSE(store.open().policy().held);
  store.open().set_pin(Version::parse("0r1"));
  store.open().set_hold(true, parse_timestamp("2026-12-24T00:00:00Z"));
  CHECK(store.open().policy().pin == Version::parse("0r1"));
  CHECK(store.open().policy().held_until == parse_timestamp("2026-12-24T00:00:00Z"));
  store.open().set_hold(true, {});
  CHECK(store.open().policy().held);
  CHECK_FALSE(store.open().policy().held_until);
  store.open().set_pin({});
  store.open().set_hold(false, {});
  CHECK_FALSE(store.open().policy().pin);
  CHECK_FALSE(store.open().policy().held);
}

TEST_CASE("a newer database says which program it needs") {
  const Store store;
  Database::open(store.path, Database::Mode::read_write)
      .execute("UPDATE meta SET value = '2' WHERE key = 'min_reader'");
  CHECK(code_of([&] { store.open().require_understood(); }) == "future-state");
  Database::open(store.path, Database::Mode::read_write)
      .execute("UPDATE meta SET value = '1' WHERE key = 'min_reader'");
  Database::open(store.path, Database::Mode::read_write)
      .execute("ALTER TABLE updates ADD COLUMN later TEXT");  // an additive change is none
  CHECK(code_of([&] { store.open().require_understood(); }) == "ok");
  CHECK(store.open().updates().empty());
}

TEST_CASE("a slot in a state of the future is not taken for an empty one") {
  const Store store;
  SlotRecord slot;
  slot.state = SlotState::complete;
  slot.version = version("0b1");
  store.open().save_slot(Slot::b, slot);
  store.alter("UPDATE slots SET state = 'quarantined'");
  CHECK(code_of([&] { store.open().slot(Slot::b); }) == "future-state");
}

TEST_CASE("an update to a slot of the future is not taken for one to slot a") {
  const Store store;
  store.open().insert_update(record("one"));
  store.alter("UPDATE updates SET to_slot = 'c'");
  CHECK(code_of([&] { store.open().open_update(); }) == "future-state");
  store.alter("UPDATE updates SET to_slot = 'b', from_slot = 'c'");
  CHECK(code_of([&] { store.open().open_update(); }) == "future-state");
}

TEST_CASE("odd values in a damaged database are a typed error") {
  const Store store;
  store.open().save_slot(Slot::b, {});
  const auto meta = [&](const char* key, const std::string& value) {
    store.alter("UPDATE meta SET value = '" + value + "' WHERE key = '" + key + "'");
  };
  for (const char* reference : {"", "[]", "{}", R"({"length": -1})", R"({"length": "1"})"}) {
    store.alter(std::string("UPDATE slots SET index_reference = '") + reference + "'");
    CHECK(code_of([&] { store.open().slot(Slot::b); }) == "state");
  }
  for (const char* list : {"", "{}", "[1]", "[null]"}) {
    meta("repositories", list);
    CHECK(code_of([&] { store.open().host(); }) == "state");
  }
  store.open().set_pin(Version::parse("0r1"));
  meta("pin", "zero");
  CHECK(code_of([&] { store.open().policy(); }) != "");
  store.open().set_pin({});
  store.open().set_hold(true, {});
  meta("hold", "tomorrow");
  CHECK(code_of([&] { store.open().policy(); }) == "state");
  for (const char* reader : {"", "x", "1x", "99999999999999999999"}) {
    meta("min_reader", reader);
    CHECK(code_of([&] { store.open(); }) == "state");
  }
}

TEST_CASE("update ids name both versions and the time, and never clash") {
  const Store store;
  StateStore open = store.open();
  const std::string first = open.new_update_id(version("0a1"), version("0b1"), kTime);
  CHECK(first == "update_0a1_0b1_20241219_120000");
  open.insert_update(record(first));
  CHECK(open.new_update_id(version("0a1"), version("0b1"), kTime) == first + "_2");
  open.insert_update(record(first + "_2"));
  CHECK(open.new_update_id(version("0a1"), version("0b1"), kTime) == first + "_3");
  CHECK(open.new_update_id(std::nullopt, version("0b1"), kTime) ==
        "update_none_0b1_20241219_120000");
}

TEST_CASE("updates and their steps are read back newest first") {
  const Store store;
  StateStore open = store.open();
  open.insert_update(record("one"));
  UpdateRecord second = record("two");
  open.insert_update(second);
  CHECK(open.open_update()->id == "two");
  second.outcome = UpdateOutcome::succeeded;
  second.finished = kTime;
  second.undone_by = "one";
  second.bytes_downloaded = 1ULL << 40;
  open.save_update(second);
  CHECK(open.open_update()->id == "one");
  const auto updates = store.open().updates(1);
  REQUIRE(updates.size() == 1);
  CHECK(updates[0].bytes_downloaded == 1ULL << 40);
  CHECK(updates[0].undone_by == "one");
  CHECK(updates[0].from == version("0a1"));
  CHECK(code_of([&] { open.save_update(record("three")); }) == "state");

  const Instant start = Instant(std::chrono::milliseconds(1000));
  open.start_step("one", "stage", start);
  CHECK_FALSE(open.steps("one")[0].finished);
  open.finish_step("one", "stage", "done", start + std::chrono::milliseconds(5));
  open.finish_step("one", "stage", "failed",
                   start + std::chrono::milliseconds(9));  // ended already
  CHECK(open.steps("one")[0].outcome == "done");
  CHECK(*open.steps("one")[0].finished - start == std::chrono::milliseconds(5));
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  const Store store;
  StateStore open = store.open();
  {
    const StateTransaction transaction = open.begin();
    open.insert_update(record("one"));
  }
  CHECK(open.updates().empty());
  SlotRecord slot;
  slot.state = SlotState::rebuilding;
  slot.version = version("0b1");
  slot.index.entries = 7;
  slot.index.cut = IndexCut::fine;
  open.save_slot(Slot::b, slot);
  CHECK(open.slot(Slot::b).index == slot.index);
  CHECK(open.slot(Slot::b).state == SlotState::rebuilding);
  CHECK(open.slot(Slot::a).state == SlotState::empty);
}

TEST_CASE("an index of a slot without a rule for its blocks has the first one") {
  const Store store;
  SlotRecord slot;
  slot.index.cut = IndexCut::fine;
  store.open().save_slot(Slot::b, slot);
  store.alter("UPDATE slots SET index_reference = json_remove(index_reference, '$.cut')");
  CHECK(store.open().slot(Slot::b).index.cut == IndexCut::coarse);
}
