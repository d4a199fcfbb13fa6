// Metadata in a directory, byte for byte as received:
//
//   D/root.json timestamp.json snapshot.json targets.json <percent-quoted role>.json
//   D/root_history/bootstrap.json  N.root.json
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "core/trust/metadata_store.hpp"

namespace switchback {

// Files are 0600. Roots are made durable; everything else is replaced atomically but without fsync:
// what a power cut damages is dropped and fetched again, and the highest versions seen are in the
// host's state.
class DirectoryMetadataStore : public MetadataStore {
 public:
  explicit DirectoryMetadataStore(std::filesystem::path directory);

  // Starts trust anew from these bytes, unchecked. Creates the directory (0700) and forgets the
  // steps of another root.
  void initialise(std::string_view bootstrap_root);

  std::optional<std::string> load(const std::string& role, std::uint64_t max_length) override;
  void store(const std::string& role, std::string_view bytes) override;
  // root.json where there is no bootstrap file: somebody else filled the directory.
  std::optional<std::string> load_bootstrap_root(std::uint64_t max_length) override;
  std::optional<std::string> load_root_step(std::uint64_t version,
                                            std::uint64_t max_length) override;
  void store_root_step(std::uint64_t version, std::string_view bytes) override;

  // Removes the files of all other roles; the root and its steps stay whatever is said. For whoever
  // alone may store. Somebody who reads meanwhile finds a file or finds none, as after a lost
  // cache; interrupted anywhere it has removed some of what it would remove.
  void keep_only(const std::set<std::string>& roles);

 private:
  std::filesystem::path role_path(const std::string& role) const;
  std::filesystem::path step_path(std::uint64_t version) const;

  std::filesystem::path directory_;
  std::filesystem::path history_;
};

}  // namespace switchback
