#include "tests/support/published_repository.hpp"

#include <stdexcept>

#include "base/files.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "repo-tools/publish/refresh.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "tests/support/source_tree.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

namespace {

constexpr const char* kProduct = "demo";
constexpr std::uint64_t kMaxText = 1 << 20;

class NoPassphrase : public PassphraseSource {
 public:
  Secret existing(const std::string&) override { throw std::logic_error("no passphrase expected"); }
  Secret fresh(const std::string&) override { throw std::logic_error("no passphrase expected"); }
};

}  // namespace

PublishedRepository::PublishedRepository(Timestamp signed_at)
    : now(signed_at), paths_(directory_ / "repo"), keys_(directory_ / "repo.keys") {
  NoPassphrase passphrases;
  init_repository(paths_, {keys_, KeyFolder::Protection::none, lifetimes, now}, passphrases);
  acknowledge_init(paths_);
}

void PublishedRepository::publish(const std::string& version, const fs::path& tree,
                                  const std::string& changelog) {
  NoPassphrase passphrases;
  ReleaseSource source{kProduct, *Version::parse(version), tree, std::nullopt};
  if (!changelog.empty()) {
    source.changelog = directory_ / "changes.md";
    put_file(*source.changelog, changelog);
  }
  {
    OpenRepository open(paths_, "publish");
    KeyFolder keys = KeyFolder::open(keys_, {paths_.root()}, passphrases);
    PrepareOptions options;
    options.level = BundleLevel::fast;
    options.now = now;
    NullProgress progress;
    PreviousBundles previous(open, {});
    publish_releases(open, keys, {prepare_release(open, previous, source, options, progress)},
                     {lifetimes, now});
  }
  acknowledge_transaction(paths_);
}

void PublishedRepository::refresh() {
  NoPassphrase passphrases;
  {
    OpenRepository open(paths_, "refresh");
    KeyFolder keys = KeyFolder::open(keys_, {paths_.root()}, passphrases);
    refresh_repository(open, keys, plan_refresh(open.view, keys, lifetimes, now), lifetimes, now);
  }
  acknowledge_transaction(paths_);
}

std::string PublishedRepository::root_json() const {
  return read_file(paths_.metadata() / "1.root.json", kMaxText);
}

std::string PublishedRepository::root_sha256() const {
  return Sha256::of(root_json()).hex();
}

fs::path PublishedRepository::bundle_of(const std::string& version) const {
  const fs::path releases = root() / "targets" / kProduct / "0001" / version;
  for (const auto& entry : fs::directory_iterator(releases)) {
    const ReleaseManifest manifest = parse_manifest(read_file(entry.path(), kMaxManifestLength));
    return root() / blob_path(kProduct, manifest.bundle.sha256);
  }
  throw std::runtime_error("no manifest of " + version);
}

}  // namespace switchback::test
