// What must not be refused: archives as ordinary programs make them.
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/process.hpp"
#include "core/tree/bundle_writer.hpp"
#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

void make_tree(const std::filesystem::path& root) {
  put_file(root / "a", "a");
  put_file(root / "bin/tool", "#!/bin/sh\n", 0755);
  put_file(root / "big", random_bytes(1'500'000, 1));
  put_file(root / ("deep/" + std::string(120, 'd') + "/" + std::string(200, 'f')), "long");
  put_file(root / "naïve/日本語", "wide");
  std::filesystem::create_symlink("../a", root / "bin/link");
  std::filesystem::create_symlink(std::string(150, 't'), root / "dangling");
  std::filesystem::create_directory(root / "void");
}

}  // namespace

TEST_CASE("what GNU tar writes in its formats is accepted") {
  ExtractCase place;
  const TemporaryDirectory dir;
  make_tree(dir / "source");
  for (const auto* format : {"gnu", "pax", "ustar"}) {
    const bool ustar = std::string(format) == "ustar";
    if (ustar)
      std::filesystem::remove(dir / "source/dangling");  // ustar has 100 bytes for a target
    if (ustar) std::filesystem::remove_all(dir / "source/deep");
    std::vector<std::string> command{"tar",         "--format", format,        "-cf",
                                     dir / "x.tar", "-C",       dir / "source"};
    for (const auto& item : std::filesystem::directory_iterator(dir / "source"))
      command.push_back(item.path().filename());
    REQUIRE(run_process(command).exit_status == 0);
    const bool accepted = place.accepts(content_of(dir / "x.tar"));
    INFO(format << ": " << place.reason());
    REQUIRE(accepted);
    CHECK(place.tree() == snapshot(dir / "source"));
    CHECK(place.accepts(zstd_frame(content_of(dir / "x.tar"))));
  }
}

TEST_CASE("a bundle is accepted") {
  ExtractCase place;
  const TemporaryDirectory dir;
  make_tree(dir / "source");
  write_bundle(dir / "source", {}, dir / "bundle", dir / "index");
  const bool accepted = place.accepts(content_of(dir / "bundle"));
  INFO(place.reason());
  REQUIRE(accepted);
  CHECK(place.tree() == snapshot(dir / "source"));
}

TEST_CASE("directories without an entry of their own are made") {
  ExtractCase place;
  REQUIRE(place.accepts(
      RawTar().file("a/b/c", "x").directory("a/", 0700).symlink("d/l", "x").finish()));
  CHECK(place.tree() == std::map<std::string, std::string>{{"a", "directory 700"},
                                                           {"a/b", "directory 755"},
                                                           {"a/b/c", "file 644 x"},
                                                           {"d", "directory 755"},
                                                           {"d/l", "symlink x"}});
}

TEST_CASE("a global comment, as git archive writes it, is accepted") {
  CHECK(extract_accepts(
      RawTar().extension('g', RawTar::record("comment", "0123abc")).file("f").finish()));
}

TEST_CASE("an old tar without a magic is accepted") {
  RawTar tar;
  tar.add({"f", '\0', 1, 0644, {}, {}, [](std::string& header) {
             header.replace(257, 8, std::string(8, '\0'));
           }});
  CHECK(extract_accepts(tar.content("x").finish()));
}

TEST_CASE("the destination may be an empty directory, and nothing else that exists") {
  const TemporaryDirectory dir;
  put_file(dir / "x.tar", RawTar().file("f", "x").finish());
  std::filesystem::create_directory(dir / "empty");
  extract_archive(dir / "x.tar", dir / "empty/");
  CHECK(content_of(dir / "empty/f") == "x");
  CHECK_THROWS_AS(extract_archive(dir / "x.tar", dir / "empty"), ConfigError);
  put_file(dir / "file", "");
  CHECK_THROWS_AS(extract_archive(dir / "x.tar", dir / "file"), ConfigError);
  std::filesystem::create_directory(dir / "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", dir / "link");
  CHECK_THROWS_AS(extract_archive(dir / "x.tar", dir / "link"), ConfigError);
  CHECK(std::filesystem::is_empty(dir / "elsewhere"));
  CHECK_THROWS_AS(extract_archive(dir / "x.tar", dir / "missing/dest"), StorageError);
}
