#include "repo-tools/publish/staged_release.hpp"

#include <filesystem>

#include "repo-tools/publish/staged_manifest.hpp"

namespace switchback {

std::vector<ReleaseFile> stage_release(OpenRepository& repository, const PreparedRelease& release,
                                       const Shard& shard) {
  const ReleaseManifest& manifest = release.manifest;
  std::vector<ReleaseFile> files;
  const auto adopt = [&](const std::filesystem::path& file, const BlobReference& blob) {
    files.push_back({repository.staging.adopt(file, blob_path(manifest.product, blob.sha256),
                                              blob.length, blob.sha256),
                     shard.role});
  };
  adopt(release.bundle, manifest.bundle);
  adopt(release.index, {manifest.index.length, manifest.index.sha256});
  for (const auto& [file, blob] : release.deltas) adopt(file, blob);
  files.push_back(stage_manifest(repository, shard, manifest, release.rollout));
  return files;
}

}  // namespace switchback
