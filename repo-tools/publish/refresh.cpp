#include "repo-tools/publish/refresh.hpp"

#include "manifest-schema/tuf/encode.hpp"

namespace switchback {
namespace {

class Planner {
 public:
  Planner(const RepositoryMetadata& metadata, const SignerPool& signers, const Lifetimes& lifetimes,
          Timestamp now)
      : metadata_(metadata), signers_(signers), lifetimes_(lifetimes), now_(now) {}

  void consider(RoleKind kind, const std::string& name, Timestamp expires) {
    if (!lifetimes_.is_due(kind, name, expires, now_)) return;
    if (signers_.can_satisfy(authority_of(metadata_, name)))
      plan.renewals.push_back(name);
    else
      plan.overdue.push_back({name, expires});
  }

  RefreshPlan plan;

 private:
  const RepositoryMetadata& metadata_;
  const SignerPool& signers_;
  const Lifetimes& lifetimes_;
  Timestamp now_;
};

void renew_root(RepositoryMetadata& metadata, SignerPool& signers, const Lifetimes& lifetimes,
                Timestamp now) {
  auto& root = metadata.root;
  ++root.content.version;
  root.content.expires = now + lifetimes.of(RoleKind::root, "root");
  root.signed_bytes = tuf::signed_bytes(root.content);
  root.signatures.clear();
  signers.add_signatures(authority_of(metadata, "root"), root.signed_bytes, root.signatures);
  metadata.root_changed = true;
}

}  // namespace

RefreshPlan plan_refresh(const RepositoryView& view, KeyFolder& keys, const Lifetimes& lifetimes,
                         Timestamp now) {
  const RepositoryMetadata& metadata = view.metadata;
  const SignerPool signers(keys);
  Planner planner(metadata, signers, lifetimes, now);
  // A new root is shown by a new timestamp or not at all, so it needs those keys too.
  const bool can_show = signers.can_satisfy(authority_of(metadata, "snapshot")) &&
                        signers.can_satisfy(authority_of(metadata, "timestamp"));
  if (can_show) planner.consider(RoleKind::root, "root", metadata.root.content.expires);
  for (const auto& [name, role] : metadata.roles)
    planner.consider(kind_of(metadata, name), name, role.content.expires);
  planner.consider(RoleKind::snapshot, "snapshot", metadata.snapshot.content.expires);
  planner.consider(RoleKind::timestamp, "timestamp", metadata.timestamp.content.expires);
  planner.plan.has_pending = !view.pending.empty();
  return planner.plan;
}

CommitResult refresh_repository(OpenRepository& repository, KeyFolder& keys,
                                const RefreshPlan& plan, const Lifetimes& lifetimes,
                                Timestamp now) {
  if (plan.renewals.empty() && !plan.has_pending) return {};
  RepositoryMetadata& metadata = repository.metadata();
  SignerPool signers(keys);
  CommitRequest request;
  request.operation = "refresh";
  request.files = repository.view.pending.files;
  request.lifetimes = lifetimes;
  request.now = now;
  for (const auto& name : plan.renewals) {
    if (name == "root")
      renew_root(metadata, signers, lifetimes, now);
    else if (name == "snapshot" || name == "timestamp")
      request.renew_snapshot = true;
    else
      metadata.role(name).edit();
  }
  return commit_changes(repository.paths, repository.staging, metadata, signers, request);
}

}  // namespace switchback
