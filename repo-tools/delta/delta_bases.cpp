#include "repo-tools/delta/delta_bases.hpp"

#include <algorithm>
#include <optional>

#include "manifest-schema/version_range.hpp"

namespace switchback {
namespace {

// A range that this program cannot read admits nobody, as on a host.
class Entrance {
 public:
  explicit Entrance(const ReleaseRecord& to) : limited_(to.upgrades_from.has_value()) {
    if (limited_) range_ = VersionRange::parse(*to.upgrades_from);
  }

  bool admits(const Version& from) const { return !limited_ || (range_ && range_->contains(from)); }

 private:
  bool limited_;
  std::optional<VersionRange> range_;
};

// Whoever comes from below stops there: every channel that sees `to` sees the barrier, too.
bool stops_all(const ReleaseRecord& release, const ReleaseRecord& to) {
  return release.barrier && !release.yanked && release.version.type >= to.version.type;
}

std::vector<std::size_t> newest_first_below(const std::vector<ReleaseRecord>& releases,
                                            const Version& version) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < releases.size(); ++i)
    if (releases[i].version < version) positions.push_back(i);
  std::sort(positions.begin(), positions.end(), [&](std::size_t left, std::size_t right) {
    return releases[left].version > releases[right].version;
  });
  return positions;
}

}  // namespace

std::vector<std::size_t> delta_bases(const std::vector<ReleaseRecord>& releases,
                                     const ReleaseRecord& to) {
  const Entrance entrance(to);
  std::vector<std::size_t> bases;
  for (const std::size_t position : newest_first_below(releases, to.version)) {
    const ReleaseRecord& release = releases[position];
    if (!release.yanked && !release.dead_end && entrance.admits(release.version))
      bases.push_back(position);
    if (stops_all(release, to)) break;
  }
  return bases;
}

}  // namespace switchback
