#include "repo-tools/retention/referenced_files.hpp"

#include <cctype>
#include <filesystem>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMaxDraftLength = 64 * 1024 * 1024;
constexpr std::size_t kDigestLength = 64;
constexpr std::string_view kManifestSuffix = ".manifest.json";

std::string digest_in(const std::string& path) {
  return path.substr(path.rfind('/') + 1, kDigestLength);
}

}  // namespace

ReferencedFiles::ReferencedFiles(const RepositoryPaths& paths, const RepositoryMetadata& visible,
                                 const PendingSet& pending,
                                 const std::optional<Transaction>& recorded) {
  add_releases(paths, visible);
  for (const auto& file : pending.files) add_waiting(paths, file.file);
  if (recorded) {
    for (const auto& file : recorded->pending.files) add_waiting(paths, file.file);
    for (const auto& file : recorded->files) add_waiting(paths, file);
  }
  add_drafts(paths);
}

bool ReferencedFiles::contains(const std::string& path) const {
  return files_.contains(path) || (!digests_.empty() && digests_.contains(digest_in(path)));
}

void ReferencedFiles::add_releases(const RepositoryPaths& paths,
                                   const RepositoryMetadata& visible) {
  for (const auto& product : products_of(visible))
    for (const auto& release : releases_of(visible, product)) {
      files_.insert(manifest_file_path(release.target_path, release.target.hashes.at("sha256")));
      for (auto& blob : named_blobs(read_manifest(paths, release))) files_.insert(std::move(blob));
    }
}

// A promoted release brings no blobs of its own: its manifest alone waits, staged or, where a
// killed run is not completed yet, in its place.
void ReferencedFiles::add_waiting(const RepositoryPaths& paths, const StagedFile& file) {
  files_.insert(file.path);
  if (!file.path.ends_with(kManifestSuffix)) return;
  auto bytes = read_file_if_exists(paths.staged() / file.staged_name(), kMaxManifestLength);
  if (!bytes) bytes = read_file_if_exists(paths.root() / file.path, kMaxManifestLength);
  if (!bytes) return;  // it cannot become visible any more
  if (Sha256::of(*bytes) != file.sha256)
    throw StateError("damage", file.path + ", which waits, is damaged",
                     "restore REPO.state from a backup");
  for (auto& blob : named_blobs(parse_manifest(*bytes))) files_.insert(std::move(blob));
}

// Whatever else a draft's record says: every word of 64 hexadecimal digits in it may be a file that
// the draft shares with a published release.
void ReferencedFiles::add_drafts(const RepositoryPaths& paths) {
  if (!fs::is_directory(paths.drafts())) return;
  for (const auto& entry : fs::recursive_directory_iterator(paths.drafts())) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    const std::string bytes = read_file(entry.path(), kMaxDraftLength);
    for (std::size_t begin = 0, i = 0; i <= bytes.size(); ++i) {
      if (i < bytes.size() && std::isxdigit(static_cast<unsigned char>(bytes[i])) != 0) continue;
      if (i - begin == kDigestLength) digests_.insert(bytes.substr(begin, kDigestLength));
      begin = i + 1;
    }
  }
}

}  // namespace switchback
