// The bytes of a reproducible tar (pax only where ustar cannot say it), member by member, through
// libarchive.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/tree/utf8_locale.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// Owner 0, no names, mtime 0. Each call returns the bytes that come next in the tar. For one
// thread, which has the C.UTF-8 locale meanwhile. std::runtime_error where libarchive fails, which
// it does for want of memory only.
class TarStream {
 public:
  TarStream();
  ~TarStream();

  std::string header(const TreeEntry& entry);
  // Content takes exactly entry.size bytes, in any pieces. It passes through libarchive unchanged.
  std::string content(std::string_view bytes);
  std::string padding();
  std::string finish();

 private:
  struct Handle;
  Utf8Locale locale_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace switchback
