#include "tests/support/cloning_file_system.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "base/errors.hpp"
#include "base/process.hpp"

namespace switchback::test {
namespace {

constexpr std::uintmax_t kLength =
    512 * 1024 * 1024;  // of the file, which is sparse; XFS wants 300 MiB

// Ordinary users' PATH lacks the folders that such programs are in.
bool runs(const std::vector<std::string>& argv) {
  ProcessOptions options;
  const char* path = std::getenv("PATH");
  options.environment["PATH"] = std::string(path == nullptr ? "" : path) + ":/usr/sbin:/sbin";
  try {
    return run_process(argv, options).exit_status == 0;
  } catch (const StorageError&) {
    return false;
  }
}

}  // namespace

CloningFileSystem::CloningFileSystem() : obstacle_(mount()) {}

CloningFileSystem::~CloningFileSystem() {
  if (obstacle_.empty()) ::umount2(path().c_str(), MNT_DETACH);  // its loop device goes with it
}

std::string CloningFileSystem::mount() {
  if (::geteuid() != 0) return "only root mounts file systems";
  const auto image = directory_ / "image";
  std::ofstream(image).close();
  std::filesystem::resize_file(image, kLength);
  std::filesystem::create_directory(path());
  if (!runs({"mkfs.xfs", "-q", "-m", "reflink=1", image.string()}))
    return "mkfs.xfs is not here, or made nothing";
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return "this process may have no mounts of its own";
  if (!runs({"mount", "-o", "loop", image.string(), path().string()}))
    return "the file system could not be mounted";
  return "";
}

}  // namespace switchback::test
