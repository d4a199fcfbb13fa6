#include "repo-tools/verify/verify_repository.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/steer/promote_release.hpp"
#include "repo-tools/steer/steer_release.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"
#include "tests/unit/repo-tools/verify/published_sample.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Paths = std::vector<std::string>;

bool names(const Paths& paths, const std::string& path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

// Positions in a file of `size` bytes: both ends and some between.
std::vector<std::size_t> positions(std::size_t size) {
  std::vector<std::size_t> found{0};
  for (std::size_t i = 1; i < 6; ++i) found.push_back(i * size / 6);
  found.push_back(size - 1);
  return found;
}

}  // namespace

TEST_CASE("a repository as it was published is clean") {
  PublishedSample sample;
  const auto report = sample.verify();
  CHECK(report.findings == std::vector<VerifyFinding>{});
  CHECK(report.expired.empty());
  CHECK(report.notes.empty());
  CHECK(report.clean());
  CHECK(report.releases == 3);
  CHECK(report.blobs == 4);
  CHECK(report.bytes > 1'500'000);
  CHECK(report.root_fingerprint == root_fingerprint(sample.repository().paths));
  const auto files = sample.files();
  CHECK(report.metadata_files == static_cast<std::size_t>(std::count_if(
                                     files.begin(), files.end(), [](const std::string& path) {
                                       return path.starts_with("metadata/");
                                     })));
}

TEST_CASE("a refreshed repository and a copy without the publisher's state are clean") {
  PublishedSample sample;
  sample.repository().now += std::chrono::hours(24 * 13);
  sample.repository().refresh();
  CHECK(sample.verify().clean());
  fs::remove_all(sample.repository().paths.state());
  CHECK(sample.verify().clean());
}

TEST_CASE("a repository with steered and promoted releases is clean") {
  PublishedSample sample;
  TestRepository& repository = sample.repository();
  const auto keys = [&] { return repository.key_folder(); };
  for (const auto& steering : {yank_because("it leaks"), make_barrier(), make_dead_end("reinstall"),
                               roll_out_to(20), pause_rollout()}) {
    OpenRepository open(repository.paths, "steer");
    steer_release(open, keys, {"demo", *Version::parse("0a1")}, steering, {{}, repository.now});
    acknowledge_transaction(repository.paths);
  }
  {
    OpenRepository open(repository.paths, "promote");
    promote_release(open, keys, {"demo", *Version::parse("0b1"), *Version::parse("0r2")},
                    {{}, repository.now});
    acknowledge_transaction(repository.paths);
  }
  const auto report = sample.verify();
  CHECK(report.findings == std::vector<VerifyFinding>{});
  CHECK(report.notes.empty());
  CHECK(report.releases == 4);
  CHECK(report.blobs == 4);
  // What was said is covered by a signature like everything else.
  const std::string path =
      "metadata/" +
      std::to_string(read_visible_metadata(repository.paths).role("p-demo-0001").content.version) +
      ".p-demo-0001.json";
  auto bytes = read_bytes(sample / path);
  bytes.replace(bytes.find("it leaks"), 8, "it works");
  write_bytes(sample / path, bytes);
  CHECK(names(sample.damaged(), path));
}

TEST_CASE("drafts are nothing that verification speaks of") {
  PublishedSample sample;
  TestRepository& repository = sample.repository();
  const auto before = sample.verify();
  for (const char* content : {"first", "second"}) {
    OpenRepository open(repository.paths, "publish");
    save_draft(open.paths, prepare(open, "demo", "0r2", content, repository.now));
  }
  const auto after = sample.verify();
  CHECK(after.clean());
  CHECK(after.notes.empty());
  CHECK(after.releases == before.releases);
  CHECK(after.blobs == before.blobs);
}

TEST_CASE("an altered byte anywhere is found") {
  PublishedSample sample;
  for (const auto& path : sample.files()) {
    const auto bytes = read_bytes(sample / path);
    for (const auto position : positions(bytes.size())) {
      auto altered = bytes;
      altered[position] = static_cast<char>(altered[position] ^ 1);
      write_bytes(sample / path, altered);
      CAPTURE(path, position);
      CHECK(names(sample.damaged(), path));
    }
    write_bytes(sample / path, bytes);
  }
  CHECK(sample.damaged().empty());
}

