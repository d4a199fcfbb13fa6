// Releases of a product `demo` as metadata has them, made by hand.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "repo-tools/repository/release_catalog.hpp"

namespace switchback::test {

class TestCatalog {
 public:
  using Change = std::function<void(ReleaseRecord&)>;

  TestCatalog();
  // Published an hour after the one before.
  TestCatalog& add(const std::string& version, const Change& change = {});
  std::vector<CatalogEntry> releases() const { return releases_of(metadata, "demo"); }

  RepositoryMetadata metadata;

 private:
  int count_ = 0;
};

void barrier(ReleaseRecord& record);
void yanked(ReleaseRecord& record);  // "bad"
void yanked_barrier(ReleaseRecord& record);
void dead_end(ReleaseRecord& record);  // "call us"
TestCatalog::Change upgrades_from(const std::string& range);

}  // namespace switchback::test
