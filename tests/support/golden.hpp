// Golden files: what the program writes must equal a committed file byte for byte.
// SWITCHBACK_UPDATE_GOLDEN=1 in the environment writes the files instead; then read the difference
// before committing it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace switchback::test {

// `name` is relative to the root of the source tree.
std::filesystem::path source_path(const std::string& name);
std::string read_source(const std::string& name);
// Fails the running test case where they differ.
void check_golden(const std::string& name, std::string_view actual);

}  // namespace switchback::test
