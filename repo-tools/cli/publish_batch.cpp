#include "repo-tools/cli/publish_batch.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxBatchLength = 64 * 1024 * 1024;

std::string read_batch_file(const std::filesystem::path& file) {
  try {
    return read_file(file, kMaxBatchLength);
  } catch (const StorageError& error) {
    throw ConfigError("usage", error.what(), "name the file with --batch FILE");
  }
}

ReleaseSource source_of(const std::string& line) {
  const nlohmann::json object = parse_strict_json(line);
  ReleaseSource source{json_string(object, "product"),
                       Version::from_argument(json_string(object, "version")),
                       json_string(object, "tree"), std::nullopt};
  if (json_optional(object, "changelog")) source.changelog = json_string(object, "changelog");
  const std::size_t known = source.changelog ? 4 : 3;
  if (object.size() != known)
    throw ConfigError("usage", "only product, version, tree and changelog are known");
  return source;
}

}  // namespace

std::vector<ReleaseSource> read_batch(const std::filesystem::path& file) {
  std::istringstream lines(read_batch_file(file));
  std::vector<ReleaseSource> sources;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      sources.push_back(source_of(line));
    } catch (const Error& error) {
      throw ConfigError("usage", file.string() + ":" + std::to_string(number) + ": " + error.what(),
                        "each line is {\"product\":..., \"version\":..., \"tree\":...}");
    }
  }
  if (sources.empty())
    throw ConfigError("usage", file.string() + " names no release", "write one a line");
  return sources;
}

}  // namespace switchback
