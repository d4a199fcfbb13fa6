#include "updater/slots/comparison.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "base/errors.hpp"
#include "core/tree/entry_lookup.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

class CopiesFromSlotA {
 public:
  SampleTree make(const std::string& name, std::initializer_list<const char*> paths) {
    for (const char* path : paths) put_file(root.directory / name / path, "the same everywhere");
    return root.build(name);
  }

  // path in the new tree -> path in slot a that its content is copied from
  std::map<std::string, std::string> sources(const SampleTree& present, const SampleTree& next) {
    root.fill(Slot::a, present);
    const SlotImage a = root.image(Slot::a, present);
    const IndexFile index = next.open_index();
    TreeComparison comparison =
        compare_with_slot(index, nullptr, root.layout, KeepRule::fingerprint);
    find_local_content(index, {&a}, comparison);
    EntryLookup from(a.index);
    EntryLookup to(index);
    std::map<std::string, std::string> found;
    for (const LocalCopy& copy : comparison.copies)
      found[to.at(copy.ordinal).path] = from.at(copy.source_ordinal).path;
    return found;
  }

  SampleRoot root;
};

}  // namespace

TEST_CASE("of several files with the wanted content the one under the same path is copied") {
  CopiesFromSlotA slot;
  const auto present = slot.make("old", {"a", "b/deep", "c"});
  const auto next = slot.make("new", {"a", "b/deep", "c"});
  CHECK(slot.sources(present, next) ==
        std::map<std::string, std::string>{{"a", "a"}, {"b/deep", "b/deep"}, {"c", "c"}});
}

TEST_CASE("content that has moved is found wherever it was") {
  CopiesFromSlotA slot;
  const auto present = slot.make("old", {"before/name"});
  const auto next = slot.make("new", {"after/name", "copy"});
  CHECK(slot.sources(present, next) ==
        std::map<std::string, std::string>{{"after/name", "before/name"}, {"copy", "before/name"}});
}

namespace {

// Slot b holds the old tree; which paths of the new one it keeps, and their fingerprints.
struct Comparing {
  Comparing() {
    for (std::uint32_t i = 0; i < 1500; ++i) {
      const std::string name = "d" + std::to_string(i % 9) + "/" + std::to_string(i);
      put_file(root.directory / "old" / name, random_bytes(i, i));
      put_file(root.directory / "new" / name, random_bytes(i, i % 100 == 3 ? i + 1 : i));
    }
    put_file(root.directory / "new/only-new", "x");
    before = root.build("old");
    after = root.build("new");
    root.fill(Slot::b, before);
  }

  std::vector<Disposition> dispositions(KeepRule rule, FingerprintWriter* carry = nullptr,
                                        const std::stop_token& stop = {}) const {
    const SlotImage b = root.image(Slot::b, before);
    return compare_with_slot(after.open_index(), &b, root.layout, rule, carry, stop).dispositions;
  }

  // What one look at each file says.
  std::vector<Disposition> expected() const {
    std::vector<Disposition> result;
    const IndexFile index = after.open_index();
    auto cursor = index.cursor();
    while (const TreeEntry* entry = cursor.next()) {
      const auto path = root.layout.slot(Slot::b) / entry->path;
      const bool there = std::filesystem::exists(path);
      if (entry->type == EntryType::directory) {
        result.push_back(there ? Disposition::keep : Disposition::make);
      } else {
        result.push_back(there && Sha256::of(content_of(path)) == entry->sha256
                             ? Disposition::keep
                             : Disposition::fetch);
      }
    }
    return result;
  }

  SampleRoot root;
  SampleTree before;
  SampleTree after;
};

}  // namespace

TEST_CASE("what several threads find of a slot does not depend on them") {
  Comparing slots;
  put_file(slots.root.layout.slot(Slot::b) / "d1/1000", "damaged");
  std::filesystem::remove(slots.root.layout.slot(Slot::b) / "d2/902");
  const auto expected = slots.expected();
  CHECK(std::count(expected.begin(), expected.end(), Disposition::fetch) == 18);
  for (int again = 0; again < 5; ++again)
    for (const KeepRule rule : {KeepRule::fingerprint, KeepRule::rehash})
      CHECK((slots.dispositions(rule) == expected));
}

TEST_CASE("fingerprints of kept files are carried in the order of the new index") {
  Comparing slots;
  const IndexFile index = slots.after.open_index();
  const auto settled = realtime_ns() + 20'000'000;
  while (realtime_ns() < settled) std::this_thread::yield();
  const auto path = slots.root.directory / "carried";
  FingerprintWriter carry(path, index.reference().list_sha256);
  const auto dispositions = slots.dispositions(KeepRule::fingerprint, &carry);
  carry.commit();
  auto carried =
      FingerprintReader::open(path, index.reference().list_sha256, index.reference().entries);
  REQUIRE(carried);
  auto cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    const Fingerprint fingerprint = carried->at(cursor.ordinal());
    const bool kept =
        entry->type == EntryType::file && dispositions[cursor.ordinal()] == Disposition::keep;
    CHECK(fingerprint.known() == kept);
    if (kept) CHECK(fingerprint.size == entry->size);
  }
}

TEST_CASE("a pass over a slot or its index ends when a stop is requested") {
  Comparing slots;
  TreeComparison comparison =
      compare_with_slot(slots.after.open_index(), nullptr, slots.root.layout, KeepRule::rehash);
  std::stop_source stop;
  stop.request_stop();
  for (const KeepRule rule : {KeepRule::fingerprint, KeepRule::rehash})
    CHECK_THROWS_AS(slots.dispositions(rule, nullptr, stop.get_token()), Interrupted);
  const SlotImage b = slots.root.image(Slot::b, slots.before);
  CHECK_THROWS_AS(find_local_content(slots.after.open_index(), {&b}, comparison, stop.get_token()),
                  Interrupted);
}
