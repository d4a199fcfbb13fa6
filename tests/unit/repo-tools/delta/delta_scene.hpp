// A repository whose releases have real trees and deltas.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "repo-tools/delta/add_delta.hpp"
#include "repo-tools/delta/release_deltas.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

namespace switchback::test {

Version version(const std::string& text);

struct Offered {
  std::string version;
  std::string edit;  // see DeltaScene::tree()
};

class DeltaScene {
 public:
  DeltaScene();
  // At `folder`, which a killed run left.
  explicit DeltaScene(const TestRepository& repository, std::filesystem::path trees);

  // A tree whose big file differs in a few bytes from that of another `edit`; "other" has a big
  // file of its own.
  std::filesystem::path tree(const std::string& edit) const;
  // In one step. `deltas` as in --deltas-from.
  std::vector<MissingDelta> publish(const std::vector<Offered>& releases, std::size_t deltas = 1);
  std::vector<MissingDelta> publish(const std::string& version, const std::string& edit,
                                    std::size_t deltas = 1) {
    return publish(std::vector<Offered>{{version, edit}}, deltas);
  }
  AddedDelta add(const std::string& from, const std::string& to);

  CatalogEntry release(const std::string& version) const;
  ReleaseManifest manifest(const std::string& version) const;
  // "0r1 0r2": the versions from which deltas lead to the release.
  std::string deltas_to(const std::string& version) const;
  std::filesystem::path blob(const Sha256Digest& sha256) const;
  // What `verify` says against it, one a line.
  std::string damage() const;

 private:
  TemporaryDirectory directory_;

 public:
  std::filesystem::path trees;
  TestRepository repository;
};

// Prepared as `publish` does, with its deltas, not yet published.
PreparedRelease prepare_with_deltas(OpenRepository& open,
                                    const std::vector<PreparedRelease>& earlier,
                                    const ReleaseSource& source, std::size_t deltas, Timestamp now,
                                    std::vector<MissingDelta>& missing);

}  // namespace switchback::test
