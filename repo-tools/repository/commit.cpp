#include "repo-tools/repository/commit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "core/trust/limits.hpp"
#include "manifest-schema/tuf/encode.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/repository/product_size.hpp"
#include "repo-tools/repository/pruning.hpp"
#include "repo-tools/repository/readable_file.hpp"

namespace switchback {
namespace {

bool is_signed(const RepositoryMetadata& metadata, const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  return is_satisfied(authority_of(metadata, name), role.signed_bytes, role.signatures);
}

std::vector<std::string> delegated_by(const TargetsRole& role) {
  std::vector<std::string> names;
  if (role.content.delegations)
    for (const auto& delegated : role.content.delegations->roles) names.push_back(delegated.name);
  return names;
}

// False where a reader could not reach the role, or would be led from it to one that is not there.
bool hangs_together(const RepositoryMetadata& metadata, const std::set<std::string>& ready,
                    const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  const bool is_new = role.visible_version == 0;
  if (is_new && role.delegator != "root" && metadata.role(role.delegator).changed &&
      ready.count(role.delegator) == 0)
    return false;
  for (const auto& delegated : delegated_by(role)) {
    const auto found = metadata.roles.find(delegated);
    if (found == metadata.roles.end()) return false;
    if (found->second.visible_version == 0 && ready.count(delegated) == 0) return false;
  }
  return true;
}

WaitingRole waiting_role(const RepositoryMetadata& metadata, const std::string& name) {
  WaitingRole waiting{name, {}};
  const auto& signatures = metadata.role(name).signatures;
  for (const auto& id : authority_of(metadata, name).role.key_ids)
    if (std::none_of(signatures.begin(), signatures.end(),
                     [&](const auto& signature) { return signature.key_id == id; }))
      waiting.key_ids.push_back(id);
  return waiting;
}

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

template <typename Role>
std::string signed_file(const Role& role, const Authority& authority, SignerPool& signers) {
  const std::string bytes = tuf::signed_bytes(role);
  std::vector<tuf::Signature> signatures;
  signers.add_signatures(authority, bytes, signatures);
  return tuf::encode_envelope(bytes, signatures);
}

void stage_snapshot(Staging& staging, const RepositoryMetadata& metadata, SignerPool& signers,
                    const CommitRequest& request, const std::vector<std::string>& roles,
                    Transaction& transaction) {
  tuf::Snapshot snapshot = metadata.snapshot.content;
  ++snapshot.version;
  snapshot.expires = request.now + request.lifetimes.of(RoleKind::snapshot, "snapshot");
  for (const auto& name : roles) snapshot.meta[name + ".json"] = meta_of(metadata, name);
  require_readable("snapshot", tuf::signed_bytes(snapshot), TrustLimits{}.snapshot_length);
  const std::string bytes = signed_file(snapshot, authority_of(metadata, "snapshot"), signers);
  require_readable("snapshot", bytes, TrustLimits{}.snapshot_length);

  tuf::Timestamp timestamp = metadata.timestamp.content;
  ++timestamp.version;
  timestamp.expires = request.now + request.lifetimes.of(RoleKind::timestamp, "timestamp");
  timestamp.snapshot = {snapshot.version, bytes.size(), {{"sha256", Sha256::of(bytes).hex()}}};
  transaction.files.push_back(staging.add(metadata_file_path("snapshot", snapshot.version), bytes));
  transaction.files.push_back(
      staging.add("metadata/timestamp.json",
                  signed_file(timestamp, authority_of(metadata, "timestamp"), signers)));
}

PendingSet still_pending(Staging& staging, const RepositoryMetadata& metadata,
                         const std::vector<std::string>& visible,
                         const std::vector<ReleaseFile>& files) {
  const std::set<std::string> done(visible.begin(), visible.end());
  PendingSet pending;
  for (const auto& [name, role] : metadata.roles)
    if (role.changed && done.count(name) == 0)
      pending.roles.push_back({name, role.delegator, stage_role(staging, metadata, name)});
  for (const auto& file : files)
    if (done.count(file.role) == 0) pending.files.push_back(file);
  return pending;
}

void take(const RepositoryPaths& paths, const Staging& staging, const Transaction& transaction) {
  staging.sync();
  write_file_durably(paths.transaction(), encode_transaction(transaction), 0600);
  apply_transaction(paths, transaction);
}

// The change is durable by now: nothing that fails here makes it a failure.
std::vector<std::string> clean_up(const RepositoryPaths& paths, const Staging& staging,
                                  const Transaction& transaction, Timestamp now) {
  std::vector<std::string> warnings;
  if (auto warning = log_transaction(paths, transaction)) warnings.push_back(std::move(*warning));
  const auto attempt = [&](const auto& work) {
    try {
      work();
    } catch (const StorageError& error) {
      warnings.emplace_back(error.what());
    }
  };
  attempt([&] { staging.sweep(transaction.pending, nullptr); });
  attempt([&] { prune_metadata(paths, now); });
  return warnings;
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

std::vector<std::string> publishable_roles(const RepositoryMetadata& metadata) {
  std::set<std::string> ready;
  for (const auto& [name, role] : metadata.roles)
    if (role.changed && is_signed(metadata, name)) ready.insert(name);
  for (bool stable = false; !stable;) {
    stable = true;
    for (const auto& name : std::set<std::string>(ready))
      if (!hangs_together(metadata, ready, name)) {
        ready.erase(name);
        stable = false;
      }
  }
  return {ready.begin(), ready.end()};
}

CommitResult commit_changes(const RepositoryPaths& paths, Staging& staging,
                            RepositoryMetadata& metadata, SignerPool& signers,
                            const CommitRequest& request) {
  sign_changes(metadata, signers, request.lifetimes, request.now);
  CommitResult result;
  std::vector<std::string> warnings = require_readable_products(paths, metadata);
  const bool can_show = signers.can_satisfy(authority_of(metadata, "snapshot")) &&
                        signers.can_satisfy(authority_of(metadata, "timestamp"));
  if (can_show) result.visible = publishable_roles(metadata);

  Transaction transaction{request.operation, request.identity, {}, {}, request.now};
  transaction.pending = still_pending(staging, metadata, result.visible, request.files);
  for (const auto& role : transaction.pending.roles)
    if (!is_signed(metadata, role.name))
      result.waiting.push_back(waiting_role(metadata, role.name));
  if (!can_show)
    for (const char* name : {"snapshot", "timestamp"})
      if (!signers.can_satisfy(authority_of(metadata, name)))
        result.waiting.push_back({name, authority_of(metadata, name).role.key_ids});

  const std::set<std::string> visible(result.visible.begin(), result.visible.end());
  for (const auto& file : request.files)
    if (visible.count(file.role) != 0) transaction.files.push_back(file.file);
  if (metadata.root_changed && can_show) transaction.files.push_back(stage_root(staging, metadata));
  for (const auto& name : result.visible)
    transaction.files.push_back(stage_role(staging, metadata, name));
  if (can_show && (request.renew_snapshot || !transaction.files.empty())) {
    stage_snapshot(staging, metadata, signers, request, result.visible, transaction);
    result.changed_repository = true;
  }
  take(paths, staging, transaction);
  result.warnings = clean_up(paths, staging, transaction, request.now);
  result.warnings.insert(result.warnings.end(), warnings.begin(), warnings.end());
  return result;
}

}  // namespace switchback
