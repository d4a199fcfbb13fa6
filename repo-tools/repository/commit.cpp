#include "repo-tools/repository/commit.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/repository/product_size.hpp"
#include "repo-tools/repository/pruning.hpp"
#include "repo-tools/repository/publishable_roles.hpp"
#include "repo-tools/repository/staged_metadata.hpp"

namespace switchback {
namespace {

WaitingRole waiting_role(const RepositoryMetadata& metadata, const std::string& name) {
  WaitingRole waiting{name, {}};
  const auto& signatures = metadata.role(name).signatures;
  for (const auto& id : authority_of(metadata, name).role.key_ids)
    if (std::none_of(signatures.begin(), signatures.end(),
                     [&](const auto& signature) { return signature.key_id == id; }))
      waiting.key_ids.push_back(id);
  return waiting;
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

std::vector<WaitingRole> waiting_roles(const RepositoryMetadata& metadata,
                                       const SignerPool& signers, const PendingSet& pending,
                                       bool can_show) {
  std::vector<WaitingRole> waiting;
  for (const auto& role : pending.roles)
    if (!is_signed(metadata, role.name)) waiting.push_back(waiting_role(metadata, role.name));
  if (can_show) return waiting;
  for (const char* name : {"snapshot", "timestamp"})
    if (!signers.can_satisfy(authority_of(metadata, name)))
      waiting.push_back({name, authority_of(metadata, name).role.key_ids});
  return waiting;
}

// What becomes visible, in order: blobs and manifests before what names them.
std::vector<StagedFile> visible_files(Staging& staging, const RepositoryMetadata& metadata,
                                      const CommitRequest& request,
                                      const std::vector<std::string>& roles, bool can_show) {
  const std::set<std::string> visible(roles.begin(), roles.end());
  std::vector<StagedFile> files;
  for (const auto& file : request.files)
    if (visible.count(file.role) != 0) files.push_back(file.file);
  if (metadata.root_changed && can_show) files.push_back(stage_root(staging, metadata));
  for (const auto& name : roles) files.push_back(stage_role(staging, metadata, name));
  return files;
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

CommitResult commit_changes(const RepositoryPaths& paths, Staging& staging,
                            RepositoryMetadata& metadata, SignerPool& signers,
                            const CommitRequest& request) {
  sign_changes(metadata, signers, request.lifetimes, request.now);
  CommitResult result;
  std::vector<std::string> warnings = require_readable_products(paths, metadata);
  const bool can_show = signers.can_satisfy(authority_of(metadata, "snapshot")) &&
                        signers.can_satisfy(authority_of(metadata, "timestamp"));
  if (can_show) result.visible = publishable_roles(metadata);

  Transaction transaction{request.operation, request.identity, {}, {},
                          request.now,       request.previous};
  transaction.pending = still_pending(staging, metadata, result.visible, request.files);
  result.waiting = waiting_roles(metadata, signers, transaction.pending, can_show);
  transaction.files = visible_files(staging, metadata, request, result.visible, can_show);
  if (can_show && (request.renew_snapshot || !transaction.files.empty())) {
    for (auto& file :
         stage_snapshot(staging, metadata, signers, result.visible, request.lifetimes, request.now))
      transaction.files.push_back(std::move(file));
    result.changed_repository = true;
  }
  take(paths, staging, transaction);
  result.warnings = clean_up(paths, staging, transaction, request.now);
  result.warnings.insert(result.warnings.end(), warnings.begin(), warnings.end());
  return result;
}

}  // namespace switchback
