#include "core/resolve/release_graph.hpp"

#include <algorithm>

namespace switchback {
namespace {

bool is_below(const ReleaseRecord& record, const Version& version) {
  return record.version < version;
}

bool is_above(const Version& version, const ReleaseRecord& record) {
  return version < record.version;
}

}  // namespace

ReleaseGraph::ReleaseGraph(std::vector<ReleaseRecord> releases) : releases_(std::move(releases)) {
  const auto is_older = [](const auto& left, const auto& right) {
    return left.version < right.version;
  };
  if (!std::is_sorted(releases_.begin(), releases_.end(), is_older))
    std::stable_sort(releases_.begin(), releases_.end(), is_older);
  const auto same = [](const auto& left, const auto& right) {
    return left.version == right.version;
  };
  releases_.erase(std::unique(releases_.begin(), releases_.end(), same), releases_.end());
  ranges_.resize(releases_.size());
  for (std::size_t i = 0; i < releases_.size(); ++i)
    if (releases_[i].upgrades_from) ranges_[i] = VersionRange::parse(*releases_[i].upgrades_from);
}

std::optional<std::size_t> ReleaseGraph::find(const Version& version) const {
  const auto found = std::lower_bound(releases_.begin(), releases_.end(), version, is_below);
  if (found == releases_.end() || found->version != version) return std::nullopt;
  return static_cast<std::size_t>(found - releases_.begin());
}

std::size_t ReleaseGraph::first_above(const Version& version) const {
  return static_cast<std::size_t>(
      std::upper_bound(releases_.begin(), releases_.end(), version, is_above) - releases_.begin());
}

// Conditions are comparisons that all must hold, so that what they leave is contiguous.
Span ReleaseGraph::admitted(std::size_t position) const {
  Span span{0, releases_.size()};
  if (!releases_[position].upgrades_from) return span;
  if (!ranges_[position]) return {};
  for (const auto& [comparison, version] : ranges_[position]->conditions) {
    const auto below = static_cast<std::size_t>(
        std::lower_bound(releases_.begin(), releases_.end(), version, is_below) -
        releases_.begin());
    const std::size_t through = first_above(version);
    const bool from_it =
        comparison == Comparison::equal || comparison == Comparison::greater_or_equal;
    const bool up_to_it =
        comparison == Comparison::equal || comparison == Comparison::less_or_equal;
    if (from_it) span.begin = std::max(span.begin, below);
    if (comparison == Comparison::greater) span.begin = std::max(span.begin, through);
    if (up_to_it) span.end = std::min(span.end, through);
    if (comparison == Comparison::less) span.end = std::min(span.end, below);
  }
  return span;
}

bool ReleaseGraph::admits(std::size_t position, const Version& version) const {
  if (!releases_[position].upgrades_from) return true;
  return ranges_[position] && ranges_[position]->contains(version);
}

std::optional<Version> version_floor(const ReleaseGraph& graph,
                                     const std::optional<Version>& installed) {
  std::optional<Version> floor;
  if (!installed) return floor;
  const std::size_t end = graph.first_above(*installed);
  for (std::size_t i = 0; i < end; ++i)
    if (const auto& demanded = graph.at(i).min_version; demanded && (!floor || *floor < *demanded))
      floor = demanded;
  return floor;
}

const ReleaseRecord* newest_in_channel(const ReleaseGraph& graph, Channel channel) {
  for (std::size_t i = graph.size(); i > 0; --i) {
    const ReleaseRecord& record = graph.at(i - 1);
    if (!record.yanked && channel_sees(channel, record.version.type)) return &record;
  }
  return nullptr;
}

bool crosses_security_release(const ReleaseGraph& graph, const std::optional<Version>& from,
                              const Version& to, Channel channel) {
  for (std::size_t i = from ? graph.first_above(*from) : 0; i < graph.size(); ++i) {
    const ReleaseRecord& record = graph.at(i);
    if (to < record.version) break;
    if (record.security && !record.yanked && channel_sees(channel, record.version.type))
      return true;
  }
  return false;
}

}  // namespace switchback
