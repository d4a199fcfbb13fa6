#include "keys/passphrase_prompt.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr unsigned char kControlC = 3, kControlD = 4, kBackspace = 8, kControlU = 21, kDelete = 127;

// Echo and line editing off: the kernel's line buffer ends at 4,096 bytes, a passphrase need not.
// Signals off too, so that Ctrl-C cannot kill the program while the terminal is changed.
class QuietTerminal {
 public:
  explicit QuietTerminal(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &before_) != 0)
      throw StorageError("read the settings of", "the terminal", errno);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    ::tcsetattr(fd_, TCSAFLUSH, &quiet);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() { ::tcsetattr(fd_, TCSAFLUSH, &before_); }

 private:
  int fd_;
  termios before_{};
};

unsigned char read_byte(int fd) {
  unsigned char byte = 0;
  ssize_t count = 0;
  do {
    count = ::read(fd, &byte, 1);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) throw Interrupted();
  return byte;
}

// One character back, which in UTF-8 may be several bytes.
void erase_character(SecretBuilder& line) {
  while (line.size() > 0 && (line.last() & 0xC0U) == 0x80U) line.remove_last();
  line.remove_last();
}

}  // namespace

Secret prompt_passphrase(int terminal_fd, const std::string& question) {
  const QuietTerminal quiet(terminal_fd);
  write_all(terminal_fd, question, "the terminal");
  SecretBuilder line;
  while (true) {
    const unsigned char byte = read_byte(terminal_fd);
    if (byte == '\n' || byte == '\r') break;
    if (byte == kControlC || (byte == kControlD && line.size() == 0)) {
      write_all(terminal_fd, "\n", "the terminal");
      throw Interrupted();
    }
    if (byte == kBackspace || byte == kDelete)
      erase_character(line);
    else if (byte == kControlU)
      line.clear();
    else
      line.append(byte);
  }
  write_all(terminal_fd, "\n", "the terminal");
  return line.take();
}

}  // namespace switchback
