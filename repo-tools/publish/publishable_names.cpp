#include "repo-tools/publish/publishable_names.hpp"

#include <set>

#include "base/errors.hpp"
#include "repo-tools/publish/completed_publication.hpp"

namespace switchback {
namespace {

void require_distinct(const std::vector<ReleaseName>& names) {
  std::set<std::string> seen;
  for (const auto& name : names)
    if (!seen.insert(publish_operation({name})).second)
      throw ConfigError("usage", name.product + " " + name.version.text() + " is named twice",
                        "name each release once");
}

}  // namespace

void require_publishable(const RepositoryMetadata& metadata,
                         const std::vector<ReleaseName>& names) {
  require_distinct(names);
  for (const auto& name : names) {
    if (!is_product_name(name.product))
      throw ConfigError("usage", "\"" + name.product + "\" is not a product name",
                        "use 1 to 64 of a-z, 0-9 and -, not beginning with -");
    if (const auto release = find_release(metadata, name.product, name.version))
      refuse_published(name, release->visible ? "" : " and waits for signatures (see `refresh`)");
  }
}

void require_publishable(const OpenRepository& repository, const std::vector<ReleaseName>& names) {
  if (!completes_publication(repository, names))
    require_publishable(repository.view.metadata, names);
}

void refuse_published(const ReleaseName& name, const char* how) {
  throw StateError("exists",
                   name.product + " " + name.version.text() + " is published already" + how,
                   "a published release never changes: publish the tree as another version");
}

}  // namespace switchback
