// The members of a tar through libarchive, with every byte screened on its way there.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "core/tree/utf8_locale.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// For one thread, which has the C.UTF-8 locale meanwhile. Throws TrustError("trust-format") where
// libarchive has as much as a warning, or sees another member than TarScreen; what the source
// throws.
class TarReader {
 public:
  // The next bytes of the tar, valid until the next call; empty at the end.
  using Source = std::function<std::string_view()>;

  explicit TarReader(Source source);
  ~TarReader();

  // The next member: path, type, permission bits as published, size, link target; not yet
  // validated. nullptr at the end, where the rest of the input has been read and checked. Valid
  // until the next call.
  const TreeEntry* next();
  // Of the current member: the mode as its header has it, and where its first header begins.
  std::uint32_t header_mode() const { return header_mode_; }
  std::uint64_t header_offset() const;
  // Content of the current member; 0 at its end. Exactly its size in all.
  std::size_t read(char* buffer, std::size_t size);

 private:
  struct Handle;
  void describe();

  Utf8Locale locale_;
  std::unique_ptr<Handle> handle_;
  TreeEntry entry_;
  std::uint32_t header_mode_ = 0;
};

}  // namespace switchback
