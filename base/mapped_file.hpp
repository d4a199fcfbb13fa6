// A file's bytes as memory, for reading; pages come from the file and go back to it, so that they
// are no anonymous memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace switchback {

class MappedFile {
 public:
  // Maps `length` bytes, which must be all of the file: StorageError otherwise; `name` is for it.
  // The descriptor may be closed afterwards. The file must not become shorter meanwhile: reading
  // beyond its end then raises SIGBUS.
  MappedFile(int fd, std::uint64_t length, const std::string& name);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return {data_, length_}; }

 private:
  const char* data_ = nullptr;
  std::size_t length_ = 0;
};

}  // namespace switchback
