#include "core/tree/walk.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/errors.hpp"
#include "manifest-schema/tree_index.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using test::put_file;
using test::TemporaryDirectory;

namespace {

std::vector<std::string> paths_of(const std::vector<TreeEntry>& entries) {
  std::vector<std::string> paths;
  for (const auto& entry : entries) paths.push_back(entry.path);
  return paths;
}

// The message of the refusal, which must be a ConfigError.
std::string refusal(const std::filesystem::path& root) {
  try {
    scan_tree(root);
  } catch (const ConfigError& error) {
    CHECK(error.code() == "config");
    return error.what();
  }
  return "accepted";
}

void walk_all(TreeWalker& walker) {
  while (const TreeEntry* entry = walker.next()) {
    if (entry->type != EntryType::file) continue;
    SourceFile file = walker.open_file();
    hash_source_file(file);
  }
}

}  // namespace

TEST_CASE("a tree is walked depth first in index order") {
  const TemporaryDirectory dir;
  for (const auto* path : {"b", "a.b", "a/z", "a/b/c", "a-b", "a0", "é/ü", "a/b.c", ".hidden"})
    put_file(dir / path, path);
  const auto entries = scan_tree(dir.path(), 2);
  CHECK(paths_of(entries) == std::vector<std::string>{".hidden", "a", "a/b", "a/b/c", "a/b.c",
                                                      "a/z", "a-b", "a.b", "a0", "b", "é", "é/ü"});
  TreeOrderCheck order;
  for (const auto& entry : entries) order.next(entry);
}

TEST_CASE("a scan has sizes, digests, modes and targets") {
  const TemporaryDirectory dir;
  put_file(dir / "d/plain", "abc", 0666);
  put_file(dir / "d/tool", "", 06711);
  std::filesystem::create_symlink("../d/plain", dir / "d/link");
  REQUIRE(::chmod((dir / "d").c_str(), 01777) == 0);
  const auto entries = scan_tree(dir.path());
  REQUIRE(entries.size() == 4);
  CHECK(entries[0] == TreeEntry{"d", EntryType::directory, 0755, 0, {}, "", 512});
  CHECK(entries[1] == TreeEntry{"d/link", EntryType::symlink, 0, 0, {}, "../d/plain", 512});
  CHECK(entries[2] == TreeEntry{"d/plain", EntryType::file, 0644, 3, Sha256::of("abc"), "", 512});
  CHECK(entries[3] == TreeEntry{"d/tool", EntryType::file, 0711, 0, Sha256::of(""), "", 512});
}

TEST_CASE("hard links are equal files") {
  const TemporaryDirectory dir;
  put_file(dir / "a", "same");
  std::filesystem::create_hard_link(dir / "a", dir / "b");
  const auto entries = scan_tree(dir.path());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].type == EntryType::file);
  CHECK(entries[0].sha256 == entries[1].sha256);
}

TEST_CASE("a scan gives the same with one thread and with many") {
  const TemporaryDirectory dir;
  for (unsigned i = 0; i < 200; ++i)
    put_file(dir / ("d" + std::to_string(i % 7)) / std::to_string(i), std::string(i * 10, 'x'));
  CHECK(scan_tree(dir.path(), 1) == scan_tree(dir.path(), 8));
}

TEST_CASE("a FIFO or a socket in the tree is refused by name") {
  const TemporaryDirectory dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK(refusal(dir.path()).find("\"pipe\" is a FIFO") != std::string::npos);
  std::filesystem::remove(dir / "pipe");
  struct sockaddr_un address {};
  address.sun_family = AF_UNIX;
  const std::string name = (dir / "sock").string();
  REQUIRE(name.size() < sizeof address.sun_path);
  name.copy(address.sun_path, name.size());
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE(::bind(socket.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address) == 0);
  CHECK(refusal(dir.path()).find("\"sock\" is a socket") != std::string::npos);
}

TEST_CASE("a symlink that leaves the tree is refused by name") {
  const TemporaryDirectory dir;
  std::filesystem::create_directory(dir / "d");
  for (const auto* target : {"/etc/passwd", "../../x", "a/../../.."}) {
    std::filesystem::create_symlink(target, dir / "d/link");
    CHECK(refusal(dir.path()).find(target) != std::string::npos);
    std::filesystem::remove(dir / "d/link");
  }
  CHECK(refusal(dir.path()) == "accepted");
}

TEST_CASE("a name that is not UTF-8 or has control characters is refused") {
  const TemporaryDirectory dir;
  for (const auto* name : {"bad\xff", "new\nline", "esc\x1b"}) {
    put_file(dir / name, "");
    CHECK(refusal(dir.path()).find("cannot be published") != std::string::npos);
    std::filesystem::remove(dir / name);
  }
}

TEST_CASE("a tree deeper than 256 components is refused") {
  const TemporaryDirectory dir;
  std::string path;
  for (int i = 0; i < 256; ++i) path += "d/";
  std::filesystem::create_directories(dir / path);
  CHECK(refusal(dir.path()) == "accepted");
  std::filesystem::create_directory(dir / (path + "d"));
  CHECK(refusal(dir.path()).find("256 components") != std::string::npos);
}

TEST_CASE("a file that changes between the look and the read is noticed") {
  const TemporaryDirectory dir;
  put_file(dir / "f", "before");
  TreeWalker walker(dir.path());
  REQUIRE(walker.next() != nullptr);
  SECTION("longer") {
    put_file(dir / "f", "longer than before");
  }
  SECTION("another file") {
    put_file(dir / "g", "before");
    std::filesystem::rename(dir / "g", dir / "f");
  }
  SECTION("gone") {
    std::filesystem::remove(dir / "f");
  }
  SECTION("a symlink instead") {
    std::filesystem::remove(dir / "f");
    std::filesystem::create_symlink("/etc/passwd", dir / "f");
  }
  SECTION("a FIFO instead") {
    std::filesystem::remove(dir / "f");
    REQUIRE(::mkfifo((dir / "f").c_str(), 0600) == 0);
  }
  CHECK_THROWS_AS(walker.open_file(), StateError);
}

TEST_CASE("a file that changes while it is read is noticed") {
  const TemporaryDirectory dir;
  put_file(dir / "f", std::string(300'000, 'x'));
  TreeWalker walker(dir.path());
  REQUIRE(walker.next() != nullptr);
  SourceFile file = walker.open_file();
  std::string buffer(1000, '\0');
  CHECK(file.read(buffer.data(), buffer.size()) == 1000);
  SECTION("grown") {
    std::filesystem::resize_file(dir / "f", 300'001);
  }
  SECTION("cut") {
    std::filesystem::resize_file(dir / "f", 2000);
  }
  SECTION("rewritten with the same size") {
    put_file(dir / "f", std::string(300'000, 'y'));
  }
  CHECK_THROWS_AS(hash_source_file(file), StateError);
}

TEST_CASE("a directory that changes while it is walked is noticed") {
  const TemporaryDirectory dir;
  put_file(dir / "d/a", "");
  put_file(dir / "d/b", "");
  TreeWalker walker(dir.path());
  REQUIRE(walker.next()->path == "d");
  REQUIRE(walker.next()->path == "d/a");
  SECTION("a file more") {
    put_file(dir / "d/c", "");
  }
  SECTION("a file less") {
    std::filesystem::remove(dir / "d/b");
  }
  CHECK_THROWS_AS(walk_all(walker), StateError);
}

TEST_CASE("a scan stops when it is asked to") {
  const TemporaryDirectory dir;
  put_file(dir / "f", "");
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(scan_tree(dir.path(), 2, stop.get_token()), Interrupted);
}
