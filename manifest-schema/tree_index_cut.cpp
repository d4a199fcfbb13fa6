#include "manifest-schema/tree_index_cut.hpp"

namespace switchback {

std::uint64_t cut_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

bool ends_index_block(IndexCut cut, std::size_t length, std::uint64_t hash) {
  constexpr std::size_t kRelaxedFrom = 128 * 1024;
  return hash % (cut == IndexCut::coarse && length < kRelaxedFrom ? 1024 : 64) == 0;
}

}  // namespace switchback
