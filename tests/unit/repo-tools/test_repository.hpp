// A repository in a temporary directory, with keys that no passphrase locks and releases made by
// hand.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/publish/refresh.hpp"
#include "repo-tools/repository/init_repository.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

class NoPassphrase : public PassphraseSource {
 public:
  Secret existing(const std::string&) override { throw std::logic_error("no passphrase expected"); }
  Secret fresh(const std::string&) override { throw std::logic_error("no passphrase expected"); }
};

class TestRepository {
 public:
  explicit TestRepository(const std::filesystem::path& folder);

  InitResult init();
  // Publishes `content` as the blobs of product and version, and acknowledges.
  PublishResult publish(const std::string& product, const std::string& version,
                        const std::string& content = "content");
  // The same, but the outcome is never told.
  PublishResult publish_silently(const std::string& product, const std::string& version,
                                 const std::string& content = "content");
  CommitResult refresh();

  KeyFolder key_folder();
  // Moves the key of a role into another folder, and back.
  void hide_key(const std::string& role);
  void restore_keys();

  // Versions of the product that a host sees, in the order in which they were published.
  std::vector<std::string> visible_versions(const std::string& product) const;
  // Relative path to content, of everything in REPO.
  std::map<std::string, std::string> published_files() const;

  RepositoryPaths paths;
  std::filesystem::path keys;
  std::filesystem::path hidden_keys;
  Timestamp now = *parse_timestamp("2026-11-23T18:30:00Z");
  Lifetimes lifetimes;
  NoPassphrase passphrases;
};

PreparedRelease prepare(OpenRepository& repository, const std::string& product,
                        const std::string& version, const std::string& content, Timestamp now);

}  // namespace switchback::test
