#include "base/terminal/output.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBufferLimit = 64 * 1024;

}  // namespace

Output::Output(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

Output::~Output() {
  try {
    flush();
  } catch (const Error&) {
    return;  // a destructor cannot report it; see the header
  }
}

void Output::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferLimit) flush();
}

void Output::line(std::string_view text) {
  write(text);
  write("\n");
}

void Output::flush() {
  // Taken out first: after a failure the same text is not written again by the destructor.
  const std::string pending = std::exchange(buffer_, {});
  try {
    write_all(fd_, pending, name_);
  } catch (const StorageError& error) {
    throw StorageError("output", error.what(), "nothing reads the output, or its disk is full");
  }
}

}  // namespace switchback
