#include "tests/support/pseudo_terminal.hpp"

#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace switchback::test {

PseudoTerminal::PseudoTerminal() {
  int person = -1, program = -1;
  if (::openpty(&person, &program, nullptr, nullptr, nullptr) != 0)
    throw std::system_error(errno, std::generic_category(), "openpty");
  person_ = Descriptor(person);
  program_ = Descriptor(program);
}

void PseudoTerminal::type(std::string_view keys) const {
  if (::write(person_.get(), keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
    throw std::system_error(errno, std::generic_category(), "write to pseudo terminal");
}

std::string PseudoTerminal::wait_for(std::string_view text) const {
  std::string seen;
  while (seen.find(text) == std::string::npos) {
    pollfd waiting{person_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) != 1)
      throw std::runtime_error("the program wrote only: " + seen);
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(person_.get(), buffer.data(), buffer.size());
    if (count <= 0) throw std::runtime_error("the program ended after: " + seen);
    seen.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return seen;
}

}  // namespace switchback::test
