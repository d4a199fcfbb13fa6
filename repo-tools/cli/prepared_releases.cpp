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
    auto added = add_deltas(repository, prepared.releases, release, source.tree, deltas,
                            invocation.progress());
    prepared.deltas.resumed_frames += added.resumed_frames;
    for (auto& missing : added.missing) prepared.deltas.missing.push_back(std::move(missing));
    prepared.releases.push_back(std::move(release));
  }
  if (invocation.stop().stop_requested()) throw Interrupted();
  return prepared;
}

void tell_deltas(Invocation& invocation, const AddedDeltas& deltas) {
  if (deltas.resumed_frames > 0)
    invocation.out().line(fmt::format("{} frames of deltas were there from an interrupted run",
                                      deltas.resumed_frames));
  for (const auto& [from, to, why, is_failure] : deltas.missing) {
    const std::string told = fmt::format("no delta from {} to {}: {}", from.text(), to.text(), why);
    if (is_failure)
      invocation.warn(told);
    else
      invocation.out().line(told);
  }
}

}  // namespace switchback
