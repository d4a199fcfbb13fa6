// The files of a tree that lies in a folder.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "base/descriptor.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/tree/entry_lookup.hpp"

namespace switchback {

class FolderFiles : public WholeFiles {
 public:
  // The index names the files; it must outlive this object.
  FolderFiles(const std::filesystem::path& folder, const IndexFile& index);

  // Keeps the last file open. Opened beneath the folder, no symlink followed.
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;
  // Maps it.
  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) override;

 private:
  std::string name_;
  Descriptor folder_;
  std::mutex mutex_;  // guards what follows
  EntryLookup lookup_;
  Descriptor file_;
  std::uint32_t open_ = 0;
};

}  // namespace switchback
