// Where downloaded targets go: one file a target, its name the percent-quoted target path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::conformance {

class TargetDirectory {
 public:
  explicit TargetDirectory(std::filesystem::path directory);

  // True where the file is there with the signed length and hashes.
  bool holds(const std::string& target_path, const tuf::TargetFile& target) const;
  // Verified bytes replace what was there; on an error that stays.
  void store(const std::string& target_path, std::string_view bytes) const;

 private:
  std::filesystem::path file(const std::string& target_path) const;

  std::filesystem::path directory_;
};

}  // namespace switchback::conformance
