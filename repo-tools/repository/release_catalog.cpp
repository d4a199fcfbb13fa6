#include "repo-tools/repository/release_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/shard_range.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

tuf::Delegations& delegations_of(TargetsRole& role) {
  if (!role.content.delegations) role.content.delegations.emplace();
  return *role.content.delegations;
}

std::string shard_name_of(const std::string& product, const std::string& role) {
  const std::string prefix = shard_role(product, "");
  if (!role.starts_with(prefix))
    throw StateError("damage", "the role " + role + " is no shard of " + product, "run verify");
  return role.substr(prefix.size());
}

std::vector<Shard> shards_of(const RepositoryMetadata& metadata, const std::string& product) {
  std::vector<Shard> shards;
  const auto found = metadata.roles.find(product_role(product));
  if (found == metadata.roles.end() || !found->second.content.delegations) return shards;
  for (const auto& delegated : found->second.content.delegations->roles)
    shards.push_back({delegated.name, shard_name_of(product, delegated.name)});
  return shards;
}

std::vector<CatalogEntry> releases_in(const RepositoryMetadata& metadata,
                                      const std::string& product, const Shard& shard) {
  const TargetsRole& role = metadata.role(shard.role);
  std::vector<CatalogEntry> releases;
  for (const auto& [path, target] : role.content.targets) {
    try {
      releases.push_back({product, shard, path, target, parse_release_record(target.custom),
                          role.visible_targets.count(path) != 0});
    } catch (const TrustError& error) {
      throw StateError("damage", "the record of " + path + ": " + error.what(), "run verify");
    }
  }
  std::sort(releases.begin(), releases.end(), [](const auto& left, const auto& right) {
    return left.record.published != right.record.published
               ? left.record.published < right.record.published
               : left.record.version < right.record.version;
  });
  return releases;
}

// Also by a shard that has not been read.
bool is_taken(const RepositoryMetadata& metadata, const std::string& name) {
  return std::any_of(metadata.roles.begin(), metadata.roles.end(), [&](const auto& entry) {
    const auto& delegations = entry.second.content.delegations;
    if (entry.first == name) return true;
    return delegations && std::any_of(delegations->roles.begin(), delegations->roles.end(),
                                      [&](const auto& role) { return role.name == name; });
  });
}

// Numbers go up; one whose role name is taken by a product ("demo-0001") is left out.
Shard next_shard(const RepositoryMetadata& metadata, const std::string& product) {
  unsigned number = 0;
  for (const auto& shard : shards_of(metadata, product)) {
    unsigned value = 0;
    std::from_chars(shard.name.data(), shard.name.data() + shard.name.size(), value);
    number = std::max(number, value);
  }
  while (true) {
    Shard shard;
    shard.name = fmt::format("{:04}", ++number);
    shard.role = shard_role(product, shard.name);
    if (!is_taken(metadata, shard.role)) return shard;
  }
}

void add_role(RepositoryMetadata& metadata, const std::string& name, const std::string& delegator) {
  TargetsRole& role = metadata.roles[name];
  role.delegator = delegator;
  role.edit();
}

// What hosts go by to read only shards that can matter to them. Said once, when a shard is sealed:
// the role is signed again at that moment anyway.
void note_sealed_shards(RepositoryMetadata& metadata, const std::string& product) {
  TargetsRole& role = metadata.role(product_role(product));
  ShardRanges ranges = parse_shard_ranges(role.content.extra);
  for (const auto& shard : shards_of(metadata, product)) {
    if (ranges.contains(shard.name)) continue;
    std::vector<ReleaseRecord> records;
    for (auto& entry : releases_in(metadata, product, shard))
      records.push_back(std::move(entry.record));
    if (auto range = range_of(records)) ranges.emplace(shard.name, std::move(*range));
  }
  if (!ranges.empty()) role.content.extra = with_shard_ranges(role.content.extra, ranges);
}

}  // namespace

