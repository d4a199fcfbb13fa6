#include <algorithm>
#include <filesystem>
#include <string>

#include "manifest-schema/version.hpp"
#include "repo-tools/ingest/changelog_markdown.hpp"
#include "repo-tools/ingest/release_yml.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_paths.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"
#include "repo-tools/serve/byte_range.hpp"
#include "repo-tools/serve/entity_tags.hpp"
#include "repo-tools/serve/served_path.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace fs = std::filesystem;

void release_yml(std::string_view bytes) {
  const auto release = parse_release_yml(bytes, "demo");
  must_hold(parse_release_description(release.json, "demo") == release, "a release is read back");
}

void changelog(std::string_view bytes) {
  for (const auto& entry : parse_changelog_markdown(bytes, {0, 1, ReleaseType::release, ""}))
    must_hold(!entry.text.empty(), "an entry says something");
}

void byte_range(std::string_view bytes) {
  constexpr std::uint64_t kSize = 100;
  const RequestedRanges ranges = parse_ranges(bytes, kSize);
  must_hold(ranges.parts.size() <= kMostRanges, "there are not too many ranges");
  must_hold((ranges.kind == RequestedRanges::Kind::parts) == !ranges.parts.empty(),
            "parts are what was asked for");
  std::uint64_t sum = 0;
  for (const ByteSpan& range : ranges.parts) {
    must_hold(range.length > 0 && range.offset < kSize && range.length <= kSize - range.offset,
              "a range lies within the file");
    sum += range.length;
  }
  must_hold(sum <= kSize, "no byte is sent twice");
}

// The first line is a request's path, the second an If-None-Match header.
void http_request(std::string_view bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto path = served_path(bytes.substr(0, end));
  must_hold(!path || *path == "index.html" || path->starts_with("metadata/") ||
                path->starts_with("targets/"),
            "only what is published is served");
  must_hold(!path || ("/" + *path).find("/.") == std::string::npos, "nothing hidden is served");
  if (end < bytes.size()) names_tag(bytes.substr(end + 1), "\"ab\"");
}

void pending_set(std::string_view bytes) {
  const PendingSet pending = parse_pending_set(bytes);
  must_hold(parse_pending_set(encode_pending_set(pending)) == pending, "it is read back");
}

void transaction(std::string_view bytes) {
  const std::string encoded = encode_transaction(parse_transaction(bytes));
  must_hold(encode_transaction(parse_transaction(encoded)) == encoded, "it is read back");
}

void unreferenced_record(std::string_view bytes) {
  const UnreferencedSince since = parse_unreferenced(bytes);
  must_hold(parse_unreferenced(encode_unreferenced(since)) == since, "a record is read back");
}

void operation_log(std::string_view bytes) {
  static const Folder folder;
  static const RepositoryPaths paths(folder.path() / "repo");
  fs::create_directories(paths.state());
  write(paths.log(), bytes);
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  const LogReading all = read_log(paths, 0);
  must_hold(all.operations.size() + all.damaged_lines <= lines, "a line is one operation at most");
  const LogReading newest = read_log(paths, 1);
  must_hold(newest.operations.empty() == all.operations.empty() &&
                (all.operations.empty() || newest.operations[0] == all.operations[0]),
            "the newest operation is the first of all");
}

}  // namespace switchback::fuzz
