#include "repo-tools/serve/multipart_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBoundaryDigits = 32;

}  // namespace

MultipartBody::MultipartBody(const std::vector<ByteSpan>& ranges, std::uint64_t file_size,
                             const std::string& type, const std::string& tag)
    : boundary_(Sha256::of("boundary of " + tag).hex().substr(0, kBoundaryDigits)) {
  const auto add = [this](std::string head, const ByteSpan& content) {
    const std::uint64_t position = length_;
    length_ += head.size() + content.length;
    parts_.push_back({position, std::move(head), content});
  };
  for (const ByteSpan& range : ranges)
    add(fmt::format("{}--{}\r\nContent-Type: {}\r\nContent-Range: bytes {}-{}/{}\r\n\r\n",
                    parts_.empty() ? "" : "\r\n", boundary_, type, range.offset,
                    range.offset + range.length - 1, file_size),
        range);
  add(fmt::format("\r\n--{}--\r\n", boundary_), {});
}

std::string MultipartBody::content_type() const {
  return "multipart/byteranges; boundary=" + boundary_;
}

std::size_t MultipartBody::read(int fd, std::uint64_t position, char* buffer,
                                std::size_t size) const {
  const std::size_t wanted = std::min(length_ - std::min(position, length_), std::uint64_t{size});
  std::size_t done = 0;
  while (done < wanted) done += read_some(fd, position + done, buffer + done, wanted - done);
  return done;
}

std::size_t MultipartBody::read_some(int fd, std::uint64_t position, char* buffer,
                                     std::size_t size) const {
  const auto after =
      std::upper_bound(parts_.begin(), parts_.end(), position,
                       [](std::uint64_t at, const Part& part) { return at < part.position; });
  const Part& part = *std::prev(after);
  std::uint64_t at = position - part.position;
  if (at < part.head.size()) return part.head.copy(buffer, size, at);
  at -= part.head.size();
  const std::size_t wanted = std::min<std::uint64_t>(size, part.content.length - at);
  const std::size_t count = pread_some(fd, buffer, wanted, part.content.offset + at, "a file");
  if (count == 0) throw StorageError("pread", "a file", EIO);
  return count;
}

}  // namespace switchback
