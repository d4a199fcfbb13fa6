#include "manifest-schema/version.hpp"
#include "repo-tools/ingest/changelog_markdown.hpp"
#include "repo-tools/ingest/release_yml.hpp"
#include "repo-tools/serve/byte_range.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {

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
  const ByteRange range = parse_range(std::string(bytes), kSize);
  must_hold(range.kind != ByteRange::Kind::part ||
                (range.length > 0 && range.offset + range.length <= kSize),
            "a range lies within the file");
}

}  // namespace switchback::fuzz
