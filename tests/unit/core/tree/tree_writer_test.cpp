#include "core/tree/tree_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using test::TemporaryDirectory;

namespace {

TreeEntry file(std::string path, std::uint32_t mode = 0644) {
  return {std::move(path), EntryType::file, mode, 0, {}, "", 512};
}
TreeEntry directory(std::string path, std::uint32_t mode = 0755) {
  return {std::move(path), EntryType::directory, mode, 0, {}, "", 512};
}
TreeEntry link_to(std::string path, std::string target) {
  return {std::move(path), EntryType::symlink, 0, 0, {}, std::move(target), 512};
}

// The umask belongs to the process: restored when a test case ends.
class Umask {
 public:
  explicit Umask(mode_t mask) : previous_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  ~Umask() { ::umask(previous_); }

 private:
  mode_t previous_;
};

struct Tree {
  TemporaryDirectory dir;
  Descriptor root{open_file(dir.path(), O_RDONLY | O_DIRECTORY)};
  TreeWriter writer{root.get()};
};

}  // namespace

TEST_CASE("entries get exactly their modes whatever the umask") {
  for (const mode_t mask : {0U, 077U, 0777U}) {
    Tree tree;
    const Umask umask(mask);
    tree.writer.make_directory(directory("d", 0755));
    tree.writer.make_directory(directory("d/private", 0700));
    tree.writer.write_file(file("d/f", 0644), "abc");
    tree.writer.write_file(file("d/tool", 0755), "");
    tree.writer.write_file(file("d/read-only", 0400), "xyz");
    const Descriptor large = tree.writer.create_file("d/large");
    write_all(large.get(), "parts", "large");
    tree.writer.finish_file(large, file("d/large", 0444));
    tree.writer.make_symlink(link_to("l", "d/f"));
    CHECK(test::snapshot(tree.dir.path()) ==
          std::map<std::string, std::string>{{"d", "directory 755"},
                                             {"d/private", "directory 700"},
                                             {"d/f", "file 644 abc"},
                                             {"d/tool", "file 755 "},
                                             {"d/read-only", "file 400 xyz"},
                                             {"d/large", "file 444 parts"},
                                             {"l", "symlink d/f"}});
  }
}

TEST_CASE("nothing is written through a symlink") {
  Tree tree;
  const TemporaryDirectory outside;
  std::filesystem::create_symlink(outside.path(), tree.dir / "out");
  std::filesystem::create_symlink(outside / "new", tree.dir / "f");
  CHECK_THROWS_AS(tree.writer.write_file(file("out/f"), "x"), StorageError);
  CHECK_THROWS_AS(tree.writer.write_file(file("f"), "x"), StorageError);
  CHECK_THROWS_AS(tree.writer.create_file("out/f"), StorageError);
  CHECK_THROWS_AS(tree.writer.create_file("f"), StorageError);
  CHECK_THROWS_AS(tree.writer.open_existing("f"), StorageError);
  CHECK_THROWS_AS(tree.writer.make_directory(directory("out/d")), StorageError);
  CHECK_THROWS_AS(tree.writer.make_directory(directory("out")), StorageError);
  CHECK_THROWS_AS(tree.writer.make_symlink(link_to("out/l", "x")), StorageError);
  CHECK_THROWS_AS(tree.writer.make_symlink(link_to("out", "x")), StorageError);
  CHECK_THROWS_AS(tree.writer.remove_file("out/f"), StorageError);
  CHECK(std::filesystem::is_empty(outside.path()));
}

TEST_CASE("nothing is written above the tree") {
  Tree tree;
  std::filesystem::create_directory(tree.dir / "root");
  const Descriptor root = open_file(tree.dir / "root", O_RDONLY | O_DIRECTORY);
  TreeWriter writer(root.get());
  CHECK_THROWS_AS(writer.write_file(file("../f"), "x"), StorageError);
  CHECK_THROWS_AS(writer.write_file(file("/tmp/f"), "x"), StorageError);
  CHECK_THROWS_AS(writer.make_directory(directory("a/../../d")), StorageError);
  CHECK(test::snapshot(tree.dir.path()).size() == 1);
}

TEST_CASE("an existing file is never opened for a new one") {
  Tree tree;
  test::put_file(tree.dir / "f", "old");
  CHECK_THROWS_AS(tree.writer.write_file(file("f"), "new"), StorageError);
  CHECK_THROWS_AS(tree.writer.create_file("f"), StorageError);
  CHECK(test::content_of(tree.dir / "f") == "old");
}

TEST_CASE("a directory or symlink that is already right is accepted") {
  Tree tree;
  tree.writer.make_directory(directory("d", 0700));
  tree.writer.make_directory(directory("d", 0755));
  tree.writer.make_symlink(link_to("l", "d"));
  tree.writer.make_symlink(link_to("l", "d"));
  CHECK_THROWS_AS(tree.writer.make_symlink(link_to("l", "e")), StorageError);
  CHECK(test::snapshot(tree.dir.path()) ==
        std::map<std::string, std::string>{{"d", "directory 755"}, {"l", "symlink d"}});
}

TEST_CASE("two threads write different files of many directories") {
  Tree tree;
  for (int i = 0; i < 40; ++i) tree.writer.make_directory(directory("d" + std::to_string(i)));
  const auto write_some = [&](int first) {
    for (int i = first; i < 2000; i += 2)
      tree.writer.write_file(file("d" + std::to_string(i % 40) + "/" + std::to_string(i)),
                             std::to_string(i));
  };
  {
    const std::jthread other(write_some, 1);
    write_some(0);
  }
  CHECK(test::snapshot(tree.dir.path()).size() == 2040);
  CHECK(test::content_of(tree.dir / "d9/1009") == "1009");
}
