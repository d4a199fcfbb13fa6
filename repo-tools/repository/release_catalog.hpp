// Products, shards and releases in the publisher's metadata. A product is a role that `targets`
// delegates to; its releases are in sealed shards, roles of their own with at most 64 releases each
// in the order of publication (DESIGN section 3).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/release_record.hpp"
#include "manifest-schema/role_names.hpp"
#include "repo-tools/repository/repository_metadata.hpp"

namespace switchback {

struct Shard {
  std::string role;  // "p-demo-0001"
  std::string name;  // "0001", in target paths
};

struct CatalogEntry {
  std::string product;
  Shard shard;
  std::string target_path;
  tuf::TargetFile target;
  ReleaseRecord record;
  bool visible = true;  // false while its shard waits for signatures
  bool draft = false;   // not published: in no shard, without a target
};

std::vector<std::string> products_of(const RepositoryMetadata& metadata);
// In the order of publication. Throws StateError("damage") where a record cannot be read.
std::vector<CatalogEntry> releases_of(const RepositoryMetadata& metadata,
                                      const std::string& product);
std::optional<CatalogEntry> find_release(const RepositoryMetadata& metadata,
                                         const std::string& product, const Version& version);

// Delegates `product` to `key`, without releases so far. Throws ConfigError("usage") for a name
// that is no product name or whose role is taken ("demo-0001" beside a product "demo").
void add_product(RepositoryMetadata& metadata, const std::string& product, const tuf::Key& key);

// The product's last shard; a new one, signed by the product's keys, where that is full or there is
// none.
Shard open_shard(RepositoryMetadata& metadata, const std::string& product);

void add_release(RepositoryMetadata& metadata, const Shard& shard, const std::string& target_path,
                 tuf::TargetFile target);

}  // namespace switchback