std::vector<std::string> products_of(const RepositoryMetadata& metadata) {
  std::vector<std::string> products;
  const auto& delegations = metadata.role("targets").content.delegations;
  if (!delegations) return products;
  for (const auto& delegated : delegations->roles)
    if (delegated.name.starts_with(kProductRolePrefix))
      products.push_back(delegated.name.substr(kProductRolePrefix.size()));
  std::sort(products.begin(), products.end());
  return products;
}

std::vector<CatalogEntry> releases_of(const RepositoryMetadata& metadata,
                                      const std::string& product) {
  std::vector<CatalogEntry> releases;
  for (const auto& shard : shards_of(metadata, product))
    for (auto& entry : releases_in(metadata, product, shard)) releases.push_back(std::move(entry));
  return releases;
}

std::optional<CatalogEntry> find_release(const RepositoryMetadata& metadata,
                                         const std::string& product, const Version& version) {
  for (const auto& shard : shards_of(metadata, product)) {
    const std::string path = manifest_target_path(product, shard.name, version);
    if (metadata.role(shard.role).content.targets.count(path) == 0) continue;
    auto releases = releases_in(metadata, product, shard);
    const auto found =
        std::find_if(releases.begin(), releases.end(),
                     [&](const CatalogEntry& entry) { return entry.target_path == path; });
    if (found != releases.end()) return std::move(*found);
  }
  return std::nullopt;
}

void add_product(RepositoryMetadata& metadata, const std::string& product, const tuf::Key& key) {
  if (!is_product_name(product))
    throw ConfigError("usage", "\"" + product + "\" is not a product name",
                      "use 1 to 64 of a-z, 0-9 and -, not beginning with -");
  const std::string name = product_role(product);
  if (is_taken(metadata, name))
    throw ConfigError("usage", "the role name " + name + " is taken by another product's shard",
                      "choose a product name that does not end like -0001");
  TargetsRole& targets = metadata.role("targets");
  tuf::Delegations& delegations = delegations_of(targets);
  tuf::DelegatedRole delegated;
  delegated.key_ids = {tuf::key_id(key)};
  delegated.name = name;
  delegated.terminating = true;
  delegated.paths = {product + "/*/*/*"};
  delegations.keys.emplace(tuf::key_id(key), key);
  delegations.roles.push_back(std::move(delegated));
  targets.edit();
  add_role(metadata, name, "targets");
}

Shard open_shard(RepositoryMetadata& metadata, const std::string& product) {
  const auto& delegated_so_far = metadata.role(product_role(product)).content.delegations;
  if (delegated_so_far && !delegated_so_far->roles.empty()) {
    const std::string& last = delegated_so_far->roles.back().name;
    if (places_taken(last, metadata.role(last).content) < kReleasesPerShard)
      return {last, shard_name_of(product, last)};
  }
  note_sealed_shards(metadata, product);
  Shard shard = next_shard(metadata, product);
  const Authority authority = authority_of(metadata, product_role(product));
  TargetsRole& role = metadata.role(product_role(product));
  tuf::Delegations& delegations = delegations_of(role);
  tuf::DelegatedRole delegated;
  delegated.key_ids = authority.role.key_ids;
  delegated.threshold = authority.role.threshold;
  delegated.name = shard.role;
  delegated.terminating = true;
  delegated.paths = {product + "/" + shard.name + "/*/*"};
  for (const auto& id : delegated.key_ids) delegations.keys.emplace(id, authority.keys.at(id));
  delegations.roles.push_back(std::move(delegated));
  role.edit();
  add_role(metadata, shard.role, product_role(product));
  return shard;
}

void add_release(RepositoryMetadata& metadata, const Shard& shard, const std::string& target_path,
                 tuf::TargetFile target) {
  TargetsRole& role = metadata.role(shard.role);
  role.content.targets.insert_or_assign(target_path, std::move(target));
  role.edit();
}

}  // namespace switchback
