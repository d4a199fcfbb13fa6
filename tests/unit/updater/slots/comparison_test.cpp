#include "updater/slots/comparison.hpp"

#include <catch2/catch.hpp>

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
