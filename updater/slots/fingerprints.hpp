// Per-slot fingerprints: what lstat said of each installed file when its content was last known to
// be right. A file whose fingerprint still holds is not read again. Binary, beside the slot, in the
// order of its tree index:
//
//   file   := magic "SBFPRNT1" list-sha256[32] record*      (list-sha256: of the index it belongs
//   to) record := size:u64 mtime-ns:i64 ctime-ns:i64 inode:u64  (little-endian; all zero: unknown)
//
// A lost or foreign file only means that content is hashed again: a copied root has other inodes
// and ctimes.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "base/digest.hpp"

namespace switchback {

struct Fingerprint {
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::uint64_t inode = 0;

  bool known() const { return inode != 0; }
  bool operator==(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(const struct stat& info);

// The same, but unknown where the ctime is less than 10 ms old: a write in the same tick of the
// kernel's clock would not show. `now_ns` is CLOCK_REALTIME at or before the lstat.
Fingerprint settled_fingerprint(const struct stat& info, std::int64_t now_ns);
std::int64_t realtime_ns();

class FingerprintReader {
 public:
  // Nothing where the file is missing, cut short or belongs to another index.
  static std::optional<FingerprintReader> open(const std::filesystem::path& path,
                                               const Sha256Digest& list_sha256,
                                               std::uint64_t entries);
  // Sequential access is buffered.
  Fingerprint at(std::uint64_t ordinal);

 private:
  FingerprintReader(Descriptor file, std::string name)
      : file_(std::move(file)), name_(std::move(name)) {}
  Descriptor file_;
  std::string name_;
  std::string buffer_;
  std::uint64_t buffer_start_ = 0;
};

// Writes a fingerprint file in order; it replaces the old one at commit(). Not durable by
// intention.
class FingerprintWriter {
 public:
  FingerprintWriter(std::filesystem::path path, const Sha256Digest& list_sha256);
  FingerprintWriter(const FingerprintWriter&) = delete;
  FingerprintWriter& operator=(const FingerprintWriter&) = delete;
  ~FingerprintWriter();
  void add(const Fingerprint& fingerprint);
  void commit();

 private:
  void flush();
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  Descriptor file_;
  std::string buffer_;
  bool committed_ = false;
};

}  // namespace switchback
