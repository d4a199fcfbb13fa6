#include "repo-tools/publish/staged_manifest.hpp"

#include <utility>

#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {

ReleaseFile stage_manifest(OpenRepository& repository, const Shard& shard,
                           const ReleaseManifest& manifest, const std::optional<Rollout>& rollout) {
  const std::string bytes = encode_manifest(manifest);
  const std::string sha256 = Sha256::of(bytes).hex();
  const std::string target = manifest_target_path(manifest.product, shard.name, manifest.version);
  ReleaseFile staged{repository.staging.add(manifest_file_path(target, sha256), bytes), shard.role};
  tuf::TargetFile file;
  file.length = bytes.size();
  file.hashes["sha256"] = sha256;
  file.custom = encode_release_record(record_of(manifest, rollout));
  add_release(repository.metadata(), shard, target, std::move(file));
  return staged;
}

}  // namespace switchback
