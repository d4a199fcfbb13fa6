// What is to be published, and what a person wrote about it: description and changelog.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "manifest-schema/release_manifest.hpp"

namespace switchback {

constexpr const char* kDescriptionPath = ".switchback/release.yml";  // in the tree

struct ReleaseSource {
  std::string product;
  Version version;
  std::filesystem::path tree;
  std::optional<std::filesystem::path> changelog;
};

// What a person wrote about the release, without reading the tree's content.
struct ReleaseText {
  ReleaseDescription description;
  std::vector<ChangelogEntry> changelog;
  std::optional<Sha256Digest> description_sha256;  // of .switchback/release.yml, where there is one
};

// Throws ConfigError for what is wrong in release.yml or the changelog, or where the tree is no
// directory.
ReleaseText read_release_text(const ReleaseSource& source);

}  // namespace switchback
