#include "repo-tools/publish/prepare_release.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/ingest/changelog_markdown.hpp"
#include "repo-tools/ingest/release_yml.hpp"
#include "repo-tools/publish/named_paths.hpp"
#include "repo-tools/publish/one_way_migrations.hpp"
#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {
namespace {

constexpr const char* kDescriptionPath = ".switchback/release.yml";
constexpr std::uint64_t kMaxTextLength = 1 << 20;

std::optional<std::string> read_description(const std::filesystem::path& tree) {
  const Descriptor folder = open_file(tree, O_RDONLY | O_DIRECTORY);
  try {
    const Descriptor file = open_beneath(folder.get(), kDescriptionPath, O_RDONLY | O_NONBLOCK);
    return read_all(file.get(), kMaxTextLength, (tree / kDescriptionPath).string());
  } catch (const StorageError& error) {
    if (error.error_number() == ENOENT || error.error_number() == ENOTDIR) return std::nullopt;
    throw;
  }
}

std::string read_changelog(const std::filesystem::path& path) {
  try {
    return read_file(path, kMaxTextLength);
  } catch (const StorageError& error) {
    throw ConfigError("usage", error.what(), "name the changelog with --changelog FILE");
  }
}

void require_directory(const std::filesystem::path& tree) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(tree, ignored))
    throw ConfigError("usage", tree.string() + " is not a folder",
                      "give the folder that holds the release with --tree DIR");
}

// Description and tree are read one after the other; both must be of the same moment.
void require_same_description(const ReleaseText& text,
                              const std::optional<Sha256Digest>& published) {
  if (text.description_sha256 != published)
    throw StateError("state", std::string(kDescriptionPath) + " changed while it was published",
                     "publish again when nothing writes to the tree");
}

// Hosts read the names at every check.
void require_few(const std::vector<std::string>& one_way) {
  std::size_t length = 0;
  for (const auto& name : one_way) length += name.size();
  if (one_way.size() <= kMaxIrreversible && length <= kMaxIrreversibleLength) return;
  throw ConfigError("config",
                    fmt::format("{} migrations, with names of {} bytes together, have no down "
                                "script; {}, with {}, may",
                                one_way.size(), length, kMaxIrreversible, kMaxIrreversibleLength),
                    "write down scripts, or begin the migrations anew");
}

// The names of the tree's one-way migrations.
std::vector<std::string> check_tree(const ReleaseText& text, const std::filesystem::path& index,
                                    const IndexReference& reference) {
  std::optional<Sha256Digest> description;
  OneWayMigrations migrations(text.description);
  EntryCursor cursor = IndexFile::open(index, reference).cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (entry->path == kDescriptionPath) description = entry->sha256;
    if (entry->type == EntryType::file) migrations.add_file(entry->path);
  }
  require_same_description(text, description);
  auto names = migrations.names();
  require_few(names);
  return names;
}

std::shared_ptr<const PreviousBundle> open_bundle(const RepositoryPaths& paths,
                                                  const CatalogEntry& release) {
  try {
    const ReleaseManifest manifest = read_manifest(paths, release);
    return std::make_shared<PreviousBundle>(
        paths.root() / blob_path(release.product, manifest.bundle.sha256),
        paths.root() / blob_path(release.product, manifest.index.sha256), manifest.index);
  } catch (const Error&) {
    return nullptr;
  }
}

BundleOptions bundle_options(const PrepareOptions& options, std::uint64_t total,
                             Progress& progress) {
  BundleOptions result;
  result.level = options.level;
  result.memory = options.memory;
  result.stop = options.stop;
  result.progress = [&progress, total](const BundleProgress& done) {
    progress.report("bundle", done.bytes, total, ProgressUnit::bytes);
  };
  return result;
}

}  // namespace

std::optional<CatalogEntry> PreviousBundles::nearest_below(const ReleaseName& release) const {
  std::optional<CatalogEntry> nearest;
  for (const auto& candidate : releases_of(repository_.view.metadata, release.product)) {
    const ReleaseName name{candidate.product, candidate.record.version};
    const bool is_ours = std::find(published_.begin(), published_.end(), name) != published_.end();
    if (!candidate.visible || is_ours || !(name.version < release.version)) continue;
    if (!nearest || nearest->record.version < name.version) nearest = candidate;
  }
  return nearest;
}

std::shared_ptr<const PreviousBundle> PreviousBundles::below(const ReleaseName& release) {
  const auto nearest = nearest_below(release);
  if (!nearest) return nullptr;
  const auto [found, is_new] = found_.try_emplace({nearest->product, nearest->record.version});
  if (is_new) found->second = open_bundle(repository_.paths, *nearest);
  return found->second;
}

ReleaseText read_release_text(const ReleaseSource& source) {
  require_directory(source.tree);
  ReleaseText text;
  if (const auto yml = read_description(source.tree)) {
    const std::string path = (source.tree / kDescriptionPath).string();
    text.description_sha256 = Sha256::of(*yml);
    text.description = parse_release_yml(*yml, source.product, path);
    if (const auto& floor = text.description.min_version)
      require_floor(Version::parse(*floor), source.version, path);
    require_named_paths(source.tree, text.description, path);
  }
  if (source.changelog)
    text.changelog = parse_changelog_markdown(read_changelog(*source.changelog), source.version,
                                              source.changelog->string());
  return text;
}

PreparedRelease prepare_release(OpenRepository& repository, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress) {
  const ReleaseText text = read_release_text(source);
  const TreeTotals totals = measure_tree(source.tree, options.stop);
  PreparedRelease release;
  const std::string name = source.product + "." + source.version.path_text();
  release.bundle = repository.staging.new_file(name + ".bundle");
  release.index = repository.staging.new_file(name + ".index");
  BundleOptions bundling = bundle_options(options, totals.bytes, progress);
  bundling.previous = previous.below({source.product, source.version});
  const BundleResult written = write_bundle(source.tree, bundling, release.bundle, release.index);
  ReleaseManifest& manifest = release.manifest;
  manifest.irreversible = check_tree(text, release.index, written.index);
  manifest.product = source.product;
  manifest.version = source.version;
  manifest.published = options.now;
  manifest.bundle = written.bundle;
  manifest.index = written.index;
  manifest.tree = written.tree;
  manifest.changelog = text.changelog;
  manifest.release = text.description;
  return release;
}

}  // namespace switchback
