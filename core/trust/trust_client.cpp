#include "core/trust/trust_client.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/errors.hpp"
#include "core/trust/delegation.hpp"
#include "core/trust/role_file.hpp"

namespace switchback {
namespace {

constexpr const char* kTooManyReleases =
    "this product has too many releases to read at once: ask whoever publishes it to remove old "
    "ones";

}  // namespace

TrustClient::TrustClient(Fetcher& fetcher, MetadataStore& store, TrustOptions options)
    : fetcher_(fetcher), store_(store), options_(std::move(options)) {}

void TrustClient::refresh(Timestamp now) {
  trusted_.reset();
  fetched_.clear();
  own_.clear();
  own_bytes_left_ = options_.limits.own_roles_length;
  covered_.clear();
  changed_ = complete_ = all_valid_ = false;
  now_ = now;
  start_from_bootstrap(std::max(now, options_.time_floor));  // 5.1, 5.2
  follow_roots();                                            // 5.3
  refresh_timestamp();                                       // 5.4
  refresh_snapshot();                                        // 5.5
  all_valid_ = true;
  std::uint64_t allowance = options_.limits.targets_length;
  load("targets", "root", allowance);  // 5.6
  complete_ = true;
}

// From the root that trust started with, over the steps kept on disk, each verified again: a
// damaged step is where the walk goes on over the network.
void TrustClient::start_from_bootstrap(Timestamp reference_time) {
  const std::uint64_t limit = options_.limits.root_length;
  auto bytes = store_.load_bootstrap_root(limit);
  if (!bytes)
    throw TrustError("trust-not-initialised", "there is no root to start trust from",
                     "initialise with a root file or its fingerprint");
  trusted_.emplace(*bytes, TrustRules{reference_time, options_.accept_stale, options_.seen});
  root_bytes_ = std::move(*bytes);
  while (auto step = store_.load_root_step(trusted_->root().version + 1, limit)) {
    try {
      trusted_->update_root(*step);
    } catch (const TrustError&) {
      return;
    }
    root_bytes_ = std::move(*step);
  }
}

void TrustClient::follow_roots() {
  for (std::size_t i = 0; i < options_.limits.root_rotations; ++i) {  // 5.3.3
    const std::uint64_t next = trusted_->root().version + 1;
    std::string bytes;
    try {
      bytes = fetcher_.fetch(options_.metadata_prefix + role_file_name("root", next, true),
                             options_.limits.root_length);
    } catch (const FetchError& error) {
      // Only a clear "there is none" ends the chain: otherwise an error page would hide a rotation.
      if (error.http_status() == 404 || error.http_status() == 403) break;
      throw;
    }
    trusted_->update_root(bytes);
    store_.store_root_step(next, bytes);  // 5.3.8: each step, although a later one may fail
    root_bytes_ = std::move(bytes);
    changed_ = true;
  }
  if (store_.load("root", options_.limits.root_length) != root_bytes_)
    store_.store("root", root_bytes_);
  trusted_->finish_root();
}

void TrustClient::refresh_timestamp() {
  if (const auto cached = store_.load("timestamp", options_.limits.timestamp_length)) {
    try {
      trusted_->restore_timestamp(*cached);
    } catch (const TrustError&) {
      // Damaged, or signed by keys that were rotated away: start afresh.
    }
  }
  const std::string bytes =
      fetcher_.fetch(options_.metadata_prefix + "timestamp.json", options_.limits.timestamp_length);
  if (!trusted_->update_timestamp(bytes)) return;
  store_.store("timestamp", bytes);
  changed_ = true;
}

std::string TrustClient::fetch_role(const std::string& role, const tuf::MetaFile& listed,
                                    std::uint64_t limit) {
  const std::uint64_t max_length = std::min(listed.length.value_or(limit), limit);
  const std::string name =
      role_file_name(role, listed.version, trusted_->root().consistent_snapshot);
  return fetcher_.fetch(options_.metadata_prefix + name, max_length);
}

void TrustClient::refresh_snapshot() {
  const std::uint64_t limit = options_.limits.snapshot_length;
  if (const auto cached = store_.load("snapshot", limit)) {
    try {
      if (trusted_->restore_snapshot(*cached)) return;
    } catch (const TrustError&) {
      // Damaged or signed by keys that were rotated away: nothing to compare with.
    }
  }
  const std::string bytes = fetch_role("snapshot", trusted_->timestamp()->snapshot, limit);
  trusted_->update_snapshot(bytes);
  store_.store("snapshot", bytes);
  changed_ = true;
}

const tuf::Targets& TrustClient::load(const std::string& role, const std::string& delegator,
                                      std::uint64_t& allowance) {
  try {
    return load_from(role, delegator, allowance);
  } catch (...) {
    all_valid_ = false;  // whatever it was: this refresh must not raise the time floor
    throw;
  }
}

const tuf::Targets& TrustClient::load_from(const std::string& role, const std::string& delegator,
                                           std::uint64_t& allowance) {
  if (const tuf::Targets* known = trusted_->find_targets(role, delegator)) return *known;
  const tuf::MetaFile& listed = trusted_->listed(role);  // 5.6.1
  const std::uint64_t limit = std::min(options_.limits.targets_length, allowance);
  if (const auto cached = store_.load(role, limit)) {
    try {
      const tuf::Targets& accepted = trusted_->accept_targets(role, delegator, *cached);
      allowance -= cached->size();
      return accepted;
    } catch (const TrustError&) {
      if (fetched_.count(role) > 0) throw;  // asking again brings nothing else
    }
  }
  const std::string bytes = fetch_role(role, listed, limit);
  const tuf::Targets& accepted = trusted_->accept_targets(role, delegator, bytes);
  allowance -= bytes.size();
  fetched_.insert(role);
  store_.store(role, bytes);
  changed_ = true;
  return accepted;
}

std::optional<tuf::TargetFile> TrustClient::find_target(const std::string& path) {
  trusted();
  std::vector<std::pair<std::string, std::string>> to_visit = {{"targets", "root"}};
  std::set<std::pair<std::string, std::string>> visited;  // role and delegator, of this search only
  while (!to_visit.empty()) {
    const auto edge = std::move(to_visit.back());
    to_visit.pop_back();
    if (!visited.insert(edge).second) continue;
    if (visited.size() > options_.limits.delegations + 1)
      throw TrustError("trust-limit", "the search for " + path + " visits too many roles");
    std::uint64_t allowance = options_.limits.targets_length;
    const tuf::Targets& role = load(edge.first, edge.second, allowance);
    const auto found = role.targets.find(path);
    if (found != role.targets.end()) return found->second;  // 5.6.7.1
    std::vector<DelegationStep> steps = delegations_for(role, path);
    const auto end = std::find_if(steps.begin(), steps.end(),
                                  [](const DelegationStep& step) { return step.terminating; });
    if (end != steps.end()) {  // 5.6.7.2.1: neither later siblings nor what still waited
      to_visit.clear();
      steps.erase(end + 1, steps.end());
    }
    std::reverse(steps.begin(), steps.end());  // the first is to be on top
    for (const DelegationStep& step : steps) to_visit.emplace_back(step.role, edge.first);
  }
  return std::nullopt;
}

const tuf::Targets& TrustClient::load_own(const std::string& role, const std::string& delegator) {
  trusted();
  own_.emplace(role, delegator);
  if (own_.size() > options_.limits.own_roles) {
    all_valid_ = false;
    throw TrustError("trust-limit", "the product has too many delegated roles", kTooManyReleases);
  }
  try {
    return load(role, delegator, own_bytes_left_);
  } catch (const FetchError& error) {
    const TrustLimits& limits = options_.limits;
    if (error.code() != "too-large" || own_bytes_left_ >= limits.targets_length) throw;
    throw TrustError("trust-limit",
                     "with " + role + " the roles of the product have more than " +
                         std::to_string(limits.own_roles_length) + " bytes",
                     kTooManyReleases);
  }
}

void TrustClient::leave_out_uncovered(const std::string& role, const std::string& delegator,
                                      tuf::Targets& content) const {
  for (auto target = content.targets.begin(); target != content.targets.end();) {
    const bool keep = trusted_->covers(role, delegator, target->first);
    target = keep ? std::next(target) : content.targets.erase(target);
  }
}

const tuf::Targets& TrustClient::delegated(const std::string& role, const std::string& delegator) {
  const auto known = covered_.find({role, delegator});
  if (known != covered_.end()) return known->second;
  tuf::Targets covered = load_own(role, delegator);
  leave_out_uncovered(role, delegator, covered);
  return covered_.emplace(std::pair(role, delegator), std::move(covered)).first->second;
}

tuf::Targets TrustClient::take_delegated(const std::string& role, const std::string& delegator) {
  load_own(role, delegator);
  tuf::Targets content = trusted_->take_targets(role);
  leave_out_uncovered(role, delegator, content);
  return content;
}

const TrustedMetadata& TrustClient::trusted() const {
  if (!complete_) throw std::logic_error("a refresh must succeed first");
  return *trusted_;
}

const tuf::Root& TrustClient::root() const {
  return trusted().root();
}
const tuf::Snapshot& TrustClient::snapshot() const {
  return *trusted().snapshot();
}
const tuf::Targets& TrustClient::targets() const {
  return *trusted().find_targets("targets", "root");
}
std::map<std::string, std::uint64_t> TrustClient::versions() const {
  return trusted().versions();
}
SeenVersions TrustClient::seen_versions() const {
  return trusted().seen_versions();
}
Timestamp TrustClient::earliest_expiry() const {
  return trusted().earliest_expiry();
}

Timestamp TrustClient::time_floor() const {
  if (!complete_ || !all_valid_) return options_.time_floor;
  return std::max(options_.time_floor, std::min(now_, trusted_->earliest_expiry()));
}

void check_bootstrap_root(std::string_view bytes) {
  TrustedMetadata(bytes, {});
}

std::string fetch_bootstrap_root(Fetcher& fetcher, const std::string& metadata_prefix,
                                 const Sha256Digest& fingerprint, const TrustLimits& limits) {
  std::string bytes = fetcher.fetch(metadata_prefix + "1.root.json", limits.root_length);
  if (Sha256::of(bytes) != fingerprint)
    throw TrustError("trust-length-or-hash", "1.root.json has SHA-256 " + Sha256::of(bytes).hex() +
                                                 ", not the trusted " + fingerprint.hex());
  check_bootstrap_root(bytes);
  return bytes;
}

}  // namespace switchback
