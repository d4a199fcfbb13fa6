#include "tests/support/source_tree.hpp"

#include <sys/stat.h>

#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace switchback::test {

void put_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  if (::chmod(path.c_str(), mode) != 0) throw std::runtime_error("chmod " + path.string());
}

std::string random_bytes(std::size_t length, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::string bytes;
  while (bytes.size() < length) {
    const std::uint64_t value = random();
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  bytes.resize(length);
  return bytes;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("read " + path.string());
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::map<std::string, std::string> snapshot(const std::filesystem::path& root) {
  std::map<std::string, std::string> entries;
  for (const auto& item : std::filesystem::recursive_directory_iterator(root)) {
    struct stat info {};
    if (::lstat(item.path().c_str(), &info) != 0) throw std::runtime_error("lstat");
    std::ostringstream text;
    if (S_ISLNK(info.st_mode))
      text << "symlink " << std::filesystem::read_symlink(item.path()).string();
    else
      text << (S_ISDIR(info.st_mode) ? "directory " : "file ") << std::oct
           << (info.st_mode & 07777U) << (S_ISREG(info.st_mode) ? " " + content_of(item) : "");
    entries[item.path().lexically_relative(root).string()] = text.str();
  }
  return entries;
}

}  // namespace switchback::test
