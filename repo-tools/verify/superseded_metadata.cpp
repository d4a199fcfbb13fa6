#include "repo-tools/verify/superseded_metadata.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "core/trust/delegation.hpp"
#include "core/trust/role_file.hpp"
#include "keys/verifier.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "repo-tools/verify/metadata_form.hpp"

namespace switchback {
namespace {

constexpr std::string_view kFolder = "metadata/";
constexpr std::string_view kSuffix = ".json";

struct FileName {
  std::string role;
  std::uint64_t version = 0;
};

// "metadata/12.p-demo.json"
std::optional<FileName> parse_name(std::string_view path) {
  if (!path.starts_with(kFolder) || !path.ends_with(kSuffix)) return std::nullopt;
  const auto name = path.substr(kFolder.size(), path.size() - kFolder.size() - kSuffix.size());
  FileName parsed;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), parsed.version);
  const auto digits = static_cast<std::size_t>(end - name.data());
  if (error != std::errc() || digits + 1 >= name.size() || name[digits] != '.' ||
      name.front() == '0') {
    return std::nullopt;
  }
  parsed.role = name.substr(digits + 1);
  return parsed;
}

class Superseded {
 public:
  Superseded(const PublishedFolder& folder, const VerifiedMetadata& present, Findings& findings)
      : folder_(folder), present_(present), findings_(findings) {
    for (const auto& root : present.roots) {
      for (const char* role : {"snapshot", "targets"}) {
        authorities_[role].push_back({root.roles.at(role), root.keys});
      }
    }
    for (const auto& [name, role] : present.roles) learn(role.content);
  }

  SupersededMetadata run(const std::vector<std::string>& listed) {
    std::vector<std::string> waiting;
    for (const auto& path : listed) {
      const auto name = parse_name(path);
      if (name && !present_.files.contains(path) && is_superseded(*name)) waiting.push_back(path);
    }
    // A role's authority may come from another superseded file: until nothing more is learnt.
    for (std::size_t before = 0; before != waiting.size();) {
      before = waiting.size();
      std::erase_if(waiting, [&](const std::string& path) { return settle(path); });
    }
    for (const auto& path : waiting) {
      findings_.add(path,
                    "is superseded, and no root or delegation that is kept says who signs it");
      result_.files.insert(path);
    }
    return std::move(result_);
  }

 private:
  // By the snapshot, which lists roles for ever.
  bool is_superseded(const FileName& name) const {
    if (name.role == "snapshot") return name.version < present_.snapshot.version;
    const auto listed = present_.snapshot.meta.find(name.role + ".json");
    if (listed == present_.snapshot.meta.end()) return false;
    return name.version < listed->second.version || !present_.roles.contains(name.role);
  }

  // False where nothing is known yet about who signs the role.
  bool settle(const std::string& path) {
    const auto name = *parse_name(path);
    const auto known = authorities_.find(name.role);
    if (known == authorities_.end()) return false;
    const auto authorities = known->second;
    result_.files.insert(path);
    findings_.check(path, [&] {
      const auto bytes = folder_.read(path, kMaxMetadataLength);
      if (!bytes) return;  // pruned meanwhile
      if (name.role == "snapshot")
        check(*bytes, tuf::parse_snapshot(*bytes), name, authorities);
      else
        accept(*bytes, name, authorities);
    });
    return true;
  }

  template <typename Role>
  void check(const std::string& bytes, const tuf::Signed<Role>& file, const FileName& name,
             const std::vector<SigningAuthority>& authorities) {
    require_form(bytes, file);
    if (file.content.version != name.version) damaged("holds another version than its name says");
    const bool satisfied =
        std::any_of(authorities.begin(), authorities.end(), [&](const SigningAuthority& authority) {
          return count_signers(authority.role, authority.keys, file.signed_bytes,
                               file.signatures) >= authority.role.threshold;
        });
    if (!satisfied) damaged("is not signed by the keys that it needed");
    require_good_signatures(name.role, file.signed_bytes, file.signatures, authorities);
  }

  void accept(const std::string& bytes, const FileName& name,
              const std::vector<SigningAuthority>& authorities) {
    const auto file = tuf::parse_targets(bytes);
    check(bytes, file, name, authorities);
    learn(file.content);
    for (const auto& [path, target] : file.content.targets) {
      NamedTarget named{path, "targets/" + target_file_path(path, target, true), target};
      result_.manifests.try_emplace(named.file_path, std::move(named));
    }
  }

  void learn(const tuf::Targets& delegator) {
    if (!delegator.delegations) return;
    for (const auto& role : delegator.delegations->roles) {
      authorities_[role.name].push_back({role, delegator.delegations->keys});
    }
  }

  const PublishedFolder& folder_;
  const VerifiedMetadata& present_;
  Findings& findings_;
  std::map<std::string, std::vector<SigningAuthority>> authorities_;  // by role
  SupersededMetadata result_;
};

}  // namespace

SupersededMetadata verify_superseded(const PublishedFolder& folder, const VerifiedMetadata& present,
                                     const std::vector<std::string>& listed, Findings& findings) {
  return Superseded(folder, present, findings).run(listed);
}

}  // namespace switchback
