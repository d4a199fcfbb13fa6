#include "repo-tools/delta/replace_manifest.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/publish/staged_manifest.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"
#include "repo-tools/retention/wanted_files.hpp"

namespace switchback {
namespace {

// The manifest before is read by hosts that saw it until the grace of `gc` is over.
void note_replaced(const RepositoryPaths& paths, const std::string& manifest, Timestamp now,
                   ReplacedManifest& result) {
  try {
    if (std::filesystem::exists(paths.root() / manifest)) note_unreferenced(paths, {manifest}, now);
  } catch (const Error& error) {  // the new one is published by now
    result.warnings.push_back(std::string(error.what()) +
                              "; the grace of the replaced manifest begins with the next gc");
  }
}

}  // namespace

std::string manifest_path(const CatalogEntry& release) {
  return manifest_file_path(release.target_path, release.target.hashes.at("sha256"));
}

CatalogEntry visible_release(const RepositoryMetadata& metadata, const std::string& product,
                             const Version& version) {
  auto release = find_release(metadata, product, version);
  if (!release)
    throw StateError("not-found", product + " " + version.text() + " is not published",
                     "see `switchback-repo list`");
  if (!release->visible)
    throw StateError("state", product + " " + version.text() + " waits for signatures itself",
                     "run `switchback-repo refresh` where its keys are");
  return std::move(*release);
}

ReplacedManifest replace_manifest(OpenRepository& repository, KeyFolder& keys,
                                  const CatalogEntry& release, const ReleaseManifest& manifest,
                                  const std::string& operation, std::vector<ReleaseFile> files,
                                  const PublishOptions& options) {
  const std::string replaced = manifest_path(release);
  files.push_back(restage_manifest(repository, release, manifest));
  keep_wanted(repository, files);
  CommitRequest request;
  request.operation = operation;
  request.identity = release_identity(manifest);
  request.files = std::move(files);
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  SignerPool signers(keys);
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers, request);
  ReplacedManifest result;
  result.visible =
      std::count(committed.visible.begin(), committed.visible.end(), release.shard.role) > 0;
  result.waiting = std::move(committed.waiting);
  result.warnings = std::move(committed.warnings);
  if (result.visible) note_replaced(repository.paths, replaced, options.now, result);
  return result;
}

}  // namespace switchback
