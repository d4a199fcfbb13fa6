// A repository as this host sees it: verified releases of its product, their manifests, and blobs
// from whichever mirror delivers. Metadata is taken from one mirror as a whole; a mirror that is
// stale, broken or hostile is passed over.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "core/transport/mirror_set.hpp"
#include "core/trust/directory_store.hpp"
#include "core/trust/trust_client.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/overlay_store.hpp"
#include "updater/engine/session.hpp"
#include "updater/engine/shards_wanted.hpp"

namespace switchback {

struct Release {
  std::string shard;        // "0001"
  std::string target_path;  // "demo/0001/0r1/manifest.json"
  tuf::TargetFile target;
  ReleaseRecord record;
  std::shared_ptr<const std::string> signer;  // key ids of the shard, comma-separated
};

struct VerifiedManifest {
  std::string bytes;
  ReleaseManifest manifest;
};

class RepositoryClient {
 public:
  // allowed: for who holds the root's lock; none: the root is not changed, metadata stays in
  // memory.
  enum class Writes { allowed, none };

  RepositoryClient(Session& session, Writes writes);

  // Refreshes trust and reads releases: those of shards that `wanted` asks for, and of shards about
  // which the product's role says nothing. A mirror that failed or was stale less than an hour ago
  // is asked last. When no mirror satisfies, the error names each one's: a
  // TrustError where any mirror answered with something that must not be believed, else a
  // FetchError. `accept_stale` is how long after its expiry metadata is still taken.
  void refresh(Timestamp now, const ShardsWanted& wanted = all_shards(),
               std::chrono::seconds accept_stale = std::chrono::seconds(0));

  // Ascending by version; of those that were read.
  const std::vector<Release>& releases() const { return releases_; }
  // Nothing where the product has no such version, or where its shard was not asked for.
  const Release* find(const Version& version) const;
  // `beginning` is asked for at the same time; what comes of it is not verified.
  VerifiedManifest manifest(const Release& release, BlobBeginning& beginning);
  VerifiedManifest manifest(const Release& release);

  MirrorSet& blobs() { return mirrors_; }
  TransferTotals totals() const { return mirrors_.totals(); }
  // Of the last refresh(); also where that failed, for the mirrors.
  const RefreshNews& news() const { return news_; }

 private:
  void refresh_from(Mirror& mirror, Timestamp now, const ShardsWanted& wanted,
                    std::chrono::seconds accept_stale);
  std::vector<std::size_t> mirror_order(Timestamp now);
  void note_failure(const std::string& mirror, const Error& error, Timestamp now);
  void ensure_bootstrap(Mirror& mirror);
  void forget_other_roles(const tuf::Snapshot& snapshot);
  void read_releases(TrustClient& client, const ShardsWanted& wanted);
  void read_shards(TrustClient& client, const tuf::Targets& product, const ShardsWanted& wanted);
  void read_shard(TrustClient& client, const tuf::DelegatedRole& shard, const ShardRange* range);
  std::string shard_name(const tuf::DelegatedRole& shard) const;
  MetadataStore& store();

  Session& session_;
  Writes writes_;
  std::string product_;
  std::string trust_anchor_;
  MirrorSet mirrors_;
  DirectoryMetadataStore disk_;
  std::optional<OverlayStore> overlay_;
  std::vector<Release> releases_;
  bool consistent_ = true;
  RefreshNews news_;
};

}  // namespace switchback
