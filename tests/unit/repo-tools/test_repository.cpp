#include "tests/unit/repo-tools/test_repository.hpp"

#include "base/durable.hpp"
#include "base/files.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

TestRepository::TestRepository(const fs::path& folder)
    : paths(folder / "repo"), keys(folder / "repo.keys"), hidden_keys(folder / "hidden") {
  fs::create_directory(hidden_keys);
}

InitResult TestRepository::init() {
  const InitResult result =
      init_repository(paths, {keys, KeyFolder::Protection::none, lifetimes, now}, passphrases);
  acknowledge_init(paths);
  return result;
}

PreparedRelease prepare(OpenRepository& repository, const std::string& product,
                        const std::string& version, const std::string& content, Timestamp now) {
  PreparedRelease release;
  release.manifest.product = product;
  release.manifest.version = *Version::parse(version);
  release.manifest.published = now;
  const std::string bundle = "bundle of " + content;
  const std::string index = "index of " + content;
  release.manifest.bundle = {bundle.size(), Sha256::of(bundle)};
  release.manifest.index.length = index.size();
  release.manifest.index.sha256 = Sha256::of(index);
  release.bundle = repository.staging.new_file(product + version + "bundle");
  release.index = repository.staging.new_file(product + version + "index");
  write_file_durably(release.bundle, bundle, 0600);
  write_file_durably(release.index, index, 0600);
  return release;
}

PublishResult TestRepository::publish_silently(const std::string& product,
                                               const std::string& version,
                                               const std::string& content) {
  OpenRepository repository(paths, "publish");
  require_publishable(repository, {{product, *Version::parse(version)}});
  KeyFolder folder = key_folder();
  return publish_releases(repository, folder, {prepare(repository, product, version, content, now)},
                          {lifetimes, now});
}

PublishResult TestRepository::publish(const std::string& product, const std::string& version,
                                      const std::string& content) {
  const PublishResult result = publish_silently(product, version, content);
  acknowledge_transaction(paths);
  return result;
}

CommitResult TestRepository::refresh() {
  OpenRepository repository(paths, "refresh");
  KeyFolder folder = key_folder();
  CommitResult result = refresh_repository(
      repository, folder, plan_refresh(repository.view, folder, lifetimes, now), lifetimes, now);
  acknowledge_transaction(paths);
  return result;
}

KeyFolder TestRepository::key_folder() {
  return KeyFolder::open(keys, {paths.root()}, passphrases);
}

void TestRepository::hide_key(const std::string& role) {
  for (const auto& entry : fs::directory_iterator(keys))
    if (entry.path().filename().string().rfind(role + "-", 0) == 0)
      fs::rename(entry.path(), hidden_keys / entry.path().filename());
}

void TestRepository::restore_keys() {
  for (const auto& entry : fs::directory_iterator(hidden_keys))
    fs::rename(entry.path(), keys / entry.path().filename());
}

std::vector<std::string> TestRepository::visible_versions(const std::string& product) const {
  std::vector<std::string> versions;
  for (const auto& entry : releases_of(read_visible_metadata(paths), product))
    versions.push_back(entry.record.version.text());
  return versions;
}

std::map<std::string, std::string> TestRepository::published_files() const {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(paths.root()))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), paths.root()).string()] = read_file(entry.path(), 1 << 24);
  return files;
}

}  // namespace switchback::test
