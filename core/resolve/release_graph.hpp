// The releases of a product in version order, and which of them a host may move between in one
// update (DESIGN section 3, version path).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/release_record.hpp"
#include "manifest-schema/version_range.hpp"

namespace switchback {

// Half-open range of positions in version order.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin >= end; }
};

class ReleaseGraph {
 public:
  // In any order; of several records of one version the first counts.
  explicit ReleaseGraph(std::vector<ReleaseRecord> releases);

  std::size_t size() const { return releases_.size(); }
  const ReleaseRecord& at(std::size_t position) const { return releases_[position]; }
  std::optional<std::size_t> find(const Version& version) const;
  // Position of the first release above `version`.
  std::size_t first_above(const Version& version) const;
  // Releases that `upgrades_from` of the release at `position` admits: a contiguous part.
  Span admitted(std::size_t position) const;
  // Whether a host with `version`, which need not be in the graph, is admitted.
  bool admits(std::size_t position, const Version& version) const;

 private:
  std::vector<ReleaseRecord> releases_;
  // Parsed once; a range that this program cannot read admits nobody.
  std::vector<std::optional<VersionRange>> ranges_;
};

// The highest min_version that a release up to `installed` demands.
std::optional<Version> version_floor(const ReleaseGraph& graph,
                                     const std::optional<Version>& installed);

// Newest release that `channel` sees and that is not yanked; nothing where there is none.
const ReleaseRecord* newest_in_channel(const ReleaseGraph& graph, Channel channel);

// True where a security release lies above `from`, up to `to`, in what `channel` sees.
bool crosses_security_release(const ReleaseGraph& graph, const std::optional<Version>& from,
                              const Version& to, Channel channel);

}  // namespace switchback
