#include "updater/slots/large_files.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/slots/file_hash.hpp"

namespace switchback {

void LargeFiles::resume(const TreeEntry& entry, std::uint64_t ordinal, std::uint64_t present) {
  auto file = std::make_shared<OpenFile>();
  file->file = tree_.open_existing(entry.path);
  file->missing = entry.size - present;
  files_[ordinal] = std::move(file);
}

std::shared_ptr<LargeFiles::OpenFile> LargeFiles::open(const TreeEntry& entry,
                                                       std::uint64_t ordinal) {
  const std::lock_guard lock(mutex_);
  auto& slot = files_[ordinal];
  if (!slot) {
    auto file = std::make_shared<OpenFile>();
    file->file = tree_.create_file(entry.path);
    if (::ftruncate(file->file.get(), static_cast<off_t>(entry.size)) != 0)
      throw StorageError("truncate", entry.path, errno);
    file->missing = entry.size;
    slot = std::move(file);
  }
  return slot;
}

bool LargeFiles::count_down(std::uint64_t ordinal, OpenFile& file, std::uint64_t written) {
  const std::lock_guard lock(mutex_);
  file.missing -= written;
  if (file.missing != 0) return false;
  files_.erase(ordinal);
  return true;
}

bool LargeFiles::write(const TreeEntry& entry, std::uint64_t ordinal, std::uint64_t offset,
                       std::string_view bytes) {
  const auto file = open(entry, ordinal);
  pwrite_all(file->file.get(), bytes, offset, entry.path);
  if (!count_down(ordinal, *file, bytes.size())) return false;
  if (file_hash(file->file.get(), entry.path) != entry.sha256)
    throw TrustError("trust-length-or-hash", entry.path + " is not what the release's index signs");
  tree_.finish_file(file->file, entry);
  return true;
}

}  // namespace switchback
