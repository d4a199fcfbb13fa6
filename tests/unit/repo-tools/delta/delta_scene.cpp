#include "tests/unit/repo-tools/delta/delta_scene.hpp"

#include <utility>

#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/verify/verify_repository.hpp"
#include "tests/support/source_tree.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

Version version(const std::string& text) {
  return *Version::parse(text);
}

DeltaScene::DeltaScene() : trees(directory_ / "trees"), repository(directory_.path()) {
  repository.now = now();  // files have the real time
  repository.init();
}

DeltaScene::DeltaScene(const TestRepository& existing, fs::path trees_in)
    : trees(std::move(trees_in)), repository(existing) {}

fs::path DeltaScene::tree(const std::string& edit) const {
  const fs::path folder = trees / edit;
  if (fs::exists(folder)) return folder;
  std::string big = random_bytes(100'000, edit == "other" ? 2 : 1);
  big.replace(50'000, edit.size(), edit);
  put_file(folder / "lib/big", big);
  put_file(folder / "bin/run", "#!/bin/sh\n", 0755);
  put_file(folder / "empty", "");
  put_file(folder / "edit", edit);
  fs::create_symlink("../lib/big", folder / "bin/link");
  return folder;
}

PreparedRelease prepare_with_deltas(OpenRepository& open,
                                    const std::vector<PreparedRelease>& earlier,
                                    const ReleaseSource& source, std::size_t deltas, Timestamp now,
                                    std::vector<MissingDelta>& missing) {
  NullProgress progress;
  PreviousBundles previous(open, {});
  PreparedRelease release =
      prepare_release(open, previous, source, {BundleLevel::fast, 0, now, {}}, progress);
  for (auto& lacking :
       add_deltas(open, earlier, release, source.tree, {deltas, 0, {}}, progress).missing)
    missing.push_back(std::move(lacking));
  return release;
}

std::vector<MissingDelta> DeltaScene::publish(const std::vector<Offered>& releases,
                                              std::size_t deltas) {
  std::vector<MissingDelta> missing;
  {
    OpenRepository open(repository.paths, "publish");
    KeyFolder keys = repository.key_folder();
    std::vector<PreparedRelease> prepared;
    for (const auto& offered : releases)
      require_publishable(open, {{"demo", version(offered.version)}});
    for (const auto& [text, edit] : releases)
      prepared.push_back(prepare_with_deltas(open, prepared,
                                             {"demo", version(text), tree(edit), std::nullopt},
                                             deltas, repository.now, missing));
    publish_releases(open, keys, prepared, {repository.lifetimes, repository.now});
  }
  acknowledge_transaction(repository.paths);
  return missing;
}

AddedDelta DeltaScene::add(const std::string& from, const std::string& to) {
  AddedDelta added;
  {
    OpenRepository open(repository.paths, "delta");
    added =
        add_delta(open, [&] { return repository.key_folder(); },
                  {"demo", version(from), version(to)}, {}, {repository.lifetimes, repository.now});
  }
  acknowledge_transaction(repository.paths);
  return added;
}

CatalogEntry DeltaScene::release(const std::string& text) const {
  return *find_release(read_visible_metadata(repository.paths), "demo", version(text));
}

ReleaseManifest DeltaScene::manifest(const std::string& text) const {
  return read_manifest(repository.paths, release(text));
}

std::string DeltaScene::deltas_to(const std::string& text) const {
  std::string names;
  for (const auto& delta : manifest(text).deltas)
    names += (names.empty() ? "" : " ") + delta.offer.from.text();
  return names;
}

fs::path DeltaScene::blob(const Sha256Digest& sha256) const {
  return repository.paths.root() / blob_path("demo", sha256);
}

std::string DeltaScene::damage() const {
  NullProgress progress;
  const VerifyReport report =
      verify_repository(repository.paths.root(), {repository.now, std::nullopt, 1, {}}, progress);
  std::string text;
  for (const auto& [path, problem] : report.findings) text += path + ": " + problem + "\n";
  return text;
}

}  // namespace switchback::test
