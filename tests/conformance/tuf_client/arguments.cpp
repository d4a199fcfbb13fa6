#include "tests/conformance/tuf_client/arguments.hpp"

#include <functional>
#include <map>

#include "base/errors.hpp"

namespace switchback::conformance {

const char* const kUsage =
    "tuf-client --metadata-dir D init ROOT\n"
    "tuf-client --metadata-url U --metadata-dir D refresh\n"
    "tuf-client --metadata-url U --metadata-dir D --target-name P [--target-name P ...]\n"
    "           --target-dir T --target-base-url B download\n";

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw ConfigError("usage", why, kUsage);
}

using Setters = std::map<std::string, std::function<void(const std::string&)>>;

Setters setters_of(Arguments& arguments) {
  return {{"--metadata-url", [&](const auto& value) { arguments.metadata_url = value; }},
          {"--metadata-dir", [&](const auto& value) { arguments.metadata_dir = value; }},
          {"--target-name", [&](const auto& value) { arguments.target_names.push_back(value); }},
          {"--target-dir", [&](const auto& value) { arguments.target_dir = value; }},
          {"--target-base-url", [&](const auto& value) { arguments.target_base_url = value; }}};
}

// Everything that is no option with its value.
std::vector<std::string> take_options(const std::vector<std::string>& words, Arguments& arguments) {
  const Setters setters = setters_of(arguments);
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    const auto setter = setters.find(words[i].substr(0, equals));
    if (setter == setters.end()) {
      rest.push_back(words[i]);
    } else if (equals != std::string::npos) {
      setter->second(words[i].substr(equals + 1));
    } else {
      if (++i == words.size()) refuse(setter->first + " needs a value");
      setter->second(words[i]);
    }
  }
  return rest;
}

void check_complete(const Arguments& arguments) {
  if (arguments.metadata_dir.empty()) refuse("--metadata-dir is missing");
  if (arguments.command == Command::init) return;
  if (arguments.metadata_url.empty()) refuse("--metadata-url is missing");
  if (arguments.command == Command::refresh) return;
  if (arguments.target_names.empty()) refuse("--target-name is missing");
  if (arguments.target_dir.empty()) refuse("--target-dir is missing");
  if (arguments.target_base_url.empty()) refuse("--target-base-url is missing");
}

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  const std::vector<std::string> rest = take_options(words, arguments);
  if (rest.size() == 2 && rest[0] == "init") {
    arguments.command = Command::init;
    arguments.trusted_root = rest[1];
  } else if (rest.size() == 1 && rest[0] == "refresh") {
    arguments.command = Command::refresh;
  } else if (rest.size() == 1 && rest[0] == "download") {
    arguments.command = Command::download;
  } else {
    refuse("one of init ROOT, refresh and download is expected");
  }
  check_complete(arguments);
  return arguments;
}

}  // namespace switchback::conformance
