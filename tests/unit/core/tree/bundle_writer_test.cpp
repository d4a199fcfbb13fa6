#include "core/tree/bundle_writer.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/process.hpp"
#include "core/tree/frame_cut.hpp"
#include "core/tree/index_file.hpp"
#include "core/tree/previous_bundle.hpp"
#include "core/tree/walk.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using test::content_of;
using test::put_file;
using test::random_bytes;
using test::TemporaryDirectory;

namespace {

// Every kind of entry that a bundle can hold, with names and targets that need pax headers.
void make_tree(const std::filesystem::path& root) {
  put_file(root / "empty", "");
  put_file(root / "bin/tool", "#!/bin/sh\n", 0755);
  put_file(root / "lib/small", std::string(512, 's'), 0600);
  put_file(root / "lib/big", random_bytes(3'500'001, 1));
  put_file(root / "lib/big2", random_bytes(2 * 1024 * 1024, 2));
  put_file(root / "naïve/e\u0301té", "decomposed");
  put_file(root / "naïve/日本語😀", "wide");
  put_file(root / "with space/-dash", "x");
  put_file(root / (std::string(200, 'l') + "/" + std::string(250, 'n')), "long");
  std::filesystem::create_symlink("../lib/small", root / "bin/link");
  std::filesystem::create_symlink("naïve/日本語😀", root / "wide");
  std::filesystem::create_symlink(std::string(200, 't'), root / "dangling");
  std::filesystem::create_directory(root / "void");
  REQUIRE(::chmod((root / "void").c_str(), 0700) == 0);
}

struct Workplace {
  TemporaryDirectory dir;
  std::filesystem::path source = dir / "source";
  std::filesystem::path bundle = dir / "bundle.tar.zst";
  std::filesystem::path index = dir / "index";

  Workplace() { make_tree(source); }
  BundleResult write(const BundleOptions& options = {}) {
    return write_bundle(source, options, bundle, index);
  }
};

BundleOptions fast() {
  BundleOptions options;
  options.level = BundleLevel::fast;
  return options;
}

}  // namespace

TEST_CASE("tar opens a bundle and finds the tree in it") {
  Workplace work;
  const BundleResult result = work.write(fast());
  CHECK(result.bundle.length == std::filesystem::file_size(work.bundle));
  CHECK(result.bundle.sha256 == Sha256::of(content_of(work.bundle)));
  CHECK(result.index.sha256 == Sha256::of(content_of(work.index)));
  CHECK(result.tree == measure_tree(work.source));
  CHECK(result.tree.files == 9);
  CHECK(result.tree.symlinks == 3);
  CHECK(result.tree.directories == 6);
  const auto out = work.dir / "out";
  std::filesystem::create_directory(out);
  const auto tar = run_process({"tar", "--zstd", "-xpf", work.bundle, "-C", out});
  REQUIRE(tar.exit_status == 0);
  CHECK(test::snapshot(out) == test::snapshot(work.source));
}

TEST_CASE("a bundle says nothing about who made it and when") {
  Workplace work;
  work.write(fast());
  const auto list = run_process({"tar", "--zstd", "--utc", "--full-time", "-tvf", work.bundle});
  REQUIRE(list.exit_status == 0);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < list.output.size(); at = list.output.find('\n', at) + 1) {
    const std::string line = list.output.substr(at, list.output.find('\n', at) - at);
    INFO(line);
    CHECK(line.find(" 0/0 ") != std::string::npos);
    CHECK(line.find(" 1970-01-01 00:00:00 ") != std::string::npos);
    ++lines;
  }
  CHECK(lines == 18);
}

TEST_CASE("the same tree gives the same bytes with any number of threads") {
  Workplace work;
  BundleOptions options = fast();
  options.threads = 1;
  const BundleResult one = work.write(options);
  const std::string bundle = content_of(work.bundle);
  const std::string index = content_of(work.index);
  std::filesystem::last_write_time(work.source / "empty", {});
  options.threads = 7;
  options.memory = 1;
  const BundleResult many = work.write(options);
  CHECK(many.bundle == one.bundle);
  CHECK(many.index == one.index);
  CHECK(content_of(work.bundle) == bundle);
  CHECK(content_of(work.index) == index);
}

