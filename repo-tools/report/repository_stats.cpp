#include "repo-tools/report/repository_stats.hpp"

#include <array>
#include <set>

#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

constexpr std::array<Channel, 3> kChannels{Channel::alpha, Channel::beta, Channel::stable};

class Soonest {
 public:
  void consider(const std::string& role, Timestamp expires) {
    if (!found_ || expires < found_->expires) found_ = RoleExpiry{role, expires};
  }
  RoleExpiry get() const { return found_.value_or(RoleExpiry{}); }

 private:
  std::optional<RoleExpiry> found_;
};

RoleExpiry next_expiry_of(const RepositoryMetadata& metadata) {
  Soonest soonest;
  soonest.consider("timestamp", metadata.timestamp.content.expires);
  soonest.consider("snapshot", metadata.snapshot.content.expires);
  soonest.consider("root", metadata.root.content.expires);
  for (const auto& [name, role] : metadata.roles) soonest.consider(name, role.content.expires);
  return soonest.get();
}

RoleExpiry next_expiry_of(const RepositoryMetadata& metadata, const std::string& product) {
  const std::string own = product_role(product);
  Soonest soonest;
  for (const auto& [name, role] : metadata.roles)
    if (name == own || role.delegator == own) soonest.consider(name, role.content.expires);
  return soonest.get();
}

void count_channels(const ReleaseRecord& record, ProductStats& stats) {
  ++stats.channels[channel_of(record.version.type)].releases;
  if (record.yanked) {
    ++stats.yanked;
    return;
  }
  for (const Channel channel : kChannels) {
    auto& newest = stats.channels[channel].newest;
    if (channel_sees(channel, record.version.type) && (!newest || *newest < record.version))
      newest = record.version;
  }
}

class BlobCount {
 public:
  explicit BlobCount(ProductStats& stats) : stats_(stats) {}

  void add(const Sha256Digest& sha256, std::uint64_t length) {
    if (!seen_.insert(sha256.bytes).second) return;
    ++stats_.blobs;
    stats_.blob_bytes += length;
  }

 private:
  ProductStats& stats_;
  std::set<decltype(Sha256Digest::bytes)> seen_;
};

ProductStats stats_of(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                      const std::string& product) {
  ProductStats stats;
  stats.product = product;
  for (const Channel channel : kChannels) stats.channels[channel];
  BlobCount blobs(stats);
  for (const auto& release : releases_of(metadata, product)) {
    ++stats.releases;
    stats.bundle_bytes += release.record.sizes.bundle;
    stats.index_bytes += release.record.sizes.index;
    count_channels(release.record, stats);
    const ReleaseManifest manifest = read_manifest(paths, release);
    blobs.add(manifest.bundle.sha256, manifest.bundle.length);
    blobs.add(manifest.index.sha256, manifest.index.length);
    for (const auto& delta : release.record.deltas) {
      ++stats.deltas;
      stats.delta_bytes += delta.length;
      blobs.add(delta.sha256, delta.length);
    }
  }
  stats.next_expiry = next_expiry_of(metadata, product);
  return stats;
}

}  // namespace

RepositoryStats repository_stats(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                                 const std::string& product) {
  RepositoryStats stats;
  for (const auto& name : products_of(metadata))
    if (product.empty() || name == product)
      stats.products.push_back(stats_of(paths, metadata, name));
  stats.next_expiry = next_expiry_of(metadata);
  return stats;
}

}  // namespace switchback