TEST_CASE("a file that is cut short or has more at its end is found") {
  PublishedSample sample;
  for (const auto& path : sample.files()) {
    CAPTURE(path);
    const auto bytes = read_bytes(sample / path);
    for (const auto& other : {bytes.substr(0, bytes.size() - 1), bytes.substr(0, bytes.size() / 2),
                              std::string(), bytes + "\n", bytes + std::string(1, '\0')}) {
      write_bytes(sample / path, other);
      CHECK(names(sample.damaged(), path));
    }
    write_bytes(sample / path, bytes);
  }
}

TEST_CASE("a missing file is found, unless it is superseded metadata, which may be pruned") {
  PublishedSample sample;
  const Paths superseded{"metadata/1.p-demo-0001.json", "metadata/1.snapshot.json",
                         "metadata/1.targets.json",     "metadata/2.p-demo-0001.json",
                         "metadata/2.snapshot.json",    "metadata/3.snapshot.json"};
  for (const auto& path : sample.files()) {
    CAPTURE(path);
    const auto bytes = read_bytes(sample / path);
    fs::remove(sample / path);
    CHECK(sample.damaged() == (names(superseded, path) ? Paths{} : Paths{path}));
    write_file_durably(sample / path, bytes);
  }
  CHECK(sample.damaged().empty());
}

TEST_CASE("an unknown file is found wherever it is") {
  PublishedSample sample;
  for (const std::string path :
       {"metadata/x", "metadata/9.root.json", "metadata/99.snapshot.json",
        "metadata/99.targets.json", "metadata/snapshot.json", "metadata/1.mirrors.json",
        "metadata/01.targets.json", "metadata/0.targets.json", "metadata/timestamp.json.tmp.1",
        "metadata/.hidden", "metadata/folder/x", "targets/x", "targets/demo/x",
        "targets/demo/blobs/x", "targets/demo/0001/0r1/manifest.json", "targets/other/blobs/x"}) {
    CAPTURE(path);
    fs::create_directories((sample / path).parent_path());
    ::chmod((sample / path).parent_path().c_str(), 0755);
    write_file_durably(sample / path, "x");
    CHECK(sample.damaged() == Paths{path});
    fs::remove(sample / path);
  }
}

TEST_CASE("a symlink, a FIFO and a folder in a file's place are found") {
  PublishedSample sample;
  const auto path = sample.files().back();
  const auto metadata = std::string("metadata/timestamp.json");
  SECTION("a blob as symlink") {
    fs::rename(sample / path, sample.repository().paths.root().parent_path() / "elsewhere");
    fs::create_symlink(sample.repository().paths.root().parent_path() / "elsewhere", sample / path);
    CHECK(names(sample.damaged(), path));
  }
  SECTION("metadata as symlink") {
    fs::rename(sample / metadata, sample.repository().paths.root().parent_path() / "elsewhere");
    fs::create_symlink(sample.repository().paths.root().parent_path() / "elsewhere",
                       sample / metadata);
    CHECK(names(sample.damaged(), metadata));
  }
  SECTION("a folder as symlink") {
    fs::rename(sample / "targets", sample.repository().paths.root().parent_path() / "elsewhere");
    fs::create_symlink(sample.repository().paths.root().parent_path() / "elsewhere",
                       sample / "targets");
    CHECK(names(sample.damaged(), "targets"));
  }
  SECTION("one more symlink") {
    fs::create_symlink("timestamp.json", sample / "metadata/latest");
    CHECK(sample.damaged() == Paths{"metadata/latest"});
  }
  SECTION("a FIFO") {
    fs::remove(sample / path);
    REQUIRE(::mkfifo((sample / path).c_str(), 0644) == 0);
    CHECK(names(sample.damaged(), path));
  }
  SECTION("a folder") {
    fs::remove(sample / metadata);
    fs::create_directory(sample / metadata);
    CHECK(names(sample.damaged(), metadata));
  }
}

TEST_CASE("modes that let others write are found") {
  PublishedSample sample;
  for (const unsigned mode : {0666U, 0664U, 0646U, 0755U, 04644U}) {
    ::chmod((sample / "metadata/1.root.json").c_str(), mode);
    CHECK(sample.damaged() == Paths{"metadata/1.root.json"});
  }
  ::chmod((sample / "metadata/1.root.json").c_str(), 0644);
  ::chmod((sample / "targets/demo").c_str(), 0777);
  CHECK(sample.damaged() == Paths{"targets/demo"});
}

