// Real trees, real indexes of real bundles: what the publisher does with them.
#include "core/delta/encode/verify_delta.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "core/delta/old_version.hpp"
#include "core/difference/encode/difference_encoder.hpp"
#include "core/tree/bundle_writer.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/core/difference/sample_elf.hpp"

using namespace switchback;
using test::put_file;
using test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

struct Release {
  fs::path tree;
  IndexFile index;
  FolderFiles files;

  Release(const TemporaryDirectory& folder, const std::string& name)
      : tree(folder / name), index(publish(folder, name)), files(tree, index) {}

  static IndexFile publish(const TemporaryDirectory& folder, const std::string& name) {
    const auto result =
        write_bundle(folder / name, {}, folder / (name + ".bundle"), folder / (name + ".index"));
    return IndexFile::open(folder / (name + ".index"), result.index);
  }
};

void make_trees(const TemporaryDirectory& folder) {
  const std::string text = test::random_bytes(30'000, 1);
  put_file(folder / "old" / "lib/a.js", text);
  put_file(folder / "old" / "lib/same.js", test::random_bytes(500, 2), 0755);
  put_file(folder / "new" / "lib/a.js", text.substr(0, 9000) + "new" + text.substr(9000));
  put_file(folder / "new" / "moved/same.js", test::random_bytes(500, 2));
  put_file(folder / "new" / "empty", "");
  fs::create_symlink("lib/a.js", folder / "new" / "link");
}

}  // namespace

TEST_CASE("a delta between folders is verified, and only against the trees it is between") {
  const TemporaryDirectory folder;
  make_trees(folder);
  Release before(folder, "old");
  Release after(folder, "new");
  const fs::path delta = folder / "delta";
  const auto result = encode_delta(before.index, before.files, after.index, after.files, {}, delta);
  CHECK(result.length == fs::file_size(delta));
  CHECK(result.length == result.header_length + result.index_change_length + result.frames_length);
  CHECK(result.length < 1000);
  CHECK(result.made_files == 2);
  CHECK_FALSE(fs::exists(delta.string() + ".payload"));
  const auto verify = [&](Release& from, Release& to) {
    verify_delta(delta, result.header_length, from.index, from.files, to.index, to.files);
  };
  CHECK_NOTHROW(verify(before, after));
  CHECK_THROWS_AS(verify(after, before), TrustError);
  put_file(folder / "old" / "lib/a.js", test::random_bytes(30'000, 3));
  CHECK_THROWS_AS(verify(before, after), TrustError);
  put_file(folder / "old" / "lib/a.js", "shorter");
  CHECK_THROWS_AS(verify(before, after), StorageError);
}

TEST_CASE("a file that became a symlink is not read through it") {
  const TemporaryDirectory folder;
  make_trees(folder);
  Release before(folder, "old");
  fs::remove(before.tree / "lib/a.js");
  fs::create_symlink("same.js", before.tree / "lib/a.js");
  char byte = 0;
  CHECK_THROWS_AS(before.files.read(1, 0, &byte, 1), StorageError);
}

TEST_CASE("an interrupted delta leaves no file behind") {
  const TemporaryDirectory folder;
  make_trees(folder);
  Release before(folder, "old");
  Release after(folder, "new");
  std::stop_source stop;
  stop.request_stop();
  DeltaOptions options;
  options.stop = stop.get_token();
  CHECK_THROWS_AS(
      encode_delta(before.index, before.files, after.index, after.files, options, folder / "delta"),
      Interrupted);
  CHECK_FALSE(fs::exists(folder / "delta"));
  CHECK_FALSE(fs::exists(folder / "delta.payload"));
}

TEST_CASE("an executable in a folder is read whole where it is what its index says") {
  const TemporaryDirectory folder;
  auto functions = test::sample_functions(100, 1);
  put_file(folder / "old" / "run", test::sample_elf(functions), 0755);
  test::insert_function(functions, 50, {"\x90", {1}});
  put_file(folder / "new" / "run", test::sample_elf(functions), 0755);
  Release before(folder, "old");
  Release after(folder, "new");
  const fs::path delta = folder / "delta";
  const auto result = encode_delta(before.index, before.files, after.index, after.files, {}, delta);
  CHECK(result.frames == 2);
  const auto verify = [&] {
    verify_delta(delta, result.header_length, before.index, before.files, after.index, after.files);
  };
  CHECK_NOTHROW(verify());
  const auto size = fs::file_size(before.tree / "run");
  fs::resize_file(before.tree / "run", size - 1);
  CHECK_THROWS_AS(verify(), StorageError);
  fs::resize_file(before.tree / "run", size + 1);
  CHECK_THROWS_AS(verify(), StorageError);
  fs::rename(before.tree / "run", before.tree / "moved");
  fs::create_symlink("moved", before.tree / "run");
  CHECK_THROWS_AS(verify(), StorageError);
}

TEST_CASE("an old executable that becomes shorter while it is read is not the delta's fault") {
  const TemporaryDirectory folder;
  auto functions = test::sample_functions(200, 1);
  const std::string old_bytes = test::sample_elf(functions);
  test::insert_function(functions, 50, {"\x90", {1}});
  const std::string new_bytes = test::sample_elf(functions);
  put_file(folder / "old" / "run", old_bytes, 0755);
  Release before(folder, "old");
  const auto coded = difference::encode_difference(old_bytes, new_bytes);
  const OldVersion old_version(coded.plan, before.files, {0, false, true, 0, old_bytes.size()});
  std::string content(new_bytes.size(), '\0');
  const auto decode = [&] {
    old_version.decode({0, true, true, 0, content.size()}, {0, content.size()}, coded.frames[0],
                       content);
  };
  decode();
  CHECK((content == new_bytes));
  fs::resize_file(before.tree / "run", 0);
  CHECK_THROWS_AS(decode(), StorageError);
}
