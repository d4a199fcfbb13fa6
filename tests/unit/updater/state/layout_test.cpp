#include "updater/state/layout.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "updater/state/ownership.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

std::string refusal(const fs::path& root) {
  try {
    require_safe_root(root);
  } catch (const StorageError& error) {
    return error.code();
  }
  return "safe";
}

}  // namespace

TEST_CASE("current follows the switch and nothing else") {
  const TemporaryDirectory directory;
  const Layout layout(directory.path());
  fs::create_directories(layout.slots());
  CHECK_FALSE(layout.active());
  layout.switch_to(Slot::a);
  CHECK(layout.active() == Slot::a);
  CHECK(fs::read_symlink(layout.current()) == ".switchback/slots/a");
  layout.switch_to(Slot::b);
  CHECK(layout.active() == Slot::b);
  fs::create_symlink("x", layout.own() / "current.new");  // a switch killed before its rename
  layout.switch_to(Slot::a);
  CHECK(layout.active() == Slot::a);
  fs::create_symlink("x", layout.own() / "current.new");
  layout.remove_switch_leftover();
  CHECK_FALSE(fs::is_symlink(layout.own() / "current.new"));
}

TEST_CASE("a current that is no slot is inconsistent, whatever it is") {
  const TemporaryDirectory directory;
  const Layout layout(directory.path());
  const std::string target =
      GENERATE(std::string("/etc"), std::string(".switchback/slots/c"),
               std::string(".switchback/slots/a/../b"), std::string(200, 'x'));
  fs::create_symlink(target, layout.current());
  CHECK_THROWS_AS(layout.active(), StateError);
  fs::remove(layout.current());
  fs::create_directory(layout.current());
  CHECK_THROWS_AS(layout.active(), StateError);
}

TEST_CASE("a root that others could change is refused") {
  const TemporaryDirectory directory;  // in /tmp: sticky and root's
  const fs::path root = directory / "parent/root";
  fs::create_directories(root);
  CHECK(refusal(root) == "safe");
  ::chmod(root.c_str(), 0775);
  CHECK(refusal(root) == "permission-denied");
  ::chmod(root.c_str(), 01777);  // sticky does not help the root itself
  CHECK(refusal(root) == "permission-denied");
  ::chmod(root.c_str(), 0700);
  ::chmod(root.parent_path().c_str(), 0757);
  CHECK(refusal(root) == "permission-denied");
  ::chmod(root.parent_path().c_str(), 0755);
  fs::create_directory_symlink(root, directory / "link");
  CHECK(refusal(directory / "link") == "safe");
  CHECK(refusal(directory / "missing") == "storage");
  if (::geteuid() != 0) {
    WARN("skipped here: a parent of another user, which only root can make");
    return;
  }
  REQUIRE(::chown(root.parent_path().c_str(), 65534, 65534) == 0);
  CHECK(refusal(root) == "permission-denied");
}
