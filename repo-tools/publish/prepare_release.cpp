#include "repo-tools/publish/prepare_release.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/errors.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/publish/one_way_migrations.hpp"

namespace switchback {
namespace {

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

PreparedRelease prepare_release(OpenRepository& repository, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress) {
  return prepare_release(
      [&](const std::string& purpose) { return repository.staging.new_file(purpose); }, previous,
      source, options, progress);
}

PreparedRelease prepare_release(const NewFile& new_file, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress) {
  const ReleaseText text = read_release_text(source);
  const TreeTotals totals = measure_tree(source.tree, options.stop);
  PreparedRelease release;
  const std::string name = source.product + "." + source.version.path_text();
  release.bundle = new_file(name + ".bundle");
  release.index = new_file(name + ".index");
  BundleOptions bundling = bundle_options(options, totals.bytes, progress);
  const ReleaseName asked{source.product, source.version};
  release.previous = PreviousRelease{previous.version_below(asked)};
  bundling.previous = previous.below(asked);
  const BundleResult written = write_bundle(source.tree, bundling, release.bundle, release.index);
  ReleaseManifest& manifest = release.manifest;
  manifest.irreversible = check_tree(text, release.index, written.index);
  manifest.product = source.product;
  manifest.version = source.version;
  manifest.published = options.now;
  release.reused = {written.reused_frames, written.reused_bytes};
  manifest.bundle = written.bundle;
  manifest.index = written.index;
  manifest.tree = written.tree;
  manifest.changelog = text.changelog;
  manifest.release = text.description;
  return release;
}

}  // namespace switchback
