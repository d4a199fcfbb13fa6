// The command line of tuf-client, taken word by word: a value may begin with a dash.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace switchback::conformance {

enum class Command { init, refresh, download };

struct Arguments {
  Command command = Command::refresh;
  std::filesystem::path trusted_root;  // init
  std::string metadata_url;
  std::filesystem::path metadata_dir;
  std::vector<std::string> target_names;
  std::filesystem::path target_dir;
  std::string target_base_url;
};

// Options may stand before or after the command, as "--name value" or "--name=value". Throws
// ConfigError("usage").
Arguments parse_arguments(const std::vector<std::string>& words);

extern const char* const kUsage;

}  // namespace switchback::conformance
