#include "updater/slots/stranger_search.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/rebuild.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

struct Slots {
  Slots() {
    put_file(root.directory / "tree/same", "1");
    put_file(root.directory / "tree/folder/inside", "2");
    put_file(root.directory / "tree/name", "3");
    tree = root.build("tree");
    root.fill(Slot::b, tree);
    fs::create_directories(root.layout.incoming());
  }
  std::optional<std::vector<std::string>> strangers() {
    return StrangerSearch(root.layout, Slot::b, tree.open_index()).take();
  }

  SampleRoot root;
  SampleTree tree;
};

}  // namespace

TEST_CASE("a search names what a slot holds beyond an index, and a rebuild removes it") {
  Slots slots;
  const fs::path slot = slots.root.layout.slot(Slot::b);
  CHECK(slots.strangers() == std::vector<std::string>{});
  put_file(slot / "folder/new/deep", "4");
  put_file(slot / "zero", "5");
  fs::remove(slot / "name");
  fs::create_directory(slot / "name");
  const auto found = slots.strangers();
  CHECK(found == std::vector<std::string>{"folder/new", "name", "zero"});
  put_file(slots.root.layout.incoming_tree() / "name", "3");
  const auto totals =
      rebuild_slot(slots.root.layout, Slot::b, slots.tree.open_index(), false, &*found);
  CHECK(totals.removed == 4);
  CHECK(snapshot(slot) == snapshot(slots.tree.tree));
}

TEST_CASE("a search that finds too much, or fails, gives no list") {
  Slots slots;
  const fs::path slot = slots.root.layout.slot(Slot::b);
  for (int i = 0; i < 5000; ++i)
    put_file(slot / ("many/" + std::string(200, 'x') + std::to_string(i)), "");
  CHECK(slots.strangers() == std::vector<std::string>{"many"});
  for (int i = 0; i < 5000; ++i)
    put_file(slot / ("folder/" + std::string(200, 'x') + std::to_string(i)), "");
  CHECK(slots.strangers() == std::nullopt);
  fs::remove_all(slot);
  CHECK(slots.strangers() == std::nullopt);
}
