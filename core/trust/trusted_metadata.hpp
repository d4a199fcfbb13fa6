// The pure core of trust: metadata bytes in, advanced trust or a TrustError out. No clock, disk or
// network inside. It follows the client workflow of the TUF specification (section 5); each check
// in the .cpp names its step.
//
// Order of use: constructor, update_root()..., finish_root(), timestamp, snapshot, "targets",
// delegated roles. A call out of order is a std::logic_error. A call that throws leaves what was
// trusted before as it was.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "core/trust/seen_versions.hpp"
#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

struct TrustRules {
  Timestamp reference_time;  // 5.1: read once, valid for the whole refresh
  std::chrono::seconds accept_stale{
      0};  // metadata that expired no longer ago than this still counts
  SeenVersions seen;
};

class TrustedMetadata {
 public:
  // 5.2: the root that trust starts from, shipped with the client or kept by it.
  TrustedMetadata(std::string_view trusted_root, TrustRules rules);

  void update_root(std::string_view bytes);  // 5.3.4-5.3.7: version N+1
  void finish_root();                        // 5.3.10: no newer root is there

  // A copy from disk that was trusted before: it is what newer metadata is compared with, even when
  // expired. Throws where it is damaged or not signed by the present keys.
  void restore_timestamp(std::string_view bytes);
  // 5.4. False where `bytes` has the version that is trusted already: the old one stays, whatever
  // is in the new one.
  bool update_timestamp(std::string_view bytes);

  // Like restore_timestamp(). True where it is the very snapshot that the timestamp names and needs
  // no download.
  bool restore_snapshot(std::string_view bytes);
  void update_snapshot(std::string_view bytes);  // 5.5

  // 5.6: `role` for `delegator`; the top-level role is ("targets", "root"). The same checks for a
  // copy from disk and a downloaded file. The delegator must be trusted already.
  const tuf::Targets& accept_targets(const std::string& role, const std::string& delegator,
                                     std::string_view bytes);
  // Null unless accept_targets() has accepted exactly this pair.
  const tuf::Targets* find_targets(const std::string& role, const std::string& delegator) const;
  // Hands over what an accepted role lists. Only what the rules of this refresh need of it stays
  // (header, digest, who vouched): find_targets() knows it no more until it is accepted again, and
  // nothing is accepted through its delegations.
  tuf::Targets take_targets(const std::string& role);

  // What the snapshot says about a role's file; TrustError("trust-not-listed") where it says
  // nothing (5.6.1).
  const tuf::MetaFile& listed(const std::string& role) const;

  // True where every delegation on a trusted way from "targets" down to `role` covers `path`.
  bool covers(const std::string& role, const std::string& delegator, const std::string& path) const;

  const tuf::Root& root() const { return root_; }
  const std::optional<tuf::Timestamp>& timestamp() const { return timestamp_; }
  const std::optional<tuf::Snapshot>& snapshot() const { return snapshot_; }

  // Of everything that is trusted now.
  Timestamp earliest_expiry() const;
  std::map<std::string, std::uint64_t> versions() const;  // by role name
  SeenVersions seen_versions() const;

 private:
  using Edge = std::pair<std::string, std::string>;  // role, delegator
  struct AcceptedTargets {
    tuf::Targets content;
    std::string signed_bytes_sha256;
    bool taken = false;  // `content` is a header only
  };

  void check_expiry(std::string_view role, const tuf::Header& header) const;
  void check_timestamp_rollback(const tuf::Timestamp& update) const;
  void check_snapshot_rollback(const tuf::Snapshot& update) const;
  void verify_as(const std::string& role, const std::string& delegator,
                 const tuf::Signed<tuf::Targets>& file) const;
  bool covers(const std::string& role, const std::string& delegator, const std::string& path,
              std::size_t depth) const;

  TrustRules rules_;
  tuf::Root root_;
  bool root_finished_ = false;
  std::optional<tuf::Timestamp> timestamp_;
  std::optional<tuf::Snapshot> baseline_;  // the snapshot trusted before, for rollback checks
  std::optional<tuf::Snapshot> snapshot_;
  std::map<std::string, AcceptedTargets> targets_;  // by role
  std::set<Edge> vouched_;
};

}  // namespace switchback
