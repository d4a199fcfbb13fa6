// Standard output that notices when nobody can read it: a full disk or a closed pipe is an error,
// not silence. main() ignores SIGPIPE, so that a closed pipe arrives here as EPIPE.
#pragma once

#include <string>
#include <string_view>

namespace switchback {

class Output {
 public:
  // `fd` is borrowed.
  explicit Output(int fd, std::string name = "standard output");
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  // Writes what is left; errors are lost here, so call flush() before the exit status is decided.
  ~Output();

  int fd() const { return fd_; }
  // Buffers. Throws StorageError("output") where an earlier part could not be written.
  void write(std::string_view text);
  void line(std::string_view text = {});
  // Throws StorageError("output"). A command that has already changed the host reports it as a
  // warning and keeps its exit status: the change is durable.
  void flush();

 private:
  int fd_;
  std::string name_;
  std::string buffer_;
};

}  // namespace switchback
