#include "repo-tools/verify/verified_metadata.hpp"

#include <optional>

#include "base/digest.hpp"
#include "core/trust/delegation.hpp"
#include "core/trust/role_file.hpp"
#include "core/trust/trust_client.hpp"
#include "core/trust/trusted_metadata.hpp"
#include "manifest-schema/shard_range.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "repo-tools/repository/removed_versions.hpp"
#include "repo-tools/repository/repository_paths.hpp"
#include "repo-tools/verify/metadata_form.hpp"

namespace switchback {
namespace {

constexpr int kMaxDelegationDepth = 8;
constexpr const char* kTimestampPath = "metadata/timestamp.json";

class Chain {
 public:
  Chain(const PublishedFolder& folder, Timestamp now, Findings& findings)
      : folder_(folder), now_(now), findings_(findings) {}

  VerifiedMetadata run() {
    result_.complete =
        follow_roots() && read_timestamp() && read_snapshot() && read_targets("targets", "root", 0);
    return std::move(result_);
  }

 private:
  bool check(const std::string& path, const std::function<void()>& step) {
    result_.files.insert(path);
    return findings_.check(path, step);
  }

  SigningAuthority top_level(const std::string& role) const {
    return {result_.roots.back().roles.at(role), result_.roots.back().keys};
  }

  void note_expiry(const std::string& path, const tuf::Header& header) {
    if (header.expires <= now_) result_.expired.push_back({path, header.expires});
  }

  // Every form and signature that the trust core is content to ignore, then the core itself.
  void check_root(const std::string& bytes, std::uint64_t version) {
    const auto file = tuf::parse_root(bytes);
    require_form(bytes, file);
    std::vector<SigningAuthority> authorities{{file.content.roles.at("root"), file.content.keys}};
    if (!result_.roots.empty()) authorities.push_back(top_level("root"));
    require_good_signatures("root", file.signed_bytes, file.signatures, authorities);
    if (file.content.version != version) damaged("holds another version than its name says");
    if (!file.content.consistent_snapshot)
      damaged("is of a repository without consistent snapshots");
    if (trusted_) {
      trusted_->update_root(bytes);
    } else {
      check_bootstrap_root(bytes);
      // Nothing counts as expired in the core: that is told apart from damage.
      trusted_.emplace(bytes, TrustRules{Timestamp{}, std::chrono::seconds{0}, {}});
      result_.root_fingerprint = "sha256:" + Sha256::of(bytes).hex();
    }
    result_.roots.push_back(file.content);
  }

  bool follow_roots() {
    const auto first = metadata_file_path("root", 1);
    if (!check(first, [&] { check_root(folder_.read_existing(first, kMaxMetadataLength), 1); }))
      return false;
    for (std::uint64_t version = 2;; ++version) {
      const auto path = metadata_file_path("root", version);
      bool is_there = true;
      const bool good = findings_.check(path, [&] {
        const auto bytes = folder_.read(path, kMaxMetadataLength);
        is_there = bytes.has_value();
        if (is_there) check_root(*bytes, version);
      });
      if (!good) return false;
      if (!is_there) break;
      result_.files.insert(path);
    }
    trusted_->finish_root();
    note_expiry(metadata_file_path("root", result_.roots.back().version), result_.roots.back());
    return true;
  }

  bool read_timestamp() {
    return check(kTimestampPath, [&] {
      result_.timestamp_bytes = folder_.read_existing(kTimestampPath, kMaxMetadataLength);
      const auto file = tuf::parse_timestamp(result_.timestamp_bytes);
      require_form(result_.timestamp_bytes, file);
      trusted_->update_timestamp(result_.timestamp_bytes);
      require_good_signatures("timestamp", file.signed_bytes, file.signatures,
                              {top_level("timestamp")});
      note_expiry(kTimestampPath, file.content);
    });
  }

  bool read_snapshot() {
    const auto path = metadata_file_path("snapshot", trusted_->timestamp()->snapshot.version);
    return check(path, [&] {
      const auto bytes = folder_.read_existing(path, kMaxMetadataLength);
      const auto file = tuf::parse_snapshot(bytes);
      require_form(bytes, file);
      trusted_->update_snapshot(bytes);
      require_good_signatures("snapshot", file.signed_bytes, file.signatures,
                              {top_level("snapshot")});
      note_expiry(path, file.content);
      result_.snapshot = file.content;
    });
  }

  SigningAuthority authority_of(const std::string& role, const std::string& delegator) const {
    if (delegator == "root") return top_level(role);
    const auto& content = result_.roles.at(delegator).content;
    const auto* keys = delegated_keys(content, role);
    if (keys == nullptr) damaged("is not delegated by " + delegator);
    return {*keys, content.delegations->keys};
  }

  bool read_targets(const std::string& role, const std::string& delegator, int depth) {
    std::string path;
    if (!findings_.check(metadata_file_path("snapshot", result_.snapshot.version), [&] {
          path = "metadata/" + role_file_name(role, trusted_->listed(role).version, true);
        })) {
      return false;
    }
    const bool good = check(path, [&] {
      if (result_.roles.contains(role)) damaged("is delegated twice");
      const auto bytes = folder_.read_existing(path, kMaxMetadataLength);
      const auto file = tuf::parse_targets(bytes);
      require_form(bytes, file);
      trusted_->accept_targets(role, delegator, bytes);
      require_good_signatures(role, file.signed_bytes, file.signatures,
                              {authority_of(role, delegator)});
      note_expiry(path, file.content);
      check_targets_covered(role, delegator, file.content);
      removed_versions(file.content);  // throws where they cannot be read
      result_.roles[role] = {delegator, path, file.content};
    });
    return good && read_delegated(role, path, depth);
  }

  void check_targets_covered(const std::string& role, const std::string& delegator,
                             const tuf::Targets& content) {
    for (const auto& [target, file] : content.targets) {
      if (!trusted_->covers(role, delegator, target))
        damaged("names " + target + ", which was not delegated to it");
    }
  }

  // A host that believes what the product's role says about a shard would miss a release outside.
  bool check_ranges(const std::string& product) {
    ShardRanges ranges;
    const auto& role = result_.roles.at(product);
    bool good =
        findings_.check(role.path, [&] { ranges = parse_shard_ranges(role.content.extra); });
    for (const auto& said : ranges) good = check_range(product, said) && good;
    return good;
  }

  bool check_range(const std::string& product, const ShardRanges::value_type& said) {
    const auto shard = result_.roles.find(product + "-" + said.first);
    if (shard == result_.roles.end()) return true;
    return findings_.check(shard->second.path, [&] {
      for (const auto& [target, file] : shard->second.content.targets)
        if (!allows(said.second, parse_release_record(file.custom)))
          damaged("names " + target + ", which is not what " + product + " says about it");
    });
  }

  bool read_delegated(const std::string& role, const std::string& path, int depth) {
    const auto delegations = result_.roles.at(role).content.delegations;
    if (!delegations) return true;
    if (delegations->succinct || depth == kMaxDelegationDepth) {
      findings_.add(path, "delegates in a way that this program never writes");
      return false;
    }
    bool good = true;
    for (const auto& delegated : delegations->roles) {
      good = read_targets(delegated.name, role, depth + 1) && good;
    }
    return check_ranges(role) && good;
  }

  const PublishedFolder& folder_;
  Timestamp now_;
  Findings& findings_;
  std::optional<TrustedMetadata> trusted_;
  VerifiedMetadata result_;
};

}  // namespace

VerifiedMetadata verify_metadata(const PublishedFolder& folder, Timestamp now, Findings& findings) {
  return Chain(folder, now, findings).run();
}

}  // namespace switchback
