// The files of a repository as a server would publish them. Paths are relative to REPO; nothing
// outside is reached.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "repo-tools/verify/findings.hpp"

namespace switchback {

class PublishedFolder {
 public:
  // Throws StateError("not-found") where REPO has no metadata folder.
  explicit PublishedFolder(const std::filesystem::path& repository);

  // Nothing where the file is missing. StateError("damage") for what is no regular file.
  std::optional<Descriptor> open(const std::string& path) const;
  // Whether anything is there under that name.
  bool exists(const std::string& path) const;
  // StateError("damage") where it is missing or longer.
  Descriptor open_existing(const std::string& path) const;
  std::optional<std::string> read(const std::string& path, std::uint64_t max_length) const;
  std::string read_existing(const std::string& path, std::uint64_t max_length) const;

  // Every regular file beneath metadata/ and targets/. Anything else there, and modes that let
  // others write or that files of data never have, are findings.
  std::vector<std::string> list(Findings& findings) const;

 private:
  void list_beneath(const std::string& folder, int depth, Findings& findings,
                    std::vector<std::string>& files) const;

  std::filesystem::path path_;
  Descriptor root_;
};

}  // namespace switchback
