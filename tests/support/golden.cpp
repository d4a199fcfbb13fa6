#include "tests/support/golden.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/durable.hpp"
#include "base/files.hpp"

namespace switchback::test {

std::filesystem::path source_path(const std::string& name) {
  return std::filesystem::path(SWITCHBACK_SOURCE_DIR) / name;
}

std::string read_source(const std::string& name) {
  return read_file(source_path(name), 16 << 20);
}

void check_golden(const std::string& name, std::string_view actual) {
  if (std::getenv("SWITCHBACK_UPDATE_GOLDEN") != nullptr) {
    write_file_atomically(source_path(name), actual);
    return;
  }
  INFO("golden file " << name);
  CHECK(read_source(name) == actual);
}

}  // namespace switchback::test
