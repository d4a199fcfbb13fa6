#include "core/trust/directory_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/trust/role_file.hpp"

namespace switchback {
namespace {

constexpr unsigned kFileMode = 0600;
// With ".json" and the suffix of a temporary file within the 255 bytes of a file name.
constexpr std::size_t kMaxQuotedName = 224;

void make_directory(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    throw StorageError("mkdir", path.string(), errno);
}

std::optional<std::string> load_file(const std::filesystem::path& path, std::uint64_t max_length) {
  try {
    return read_file_if_exists(path, max_length);
  } catch (const StorageError& error) {
    const int number = error.error_number();
    if (number == EFBIG || number == EISDIR || number == EINVAL) return std::nullopt;
    throw;
  }
}

}  // namespace

DirectoryMetadataStore::DirectoryMetadataStore(std::filesystem::path directory)
    : directory_(std::move(directory)), history_(directory_ / "root_history") {}

std::filesystem::path DirectoryMetadataStore::role_path(const std::string& role) const {
  std::string name = percent_quote(role);
  // A signed name may be longer than a file name can be. The hash cannot be mistaken for another
  // role's name: what is read back is verified as this role.
  if (name.size() > kMaxQuotedName) name = "sha256-" + Sha256::of(role).hex();
  return directory_ / (name + ".json");
}

std::filesystem::path DirectoryMetadataStore::step_path(std::uint64_t version) const {
  return history_ / (std::to_string(version) + ".root.json");
}

void DirectoryMetadataStore::initialise(std::string_view bootstrap_root) {
  make_directory(directory_);
  std::error_code error;
  std::filesystem::remove_all(history_, error);
  if (error) throw StorageError("remove", history_.string(), error.value());
  make_directory(history_);
  write_file_durably(history_ / "bootstrap.json", bootstrap_root, kFileMode);
  write_file_durably(role_path("root"), bootstrap_root, kFileMode);
}

std::optional<std::string> DirectoryMetadataStore::load(const std::string& role,
                                                        std::uint64_t max_length) {
  return load_file(role_path(role), max_length);
}

void DirectoryMetadataStore::store(const std::string& role, std::string_view bytes) {
  write_file_atomically(role_path(role), bytes, kFileMode);
}

std::optional<std::string> DirectoryMetadataStore::load_bootstrap_root(std::uint64_t max_length) {
  auto bytes = load_file(history_ / "bootstrap.json", max_length);
  return bytes ? bytes : load("root", max_length);
}

std::optional<std::string> DirectoryMetadataStore::load_root_step(std::uint64_t version,
                                                                  std::uint64_t max_length) {
  return load_file(step_path(version), max_length);
}

void DirectoryMetadataStore::keep_only(const std::set<std::string>& roles) {
  std::set<std::filesystem::path> kept{role_path("root")};
  for (const auto& role : roles) kept.insert(role_path(role));
  std::vector<std::filesystem::path> going;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".json" && kept.count(entry->path()) == 0)
      going.push_back(entry->path());
  if (error) throw StorageError("list", directory_.string(), error.value());
  for (const auto& path : going)
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != EISDIR)
      throw StorageError("remove", path.string(), errno);
}

void DirectoryMetadataStore::store_root_step(std::uint64_t version, std::string_view bytes) {
  make_directory(history_);
  write_file_durably(step_path(version), bytes, kFileMode);
  write_file_durably(role_path("root"), bytes, kFileMode);
}

}  // namespace switchback
