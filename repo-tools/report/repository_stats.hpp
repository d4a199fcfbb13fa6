// Figures about a repository.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "manifest-schema/version.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct RoleExpiry {
  std::string role;
  Timestamp expires;
};

struct ChannelStats {
  std::size_t releases = 0;       // of this type
  std::optional<Version> newest;  // that the channel sees and that is not yanked
};

struct ProductStats {
  std::string product;
  std::size_t releases = 0;
  std::size_t yanked = 0;
  std::map<Channel, ChannelStats> channels;  // all three
  std::uint64_t bundle_bytes = 0;            // of all releases
  std::uint64_t index_bytes = 0;
  std::size_t deltas = 0;  // pairs of releases with one
  std::uint64_t delta_bytes = 0;
  std::size_t blobs = 0;         // distinct files
  std::uint64_t blob_bytes = 0;  // that these take: releases with the same content share them
  RoleExpiry next_expiry;        // among the product's roles
};

struct RepositoryStats {
  std::vector<ProductStats> products;  // by name
  RoleExpiry next_expiry;              // of all roles
};

// `product` empty: all. Throws StateError("damage") where a manifest cannot be read.
RepositoryStats repository_stats(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                                 const std::string& product);

}  // namespace switchback
