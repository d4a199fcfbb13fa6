#include "core/trust/directory_store.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "base/durable.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::TemporaryDirectory;

namespace {

std::size_t entries(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(directory), {}));
}

}  // namespace

TEST_CASE("metadata is stored as received under names that stay in the directory") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  store.initialise("ROOT");
  const std::string bytes = "{ \"a\" :1 }\n ";
  for (const char* role : {"timestamp", "../../x", "/etc/passwd", ".", "..", "?", "a b"}) {
    store.store(role, bytes);
    CHECK(store.load(role, 100) == bytes);
  }
  CHECK(entries(directory.path()) == 1);
  CHECK(entries(directory / "trust") == 9);  // seven roles, root.json and root_history
  CHECK(std::filesystem::exists(directory / "trust" / "..%2F..%2Fx.json"));
}

TEST_CASE("a role's name may be longer than a file's") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  store.initialise("ROOT");
  store.store(std::string(5000, 'x'), "A");
  store.store(std::string(5001, 'x'), "B");
  CHECK(store.load(std::string(5000, 'x'), 10) == "A");
  CHECK(store.load(std::string(5001, 'x'), 10) == "B");
}

TEST_CASE("a missing file and one over the limit are no metadata") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  CHECK_FALSE(store.load("root", 10));
  CHECK_FALSE(store.load_bootstrap_root(10));
  CHECK_FALSE(store.load_root_step(2, 10));
  store.initialise("ROOT");
  store.store("targets", "0123456789");
  CHECK(store.load("targets", 10));
  CHECK_FALSE(store.load("targets", 9));
}

TEST_CASE("files of roles that are named no more are removed, roots and strange files never") {
  TemporaryDirectory directory;
  const auto trust = directory / "trust";
  DirectoryMetadataStore store(trust);
  store.initialise("ONE");
  store.store_root_step(2, "TWO");
  const std::string long_name(300, 'x');
  for (const std::string role :
       {"timestamp", "p-a", "p-b", "p-b.json", "../b", "..", long_name.c_str()})
    store.store(role, role);
  write_file_atomically(trust / "notes.txt", "");
  std::filesystem::create_directory(trust / "odd.json");
  store.keep_only({"timestamp", "p-a", "../b", long_name});
  CHECK(store.load("root", 10) == "TWO");
  CHECK(store.load_bootstrap_root(10) == "ONE");
  CHECK(store.load_root_step(2, 10) == "TWO");
  for (const std::string role : {"timestamp", "p-a", "../b", long_name.c_str()})
    CHECK(store.load(role, 400) == role);
  for (const char* role : {"p-b", "p-b.json", ".."}) CHECK_FALSE(store.load(role, 100));
  CHECK(std::filesystem::exists(trust / "notes.txt"));
  CHECK(std::filesystem::exists(trust / "odd.json"));
}

TEST_CASE("who has opened a file reads it to its end although it is removed") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  store.initialise("ONE");
  store.store("p-a", "A");
  const Descriptor open = open_file(directory / "trust" / "p-a.json", O_RDONLY);
  store.keep_only({});
  CHECK(read_all(open.get(), 10, "p-a") == "A");
  CHECK_FALSE(store.load("p-a", 10));
  CHECK_NOTHROW(store.keep_only({}));
}

TEST_CASE("each root is kept beside the bootstrap root") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  store.initialise("ONE");
  store.store_root_step(2, "TWO");
  store.store_root_step(3, "THREE");
  CHECK(store.load_bootstrap_root(10) == "ONE");
  CHECK(store.load_root_step(2, 10) == "TWO");
  CHECK(store.load("root", 10) == "THREE");

  store.initialise("OTHER");
  CHECK(store.load_bootstrap_root(10) == "OTHER");
  CHECK(store.load("root", 10) == "OTHER");
  CHECK_FALSE(store.load_root_step(2, 10));
}

TEST_CASE("a directory that somebody else put a root into is trusted from that root") {
  TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "trust");
  write_file_durably(directory / "trust" / "root.json", "ROOT");
  DirectoryMetadataStore store(directory / "trust");
  CHECK(store.load_bootstrap_root(10) == "ROOT");
  store.store_root_step(2, "TWO");
  CHECK(store.load_root_step(2, 10) == "TWO");
}

TEST_CASE("the store is private to its owner") {
  TemporaryDirectory directory;
  DirectoryMetadataStore store(directory / "trust");
  store.initialise("ROOT");
  store.store("a", "b");
  using std::filesystem::perms;
  const auto mode = [&](const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions() & perms::all;
  };
  CHECK(mode(directory / "trust") == perms::owner_all);
  CHECK(mode(directory / "trust" / "a.json") == (perms::owner_read | perms::owner_write));
  CHECK(mode(directory / "trust" / "root.json") == (perms::owner_read | perms::owner_write));
}
