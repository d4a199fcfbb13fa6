#include "tests/conformance/tuf_client/target_directory.hpp"

#include <utility>

#include "base/digest.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/trust/file_check.hpp"
#include "core/trust/role_file.hpp"

namespace switchback::conformance {

// Leaves room for the suffix of a temporary file.
constexpr std::size_t kMaxName = 224;

TargetDirectory::TargetDirectory(std::filesystem::path directory)
    : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
}

std::filesystem::path TargetDirectory::file(const std::string& target_path) const {
  std::string name = percent_quote(target_path);
  // "." and ".." are the only quoted names that are no file names.
  if (name.empty() || name == "." || name == ".." || name.size() > kMaxName)
    name = "sha256-" + Sha256::of(target_path).hex();
  return directory_ / name;
}

bool TargetDirectory::holds(const std::string& target_path, const tuf::TargetFile& target) const {
  try {
    if (!std::filesystem::is_regular_file(file(target_path))) return false;  // a pipe would block
    const auto bytes = read_file_if_exists(file(target_path), target.length);
    if (!bytes) return false;
    check_length_and_hashes(target_path, *bytes, target.length, target.hashes);
    return true;
  } catch (const Error&) {
    return false;
  }
}

void TargetDirectory::store(const std::string& target_path, std::string_view bytes) const {
  write_file_atomically(file(target_path), bytes);
}

}  // namespace switchback::conformance
