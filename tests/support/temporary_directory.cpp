#include "tests/support/temporary_directory.hpp"

#include <stdlib.h>

#include <string>
#include <system_error>

namespace switchback::test {
namespace {

namespace fs = std::filesystem;

// A test may have taken its own permissions away.
void make_removable(const fs::path& path) {
  std::error_code ignored;
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add, ignored);
  for (const auto& entry : fs::directory_iterator(path, ignored))
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) make_removable(entry.path());
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (fs::temp_directory_path() / "switchback-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  make_removable(path_);
  fs::remove_all(path_, ignored);
}

}  // namespace switchback::test
