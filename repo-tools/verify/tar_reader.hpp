// Reads the members of a tar from a BundleStream, as any tar would. For one thread, which has the
// C.UTF-8 locale meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/tree/utf8_locale.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "repo-tools/verify/bundle_stream.hpp"

namespace switchback {

class TarReader {
 public:
  explicit TarReader(BundleStream& stream);
  ~TarReader();

  struct Member {
    TreeEntry entry;              // header_length is not known
    std::uint64_t header_offset;  // where the member begins in the tar
  };
  // Reads a file's content whole, to hash it. Nothing at the end of the archive. Throws what the
  // stream throws and StateError("damage") for what is no tar or no entry of a release.
  std::optional<Member> next();

 private:
  struct Handle;
  Utf8Locale locale_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace switchback
