#include "repo-tools/repository/staged_metadata.hpp"

#include "core/trust/limits.hpp"
#include "manifest-schema/tuf/encode.hpp"
#include "repo-tools/repository/readable_file.hpp"

namespace switchback {
namespace {

std::string encoded(const TargetsRole& role) {
  return tuf::encode_envelope(role.signed_bytes, role.signatures);
}

// Shards carry versions only, so that the snapshot stays short; a version is enough because no two
// files of one role have the same.
tuf::MetaFile meta_of(const RepositoryMetadata& metadata, const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  const RoleKind kind = kind_of(metadata, name);
  if (kind == RoleKind::shard || kind == RoleKind::sealed_shard)
    return {role.content.version, std::nullopt, {}};
  const std::string bytes = encoded(role);
  return {role.content.version, bytes.size(), {{"sha256", Sha256::of(bytes).hex()}}};
}

template <typename Role>
std::string signed_file(const Role& role, const Authority& authority, SignerPool& signers) {
  const std::string bytes = tuf::signed_bytes(role);
  std::vector<tuf::Signature> signatures;
  signers.add_signatures(authority, bytes, signatures);
  return tuf::encode_envelope(bytes, signatures);
}

}  // namespace

void sign_changes(RepositoryMetadata& metadata, SignerPool& signers, const Lifetimes& lifetimes,
                  Timestamp now) {
  for (auto& [name, role] : metadata.roles) {
    if (!role.changed) continue;
    if (role.edited) {
      role.content.version = role.visible_version + 1;
      role.content.expires = now + lifetimes.of(kind_of(metadata, name), name);
      role.signed_bytes = tuf::signed_bytes(role.content);
      require_readable(name, role.signed_bytes, TrustLimits{}.targets_length);
      role.signatures.clear();
      role.edited = false;
    }
    signers.add_signatures(authority_of(metadata, name), role.signed_bytes, role.signatures);
  }
}

StagedFile stage_root(Staging& staging, const RepositoryMetadata& metadata) {
  const auto& root = metadata.root;
  return staging.add(metadata_file_path("root", root.content.version),
                     tuf::encode_envelope(root.signed_bytes, root.signatures));
}

StagedFile stage_role(Staging& staging, const RepositoryMetadata& metadata,
                      const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  const std::string bytes = encoded(role);
  require_readable(name, bytes, TrustLimits{}.targets_length);
  return staging.add(metadata_file_path(name, role.content.version), bytes);
}

std::vector<StagedFile> stage_snapshot(Staging& staging, const RepositoryMetadata& metadata,
                                       SignerPool& signers, const std::vector<std::string>& roles,
                                       const Lifetimes& lifetimes, Timestamp now) {
  tuf::Snapshot snapshot = metadata.snapshot.content;
  ++snapshot.version;
  snapshot.expires = now + lifetimes.of(RoleKind::snapshot, "snapshot");
  for (const auto& name : roles) snapshot.meta[name + ".json"] = meta_of(metadata, name);
  require_readable("snapshot", tuf::signed_bytes(snapshot), TrustLimits{}.snapshot_length);
  const std::string bytes = signed_file(snapshot, authority_of(metadata, "snapshot"), signers);
  require_readable("snapshot", bytes, TrustLimits{}.snapshot_length);

  tuf::Timestamp timestamp = metadata.timestamp.content;
  ++timestamp.version;
  timestamp.expires = now + lifetimes.of(RoleKind::timestamp, "timestamp");
  timestamp.snapshot = {snapshot.version, bytes.size(), {{"sha256", Sha256::of(bytes).hex()}}};
  return {staging.add(metadata_file_path("snapshot", snapshot.version), bytes),
          staging.add("metadata/timestamp.json",
                      signed_file(timestamp, authority_of(metadata, "timestamp"), signers))};
}

}  // namespace switchback
