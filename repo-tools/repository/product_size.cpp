#include "repo-tools/repository/product_size.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <map>

#include "base/errors.hpp"
#include "base/units.hpp"
#include "core/trust/limits.hpp"
#include "manifest-schema/role_names.hpp"
#include "manifest-schema/tuf/encode.hpp"

namespace switchback {
namespace {

// By so much a role may grow when it is only signed again: longer numbers, a signature more.
constexpr std::uint64_t kRenewalLength = 256;

// The product's own role and its shards together.
struct Size {
  std::uint64_t length = 0;
  std::uint64_t visible_length = 0;  // of what readers see
  std::uint64_t changed_roles = 0;
};

// "p-demo", also of a shard; nothing for "targets".
std::string product_role_of(const std::string& name, const TargetsRole& role) {
  if (role.delegator == "root") return {};
  return role.delegator == "targets" ? name : role.delegator;
}

std::uint64_t visible_length(const RepositoryPaths& paths, const std::string& name,
                             const TargetsRole& role, std::uint64_t length) {
  if (!role.changed) return length;
  if (role.visible_version == 0) return 0;
  std::error_code error;
  const auto path = paths.root() / metadata_file_path(name, role.visible_version);
  const auto visible = std::filesystem::file_size(path, error);
  if (error) throw StorageError("read", path.string(), error.value());
  return visible;
}

// Of products of which something changes: the shards of the others may not have been read.
std::map<std::string, Size> changed_products(const RepositoryPaths& paths,
                                             const RepositoryMetadata& metadata) {
  std::map<std::string, Size> sizes;
  for (const auto& [name, role] : metadata.roles)
    if (role.changed) ++sizes[product_role_of(name, role)].changed_roles;
  sizes.erase(std::string());
  for (const auto& [name, role] : metadata.roles) {
    const auto size = sizes.find(product_role_of(name, role));
    if (size == sizes.end()) continue;
    const auto length = tuf::encode_envelope(role.signed_bytes, role.signatures).size();
    size->second.length += length;
    size->second.visible_length += visible_length(paths, name, role, length);
  }
  return sizes;
}

}  // namespace

std::vector<std::string> require_readable_products(const RepositoryPaths& paths,
                                                   const RepositoryMetadata& metadata) {
  const std::uint64_t limit = TrustLimits{}.own_roles_length;
  std::vector<std::string> warnings;
  for (const auto& [role, size] : changed_products(paths, metadata)) {
    const std::string product = role.substr(kProductRolePrefix.size());
    const std::string next = fmt::format(
        "take old releases out with `switchback-repo remove --product {} --keep-last N`", product);
    if (size.length > limit &&
        size.length > size.visible_length + size.changed_roles * kRenewalLength)
      throw ConfigError("config",
                        fmt::format("the metadata of {} would have {} bytes, hosts read {}",
                                    product, size.length, limit),
                        next);
    if (size.length > limit / 4 * 3)
      warnings.push_back(
          fmt::format("the metadata of {} has {} of the {} that hosts read of a "
                      "product: {}",
                      product, format_size(size.length), format_size(limit), next));
  }
  return warnings;
}

}  // namespace switchback
