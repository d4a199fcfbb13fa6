// Numbers in comments are steps of the TUF specification 1.0.x, section 5 "Detailed client
// workflow".
#include "core/trust/trusted_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "core/trust/delegation.hpp"
#include "core/trust/file_check.hpp"
#include "core/trust/read_role.hpp"
#include "keys/verifier.hpp"
#include "manifest-schema/tuf/parse.hpp"

namespace switchback {
namespace {

// A chain of delegations longer than this is no use to anybody; it bounds covers() where roles
// delegate in a circle.
constexpr std::size_t kMaxChain = 32;

void require(bool in_order) {
  if (!in_order) throw std::logic_error("metadata is verified in the order of the specification");
}

template <typename Role>
void verify_with_root(const tuf::Root& root, const char* role, const tuf::Signed<Role>& file) {
  verify_threshold(role, root.roles.at(role), root.keys, file.signed_bytes, file.signatures);
}

void refuse_rollback(std::string_view what, std::uint64_t offered, std::uint64_t trusted) {
  throw TrustError(
      "trust-rollback",
      fmt::format("{} is version {}, but version {} was trusted before", what, offered, trusted));
}

void check_not_lower(std::string_view what, std::uint64_t offered, std::uint64_t trusted) {
  if (offered < trusted) refuse_rollback(what, offered, trusted);
}

void check_version(std::string_view file, std::uint64_t actual, std::uint64_t listed) {
  if (actual == listed) return;
  throw TrustError("trust-mix-and-match",
                   fmt::format("{} is version {}, listed is version {}", file, actual, listed));
}

}  // namespace

TrustedMetadata::TrustedMetadata(std::string_view trusted_root, TrustRules rules)
    : rules_(std::move(rules)) {
  tuf::Signed<tuf::Root> file = read_role("root", trusted_root, tuf::parse_root);
  // Not in 5.2, which trusts it blindly: a root that does not even sign itself was damaged.
  verify_with_root(file.content, "root", file);
  root_ = std::move(file.content);
}

void TrustedMetadata::update_root(std::string_view bytes) {
  require(!root_finished_);
  tuf::Signed<tuf::Root> file = read_role("root", bytes, tuf::parse_root);
  verify_with_root(root_, "root", file);         // 5.3.4: by the threshold of the trusted root
  verify_with_root(file.content, "root", file);  // 5.3.4: and by its own
  // 5.3.5: exactly one step.
  if (file.content.version <= root_.version)
    refuse_rollback("root", file.content.version, root_.version);
  check_version("root", file.content.version, root_.version + 1);
  root_ = std::move(file.content);  // 5.3.6; its expiry does not matter yet (5.3.7)
}

void TrustedMetadata::finish_root() {
  check_not_lower("root", root_.version, rules_.seen.root);
  check_expiry("root", root_);  // 5.3.10
  root_finished_ = true;
  // 5.3.11 asks to delete timestamp and snapshot when their keys were rotated: nothing is carried
  // over here, copies from disk are verified with the present keys in restore_*().
}

void TrustedMetadata::check_expiry(std::string_view role, const tuf::Header& header) const {
  if (header.expires + rules_.accept_stale > rules_.reference_time) return;
  throw TrustError("expired",
                   fmt::format("{} version {} expired at {}", role, header.version,
                               format_timestamp(header.expires)),
                   "check the clock, then whether the repository is still being refreshed");
}

void TrustedMetadata::restore_timestamp(std::string_view bytes) {
  require(root_finished_);
  tuf::Signed<tuf::Timestamp> file = read_role("timestamp", bytes, tuf::parse_timestamp);
  verify_with_root(root_, "timestamp", file);
  timestamp_ = std::move(file.content);
}

void TrustedMetadata::check_timestamp_rollback(const tuf::Timestamp& update) const {
  if (timestamp_) {
    check_not_lower("timestamp", update.version, timestamp_->version);  // 5.4.3.1
    check_not_lower("snapshot named by timestamp", update.snapshot.version,
                    timestamp_->snapshot.version);  // 5.4.3.2
  }
  // The same against what the host remembers beyond its cache.
  if (rules_.seen.timestamp_keys != key_fingerprint(root_.roles.at("timestamp"))) return;
  check_not_lower("timestamp", update.version, rules_.seen.timestamp);
  check_not_lower("snapshot named by timestamp", update.snapshot.version, rules_.seen.snapshot);
}

bool TrustedMetadata::update_timestamp(std::string_view bytes) {
  require(root_finished_ && !snapshot_);
  tuf::Signed<tuf::Timestamp> file = read_role("timestamp", bytes, tuf::parse_timestamp);
  verify_with_root(root_, "timestamp", file);  // 5.4.2
  if (timestamp_ && file.content.version == timestamp_->version) {
    check_timestamp_rollback(*timestamp_);
    check_expiry("timestamp", *timestamp_);
    return false;  // 5.4.3.1: "discard the new timestamp"
  }
  check_timestamp_rollback(file.content);
  check_expiry("timestamp", file.content);  // 5.4.4
  timestamp_ = std::move(file.content);     // 5.4.5
  return true;
}

bool TrustedMetadata::restore_snapshot(std::string_view bytes) {
  require(timestamp_.has_value());
  tuf::Signed<tuf::Snapshot> file = read_role("snapshot", bytes, tuf::parse_snapshot);
  verify_with_root(root_, "snapshot", file);
  baseline_ = std::move(file.content);
  if (baseline_->version != timestamp_->snapshot.version) return false;
  try {
    update_snapshot(bytes);
    return true;
  } catch (const TrustError&) {
    return false;  // expired, or not the file that the timestamp names: it still serves for
                   // comparing
  }
}

void TrustedMetadata::check_snapshot_rollback(const tuf::Snapshot& update) const {
  std::map<std::string, std::uint64_t> before;
  if (rules_.seen.snapshot_keys == key_fingerprint(root_.roles.at("snapshot")))
    before = rules_.seen.files;
  if (baseline_)
    for (const auto& [name, file] : baseline_->meta)
      before[name] = std::max(before[name], file.version);
  for (const auto& [name, version] : before) {  // 5.5.5
    const auto now = update.meta.find(name);
    if (now == update.meta.end())
      throw TrustError("trust-rollback", name + " has vanished from the snapshot");
    check_not_lower(name, now->second.version, version);
  }
}

void TrustedMetadata::update_snapshot(std::string_view bytes) {
  require(timestamp_ && !snapshot_);
  const tuf::MetaFile& named = timestamp_->snapshot;
  check_length_and_hashes("snapshot", bytes, named.length, named.hashes);  // 5.5.2
  tuf::Signed<tuf::Snapshot> file = read_role("snapshot", bytes, tuf::parse_snapshot);
  verify_with_root(root_, "snapshot", file);                       // 5.5.3
  check_version("snapshot", file.content.version, named.version);  // 5.5.4
  check_snapshot_rollback(file.content);
  check_expiry("snapshot", file.content);  // 5.5.6
  snapshot_ = std::move(file.content);     // 5.5.7
}

const tuf::MetaFile& TrustedMetadata::listed(const std::string& role) const {
  require(snapshot_.has_value());
  const auto found = snapshot_->meta.find(role + ".json");
  if (found != snapshot_->meta.end()) return found->second;
  throw TrustError("trust-not-listed", "the snapshot does not list role " + role);
}

void TrustedMetadata::verify_as(const std::string& role, const std::string& delegator,
                                const tuf::Signed<tuf::Targets>& file) const {
  if (delegator == "root") return verify_with_root(root_, role.c_str(), file);
  const auto trusted = targets_.find(delegator);
  require(trusted != targets_.end());
  const tuf::RoleKeys* keys = delegated_keys(trusted->second.content, role);
  if (!keys) throw TrustError("trust-not-listed", delegator + " does not delegate to " + role);
  verify_threshold(role, *keys, trusted->second.content.delegations->keys, file.signed_bytes,
                   file.signatures);
}

const tuf::Targets& TrustedMetadata::accept_targets(const std::string& role,
                                                    const std::string& delegator,
                                                    std::string_view bytes) {
  require(snapshot_ && (role == "targets") == (delegator == "root"));
  const tuf::MetaFile& named = listed(role);
  check_length_and_hashes(role, bytes, named.length, named.hashes);  // 5.6.2
  tuf::Signed<tuf::Targets> file = read_role(role, bytes, tuf::parse_targets);
  verify_as(role, delegator, file);                          // 5.6.3
  check_version(role, file.content.version, named.version);  // 5.6.4
  check_expiry(role, file.content);                          // 5.6.5
  const std::string digest = Sha256::of(file.signed_bytes).hex();
  AcceptedTargets& place = targets_[role];
  if (!place.signed_bytes_sha256.empty() && place.signed_bytes_sha256 != digest)
    throw TrustError("trust-mix-and-match", "two different files are version " +
                                                std::to_string(named.version) + " of " + role);
  if (place.signed_bytes_sha256.empty() || place.taken) place = {std::move(file.content), digest};
  vouched_.emplace(role, delegator);
  return place.content;  // 5.6.6
}

tuf::Targets TrustedMetadata::take_targets(const std::string& role) {
  AcceptedTargets& place = targets_.at(role);
  tuf::Targets content = std::move(place.content);
  place.content = {};
  static_cast<tuf::Header&>(place.content) = content;
  place.taken = true;
  return content;
}

const tuf::Targets* TrustedMetadata::find_targets(const std::string& role,
                                                  const std::string& delegator) const {
  if (vouched_.count({role, delegator}) == 0) return nullptr;
  const AcceptedTargets& accepted = targets_.at(role);
  return accepted.taken ? nullptr : &accepted.content;
}

bool TrustedMetadata::covers(const std::string& role, const std::string& delegator,
                             const std::string& path) const {
  return covers(role, delegator, path, 0);
}

bool TrustedMetadata::covers(const std::string& role, const std::string& delegator,
                             const std::string& path, std::size_t depth) const {
  if (delegator == "root") return true;
  const auto from = targets_.find(delegator);
  if (depth > kMaxChain || from == targets_.end() || !delegates(from->second.content, role, path))
    return false;
  for (auto edge = vouched_.lower_bound({delegator, {}});
       edge != vouched_.end() && edge->first == delegator; ++edge)
    if (covers(delegator, edge->second, path, depth + 1)) return true;
  return false;
}

Timestamp TrustedMetadata::earliest_expiry() const {
  Timestamp earliest = root_.expires;
  if (timestamp_) earliest = std::min(earliest, timestamp_->expires);
  if (snapshot_) earliest = std::min(earliest, snapshot_->expires);
  for (const auto& [role, accepted] : targets_)
    earliest = std::min(earliest, accepted.content.expires);
  return earliest;
}

std::map<std::string, std::uint64_t> TrustedMetadata::versions() const {
  std::map<std::string, std::uint64_t> versions = {{"root", root_.version}};
  if (timestamp_) versions["timestamp"] = timestamp_->version;
  if (snapshot_) versions["snapshot"] = snapshot_->version;
  for (const auto& [role, accepted] : targets_) versions[role] = accepted.content.version;
  return versions;
}

SeenVersions TrustedMetadata::seen_versions() const {
  require(timestamp_ && snapshot_);
  SeenVersions seen;
  seen.root = root_.version;
  seen.timestamp = timestamp_->version;
  seen.snapshot = timestamp_->snapshot.version;
  for (const auto& [name, file] : snapshot_->meta) seen.files[name] = file.version;
  seen.timestamp_keys = key_fingerprint(root_.roles.at("timestamp"));
  seen.snapshot_keys = key_fingerprint(root_.roles.at("snapshot"));
  return seen;
}

}  // namespace switchback
