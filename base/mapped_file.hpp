// A file's bytes as memory, for reading; pages come from the file and go back to it, so that they
// are no anonymous memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bus_guard.hpp"

namespace switchback {

class MappedFile {
 public:
  // Maps `length` bytes, which must be all of the file: StorageError otherwise; `name` is for it.
  // The descriptor may be closed afterwards.
  MappedFile(int fd, std::uint64_t length, const std::string& name);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return {data_, length_}; }
  // To be called after bytes were read and before anything is made of them: StorageError where the
  // file became shorter or could not be read, and zeros stood in for it.
  void check() const;

 private:
  std::string name_;
  const char* data_ = nullptr;
  std::size_t length_ = 0;
  std::optional<BusGuard> guard_;
};

}  // namespace switchback
