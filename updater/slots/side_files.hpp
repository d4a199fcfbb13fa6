// What a delta makes of a release on the way: files by their ordinals in a folder beside
// incoming/tree, the sources of the next delta.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "base/descriptor.hpp"
#include "core/delta/apply_delta.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// incoming/side-N, of the nth delta.
std::string side_folder_name(std::size_t number);

// Files are written by one thread at a time; those that are complete may be read by several.
class SideFiles : public MadeFiles {
 public:
  // Makes the folder, which must not exist.
  explicit SideFiles(std::filesystem::path folder);

  void open(const ProducedFile& file) override;
  void write(std::uint32_t ordinal, std::string_view bytes) override;
  void close(std::uint32_t ordinal) override;
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;

  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) const;
  Descriptor open_made(std::uint32_t ordinal) const;
  // Out of the folder, to `name` in `directory_fd`.
  void move(std::uint32_t ordinal, int directory_fd, const std::string& name) const;
  // For the index of the release.
  std::filesystem::path index_path() const { return folder_ / "index"; }

  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  std::filesystem::path folder_;
  Descriptor directory_;
  std::map<std::uint32_t, Descriptor> open_;  // not complete yet
  std::uint64_t bytes_written_ = 0;
  std::mutex mutex_;  // guards what follows
  Descriptor last_read_;
  std::uint32_t last_read_ordinal_ = 0;
};

}  // namespace switchback
