#include "updater/engine/release_notes.hpp"

#include <fcntl.h>

#include <algorithm>
#include <set>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "core/tree/tree_diff.hpp"
#include "updater/engine/index_download.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/engine/unnamed_file.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {
namespace {

ReleaseNotes notes_of(const ReleaseManifest& manifest) {
  ReleaseNotes notes{manifest.version, format_timestamp(manifest.published), {}};
  for (const auto& entry : manifest.changelog) {
    ReleaseNotes::Entry note{change_type_name(entry.type), entry.text, {}};
    for (const auto& reference : entry.references)
      note.references.push_back(reference.kind + ": " + reference.name);
    notes.entries.push_back(std::move(note));
  }
  return notes;
}

// A repository that may be out of reach: its absence costs the notes it alone has, nothing else.
class OptionalRepository {
 public:
  OptionalRepository(Session& session, const ShardsWanted& wanted) : session_(session) {
    try {
      client_.emplace(session, RepositoryClient::Writes::none);
      client_->refresh(now(), wanted);
    } catch (const FetchError& error) {
      give_up(error);
    } catch (const TrustError& error) {
      give_up(error);
    }
  }
  std::vector<Version> versions() const {
    std::vector<Version> versions;
    if (client_)
      for (const auto& release : client_->releases())
        if (!release.record.yanked) versions.push_back(release.record.version);
    return versions;
  }
  std::optional<std::string> manifest(const Version& version) {
    const Release* release = client_ ? client_->find(version) : nullptr;
    if (release == nullptr) return std::nullopt;
    return client_->manifest(*release).bytes;
  }

 private:
  void give_up(const Error& error) {
    client_.reset();
    session_.warn(std::string("only releases known to this host are shown: ") + error.what());
  }
  Session& session_;
  std::optional<RepositoryClient> client_;
};

bool in_range(const Version& version, const std::optional<Version>& since,
              const std::optional<Version>& to) {
  return (!since || *since < version) && (!to || version <= *to);
}

// The manifest of any version: of a slot, remembered, or fetched.
ReleaseManifest manifest_of(Session& session, std::optional<RepositoryClient>& repository,
                            const ShardsWanted& wanted, const Version& version) {
  if (const auto known = session.store.manifest(version)) return parse_manifest(*known);
  if (!repository) {
    repository.emplace(session, RepositoryClient::Writes::none);
    repository->refresh(now(), wanted);
  }
  const Release* release = repository->find(version);
  if (release == nullptr)
    throw StateError("not-found", "version " + version.text() + " is not in the repository",
                     "see what there is with 'switchback check'");
  return repository->manifest(*release).manifest;
}

IndexFile index_of(Session& session, std::optional<RepositoryClient>& repository,
                   const ReleaseManifest& manifest) {
  for (const Slot slot : {Slot::a, Slot::b}) {
    const SlotRecord record = session.store.slot(slot);
    if (record.state == SlotState::complete && record.index == manifest.index)
      return IndexFile::open(session.layout.slot_index(slot), record.index, session.settings.stop);
  }
  if (!repository) repository.emplace(session, RepositoryClient::Writes::none);
  return download_index(repository->blobs(), manifest, {}, unnamed_file(session.layout),
                        "tree index");
}

}  // namespace

Host::Changelog collect_changelog(Session& session, const std::optional<Version>& since,
                                  const std::optional<Version>& to) {
  OptionalRepository repository(session, shards_between(since, to));
  std::set<Version> versions;
  for (const auto& version : repository.versions())
    if (in_range(version, since, to)) versions.insert(version);
  for (const auto& version : session.store.remembered_versions())
    if (in_range(version, since, to)) versions.insert(version);
  Host::Changelog changelog;
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    auto bytes = session.store.manifest(*version);
    if (!bytes) bytes = repository.manifest(*version);
    if (bytes) {
      changelog.releases.push_back(notes_of(parse_manifest(*bytes)));
    } else {
      changelog.missing.push_back(*version);
    }
  }
  return changelog;
}

Host::Changelog collect_changelog_of(Session& session, const Version& version) {
  auto bytes = session.store.manifest(version);
  if (!bytes) bytes = OptionalRepository(session, shards_with(version)).manifest(version);
  Host::Changelog changelog;
  if (bytes) {
    changelog.releases.push_back(notes_of(parse_manifest(*bytes)));
  } else {
    changelog.missing.push_back(version);
  }
  return changelog;
}

std::vector<DiffEntry> diff_trees(Session& session, const Version& older, const Version& newer) {
  std::optional<RepositoryClient> repository;
  const auto either = [&](const std::vector<Release>& read, const std::vector<ShardRange>& unread) {
    const auto wanted = shards_with(older)(read, unread);
    return wanted.empty() ? shards_with(newer)(read, unread) : wanted;
  };
  const ReleaseManifest old_manifest = manifest_of(session, repository, either, older);
  const ReleaseManifest new_manifest = manifest_of(session, repository, either, newer);
  const IndexFile old_index = index_of(session, repository, old_manifest);
  const IndexFile new_index = index_of(session, repository, new_manifest);
  std::vector<DiffEntry> result;
  diff_indexes(old_index, new_index, [&](const TreeDifference& difference) {
    result.push_back({difference.path, std::string(tree_change_name(difference.change)),
                      difference.old_size, difference.new_size});
  });
  return result;
}

}  // namespace switchback
