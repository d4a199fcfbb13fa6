// The members of a tar through libarchive, with every byte screened on its way there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/tree/utf8_locale.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// For one thread, which has the C.UTF-8 locale meanwhile. Throws TrustError("trust-format") where
// libarchive has as much as a warning, or sees another member than TarScreen; StorageError.
class TarReader {
 public:
  explicit TarReader(const std::filesystem::path& archive);
  ~TarReader();

  // The next member: path, type, permission bits as published, size, link target; not yet
  // validated. nullptr at the end, where the rest of the input has been checked. Valid until the
  // next call.
  const TreeEntry* next();
  // Content of the current member; 0 at its end. Exactly its size in all.
  std::size_t read(char* buffer, std::size_t size);

 private:
  struct Handle;
  void describe();

  Utf8Locale locale_;
  std::unique_ptr<Handle> handle_;
  TreeEntry entry_;
};

}  // namespace switchback
