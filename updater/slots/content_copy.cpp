#include "updater/slots/content_copy.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <string_view>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/slots/file_hash.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kReadLength = 1024 * 1024;
constexpr std::uint64_t kKernelLength = 16 * 1024 * 1024;  // between two looks at the stop token

void stop_here(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Interrupted();
}

// From `offset` to `size` or to the end of the old file; gives where it ended.
std::uint64_t read_and_write(int from, int to, std::uint64_t offset, std::uint64_t size,
                             const std::string& name, const std::stop_token& stop,
                             const std::function<void(std::string_view)>& use) {
  thread_local const std::unique_ptr<char[]> buffer(new char[kReadLength]);
  while (offset < size) {
    stop_here(stop);
    const auto wanted = static_cast<std::size_t>(std::min(kReadLength, size - offset));
    const std::size_t count = pread_some(from, buffer.get(), wanted, offset, name);
    if (count == 0) break;
    const std::string_view bytes(buffer.get(), count);
    use(bytes);
    pwrite_all(to, bytes, offset, name);
    offset += count;
  }
  return offset;
}

}  // namespace

ContentCopy::ContentCopy(CopyOffers offers) : clone_(offers.clone), in_kernel_(offers.in_kernel) {}

// Whatever the reason for a refusal, the bytes can be copied, which shows what is really wrong.
bool ContentCopy::clone(int from, int to) {
  if (!clone_) return false;
  if (::ioctl(to, FICLONE, from) == 0) return true;
  // These are about the file system, or the pair of them, not about one file.
  if (errno == EOPNOTSUPP || errno == ENOTTY || errno == ENOSYS || errno == EXDEV) clone_ = false;
  return false;
}

// Gives how far it came: no further where the kernel refuses, or the old file ends.
std::uint64_t ContentCopy::copy_in_kernel(int from, int to, std::uint64_t size,
                                          const std::stop_token& stop) {
  std::uint64_t done = 0;
  while (in_kernel_ && done < size) {
    stop_here(stop);
    auto input = static_cast<off_t>(done);
    auto output = static_cast<off_t>(done);
    const auto wanted = static_cast<std::size_t>(std::min(kKernelLength, size - done));
    const ssize_t count = ::copy_file_range(from, &input, to, &output, wanted, 0);
    if (count > 0) {
      done += static_cast<std::uint64_t>(count);
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EXDEV || errno == EPERM))
      in_kernel_ = false;
    break;
  }
  return done;
}

ContentCopy::Copied ContentCopy::copy_and_hash(int from, int to, std::uint64_t size,
                                               const std::string& name,
                                               const std::stop_token& stop) {
  if (size != 0 && clone(from, to)) return {0, file_hash(to, name, stop)};
  Sha256 hash;
  const std::uint64_t written =
      read_and_write(from, to, 0, size, name, stop, [&](std::string_view b) { hash.update(b); });
  return {written, hash.finish()};
}

std::uint64_t ContentCopy::copy(int from, int to, std::uint64_t size, const std::string& name,
                                const std::stop_token& stop) {
  if (size == 0) return 0;
  if (static_cast<std::uint64_t>(stat_of(from, name).st_size) == size && clone(from, to)) return 0;
  const std::uint64_t done = copy_in_kernel(from, to, size, stop);
  if (read_and_write(from, to, done, size, name, stop, [](std::string_view) {}) != size)
    throw StorageError("read", name, EIO);
  return size;
}

}  // namespace switchback