TEST_CASE("metadata in another form of the same JSON is found") {
  PublishedSample sample;
  for (const auto& path : sample.files()) {
    if (path.find(".json") == std::string::npos) continue;
    CAPTURE(path);
    const auto bytes = read_bytes(sample / path);
    const auto document = nlohmann::json::parse(bytes);
    auto more = document;
    more["more"] = true;
    auto upper = document;
    if (upper.contains("signatures")) {
      auto text = upper["signatures"][0]["sig"].get<std::string>();
      for (char& c : text) c = static_cast<char>(std::toupper(c));
      upper["signatures"][0]["sig"] = text;
    }
    for (const auto& other : {document.dump(1), bytes + "\n", " " + bytes, more.dump()}) {
      write_bytes(sample / path, other);
      CHECK(names(sample.damaged(), path));
    }
    if (upper != document) {
      write_bytes(sample / path, upper.dump());
      CHECK(names(sample.damaged(), path));
    }
    write_bytes(sample / path, bytes);
  }
}

TEST_CASE("a superseded file that the keys of its time did not sign is found") {
  PublishedSample sample;
  PublishedSample other;
  for (const char* path : {"metadata/1.snapshot.json", "metadata/1.targets.json",
                           "metadata/1.p-demo.json", "metadata/1.p-demo-0001.json"}) {
    CAPTURE(path);
    REQUIRE(fs::exists(sample / path));
    const auto bytes = read_bytes(sample / path);
    write_bytes(sample / path, read_bytes(other / path));
    CHECK(sample.damaged() == Paths{path});
    write_bytes(sample / path, bytes);
  }
  CHECK(sample.damaged().empty());
}

TEST_CASE("a superseded file under another version's name is found") {
  PublishedSample sample;
  write_bytes(sample / "metadata/2.snapshot.json", read_bytes(sample / "metadata/1.snapshot.json"));
  CHECK(sample.damaged() == Paths{"metadata/2.snapshot.json"});
}

TEST_CASE("a second signature that does not verify is found beside a good one") {
  PublishedSample sample;
  for (const char* path :
       {"metadata/1.root.json", "metadata/1.targets.json", "metadata/timestamp.json"}) {
    CAPTURE(path);
    const auto bytes = read_bytes(sample / path);
    auto document = nlohmann::json::parse(bytes);
    document["signatures"].push_back(
        {{"keyid", std::string(64, 'a')}, {"sig", std::string(128, 'b')}});
    write_bytes(sample / path, document.dump());
    CHECK(names(sample.damaged(), path));
    write_bytes(sample / path, bytes);
  }
}

TEST_CASE("two blobs in each other's place are found") {
  PublishedSample sample;
  Paths blobs;
  for (const auto& path : sample.files()) {
    if (path.find("/blobs/") != std::string::npos) blobs.push_back(path);
  }
  REQUIRE(blobs.size() == 4);
  const auto first = read_bytes(sample / blobs[0]);
  write_bytes(sample / blobs[0], read_bytes(sample / blobs[1]));
  write_bytes(sample / blobs[1], first);
  CHECK(sample.damaged() == Paths{blobs[0], blobs[1]});
}

TEST_CASE("another repository's root is not the one that was made here") {
  PublishedSample sample;
  NullProgress progress;
  const VerifyOptions options{sample.repository().now, "sha256:" + std::string(64, '0'), 1, {}};
  const auto report = verify_repository(sample.repository().paths.root(), options, progress);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].path == "metadata/1.root.json");
  write_bytes(sample.repository().paths.fingerprint(), "sha256:" + std::string(64, '1') + "\n");
  CHECK(sample.damaged() == Paths{"metadata/1.root.json"});
}

TEST_CASE("expired metadata is told apart from damage") {
  PublishedSample sample;
  const auto report = sample.verify(sample.repository().now + std::chrono::hours(24 * 15));
  CHECK(report.findings.empty());
  REQUIRE(report.expired.size() == 2);
  CHECK(report.expired[0].path == "metadata/timestamp.json");
  CHECK(report.expired[1].path == "metadata/4.snapshot.json");
  CHECK_FALSE(report.clean());
  CHECK(sample.verify(sample.repository().now + std::chrono::hours(24 * 365 * 3)).expired.size() ==
        6);
}

