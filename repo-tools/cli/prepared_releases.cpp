#include "repo-tools/cli/prepared_releases.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/errors.hpp"

namespace switchback {

PreparedReleases prepare_all(Invocation& invocation, OpenRepository& repository,
                             const std::vector<ReleaseSource>& sources,
                             const PrepareOptions& options, const DeltaRequest& deltas) {
  PreparedReleases prepared;
  prepared.releases.reserve(sources.size());
  std::vector<ReleaseName> names;
  for (const auto& source : sources) names.push_back({source.product, source.version});
  PreviousBundles previous(repository, std::move(names));
  for (const auto& source : sources) {
    auto release = prepare_release(repository, previous, source, options, invocation.progress());
    prepared.deltas.push_back(add_deltas(repository, prepared.releases, release, source.tree,
                                         deltas, invocation.progress()));
    prepared.releases.push_back(std::move(release));
  }
  if (invocation.stop().stop_requested()) throw Interrupted();
  return prepared;
}

namespace {

void tell_missing(Invocation& invocation, const MissingDelta& missing) {
  const std::string told = fmt::format("no delta from {} to {}: {}", missing.from.text(),
                                       missing.to.text(), missing.why);
  if (missing.is_failure)
    invocation.warn(told);
  else if (!invocation.options.json)
    invocation.out().line(told);
}

}  // namespace

void tell_deltas(Invocation& invocation, const std::vector<AddedDeltas>& deltas) {
  std::uint64_t resumed = 0;
  for (const auto& of_release : deltas) resumed += of_release.resumed_frames;
  if (resumed > 0 && !invocation.options.json)
    invocation.out().line(
        fmt::format("{} frames of deltas were there from an interrupted run", resumed));
  for (const auto& of_release : deltas)
    for (const auto& missing : of_release.missing) tell_missing(invocation, missing);
}

}  // namespace switchback
