#include <nlohmann/json.hpp>

#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "manifest-schema/shard_range.hpp"
#include "manifest-schema/tree_index.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "manifest-schema/version.hpp"
#include "tests/fuzz/meet.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {

void strict_json(std::string_view bytes) {
  const auto value = parse_strict_json(bytes);
  const std::string canonical = canonical_json(value);
  must_hold(is_canonical_json(canonical), "what is written is canonical");
  must_hold(parse_strict_json(canonical) == value, "what is written is read back");
}

void tuf_metadata(std::string_view bytes) {
  meet([&] { tuf::parse_root(bytes); });
  meet([&] { tuf::parse_timestamp(bytes); });
  meet([&] { tuf::parse_snapshot(bytes); });
  meet([&] { tuf::parse_targets(bytes); });
}

void release_manifest(std::string_view bytes) {
  const std::string written = encode_manifest(parse_manifest(bytes));
  must_hold(encode_manifest(parse_manifest(written)) == written, "a manifest is read back");
}

void release_record(std::string_view bytes) {
  const ReleaseRecord record = parse_release_record(bytes);
  must_hold(parse_release_record(encode_release_record(record)) == record, "a record is read back");
}

void shard_ranges(std::string_view bytes) {
  const ShardRanges ranges = parse_shard_ranges(bytes);
  const std::string written = with_shard_ranges(bytes, ranges);
  must_hold(parse_shard_ranges(written) == ranges, "ranges are read back");
  for (const auto& [name, range] : ranges)
    must_hold(spans(range, range.lowest) && spans(range, highest_of(range)),
              "a range has its ends");
}

void tree_index(std::string_view bytes) {
  meet([&] { parse_entry_block(bytes); });
  meet([&] { parse_frame_block(bytes); });
  IndexReference reference;
  reference.list_offset = kIndexMagic.size();
  reference.length = reference.list_offset + bytes.size();
  meet([&] { parse_block_list(bytes, reference); });
}

void version(std::string_view bytes) {
  if (const auto parsed = Version::parse(bytes))
    must_hold(Version::parse(parsed->text()) == parsed, "a version is read back");
  Version::parse_legacy(bytes);
  parse_adopted_version(bytes);
  parse_version_path_text(bytes);
}

}  // namespace switchback::fuzz
