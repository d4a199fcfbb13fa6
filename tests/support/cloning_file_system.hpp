// A file system whose files may share blocks (FICLONE), for tests on machines that have none.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

// XFS in a file, mounted where only this thread and its children see it. That takes root, mkfs.xfs
// and a loop device.
class CloningFileSystem {
 public:
  CloningFileSystem();
  CloningFileSystem(const CloningFileSystem&) = delete;
  CloningFileSystem& operator=(const CloningFileSystem&) = delete;
  ~CloningFileSystem();

  // Why there is none; empty: it is mounted.
  const std::string& obstacle() const { return obstacle_; }
  std::filesystem::path path() const { return directory_ / "mounted"; }

 private:
  std::string mount();

  TemporaryDirectory directory_;
  std::string obstacle_;
};

}  // namespace switchback::test
