// A real repository in a temporary directory, published through the repo-tools library with keys
// that no passphrase locks: what a host meets over HTTP or file://.
#pragma once

#include <filesystem>
#include <string>

#include "repo-tools/repository/init_repository.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

class PublishedRepository {
 public:
  // An empty repository. `now` is when everything is signed; later assignments hold for what
  // follows.
  explicit PublishedRepository(Timestamp signed_at = switchback::now());

  // Publishes `tree` as `demo` `version`. What .switchback/release.yml in it says is taken over;
  // `changelog` is Markdown.
  void publish(const std::string& version, const std::filesystem::path& tree,
               const std::string& changelog = {});
  // Signs again what is due at `now`.
  void refresh();

  std::filesystem::path root() const { return paths_.root(); }
  std::string file_url() const { return "file://" + root().string() + "/"; }
  std::string root_json() const;    // bytes of 1.root.json
  std::string root_sha256() const;  // hex
  std::filesystem::path bundle_of(const std::string& version) const;

  Timestamp now;
  Lifetimes lifetimes;

 private:
  TemporaryDirectory directory_;
  RepositoryPaths paths_;
  std::filesystem::path keys_;
};

}  // namespace switchback::test
