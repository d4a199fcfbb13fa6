#include "repo-tools/retention/removal_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/version_range.hpp"

namespace switchback {
namespace {

using Releases = std::vector<CatalogEntry>;

constexpr std::size_t kNamedAtMost = 8;

// Whether readers still see what the pending set has taken out already.
bool waits_to_be_removed(const RepositoryMetadata& metadata, const std::string& product,
                         const Version& version) {
  const std::string begin = product + "/";
  const std::string end = "/" + version.path_text() + "/manifest.json";
  for (const auto& [name, role] : metadata.roles)
    for (const auto& path : role.visible_targets)
      if (path.starts_with(begin) && path.ends_with(end)) return true;
  return false;
}

[[noreturn]] void refuse_missing(const RepositoryMetadata& metadata, const std::string& product,
                                 const Version& version) {
  const std::string name = product + " " + version.text();
  if (waits_to_be_removed(metadata, product, version))
    throw StateError("not-found", name + " is removed already and waits for signatures",
                     "run `switchback-repo refresh` where the keys are");
  throw StateError("not-found", name + " is not published here", "see `switchback-repo list`");
}

Releases by_version(Releases releases) {
  std::sort(releases.begin(), releases.end(), [](const auto& left, const auto& right) {
    return left.record.version < right.record.version;
  });
  return releases;
}

bool stops_hosts(const CatalogEntry& release) {
  return release.record.barrier && !release.record.yanked;
}

// A range that this program cannot read admits nobody, as on a host.
bool admits(const CatalogEntry& release, const Version& from) {
  const auto range = VersionRange::parse(*release.record.upgrades_from);
  return range && range->contains(from);
}

bool has_stepping_stone(const Releases& releases, const CatalogEntry& release) {
  return std::any_of(releases.begin(), releases.end(), [&](const CatalogEntry& other) {
    return other.record.version < release.record.version && admits(release, other.record.version);
  });
}

class Planner {
 public:
  Planner(Releases all, const RemovalRequest& request) : all_(std::move(all)) {
    plan_.product = request.product;
  }

  RemovalPlan without(const Version& version) {
    for (const auto& release : all_)
      (release.record.version == version ? plan_.removed : left_).push_back(release);
    return finish();
  }

  RemovalPlan newest(std::size_t count) {
    const std::size_t old = all_.size() > count ? all_.size() - count : 0;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const bool is_needed = i < old && old < all_.size() && stops_hosts(all_[i]);
      (i < old && !is_needed ? plan_.removed : left_).push_back(all_[i]);
      if (is_needed)
        plan_.kept_barriers.push_back({all_[i].record.version, all_[old].record.version});
    }
    return finish();
  }

 private:
  RemovalPlan finish() {
    plan_.left = left_.size();
    if (left_.empty() && !plan_.removed.empty())
      say("{} has no release left then: hosts find nothing to install or to repair from",
          plan_.product);
    if (!left_.empty() && std::all_of(left_.begin(), left_.end(),
                                      [](const auto& left) { return left.record.yanked; }))
      say("every release of {} that is left is yanked", plan_.product);
    tell_lost_barriers();
    tell_lost_stepping_stones();
    return std::move(plan_);
  }

  void tell_lost_barriers() {
    for (const auto& removed : plan_.removed)
      if (stops_hosts(removed) && !left_.empty() &&
          removed.record.version < left_.back().record.version)
        say("{} is a barrier: older hosts will no longer stop there on their way to {}",
            removed.record.version.text(), left_.back().record.version.text());
  }

  void tell_lost_stepping_stones() {
    for (const auto& release : left_)
      if (release.record.upgrades_from && has_stepping_stone(all_, release) &&
          !has_stepping_stone(left_, release))
        say("{} can only be reached from {}, and no such release is left below it: older hosts "
            "find no way to it",
            release.record.version.text(), *release.record.upgrades_from);
  }

  template <typename... Values>
  void say(fmt::format_string<Values...> text, Values&&... values) {
    plan_.consequences.push_back(fmt::format(text, std::forward<Values>(values)...));
  }

  Releases all_;
  Releases left_;
  RemovalPlan plan_;
};

}  // namespace

std::string RemovalRequest::identity() const {
  return product + (version ? " " + version->text() : " keep-last " + std::to_string(keep_last));
}

std::string RemovalPlan::operation() const {
  std::string names;
  for (std::size_t i = 0; i < std::min(removed.size(), kNamedAtMost); ++i)
    names += (i == 0 ? " " : ", ") + removed[i].record.version.text();
  if (removed.size() > kNamedAtMost)
    names += fmt::format(" and {} more", removed.size() - kNamedAtMost);
  return "remove " + product + names;
}

RemovalPlan plan_removal(const RepositoryMetadata& metadata, const RemovalRequest& request) {
  Planner planner(by_version(releases_of(metadata, request.product)), request);
  if (!request.version) return planner.newest(request.keep_last);
  RemovalPlan plan = planner.without(*request.version);
  if (plan.removed.empty()) refuse_missing(metadata, request.product, *request.version);
  return plan;
}

}  // namespace switchback
