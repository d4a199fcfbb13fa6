// A file written front to back that is removed again unless commit() was reached.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

class OutputFile {
 public:
  // Replaces what is at `path`; mode 0644 whatever the umask.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  // Buffered: small writes cost no system call each.
  void write(std::string_view bytes);
  std::uint64_t length() const { return length_; }
  // Content on disk (fsync); the name is not yet durable.
  void commit();

 private:
  void flush();

  std::filesystem::path path_;
  Descriptor file_;
  std::string buffer_;
  std::uint64_t length_ = 0;
  bool committed_ = false;
};

}  // namespace switchback
