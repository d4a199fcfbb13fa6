// A terminal with the test as the person in front of it.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback::test {

class PseudoTerminal {
 public:
  PseudoTerminal();

  // The program's end.
  int fd() const { return program_.get(); }
  void type(std::string_view keys) const;
  // Reads what the program has written until `text` appears, and returns all of it; fails after 10
  // seconds.
  std::string wait_for(std::string_view text) const;

 private:
  Descriptor person_;
  Descriptor program_;
};

}  // namespace switchback::test
