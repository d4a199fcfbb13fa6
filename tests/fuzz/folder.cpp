#include "tests/fuzz/folder.hpp"

#include <stdlib.h>

#include <fstream>
#include <string>

#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "switchback-fuzz.XXXXXX").string();
  must_hold(::mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream << bytes;
  must_hold(static_cast<bool>(stream.flush()), "a temporary file can be written");
}

}  // namespace switchback::fuzz
