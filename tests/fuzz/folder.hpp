// A temporary folder of one run of a target.
#pragma once

#include <filesystem>
#include <string_view>

namespace switchback::fuzz {

class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Replaces the file.
void write(const std::filesystem::path& file, std::string_view bytes);

}  // namespace switchback::fuzz
