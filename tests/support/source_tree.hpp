// Makes source trees to publish, and compares trees.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace switchback::test {

// Creates the parents, too. The mode is exact whatever the umask.
void put_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

// Bytes that no compressor shortens; the same for the same seed.
std::string random_bytes(std::size_t length, std::uint32_t seed);

// Every entry beneath `root`: path to "file MODE CONTENT", "directory MODE" or "symlink TARGET".
std::map<std::string, std::string> snapshot(const std::filesystem::path& root);

// Of one file; fails the program where it cannot be read.
std::string content_of(const std::filesystem::path& path);

}  // namespace switchback::test
