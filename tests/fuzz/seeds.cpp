#include "tests/fuzz/seeds.hpp"

#include <functional>
#include <map>

#include "core/delta/encode/lzma_encoder.hpp"
#include "core/difference/encode/difference_encoder.hpp"
#include "core/trust/seen_versions.hpp"
#include "keys/key_file.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/index_change.hpp"
#include "manifest-schema/packed.hpp"
#include "manifest-schema/release_record.hpp"
#include "manifest-schema/shard_range.hpp"
#include "manifest-schema/tree_index.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"
#include "tests/fuzz/difference_target.hpp"
#include "tests/fuzz/lzma_frame_target.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/raw_tar.hpp"
#include "updater/engine/status_json.hpp"

namespace switchback::fuzz {
namespace {

using namespace std::string_literals;
using test::read_source;

constexpr const char* kTimestamp =
    R"({"signatures":[{"keyid":"ab","sig":"cd"}],"signed":{"_type":"timestamp",)"
    R"("expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"length":5,"version":1}},)"
    R"("spec_version":"1.0.31","version":1}})";

std::string record() {
  ReleaseRecord record;
  record.version = *Version::parse("12r3+hotfix.4");
  record.min_version = Version::parse("0a1");
  record.upgrades_from = ">=0a1";
  record.rollout = Rollout{50, true};
  return encode_release_record(record);
}

// The block of entries of a small index.
std::string entries() {
  std::string block;
  IndexWriter writer([&](std::string_view bytes) {
    if (bytes.starts_with('E')) block = bytes;
  });
  writer.add({"bin", EntryType::directory, 0755, 0, {}, {}, 512});
  writer.add({"bin/link", EntryType::symlink, 0, 0, {}, "run", 512});
  writer.add({"bin/run", EntryType::file, 0755, 3, Sha256::of("run"), {}, 512});
  writer.add(Frame{3072, 100, Sha256::of("content"), Sha256::of("compressed")});
  writer.finish();
  return block;
}

std::string delta_header() {
  DeltaHeader header;
  header.index_segments = {100};
  header.frames = {
      {DeltaCoding::zstd_prefix, 50, {{2, false, true, 0, 0}}, {{3, true, false, 0, 900}}},
      {DeltaCoding::stored, 100, {}, {{3, true, false, 900, 100}}},
      {DeltaCoding::difference_plan, 20, {{2, false, true, 0, 0}}, {}},
      {DeltaCoding::difference, 30, {}, {{5, true, false, 0, 7}}}};
  header.pieces = {{300, Sha256::of("piece")}};
  return unpack(encode_delta_header(header).substr(kDeltaMagic.size()), kMaxDeltaBody, "seed");
}

// From the index that the target has: a directory, a symlink and two files.
std::string lzma_frame_seed() {
  const std::string prefix = lzma_frame_prefix();
  const std::string content = prefix.substr(100, 300) + "something new" + prefix.substr(2000);
  return std::string{static_cast<char>(content.size() / 256),
                     static_cast<char>(content.size() % 256)} +
         encode_lzma_frame(prefix, content);
}

std::string index_change() {
  IndexChangeWriter writer;
  writer.keep();
  writer.drop();
  const TreeEntry before{"bin/run", EntryType::file, 0755, 3, Sha256::of("run"), {}, 512};
  EntryChange change{Origin::made, 0, true, false, false, before};
  change.entry.size = 9;
  change.entry.mode = 0644;
  writer.change(before, change);
  writer.insert("bin/run", {Origin::old_file,
                            2,
                            false,
                            false,
                            false,
                            {"bin/run2", EntryType::file, 0755, 3, {}, {}, 512}});
  writer.keep();
  writer.keep_frame();
  writer.insert_frame(Frame{3072, 100, Sha256::of("content"), Sha256::of("compressed")});
  return unpack(writer.finish(), kMaxIndexSegmentBody, "seed");
}

StagedFile staged() {
  return {"metadata/2.p-demo.json", 5, Sha256::of("bytes")};
}

PendingSet pending() {
  return {{{"p-demo", "targets", staged()}}, {{staged(), "p-demo-0001"}}};
}

std::string key_file() {
  const Ed25519KeyPair pair = key_pair_from_seed(Secret::copy_of(std::string(32, 's')));
  return std::string(encode_key_file(pair, "root", Timestamp{}, nullptr).view());
}

