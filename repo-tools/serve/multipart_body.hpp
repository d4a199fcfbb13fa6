// The body of an answer with several ranges of a file (RFC 9110, section 14.6).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "repo-tools/serve/byte_range.hpp"

namespace switchback {

// Keeps the heads of the parts, never their content: that is read when it is sent.
class MultipartBody {
 public:
  // `tag` names the file's content: the boundary is a hash of it, so that equal answers are equal
  // bytes on every mirror and no content can hold it on purpose. `type` is the file's.
  MultipartBody(const std::vector<ByteSpan>& ranges, std::uint64_t file_size,
                const std::string& type, const std::string& tag);

  std::string content_type() const;
  std::uint64_t length() const { return length_; }

  // Up to `size` bytes of the body from `position`, fewer only at its end. Throws StorageError,
  // also where the file has become shorter.
  std::size_t read(int fd, std::uint64_t position, char* buffer, std::size_t size) const;

 private:
  struct Part {
    std::uint64_t position = 0;  // in the body
    std::string head;
    ByteSpan content;  // of length 0 after the last part
  };

  // Up to the next border between a head and content.
  std::size_t read_some(int fd, std::uint64_t position, char* buffer, std::size_t size) const;

  std::string boundary_;
  std::vector<Part> parts_;
  std::uint64_t length_ = 0;
};

}  // namespace switchback
