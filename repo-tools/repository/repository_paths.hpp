// Where the files of a repository are. REPO holds only what is published; everything else is in
// REPO.state beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace switchback {

class RepositoryPaths {
 public:
  // Symlinks are resolved, so that two names of one repository share a lock. REPO need not exist.
  explicit RepositoryPaths(const std::filesystem::path& repository);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path metadata() const { return root_ / "metadata"; }
  std::filesystem::path timestamp() const { return metadata() / "timestamp.json"; }
  std::filesystem::path index_page() const { return root_ / "index.html"; }

  std::filesystem::path state() const;
  std::filesystem::path lock() const { return state() / "lock"; }
  std::filesystem::path log() const { return state() / "log"; }
  std::filesystem::path staged() const { return state() / "staged"; }
  std::filesystem::path work() const { return state() / "work"; }
  // Encoded frames of deltas whose making was interrupted (interrupted_deltas.hpp).
  std::filesystem::path frames() const { return state() / "frames"; }
  std::filesystem::path pending() const { return state() / "pending.json"; }
  std::filesystem::path transaction() const { return state() / "transaction.json"; }
  // Since when files have been unreferenced: what `gc` goes by.
  std::filesystem::path unreferenced() const { return state() / "gc.json"; }
  // Complete releases that are not published (repo-tools/draft).
  std::filesystem::path drafts() const { return state() / "drafts"; }
  // SHA-256 of 1.root.json: what the publisher itself trusts when it reads its metadata back.
  std::filesystem::path fingerprint() const { return state() / "root.sha256"; }
  // There while `init` has not finished: its keys may be used again.
  std::filesystem::path init_marker() const { return state() / "init"; }

  std::filesystem::path default_keys() const;

 private:
  std::filesystem::path root_;
};

// "metadata/3.p-demo.json"; timestamp.json alone has no version in its name.
std::string metadata_file_path(const std::string& role, std::uint64_t version);

// "targets/demo/0001/0r1/<sha256>.manifest.json" of the target path "demo/0001/0r1/manifest.json".
std::string manifest_file_path(const std::string& target_path, const std::string& sha256);

}  // namespace switchback