TEST_CASE("several threads find the same") {
  PublishedSample sample;
  NullProgress progress;
  const auto blob = sample.files().back();
  write_bytes(sample / blob, "x");
  const VerifyOptions options{sample.repository().now, std::nullopt, 4, {}};
  CHECK(verify_repository(sample.repository().paths.root(), options, progress).findings ==
        sample.verify().findings);
}

TEST_CASE("a stop request ends verification") {
  PublishedSample sample;
  NullProgress progress;
  std::stop_source stop;
  stop.request_stop();
  const VerifyOptions options{sample.repository().now, std::nullopt, 1, stop.get_token()};
  CHECK_THROWS_AS(verify_repository(sample.repository().paths.root(), options, progress),
                  Interrupted);
}

TEST_CASE("progress ends with every byte") {
  class Last : public Progress {
   public:
    void report(std::string_view, std::uint64_t count, std::uint64_t of, ProgressUnit) override {
      CHECK(count >= done);
      done = count;
      total = of;
    }
    std::uint64_t done = 0;
    std::uint64_t total = 0;
  };
  PublishedSample sample;
  Last progress;
  const auto report = verify_repository(sample.repository().paths.root(),
                                        {sample.repository().now, std::nullopt, 1, {}}, progress);
  CHECK(progress.done == report.bytes);
  CHECK(progress.total == report.bytes);
}

TEST_CASE("what is no repository is not found") {
  const TemporaryDirectory directory;
  NullProgress progress;
  for (const auto& path : {directory.path(), directory / "none"}) {
    try {
      verify_repository(path, {}, progress);
      FAIL("verified");
    } catch (const StateError& error) {
      CHECK(error.code() == "not-found");
    }
  }
}

namespace {

std::string path_beginning(const PublishedSample& sample, const std::string& begin) {
  for (const auto& path : sample.files())
    if (path.starts_with(begin)) return path;
  return {};
}

}  // namespace

TEST_CASE("files of a removed release are noted and are no damage, without any state or key") {
  PublishedSample sample;
  remove_release(sample.repository(), "demo", "0a1");
  fs::remove_all(sample.repository().paths.state());
  const auto report = sample.verify();
  CHECK(report.findings == std::vector<VerifyFinding>{});
  CHECK(report.clean());
  CHECK(report.releases == 2);
  CHECK(report.notes == Paths{"3 files of removed releases and replaced manifests wait for gc"});
}

TEST_CASE("files of a removed release are explained however often metadata changes after it") {
  PublishedSample sample;
  remove_release(sample.repository(), "demo", "0a1");
  for (int i = 0; i < 12; ++i) {
    sample.repository().now += std::chrono::hours(24 * 250);
    sample.repository().refresh();
  }
  CHECK_FALSE(fs::exists(sample / "metadata/1.p-demo-0001.json"));
  CHECK(fs::exists(sample / "metadata/3.p-demo-0001.json"));
  CHECK(sample.damaged().empty());
}

TEST_CASE("a stranger among the files of removed releases is found") {
  PublishedSample sample;
  const auto manifest = path_beginning(sample, "targets/demo/0001/0a1/");
  remove_release(sample.repository(), "demo", "0a1");
  const auto stranger = "targets/demo/blobs/" + Sha256::of("x").hex();
  write_file_durably(sample / stranger, "x");
  CHECK(sample.damaged() == Paths{stranger});
  fs::remove(sample / stranger);

  // A manifest that was altered, so that it would explain the stranger.
  auto document = nlohmann::json::parse(read_bytes(sample / manifest));
  document["bundle"]["sha256"] = Sha256::of("x").hex();
  write_bytes(sample / manifest, document.dump());
  write_file_durably(sample / stranger, "x");
  CHECK(names(sample.damaged(), manifest));
  CHECK(names(sample.damaged(), stranger));
}

TEST_CASE("what gc has deleted of a removed release so far is no damage") {
  PublishedSample sample;
  const auto manifest = path_beginning(sample, "targets/demo/0001/0a1/");
  const auto before = sample.files();
  remove_release(sample.repository(), "demo", "0a1");
  remove_release(sample.repository(), "demo", "0b1");
  remove_release(sample.repository(), "demo", "0r1");
  for (const auto& path : before)
    if (path.find("/blobs/") != std::string::npos) fs::remove(sample / path);
  CHECK(sample.damaged().empty());
  for (const auto& path : before)
    if (path.ends_with(".manifest.json")) fs::remove(sample / path);
  CHECK(sample.damaged().empty());
  CHECK(sample.verify().notes.empty());
}
