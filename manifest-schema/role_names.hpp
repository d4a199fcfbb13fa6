// The names of a repository's delegated roles: a product's, and those of its shards.
#pragma once

#include <string>
#include <string_view>

namespace switchback {

inline constexpr std::string_view kProductRolePrefix = "p-";

// "p-demo".
inline std::string product_role(const std::string& product) {
  return std::string(kProductRolePrefix) + product;
}

// "p-demo-0001".
inline std::string shard_role(const std::string& product, const std::string& shard) {
  return product_role(product) + "-" + shard;
}

}  // namespace switchback
