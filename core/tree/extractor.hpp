// Strict extraction of a .tar or .tar.zst that no index describes.
#pragma once

#include <cstdint>
#include <filesystem>

namespace switchback {

struct ExtractionLimits {
  std::uint64_t entries = 1'000'000;
  std::uint64_t bytes = std::uint64_t{4} << 30;       // sum of file sizes
  std::uint64_t file_bytes = std::uint64_t{4} << 30;  // of one file
  std::uint64_t depth = 256;                          // components of a path
};

struct ExtractionTotals {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

// Everything in the archive obeys DESIGN section 5 or nothing is extracted: the tree grows under a
// temporary name beside `destination` and is renamed when all of it was accepted; after an
// exception that is gone, too. `destination` must not exist or be an empty directory; its parent
// must exist.
//
// Accepted: regular files, directories, symlinks (relative, staying inside, created last); ustar,
// pax, GNU long names; plain or as zstd frames one after the other with windows up to 8 MiB.
// Directories that have no entry of their own are made with mode 0755. Modes are masked with 0755;
// owners, times, xattrs, ACLs are not restored.
//
// Throws TrustError("trust-format"; "trust-limit" where a limit is exceeded), ConfigError for the
// destination, StorageError. What is refused and why is in
// docs/adr/0008-archives-are-read-twice.md.
ExtractionTotals extract_archive(const std::filesystem::path& archive,
                                 const std::filesystem::path& destination,
                                 const ExtractionLimits& limits = {});

}  // namespace switchback
