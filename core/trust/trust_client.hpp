// Refreshing trust from a repository: TrustedMetadata fed from a Fetcher, over a MetadataStore.
// Requests are made one after the other, once each: when nothing is new, root N+1 and timestamp.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "core/transport/fetcher.hpp"
#include "core/trust/limits.hpp"
#include "core/trust/metadata_store.hpp"
#include "core/trust/seen_versions.hpp"
#include "core/trust/trusted_metadata.hpp"

namespace switchback {

struct TrustOptions {
  TrustLimits limits;
  std::string metadata_prefix = "metadata/";  // put before file names for the Fetcher
  // From earlier runs, kept by the caller outside the store.
  SeenVersions seen;
  Timestamp time_floor{};                // the clock counts as not earlier than this
  std::chrono::seconds accept_stale{0};  // an operator's decision, for a site that gets files late
};

// All methods after refresh() need one that returned. They throw TrustError, FetchError,
// StorageError, Interrupted. References stay valid until the next refresh().
class TrustClient {
 public:
  TrustClient(Fetcher& fetcher, MetadataStore& store, TrustOptions options = {});

  // Section 5.1 to 5.6 for the top-level roles. What was verified before an error stays stored.
  // "trust-not-initialised" where the store has no root to start from.
  void refresh(Timestamp now);

  // 5.6.7: pre-order depth-first search. Nothing where no role on the way has `path`.
  std::optional<tuf::TargetFile> find_target(const std::string& path);

  // A delegated role, read whole. `delegator` ("targets" or a role read before) must delegate to
  // it. Targets that lie outside of what was delegated down to `role` are left out.
  const tuf::Targets& delegated(const std::string& role, const std::string& delegator);
  // The same for a role whose own delegations do not matter: the caller has the only copy, so that
  // thousands of roles can be read one after the other.
  tuf::Targets take_delegated(const std::string& role, const std::string& delegator);

  const tuf::Root& root() const;
  const tuf::Snapshot& snapshot() const;
  const tuf::Targets& targets() const;
  std::map<std::string, std::uint64_t> versions() const;  // of all metadata loaded since refresh()
  bool changed() const { return changed_; }               // something was downloaded and stored

  // For the caller to keep. The floor is raised to the smaller of now and the earliest expiry
  // accepted, but only after a refresh in which every role was valid: ask when the last delegated
  // role was read.
  SeenVersions seen_versions() const;
  Timestamp time_floor() const;
  Timestamp earliest_expiry() const;

 private:
  const TrustedMetadata& trusted() const;
  void start_from_bootstrap(Timestamp reference_time);
  void follow_roots();
  void refresh_timestamp();
  void refresh_snapshot();
  // `allowance` is how many bytes the role may still have; what it has is taken off.
  const tuf::Targets& load(const std::string& role, const std::string& delegator,
                           std::uint64_t& allowance);
  const tuf::Targets& load_from(const std::string& role, const std::string& delegator,
                                std::uint64_t& allowance);
  const tuf::Targets& load_own(const std::string& role, const std::string& delegator);
  void leave_out_uncovered(const std::string& role, const std::string& delegator,
                           tuf::Targets& content) const;
  std::string fetch_role(const std::string& role, const tuf::MetaFile& listed, std::uint64_t limit);

  Fetcher& fetcher_;
  MetadataStore& store_;
  TrustOptions options_;
  Timestamp now_{};
  std::optional<TrustedMetadata> trusted_;
  std::string root_bytes_;
  std::set<std::string> fetched_;                      // roles downloaded in this refresh
  std::set<std::pair<std::string, std::string>> own_;  // roles asked for by name, by whom
  std::uint64_t own_bytes_left_ = 0;
  std::map<std::pair<std::string, std::string>, tuf::Targets> covered_;  // results of delegated()
  bool changed_ = false;
  bool complete_ = false;
  bool all_valid_ = false;
};

// `1.root.json` of the repository, which must have this SHA-256 and sign itself: where trust by
// fingerprint starts. For MetadataStore's bootstrap root.
std::string fetch_bootstrap_root(Fetcher& fetcher, const std::string& metadata_prefix,
                                 const Sha256Digest& fingerprint, const TrustLimits& limits = {});

// Throws TrustError unless `bytes` is a root that its own keys sign.
void check_bootstrap_root(std::string_view bytes);

}  // namespace switchback
