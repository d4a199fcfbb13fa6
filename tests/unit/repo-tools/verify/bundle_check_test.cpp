#include "repo-tools/verify/bundle_check.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "base/files.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/frame_compressor.hpp"
#include "core/tree/index_file.hpp"
#include "tests/support/raw_tar.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::RawTar;
using switchback::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// A bundle whose index can be rewritten: every hash then fits, but the two no longer belong
// together.
class SignedMistake {
 public:
  SignedMistake() {
    fs::create_directories(directory_ / "repo/metadata");
    fs::create_directories(directory_ / "tree/bin");
    write(directory_ / "tree/bin/run", "run\n");
    write(directory_ / "tree/text", "some text");
    fs::create_symlink("text", directory_ / "tree/link");
    const auto written =
        write_bundle(directory_ / "tree", {}, repository() / "bundle", repository() / "index");
    release_ = {"bundle", "index", written.bundle, written.index, written.tree, {}};
    const auto index = IndexFile::open(repository() / "index", written.index);
    auto cursor = index.cursor();
    while (const auto* entry = cursor.next()) entries.push_back(*entry);
    frames = index.load_frames();
  }

  fs::path repository() const { return directory_ / "repo"; }

  std::vector<TreeEntry> entries;
  std::vector<Frame> frames;

  TreeEntry& entry(const std::string& path) {
    return *std::find_if(entries.begin(), entries.end(),
                         [&](const TreeEntry& each) { return each.path == path; });
  }

  // In one frame, beside the index as it is.
  void replace_tar(const std::string& tar) {
    frames.clear();
    std::string bundle;
    FrameCompressor compressor({1, 1}, 1, nullptr,
                               [&](const Frame& frame, std::string_view compressed, bool) {
                                 frames.push_back(frame);
                                 bundle += compressed;
                               });
    compressor.submit({tar, {}});
    compressor.finish();
    write(repository() / "bundle", bundle);
    release_.bundle = {bundle.size(), Sha256::of(bundle)};
  }

  // What is wrong with the bundle beside an index of the present entries and frames.
  std::string problem(const TreeTotals& totals) {
    std::string bytes;
    IndexWriter writer([&](std::string_view piece) { bytes.append(piece); });
    for (const auto& each : entries) writer.add(each);
    for (const auto& frame : frames) writer.add(frame);
    release_.index = writer.finish();
    release_.tree = totals;
    write(repository() / "index", bytes);
    Findings findings;
    check_bundle(PublishedFolder(repository()), release_, {}, findings);
    const auto found = findings.take();
    if (found.empty()) return "";
    CHECK(found.size() == 1);
    CHECK(found[0].path == "bundle");
    return found[0].problem;
  }
  std::string problem() { return problem(release_.tree); }
  const TreeTotals& totals() const { return release_.tree; }

 private:
  TemporaryDirectory directory_;
  ReleaseBlobs release_;
};

}  // namespace

TEST_CASE("an index written again is no mistake") {
  SignedMistake mistake;
  CHECK(mistake.problem().empty());
}

TEST_CASE("an entry that only the bundle has is found") {
  SignedMistake mistake;
  SECTION("at the end") {
    mistake.entries.pop_back();
    CHECK(mistake.problem() == "holds text, which is not in the index");
  }
  SECTION("in between") {
    mistake.entries.erase(
        std::find(mistake.entries.begin(), mistake.entries.end(), mistake.entry("link")));
    CHECK(mistake.problem() == "holds link where the index has text");
  }
}

TEST_CASE("an entry that only the index has is found") {
  SignedMistake mistake;
  auto more = mistake.entry("text");
  more.path = "zzz";
  mistake.entries.push_back(more);
  CHECK(mistake.problem() == "does not hold zzz");
}

TEST_CASE("an entry that differs is found") {
  SignedMistake mistake;
  SECTION("in its content") {
    mistake.entry("text").sha256 = Sha256::of("other");
  }
  SECTION("in its size") {
    mistake.entry("text").size += 1;
  }
  SECTION("in its mode") {
    mistake.entry("text").mode = 0755;
  }
  SECTION("in its link") {
    mistake.entry("link").link_target = "bin";
  }
  CHECK(mistake.problem().find("differs from its entry in the index") != std::string::npos);
}

TEST_CASE("an entry at another place of the tar is found") {
  SignedMistake mistake;
  mistake.entry("bin").header_length += 512;
  CHECK(mistake.problem() == "bin/run is at another place than the index says");
}

TEST_CASE("totals that differ from the manifest's are found") {
  SignedMistake mistake;
  auto totals = mistake.totals();
  totals.bytes += 1;
  CHECK(mistake.problem(totals) == "has other totals than the manifest says");
}

TEST_CASE("frames that are not the bundle's are found") {
  SignedMistake mistake;
  SECTION("fewer bytes") {
    mistake.frames.back().compressed_length -= 1;
    CHECK(mistake.problem() == "has another length than its frames together");
  }
  SECTION("other bytes") {
    mistake.frames.front().compressed_sha256 = Sha256::of("x");
    CHECK(mistake.problem() == "frame 0 at byte 0 is not the one in the index");
  }
  SECTION("other content") {
    mistake.frames.front().content_sha256 = Sha256::of("x");
    CHECK(mistake.problem() == "frame 0 at byte 0 decodes to other content than the index says");
  }
  SECTION("another length of content") {
    mistake.frames.front().content_length += 512;
    CHECK_FALSE(mistake.problem().empty());
  }
}

TEST_CASE("a tar that unpacks to something else than the index says is found") {
  SignedMistake mistake;
  RawTar tar;
  tar.directory("bin").file("bin/run", "run\n").symlink("link", "text");
  SECTION("not where it is the same") {
    mistake.replace_tar(tar.file("text", "some text").finish());
    CHECK(mistake.problem().empty());
  }
  SECTION("a mode that extraction masks") {
    mistake.replace_tar(tar.file("text", "some text", 04644).finish());
    CHECK(mistake.problem() == "text has a mode that no release has");
  }
  SECTION("a hard link") {
    RawTar::Header link;
    link.name = "text";
    link.type = '1';
    link.link = "bin/run";
    mistake.replace_tar(tar.add(link).finish());
    CHECK(mistake.problem() == "tar header: a hard link is refused");
  }
  SECTION("a member behind the end, where some readers go on") {
    const std::string tail = RawTar().file("more", "x").finish();
    mistake.replace_tar(tar.file("text", "some text").finish() + tail);
    CHECK(mistake.problem() == "tar header: there is data after the end of the archive");
  }
}
