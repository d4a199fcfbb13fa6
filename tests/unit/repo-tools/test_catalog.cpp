#include "tests/unit/repo-tools/test_catalog.hpp"

#include "manifest-schema/release_manifest.hpp"

namespace switchback::test {

TestCatalog::TestCatalog() {
  metadata.roles["targets"].delegator = "root";
  add_product(metadata, "demo", tuf_key_of({}));
}

TestCatalog& TestCatalog::add(const std::string& version, const Change& change) {
  ReleaseRecord record;
  record.version = *Version::parse(version);
  record.published = *parse_timestamp("2026-11-23T18:30:00Z") + std::chrono::hours(count_++);
  if (change) change(record);
  tuf::TargetFile file;
  file.hashes["sha256"] = std::string(64, 'a');
  file.custom = encode_release_record(record);
  const Shard shard = open_shard(metadata, "demo");
  add_release(metadata, shard, manifest_target_path("demo", shard.name, record.version), file);
  return *this;
}

void barrier(ReleaseRecord& record) {
  record.barrier = true;
}

void yanked(ReleaseRecord& record) {
  record.yanked = "bad";
}

void yanked_barrier(ReleaseRecord& record) {
  barrier(record);
  yanked(record);
}

void dead_end(ReleaseRecord& record) {
  record.dead_end = "call us";
}

TestCatalog::Change upgrades_from(const std::string& range) {
  return [range](ReleaseRecord& record) { record.upgrades_from = range; };
}

}  // namespace switchback::test
