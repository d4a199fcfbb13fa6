// What is fuzzed: every parser that reads bytes from a mirror, a publisher's tree, a key folder or
// a configuration. A target returns or throws an Error; another exception, a crash, a sanitizer's
// report or a broken property (std::logic_error) is a finding.
#pragma once

#include <span>
#include <string_view>

namespace switchback::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

// All of them; tests/fuzz/CMakeLists.txt makes one libFuzzer program of each.
std::span<const Target> targets();

// What both sides agree on.
void strict_json(std::string_view bytes);
void tuf_metadata(std::string_view bytes);
void release_manifest(std::string_view bytes);
void release_record(std::string_view bytes);
void shard_ranges(std::string_view bytes);
void tree_index(std::string_view bytes);
void delta_header(std::string_view bytes);
void index_change(std::string_view bytes);
void lzma_frame(std::string_view bytes);
void version(std::string_view bytes);
// Secrets and keys.
void key_file(std::string_view bytes);
void public_key(std::string_view bytes);
// Downloads.
void frame(std::string_view bytes);
void archive(std::string_view bytes);
void address(std::string_view bytes);
void http_answer(std::string_view bytes);
void several_ranges(std::string_view bytes);
// The publisher's input and its web server's.
void release_yml(std::string_view bytes);
void changelog(std::string_view bytes);
void byte_range(std::string_view bytes);
void http_request(std::string_view bytes);
void pending_set(std::string_view bytes);
void transaction(std::string_view bytes);
void unreferenced_record(std::string_view bytes);
void operation_log(std::string_view bytes);
void bundle(std::string_view bytes);
void difference(std::string_view bytes);
// The host's files.
void configuration(std::string_view bytes);
void stored_status(std::string_view bytes);
void seen_versions(std::string_view bytes);

// Throws std::logic_error, which is a finding, where a property does not hold.
void must_hold(bool property, const char* what);

}  // namespace switchback::fuzz