std::string archive() {
  return '\0' +
         test::RawTar().directory("bin").file("bin/run", "run").symlink("l", "bin/run").finish();
}

// An empty frame, for which the length 0 was signed.
std::string frame() {
  return "\0\0\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00"s;
}

// A program that a function was inserted into, and that grew at its end.
std::string difference() {
  auto functions = test::sample_functions(12, 6);
  test::insert_function(functions, 5, {"inserted", {1, 2}});
  const auto made = switchback::difference::encode_difference(
      difference_old_file(), test::sample_elf(functions) + "more at the end");
  std::string seed;
  for (const unsigned shift : {0U, 8U}) seed += static_cast<char>(made.plan.size() >> shift);
  return seed + made.plan + made.frames.at(0);
}

// Members as bundle_target.cpp's index has them; where the tar is cut in two frames.
std::string bundle() {
  const std::string tar = test::RawTar()
                              .directory("bin")
                              .symlink("bin/link", "run")
                              .file("bin/run", "run", 0755)
                              .finish();
  return "\0\4"s + tar;
}

constexpr const char* kAnswer =
    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/100000\r\nContent-Length: 10\r\n\r\n"
    "0123456789";

constexpr const char* kSeveralRanges =
    "multipart/byteranges; boundary=ab\nbytes 0-9/1000\n"
    "--ab\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
    "0-9/1000\r\n\r\n0123456789"
    "\r\n--ab\r\nContent-Range: bytes 20-24/1000\r\n\r\nabcde"
    "\r\n--ab\r\nContent-Range: bytes 900-902/*\r\n\r\nxyz\r\n--ab--\r\n";

constexpr const char* kLog =
    R"({"files":3,"operation":"publish demo 0r1","step":"ab","time":"2026-01-01T00:00:00Z","waiting":0})"
    "\n{}\n";

const std::map<std::string_view, std::function<std::string()>>& seeds() {
  static const std::map<std::string_view, std::function<std::string()>> all{
      {"strict_json", [] { return read_source("manifest-schema/golden/release.json"); }},
      {"tuf_metadata", [] { return kTimestamp; }},
      {"release_manifest", [] { return read_source("manifest-schema/golden/manifest.json"); }},
      {"release_record", record},
      {"shard_ranges",
       [] {
         return with_shard_ranges(R"({"x":1})",
                                  {{"0001", *range_of({parse_release_record(record())})}});
       }},
      {"tree_index", entries},
      {"delta_header", delta_header},
      {"index_change", index_change},
      {"lzma_frame", lzma_frame_seed},
      {"version", [] { return "12r3+hotfix.4"; }},
      {"key_file", key_file},
      {"public_key", [] { return std::string(65, 'a'); }},
      {"frame", frame},
      {"archive", archive},
      {"address", [] { return "https://user:password@host:1/a%20b/../c"; }},
      {"http_answer", [] { return kAnswer; }},
      {"several_ranges", [] { return kSeveralRanges; }},
      {"release_yml", [] { return read_source("manifest-schema/golden/release.yml"); }},
      {"changelog", [] { return read_source("manifest-schema/golden/changelog.md"); }},
      {"byte_range", [] { return "bytes=1-5, 10-19,-3"; }},
      {"http_request", [] { return "/targets/demo/blobs/ab%2fcd\n\"ab\", W/\"cd\""; }},
      {"pending_set", [] { return encode_pending_set(pending()); }},
      {"transaction",
       [] {
         return encode_transaction({"publish demo 0r1", "ab", {staged()}, pending()});
       }},
      {"unreferenced_record",
       [] {
         return encode_unreferenced({{"targets/demo/blobs/ab", Timestamp{}}});
       }},
      {"operation_log", [] { return kLog; }},
      {"bundle", bundle},
      {"difference", difference},
      {"configuration", [] { return read_source("manifest-schema/golden/update.yml"); }},
      {"stored_status", [] { return stored_status({}); }},
      {"seen_versions", [] { return encode_seen_versions({}); }}};
  return all;
}

}  // namespace

std::string seed_for(std::string_view target) {
  return seeds().at(target)();
}

}  // namespace switchback::fuzz
