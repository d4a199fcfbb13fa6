#include "updater/engine/repository_client.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

#include "base/errors.hpp"
#include "base/hex.hpp"
#include "core/trust/target_fetch.hpp"
#include "manifest-schema/role_names.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/transport_settings.hpp"

namespace switchback {
namespace {

constexpr const char* kMetadataPrefix = "metadata/";
constexpr const char* kTargetsPrefix = "targets/";

std::string joined_ids(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ",") + id;
  return text;
}

// What went wrong with each mirror, and the gravest of it.
class MirrorErrors {
 public:
  void add(const std::string& mirror, const TrustError& error) {
    append(mirror, error);
    if (!trust_) trust_ = error;
  }
  void add(const std::string& mirror, const FetchError& error) {
    append(mirror, error);
    if (!fetch_) fetch_ = error;
    lacks_content_ = lacks_content_ || error.lacks_content();
  }
  [[noreturn]] void raise() const {
    if (trust_) throw TrustError(trust_->code(), text_, trust_->next_step());
    FetchError all(fetch_->code(), text_, fetch_->http_status(), fetch_->next_step());
    if (lacks_content_) all.set_lacks_content();
    throw all;
  }
  const std::string& text() const { return text_; }

 private:
  void append(const std::string& mirror, const Error& error) {
    text_ += (text_.empty() ? "" : "; ") + mirror + ": " + error.what();
  }
  std::string text_;
  std::optional<TrustError> trust_;
  std::optional<FetchError> fetch_;
  bool lacks_content_ = false;  // one of the mirrors
};

class FetcherBeside : public Fetcher {
 public:
  FetcherBeside(Mirror& mirror, BlobBeginning& beginning)
      : mirror_(mirror), beginning_(beginning) {}
  std::string fetch(const std::string& path, std::uint64_t max_length) override {
    return mirror_.fetch_beside(path, max_length, beginning_);
  }

 private:
  Mirror& mirror_;
  BlobBeginning& beginning_;
};

constexpr std::chrono::hours kDemotion{1};

const MirrorProblem* find_problem(const std::vector<MirrorProblem>& problems,
                                  const std::string& mirror) {
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [&](const auto& each) { return each.mirror == mirror; });
  return found == problems.end() ? nullptr : &*found;
}

void forget_problem(std::vector<MirrorProblem>& problems, const std::string& mirror) {
  std::erase_if(problems, [&](const auto& each) { return each.mirror == mirror; });
}

}  // namespace

RepositoryClient::RepositoryClient(Session& session, Writes writes)
    : session_(session),
      writes_(writes),
      product_(session.store.host().product),
      trust_anchor_(session.store.host().trust_anchor),
      mirrors_(session.store.host().repositories, transport_options(session.settings)),
      disk_(session.layout.trust()) {
  if (writes == Writes::none) overlay_.emplace(disk_);
}

MetadataStore& RepositoryClient::store() {
  if (overlay_) return *overlay_;
  return disk_;
}

void RepositoryClient::refresh(Timestamp now, const ShardsWanted& wanted,
                               std::chrono::seconds accept_stale) {
  MirrorErrors errors;
  news_.mirrors = load_last_check(session_.layout).mirrors;
  for (const std::size_t index : mirror_order(now)) {
    Mirror& mirror = mirrors_.mirror(index);
    session_.throw_if_stopped();
    try {
      refresh_from(mirror, now, wanted, accept_stale);
      mirrors_.prefer(index);
      forget_problem(news_.mirrors, mirror.name());
      if (!errors.text().empty()) session_.warn("passed over " + errors.text());
      return;
    } catch (const TrustError& error) {
      errors.add(mirror.name(), error);
      note_failure(mirror.name(), error, now);
    } catch (const FetchError& error) {
      errors.add(mirror.name(), error);
      note_failure(mirror.name(), error, now);
    }
  }
  errors.raise();
}

// The order in which they were given, those with a recent problem last: a stale mirror must not
// cost every run its requests.
std::vector<std::size_t> RepositoryClient::mirror_order(Timestamp now) {
  std::vector<std::size_t> order = mirrors_.order();
  std::stable_partition(order.begin(), order.end(), [&](const std::size_t index) {
    const MirrorProblem* known = find_problem(news_.mirrors, mirrors_.mirror(index).name());
    return known == nullptr || now < known->since || now - known->since > kDemotion;
  });
  return order;
}

void RepositoryClient::note_failure(const std::string& mirror, const Error& error, Timestamp now) {
  forget_problem(news_.mirrors, mirror);
  constexpr std::size_t kMaxProblem = 300;  // a server's words may be in it
  news_.mirrors.push_back(
      {mirror, (error.code() + ": " + error.what()).substr(0, kMaxProblem), now});
}

void RepositoryClient::ensure_bootstrap(Mirror& mirror) {
  if (store().load_bootstrap_root(TrustLimits{}.root_length)) return;
  const auto anchor = hex_decode(trust_anchor_);
  if (!anchor || anchor->size() != 32)
    throw StateError("state", "state.db holds no trust anchor", "run 'switchback init' again");
  const std::string root =
      fetch_bootstrap_root(mirror, kMetadataPrefix, Sha256Digest::from_bytes(*anchor));
  overlay_ ? overlay_->initialise(root) : disk_.initialise(root);
}

