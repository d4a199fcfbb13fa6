// What `publish --json` prints: the releases as `list --json` has them, and what only the command
// that publishes them knows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/terminal/output.hpp"
#include "repo-tools/cli/recent_downloads.hpp"
#include "repo-tools/delta/release_deltas.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct ToldRelease {
  CatalogEntry release;
  std::optional<BundleReuse> reused;  // nothing: no bundle was made, and sizes are not known
  AddedDeltas deltas;
  std::vector<RecentDownload> downloads;
};

struct PublishAnswer {
  std::string outcome;  // see publish.schema.json
  bool visible = false;
  bool dry_run = false;
  std::vector<ToldRelease> releases;
  std::vector<WaitingRole> waiting;
};

void print_json(Output& out, const PublishAnswer& answer);

}  // namespace switchback
