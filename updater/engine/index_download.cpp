#include "updater/engine/index_download.hpp"

#include <map>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

struct KnownBlock {
  const IndexFile* index = nullptr;
  IndexBlock block;
};

std::map<Sha256Digest, KnownBlock> known_blocks(const std::vector<const IndexFile*>& indexes) {
  std::map<Sha256Digest, KnownBlock> blocks;
  for (const IndexFile* index : indexes)
    for (const auto& block : index->blocks())
      blocks.try_emplace(block.sha256, KnownBlock{index, block});
  return blocks;
}

std::string fetch_block_list(PieceFetcher& fetcher, const std::string& path,
                             const IndexReference& reference) {
  const std::uint64_t length = reference.length - reference.list_offset;
  if (reference.list_offset >= reference.length || length > kMaxPieceLength)
    throw TrustError("trust-format", "the manifest names an impossible tree index");
  const std::vector<Piece> piece{
      {reference.list_offset, static_cast<std::uint32_t>(length), reference.list_sha256}};
  std::string list;
  fetcher.fetch_pieces(path, reference.length, piece,
                       [&](std::size_t, std::string bytes) { list = std::move(bytes); });
  return list;
}

// False where the block on disk is no longer what its list says.
bool copy_known_block(const KnownBlock& known, const IndexBlock& block, int fd,
                      const std::string& name) {
  try {
    pwrite_all(fd, known.index->read_block(known.block), block.offset, name);
    return true;
  } catch (const TrustError&) {
    return false;
  }
}

}  // namespace

IndexFile download_index(PieceFetcher& fetcher, const ReleaseManifest& manifest,
                         const std::vector<const IndexFile*>& known, Descriptor output,
                         const std::string& name, const std::stop_token& stop) {
  const IndexReference& reference = manifest.index;
  if (const auto excess = excess_of_index(reference))  // before anything of it is asked for
    throw TrustError("trust-limit",
                     manifest.product + " " + manifest.version.text() + " is refused: " + *excess);
  const std::string path = blob_path(manifest.product, reference.sha256);
  const std::string list = fetch_block_list(fetcher, path, reference);
  const auto here = known_blocks(known);
  std::vector<Piece> missing;
  for (const auto& block : parse_block_list(list, reference)) {
    const auto match = here.find(block.sha256);
    if (match == here.end() || !copy_known_block(match->second, block, output.get(), name))
      missing.push_back({block.offset, block.length, block.sha256});
  }
  pwrite_all(output.get(), kIndexMagic, 0, name);
  pwrite_all(output.get(), list, reference.list_offset, name);
  if (!missing.empty())
    fetcher.fetch_pieces(path, reference.length, missing,
                         [&](std::size_t i, const std::string& bytes) {
                           pwrite_all(output.get(), bytes, missing[i].offset, name);
                         });
  return IndexFile::open(std::move(output), name, reference, stop);
}

}  // namespace switchback
