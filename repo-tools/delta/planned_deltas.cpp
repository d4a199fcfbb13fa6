#include "repo-tools/delta/planned_deltas.hpp"

#include <utility>

#include "repo-tools/delta/delta_choice.hpp"

namespace switchback {

PreparedRelease planned_release(const ReleaseSource& source, const ReleaseText& text,
                                Timestamp now) {
  PreparedRelease release;
  ReleaseManifest& manifest = release.manifest;
  manifest.product = source.product;
  manifest.version = source.version;
  manifest.published = now;
  manifest.changelog = text.changelog;
  manifest.release = text.description;
  // Stands for a tree that nobody has looked at: another than every other.
  manifest.index.list_sha256 =
      Sha256::of("planned " + source.product + " " + source.version.text());
  return release;
}

std::vector<DeltaReference> planned_deltas(const RepositoryPaths& paths,
                                           const RepositoryMetadata& metadata,
                                           const std::vector<PreparedRelease>& earlier,
                                           const PreparedRelease& release, std::size_t count) {
  if (count == 0) return {};
  const OlderReleases older(paths, metadata, earlier, release.manifest.product);
  ReleaseManifest to = release.manifest;
  const auto lead = [&](std::size_t, const ReleaseManifest& from) {
    DeltaReference reference;
    reference.offer.from = from.version;
    reference.from_list_sha256 = from.index.list_sha256;
    to.deltas.push_back(std::move(reference));
    return true;
  };
  // What is damaged is said when it matters, and by `verify`.
  DeltaChoice(older, to, count, lead, [](const Version&, const Error&) {}).run();
  return std::move(to.deltas);
}

}  // namespace switchback
