#include "tests/fuzz/targets.hpp"

#include <array>
#include <stdexcept>

namespace switchback::fuzz {
namespace {

constexpr std::array kTargets{Target{"strict_json", strict_json},
                              Target{"tuf_metadata", tuf_metadata},
                              Target{"release_manifest", release_manifest},
                              Target{"release_record", release_record},
                              Target{"shard_ranges", shard_ranges},
                              Target{"tree_index", tree_index},
                              Target{"delta_header", delta_header},
                              Target{"index_change", index_change},
                              Target{"lzma_frame", lzma_frame},
                              Target{"version", version},
                              Target{"key_file", key_file},
                              Target{"public_key", public_key},
                              Target{"frame", frame},
                              Target{"archive", archive},
                              Target{"address", address},
                              Target{"http_answer", http_answer},
                              Target{"several_ranges", several_ranges},
                              Target{"release_yml", release_yml},
                              Target{"changelog", changelog},
                              Target{"byte_range", byte_range},
                              Target{"http_request", http_request},
                              Target{"pending_set", pending_set},
                              Target{"transaction", transaction},
                              Target{"unreferenced_record", unreferenced_record},
                              Target{"operation_log", operation_log},
                              Target{"bundle", bundle},
                              Target{"difference", difference},
                              Target{"configuration", configuration},
                              Target{"stored_status", stored_status},
                              Target{"seen_versions", seen_versions}};

}  // namespace

std::span<const Target> targets() {
  return kTargets;
}

void must_hold(bool property, const char* what) {
  if (!property) throw std::logic_error(what);
}

}  // namespace switchback::fuzz
