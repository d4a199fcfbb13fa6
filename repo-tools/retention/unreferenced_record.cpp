#include "repo-tools/retention/unreferenced_record.hpp"

#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr const char* kSchema = "switchback.unreferenced/1";
constexpr std::uint64_t kMaxRecordLength = 256 * 1024 * 1024;

}  // namespace

std::string encode_unreferenced(const UnreferencedSince& since) {
  json object = {{"schema", kSchema}, {"unreferenced", json::object()}};
  for (const auto& [path, time] : since) object["unreferenced"][path] = format_timestamp(time);
  return canonical_json(object);
}

UnreferencedSince parse_unreferenced(std::string_view bytes) {
  const json object = parse_strict_json(bytes);
  const std::string& schema = json_string(object, "schema");
  if (schema != kSchema)
    throw StateError("future-state", "gc.json was written by another version (" + schema + ")",
                     "use the newest version of this program");
  UnreferencedSince since;
  const json& files = json_object(object, "unreferenced");
  for (const auto& [path, value] : files.items()) {
    const auto time = parse_timestamp(json_string(files, path.c_str()));
    if (!time) throw TrustError("trust-format", path + " has no time");
    since.emplace(path, *time);
  }
  return since;
}

RecordReading read_unreferenced(const RepositoryPaths& paths) {
  const auto bytes = read_file_if_exists(paths.unreferenced(), kMaxRecordLength);
  if (!bytes) return {};
  try {
    return {parse_unreferenced(*bytes), std::nullopt};
  } catch (const TrustError& error) {
    return {{},
            paths.unreferenced().string() + " is damaged (" + error.what() +
                "): the grace of every file begins anew"};
  }
}

void write_unreferenced(const RepositoryPaths& paths, const UnreferencedSince& since) {
  if (!since.empty()) {
    write_file_durably(paths.unreferenced(), encode_unreferenced(since), 0600);
  } else if (::unlink(paths.unreferenced().c_str()) == 0) {
    fsync_directory(paths.state());
  } else if (errno != ENOENT) {
    throw StorageError("remove", paths.unreferenced().string(), errno);
  }
}

void note_unreferenced(const RepositoryPaths& paths, const std::vector<std::string>& files,
                       Timestamp now) {
  if (files.empty()) return;
  UnreferencedSince since = read_unreferenced(paths).since;
  for (const auto& file : files) since.insert_or_assign(file, now);
  write_unreferenced(paths, since);
}

}  // namespace switchback
