#include "repo-tools/retention/referenced_files.hpp"

#include <cctype>
#include <filesystem>

#include "base/files.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMaxDraftLength = 64 * 1024 * 1024;
constexpr std::size_t kDigestLength = 64;

std::string digest_in(const std::string& path) {
  return path.substr(path.rfind('/') + 1, kDigestLength);
}

}  // namespace

ReferencedFiles::ReferencedFiles(const RepositoryPaths& paths, const RepositoryMetadata& visible,
                                 const PendingSet& pending,
                                 const std::optional<Transaction>& recorded) {
  add_releases(paths, visible);
  add_pending(pending);
  if (recorded) {
    add_pending(recorded->pending);
    for (const auto& file : recorded->files) files_.insert(file.path);
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

void ReferencedFiles::add_pending(const PendingSet& pending) {
  for (const auto& file : pending.files) files_.insert(file.file.path);
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
