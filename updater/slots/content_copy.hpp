// Copies the content of a file into another one as cheaply as the file system offers: by sharing
// its blocks until one of the two is written to, by copying inside the kernel, or by reading and
// writing. Never an inode of its own is shared, so nothing that is written to one file reaches the
// other.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/digest.hpp"

namespace switchback {

// What may be tried, in this order; reading and writing is always left.
struct CopyOffers {
  bool clone = true;
  bool in_kernel = true;
};

// Keeps in mind what the file system refused. Thread-safe. Both files are open regular ones, the
// new one empty and for reading and writing; names are for messages. StorageError, Interrupted.
class ContentCopy {
 public:
  explicit ContentCopy(CopyOffers offers = {});

  struct Copied {
    std::uint64_t written = 0;  // bytes: none where the blocks are shared
    Sha256Digest sha256;        // of what the new file holds
  };
  // The first `size` bytes, read once for their hash in any case: a copy inside the kernel would
  // save nothing. An old file that is shorter gives a shorter one; blocks of a longer one are
  // shared to its end. Nobody may trust either before the hash was compared.
  Copied copy_and_hash(int from, int to, std::uint64_t size, const std::string& name,
                       const std::stop_token& stop);

  // Exactly `size` bytes, which are known to be right; a shorter file is a StorageError. Gives the
  // bytes written.
  std::uint64_t copy(int from, int to, std::uint64_t size, const std::string& name,
                     const std::stop_token& stop);

 private:
  bool clone(int from, int to);
  std::uint64_t copy_in_kernel(int from, int to, std::uint64_t size, const std::stop_token& stop);

  std::atomic<bool> clone_;
  std::atomic<bool> in_kernel_;
};

}  // namespace switchback
