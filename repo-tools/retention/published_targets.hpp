// The files beneath REPO/targets, by what their names say they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct PublishedFile {
  std::string path;  // relative to REPO
  std::uint64_t bytes = 0;
};

struct PublishedTargets {
  std::vector<PublishedFile> blobs;      // and what a killed run left of one under a temporary name
  std::vector<PublishedFile> manifests;  // the same
  std::vector<std::string> empty_folders;  // of versions: a killed run left them
  std::size_t strangers = 0;               // files that no publisher gives such names
};

// Sorted by path. Symlinks are strangers and not followed.
PublishedTargets list_targets(const RepositoryPaths& paths);

// "p-demo-0001" of "targets/demo/0001/0r1/<sha256>.manifest.json".
std::string shard_role_of(const std::string& manifest_path);

}  // namespace switchback
