// Where a release's files are in a repository.
#include <fmt/format.h>

#include <algorithm>

#include "manifest-schema/release_manifest.hpp"

namespace switchback {

std::string manifest_target_path(const std::string& product, const std::string& shard,
                                 const Version& version) {
  return fmt::format("{}/{}/{}/manifest.json", product, shard, version.path_text());
}

std::string blob_path(const std::string& product, const Sha256Digest& sha256) {
  return fmt::format("targets/{}/blobs/{}", product, sha256.hex());
}

bool is_product_name(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 64 && is_plain(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return c == '-' || is_plain(c); });
}

}  // namespace switchback
