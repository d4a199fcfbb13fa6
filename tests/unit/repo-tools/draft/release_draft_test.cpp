#include "repo-tools/draft/release_draft.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

const ReleaseName kName{"demo", *Version::parse("0r2")};

struct Drafted {
  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
  std::optional<Rollout> rollout;

  Drafted() {
    repository.init();
    repository.publish("demo", "0r1", "one");
    draft("two");
  }
  void draft(const std::string& content) {
    OpenRepository open(repository.paths, "publish");
    save_draft(open.paths, prepare(open, "demo", "0r2", content, repository.now));
  }
  ReleasedDraft release_silently() {
    OpenRepository open(repository.paths, "release");
    return release_draft(
        open, [&] { return repository.key_folder(); }, kName, {{}, repository.now}, rollout);
  }
  ReleasedDraft release() {
    ReleasedDraft released = release_silently();
    acknowledge_transaction(repository.paths);
    return released;
  }
  std::string refusal() {
    const auto before = repository.published_files();
    std::string code;
    try {
      release();
    } catch (const Error& error) {
      code = error.code();
    }
    CHECK(repository.published_files() == before);
    return code;
  }
};

}  // namespace

TEST_CASE("a released draft is what publishing it then would have made") {
  Drafted scene;
  TestRepository& repository = scene.repository;
  repository.now += std::chrono::hours(24 * 3);
  CHECK(scene.release().result.outcome == PublishOutcome::published);
  CHECK(repository.visible_versions("demo") == Names{"0r1", "0r2"});
  const auto release = find_release(read_visible_metadata(repository.paths), "demo", kName.version);
  CHECK(release->record.published == repository.now);
  CHECK(read_manifest(repository.paths, *release).published == repository.now);
  const auto files = repository.published_files();
  CHECK(files.at("targets/demo/blobs/" + Sha256::of("bundle of two").hex()) == "bundle of two");
  CHECK(files.at("targets/demo/blobs/" + Sha256::of("index of two").hex()) == "index of two");
  CHECK_FALSE(find_draft(repository.paths, kName));
  CHECK(fs::is_empty(repository.paths.drafts() / "blobs"));
  CHECK(fs::is_empty(repository.paths.staged()));
}

TEST_CASE("a draft of a product without releases brings the product") {
  const TemporaryDirectory folder;
  Drafted scene;
  {
    OpenRepository open(scene.repository.paths, "publish");
    save_draft(open.paths, prepare(open, "new", "0a1", "new", scene.repository.now));
  }
  OpenRepository open(scene.repository.paths, "release");
  release_draft(open, [&] { return scene.repository.key_folder(); },
                {"new", *Version::parse("0a1")}, {{}, scene.repository.now});
  CHECK(scene.repository.visible_versions("new") == Names{"0a1"});
}

TEST_CASE("of two drafts under one version the later is released") {
  Drafted scene;
  scene.draft("better");
  scene.release();
  CHECK(scene.repository.published_files().count("targets/demo/blobs/" +
                                                 Sha256::of("bundle of better").hex()) == 1);
}

TEST_CASE("a draft whose files are damaged or gone is not published and stays") {
  Drafted scene;
  const auto draft = find_draft(scene.repository.paths, kName);
  const fs::path bundle = draft_blob(scene.repository.paths, draft->bundle.sha256);
  const fs::path index = draft_blob(scene.repository.paths, draft->index.sha256);
  put_file(bundle, "bundle of 2wo", 0644);
  CHECK(scene.refusal() == "damage");
  put_file(bundle, "bundle of two", 0644);
  fs::remove(index);
  CHECK(scene.refusal() == "damage");
  put_file(index, "index of two", 0644);
  CHECK(find_draft(scene.repository.paths, kName));
  CHECK(scene.release().result.outcome == PublishOutcome::published);
}

TEST_CASE("without a draft there is nothing to release, and no key is asked for") {
  Drafted scene;
  OpenRepository open(scene.repository.paths, "release");
  const auto no_keys = []() -> KeyFolder { throw std::logic_error("asked for keys"); };
  const PublishOptions options{{}, scene.repository.now};
  CHECK(release_draft(open, no_keys, {"demo", *Version::parse("0r1")}, options).was_published);
  try {
    release_draft(open, no_keys, {"demo", *Version::parse("0r9")}, options);
    FAIL("released");
  } catch (const StateError& error) {
    CHECK(error.code() == "not-found");
  }
}

TEST_CASE("a released draft waits for a key that is elsewhere") {
  Drafted scene;
  TestRepository& repository = scene.repository;
  repository.hide_key("p-demo");
  const auto before = repository.published_files();
  CHECK(scene.release().result.outcome == PublishOutcome::waiting);
  CHECK(repository.published_files() == before);
  CHECK_FALSE(find_draft(repository.paths, kName));
  const ReleasedDraft again = scene.release();
  CHECK(again.was_published);
  CHECK(again.result.outcome == PublishOutcome::waiting);
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("demo") == Names{"0r1", "0r2"});
}

TEST_CASE("a release that could not say so is told when it is repeated") {
  Drafted scene;
  scene.release_silently();
  const auto before = scene.repository.published_files();
  const bool draft_is_left = GENERATE(false, true);
  if (draft_is_left) scene.draft("two");
  CHECK(scene.release().result.outcome == PublishOutcome::completed_interrupted);
  CHECK(scene.repository.published_files() == before);
  CHECK_FALSE(find_draft(scene.repository.paths, kName));
}

TEST_CASE("a draft that is left of what another command completed is removed by the next release") {
  Drafted scene;
  scene.release();
  scene.draft("two");
  const auto before = scene.repository.published_files();
  CHECK(scene.release().was_published);
  CHECK_FALSE(find_draft(scene.repository.paths, kName));
  CHECK(scene.repository.published_files() == before);
}

TEST_CASE("a draft of other content than the published release of its version is refused") {
  Drafted scene;
  scene.release();
  scene.draft("other");
  CHECK(scene.refusal() == "exists");
  CHECK(find_draft(scene.repository.paths, kName));
}

TEST_CASE("a draft is released with its rollout in the first version that hosts see") {
  Drafted scene;
  scene.rollout = Rollout{5, true};
  scene.release();
  const auto metadata = read_visible_metadata(scene.repository.paths);
  CHECK(find_release(metadata, "demo", kName.version)->record.rollout == Rollout{5, true});
  CHECK(metadata.role("p-demo-0001").content.version == 2);
}

TEST_CASE("a rollout to everybody is none, as `rollout` writes it") {
  Drafted scene;
  scene.rollout = Rollout{};
  scene.release();
  const auto metadata = read_visible_metadata(scene.repository.paths);
  CHECK_FALSE(find_release(metadata, "demo", kName.version)->record.rollout);
}

TEST_CASE("a killed release is completed for the same rollout and refused for another") {
  Drafted scene;
  scene.rollout = Rollout{5, false};
  scene.release_silently();
  const bool draft_is_left = GENERATE(false, true);
  if (draft_is_left) scene.draft("two");
  SECTION("the same") {
    CHECK(scene.release().result.outcome == PublishOutcome::completed_interrupted);
  }
  SECTION("another") {
    scene.rollout = Rollout{0, false};
    CHECK(scene.refusal() == "exists");
  }
  SECTION("none is asked for") {
    scene.rollout.reset();
    CHECK(scene.release().result.outcome == PublishOutcome::completed_interrupted);
  }
}