TEST_CASE("a higher level makes a smaller bundle of the same tar") {
  const TemporaryDirectory dir;
  // Lines alike, but not the same: as source code is.
  std::string text;
  for (const char c : random_bytes(30'000, 9)) {
    const std::string name = "name" + std::to_string(static_cast<unsigned char>(c) % 97);
    text += "  const " + name + " = require('./" + name + "/index').part" +
            std::to_string(text.size() % 7) + ";\n";
  }
  put_file(dir / "source/text", text);
  std::uint64_t previous = UINT64_MAX;
  for (const auto level : {BundleLevel::fast, BundleLevel::standard, BundleLevel::max}) {
    BundleOptions options;
    options.level = level;
    const auto result = write_bundle(dir / "source", options, dir / "b", dir / "i");
    CHECK(result.bundle.length < previous);
    previous = result.bundle.length;
  }
}

TEST_CASE("frames of the previous bundle are copied, not compressed again") {
  Workplace work;
  const BundleResult first = work.write(fast());
  std::filesystem::copy_file(work.bundle, work.dir / "previous");
  std::filesystem::copy_file(work.index, work.dir / "previous-index");
  BundleOptions options = fast();
  options.previous = std::make_shared<PreviousBundle>(work.dir / "previous",
                                                      work.dir / "previous-index", first.index);
  const BundleResult same = work.write(options);
  CHECK(same.reused_frames == first.frames);
  CHECK(same.reused_bytes == first.bundle.length);
  CHECK(same.bundle == first.bundle);
  put_file(work.source / "bin/tool", "#!/bin/sh\nchanged\n", 0755);
  const BundleResult changed = work.write(options);
  CHECK(changed.reused_frames > 0);
  CHECK(changed.reused_frames < changed.frames);
  CHECK(work.write(options).bundle == changed.bundle);
}

TEST_CASE("a damaged previous bundle is not copied from") {
  Workplace work;
  const BundleResult first = work.write(fast());
  std::string damaged = content_of(work.bundle);
  for (std::size_t i = 0; i < damaged.size(); i += 1000)
    damaged[i] = static_cast<char>(~damaged[i]);
  put_file(work.dir / "previous", damaged.substr(0, damaged.size() / 2));
  std::filesystem::copy_file(work.index, work.dir / "previous-index");
  BundleOptions options = fast();
  options.previous = std::make_shared<PreviousBundle>(work.dir / "previous",
                                                      work.dir / "previous-index", first.index);
  const BundleResult again = work.write(options);
  CHECK(again.reused_frames == 0);
  CHECK(again.bundle == first.bundle);
}

TEST_CASE("an empty tree is a bundle that tar opens") {
  const TemporaryDirectory dir;
  std::filesystem::create_directory(dir / "source");
  const auto result = write_bundle(dir / "source", {}, dir / "b", dir / "i");
  CHECK(result.frames == 1);
  CHECK(result.index.entries == 0);
  CHECK(run_process({"tar", "--zstd", "-tf", dir / "b"}).output.empty());
}

TEST_CASE("a failed or interrupted bundle leaves no file") {
  Workplace work;
  SECTION("interrupted") {
    BundleOptions options = fast();
    std::stop_source stop;
    options.stop = stop.get_token();
    options.progress = [&](const BundleProgress& progress) {
      if (progress.bytes > 1'000'000) stop.request_stop();
    };
    CHECK_THROWS_AS(work.write(options), Interrupted);
  }
  SECTION("a name that cannot be published") {
    put_file(work.source / "zz\xff", "");
    CHECK_THROWS_AS(work.write(fast()), ConfigError);
  }
  SECTION("a tree that changes") {
    BundleOptions options = fast();
    options.progress = [&](const BundleProgress& progress) {
      if (progress.files == 3) put_file(work.source / "lib/new", "");
    };
    CHECK_THROWS_AS(work.write(options), StateError);
  }
  CHECK_FALSE(std::filesystem::exists(work.bundle));
  CHECK_FALSE(std::filesystem::exists(work.index));
}

TEST_CASE("progress counts every file and byte") {
  Workplace work;
  BundleOptions options = fast();
  BundleProgress last;
  options.progress = [&](const BundleProgress& progress) {
    CHECK(progress.bytes >= last.bytes);
    last = progress;
  };
  const BundleResult result = work.write(options);
  CHECK(last.files == result.tree.files);
  CHECK(last.bytes == result.tree.bytes);
}

TEST_CASE("what is fresh is apart from what the release before had") {
  const TemporaryDirectory dir;
  const auto source = dir / "source";
  for (int i = 100; i < 400; ++i)
    put_file(source / ("f" + std::to_string(i)),
             random_bytes(10'000, static_cast<std::uint32_t>(i)));
  const BundleResult first = write_bundle(source, fast(), dir / "previous", dir / "previous-index");
  BundleOptions options = fast();
  options.previous =
      std::make_shared<PreviousBundle>(dir / "previous", dir / "previous-index", first.index);
  put_file(source / "f200", "fresh");
  std::filesystem::rename(source / "f300", source / "g");  // its content is there
  const BundleResult plain = write_bundle(source, fast(), dir / "b", dir / "plain-index");
  const BundleResult apart = write_bundle(source, options, dir / "b", dir / "i");
  std::uint64_t length = 0;
  bool is_alone = false;
  for (const Frame& frame : IndexFile::open(dir / "i", apart.index).load_frames()) {
    length += frame.content_length;
    if (frame.content_length < 192 * 1024) is_alone = true;  // others begin with 256 KiB
  }
  CHECK(is_alone);
  for (const Frame& frame : IndexFile::open(dir / "plain-index", plain.index).load_frames())
    length -= frame.content_length;
  CHECK(length == 0);
}

TEST_CASE("what does not compress has frames that are one piece each") {
  TemporaryDirectory dir;
  const auto source = dir / "source";
  put_file(source / "a", "all else is fresh");
  const BundleResult before = write_bundle(source, fast(), dir / "before", dir / "before-index");
  for (int i = 0; i < 20; ++i)
    put_file(source / ("b" + std::to_string(i)),
             random_bytes(1'000'000, 100U + static_cast<unsigned>(i)));
  const std::string head = "\177ELF";
  put_file(source / "packed", head + random_bytes(20 * 1024 * 1024, 3));
  put_file(source / "plain", head + std::string(20 * 1024 * 1024, 'p'));
  const auto bundle = dir / "bundle";
  BundleOptions options = fast();
  options.previous =
      std::make_shared<PreviousBundle>(dir / "before", dir / "before-index", before.index);
  const BundleResult first = write_bundle(source, options, bundle, dir / "index");
  const IndexFile index = IndexFile::open(dir / "index", first.index);
  std::uint32_t longest = 0;
  for (const Frame& frame : index.load_frames()) {
    CHECK(frame.compressed_length <= kMaxFrameCompressed);
    longest = std::max(longest, frame.content_length);
  }
  CHECK(longest >= kCoarseCuts.minimum);
  BundleOptions again = fast();
  again.previous = std::make_shared<PreviousBundle>(bundle, dir / "index", first.index);
  const BundleResult second = write_bundle(source, again, dir / "bundle2", dir / "index2");
  CHECK(second.bundle == first.bundle);
  CHECK(second.reused_frames == second.frames);
}
