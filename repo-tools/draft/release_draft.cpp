#include "repo-tools/draft/release_draft.hpp"

#include <unistd.h>

#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

void require_whole(const RepositoryPaths& paths, const BlobReference& blob) {
  const fs::path file = draft_blob(paths, blob.sha256);
  if (!fs::is_regular_file(fs::symlink_status(file)) ||
      !has_content(file, {"", blob.length, blob.sha256}))
    throw StateError("damage", file.string() + " is missing or damaged",
                     "make the draft again with `switchback-repo publish --draft`, or `remove` it");
}

// The draft stays whole until the transaction that publishes it is recorded.
fs::path link_blob(OpenRepository& repository, const BlobReference& blob) {
  const fs::path source = draft_blob(repository.paths, blob.sha256);
  fs::path linked = repository.staging.new_file("draft." + blob.sha256.hex());
  if (::link(source.c_str(), linked.c_str()) == 0) return linked;
  std::error_code error;  // a file system without hard links
  if (!fs::copy_file(source, linked, error))
    throw StorageError("copy", linked.string(), error.value());
  return linked;
}

PreparedRelease prepared(OpenRepository& repository, const ReleaseManifest& draft, Timestamp now) {
  PreparedRelease release;
  release.manifest = draft;
  release.manifest.published = now;
  release.bundle = link_blob(repository, draft.bundle);
  release.index = link_blob(repository, {draft.index.length, draft.index.sha256});
  for (const auto& blob : draft_deltas(draft))
    release.deltas.push_back({link_blob(repository, blob), blob});
  return release;
}

// The draft is removed, or was.
ReleasedDraft without_draft(const OpenRepository& repository, const ReleaseName& name,
                            const std::optional<Rollout>& rollout) {
  remove_draft(repository.paths, name);
  const auto published = find_release(repository.view.metadata, name.product, name.version);
  if (!published) refuse_missing_draft(name);
  require_rollout(*published, rollout);
  ReleasedDraft released;
  released.manifest.product = name.product;
  released.manifest.version = name.version;
  const bool just_now =
      repository.completed && repository.completed->operation == publish_operation({name});
  released.was_published = !just_now;
  released.result.outcome =
      published->visible ? PublishOutcome::completed_interrupted : PublishOutcome::waiting;
  if (published->visible) released.manifest = read_manifest(repository.paths, *published);
  return released;
}

}  // namespace

void require_whole_draft(const RepositoryPaths& paths, const ReleaseManifest& draft) {
  require_whole(paths, draft.bundle);
  require_whole(paths, {draft.index.length, draft.index.sha256});
  for (const auto& blob : draft_deltas(draft)) require_whole(paths, blob);
}

void refuse_missing_draft(const ReleaseName& name) {
  throw StateError("not-found", "there is no draft " + name.product + " " + name.version.text(),
                   "see `switchback-repo list`; make one with `publish --draft`");
}

// A run that was killed between publishing the draft and removing it, and whose step another
// command completed meanwhile, leaves a draft of what is published.
std::optional<CatalogEntry> released_before(const RepositoryPaths& paths,
                                            const RepositoryMetadata& metadata,
                                            const ReleaseName& name,
                                            const std::optional<ReleaseManifest>& draft) {
  auto release = find_release(metadata, name.product, name.version);
  if (!release || !draft) return release;
  const bool is_same = release->visible &&
                       release_identity(read_manifest(paths, *release)) == release_identity(*draft);
  return is_same ? std::move(release) : std::nullopt;
}

std::optional<ReleaseManifest> draft_to_release(const RepositoryPaths& paths,
                                                const RepositoryMetadata& metadata,
                                                const ReleaseName& name) {
  try {
    return find_draft(paths, name);
  } catch (const StateError&) {
    if (!find_release(metadata, name.product, name.version)) throw;
    return std::nullopt;
  }
}

ReleasedDraft release_draft(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                            const ReleaseName& name, const PublishOptions& options,
                            const std::optional<Rollout>& rollout) {
  const auto draft = draft_to_release(repository.paths, repository.metadata(), name);
  if (!draft || released_before(repository.paths, repository.metadata(), name, draft))
    return without_draft(repository, name, rollout);
  require_publishable(repository, {name});
  require_whole_draft(repository.paths, *draft);
  KeyFolder folder = keys();
  ReleasedDraft released;
  PreparedRelease release = prepared(repository, *draft, options.now);
  release.rollout = rollout;
  released.manifest = release.manifest;
  released.result = publish_releases(repository, folder, {release}, options);
  try {
    remove_draft(repository.paths, name);
  } catch (const Error& error) {  // it is published by now: nothing makes that a failure
    released.result.warnings.push_back("the draft is not removed: " + std::string(error.what()));
  }
  return released;
}

}  // namespace switchback
