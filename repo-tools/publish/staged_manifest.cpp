#include "repo-tools/publish/staged_manifest.hpp"

#include <utility>

#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/edited_record.hpp"

namespace switchback {
namespace {

struct StagedTarget {
  ReleaseFile staged;
  tuf::TargetFile file;  // without its record
};

StagedTarget stage_bytes(OpenRepository& repository, const Shard& shard, const std::string& target,
                         const std::string& bytes) {
  const std::string sha256 = Sha256::of(bytes).hex();
  StagedTarget result{
      {repository.staging.add(manifest_file_path(target, sha256), bytes), shard.role}, {}};
  result.file.length = bytes.size();
  result.file.hashes["sha256"] = sha256;
  return result;
}

}  // namespace

ReleaseFile stage_manifest(OpenRepository& repository, const Shard& shard,
                           const ReleaseManifest& manifest, const std::optional<Rollout>& rollout) {
  const std::string target = manifest_target_path(manifest.product, shard.name, manifest.version);
  auto [staged, file] = stage_bytes(repository, shard, target, encode_manifest(manifest));
  file.custom = encode_release_record(record_of(manifest, rollout));
  add_release(repository.metadata(), shard, target, std::move(file));
  return staged;
}

ReleaseFile restage_manifest(OpenRepository& repository, const CatalogEntry& release,
                             const ReleaseManifest& manifest) {
  auto [staged, file] =
      stage_bytes(repository, release.shard, release.target_path, encode_manifest(manifest));
  ReleaseRecord record = release.record;
  record.deltas = record_of(manifest).deltas;
  file.custom = edited_record(release.target.custom, record);
  add_release(repository.metadata(), release.shard, release.target_path, std::move(file));
  return staged;
}

}  // namespace switchback