void RepositoryClient::refresh_from(Mirror& mirror, Timestamp now, const ShardsWanted& wanted,
                                    std::chrono::seconds accept_stale) {
  ensure_bootstrap(mirror);
  TrustOptions options;
  options.metadata_prefix = kMetadataPrefix;
  options.seen = parse_seen_versions(session_.store.seen_versions());
  options.time_floor = load_last_check(session_.layout).time_floor;
  options.accept_stale = accept_stale;
  TrustClient client(mirror, store(), options);
  client.refresh(now);
  read_releases(client, wanted);
  consistent_ = client.root().consistent_snapshot;
  news_.time_floor = client.time_floor();
  news_.expires = client.earliest_expiry();
  const std::string seen = encode_seen_versions(client.seen_versions());
  if (writes_ == Writes::none) return;
  if (seen != session_.store.seen_versions()) session_.store.save_seen_versions(seen);
  if (client.changed()) forget_other_roles(client.snapshot());
}

// The highest versions seen are recorded by now, so that what is removed is missed by nobody. It is
// a cache: that it cannot be cleaned is no failure.
void RepositoryClient::forget_other_roles(const tuf::Snapshot& snapshot) {
  constexpr std::string_view kSuffix = ".json";
  std::set<std::string> named{"timestamp", "snapshot"};
  for (const auto& [file, meta] : snapshot.meta)
    if (file.ends_with(kSuffix)) named.insert(file.substr(0, file.size() - kSuffix.size()));
  try {
    disk_.keep_only(named);
  } catch (const StorageError& error) {
    session_.warn(std::string("old metadata was not removed: ") + error.what());
  }
}

void RepositoryClient::read_releases(TrustClient& client, const ShardsWanted& wanted) {
  releases_.clear();
  const std::string role = product_role(product_);
  const auto& delegations = client.targets().delegations;
  const bool known =
      delegations && std::any_of(delegations->roles.begin(), delegations->roles.end(),
                                 [&](const auto& r) { return r.name == role; });
  if (!known)
    throw StateError("not-found", "the repository has no product '" + product_ + "'",
                     "check the name given to 'switchback init'");
  const tuf::Targets& product = client.delegated(role, "targets");
  if (product.delegations) read_shards(client, product, wanted);
  std::sort(releases_.begin(), releases_.end(), [](const Release& left, const Release& right) {
    return std::tie(left.record.version, left.shard) < std::tie(right.record.version, right.shard);
  });
}

void RepositoryClient::read_shards(TrustClient& client, const tuf::Targets& product,
                                   const ShardsWanted& wanted) {
  const ShardRanges ranges = parse_shard_ranges(product.extra);
  std::vector<ShardRange> unread;
  std::vector<const tuf::DelegatedRole*> roles;  // of these
  for (const auto& shard : product.delegations->roles) {
    const auto range = ranges.find(shard_name(shard));
    if (range == ranges.end()) {
      read_shard(client, shard, nullptr);
    } else {
      unread.push_back(range->second);
      roles.push_back(&shard);
    }
  }
  for (auto next = wanted(releases_, unread); !next.empty(); next = wanted(releases_, unread))
    for (auto i = next.rbegin(); i != next.rend(); ++i) {
      session_.throw_if_stopped();
      read_shard(client, *roles[*i], &unread[*i]);
      roles.erase(roles.begin() + static_cast<std::ptrdiff_t>(*i));
      unread.erase(unread.begin() + static_cast<std::ptrdiff_t>(*i));
    }
}

// `range` is what the product's role says about the shard; null where it says nothing.
void RepositoryClient::read_shard(TrustClient& client, const tuf::DelegatedRole& shard,
                                  const ShardRange* range) {
  const std::string name = shard_name(shard);
  const auto signer = std::make_shared<const std::string>(joined_ids(shard.key_ids));
  tuf::Targets content = client.take_delegated(shard.name, product_role(product_));
  for (auto& [path, target] : content.targets) {
    ReleaseRecord record = parse_release_record(target.custom);
    if (path != manifest_target_path(product_, name, record.version))
      throw TrustError("trust-format", shard.name + " lists a release under the path " + path);
    if (range != nullptr && !allows(*range, record))
      throw TrustError("trust-mix-and-match", shard.name + " has " + record.version.text() +
                                                  ", which is not what " + product_role(product_) +
                                                  " says about it");
    target.custom = {};  // all of it that is used is in `record`
    releases_.push_back({name, path, std::move(target), std::move(record), signer});
  }
}

// "0001" of "p-demo-0001".
std::string RepositoryClient::shard_name(const tuf::DelegatedRole& shard) const {
  return shard.name.substr(std::min(shard.name.size(), shard_role(product_, "").size()));
}

const Release* RepositoryClient::find(const Version& version) const {
  const auto found = std::find_if(releases_.begin(), releases_.end(), [&](const Release& release) {
    return release.record.version == version;
  });
  return found == releases_.end() ? nullptr : &*found;
}

VerifiedManifest RepositoryClient::manifest(const Release& release) {
  BlobBeginning nothing;
  return manifest(release, nothing);
}

VerifiedManifest RepositoryClient::manifest(const Release& release, BlobBeginning& beginning) {
  // Before a mirror is asked: the signed length is how much memory its answer may take.
  if (release.target.length > kMaxManifestLength)
    throw TrustError("trust-limit", release.target_path + " is longer than a manifest may be");
  MirrorErrors errors;
  for (const std::size_t index : mirrors_.order()) {
    Mirror& mirror = mirrors_.mirror(index);
    try {
      VerifiedManifest result;
      FetcherBeside fetcher(mirror, beginning);
      result.bytes =
          fetch_target(fetcher, kTargetsPrefix, release.target_path, release.target, consistent_);
      result.manifest = parse_manifest(result.bytes);
      if (result.manifest.product != product_ || result.manifest.version != release.record.version)
        throw TrustError("trust-mix-and-match",
                         release.target_path + " is the manifest of another release");
      mirrors_.prefer(index);
      return result;
    } catch (const TrustError& error) {
      errors.add(mirror.name(), error);
    } catch (const FetchError& error) {
      errors.add(mirror.name(), error);
    }
  }
  errors.raise();
}

}  // namespace switchback
