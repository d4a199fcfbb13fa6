// Mutual exclusion between processes: an flock(2) on an open descriptor, which the kernel drops
// when the holder dies. The file's content only names the holder for messages.
#pragma once

#include <filesystem>
#include <string>

#include "base/descriptor.hpp"

namespace switchback {

class FileLock {
 public:
  // Takes the lock without waiting. `purpose` ("upgrade to 0r2") is what another process is told.
  // Throws StateError("locked") that names the holder's pid, purpose and start time.
  static FileLock acquire(const std::filesystem::path& path, const std::string& purpose);

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

}  // namespace switchback
