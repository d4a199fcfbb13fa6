// What a repository may cost us before anything of it is believed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchback {

struct TrustLimits {
  std::size_t root_rotations = 256;  // new roots followed in one refresh (specification 5.3.3, Y)
  std::size_t delegations = 32;      // delegated roles visited in one search for a target
  std::size_t own_roles = 4096;      // delegated roles read by name in one refresh
  // Bytes of these together, from the network or from the store. A shard of 64 releases has 18,000
  // to 23,000, so that this is about 400 full shards. 4,096 would be 80 MB, and a host holds 1.5 KB
  // for each release that it reads: 26,000 of the shortest (7.6 MB) take 39 MiB of its 64.
  std::uint64_t own_roles_length = 8'388'608;
  std::uint64_t root_length = 512'000;  // bytes; W, X, Y, Z of the specification
  std::uint64_t timestamp_length = 16'384;
  std::uint64_t snapshot_length = 2'000'000;
  std::uint64_t targets_length = 5'000'000;
};

}  // namespace switchback
