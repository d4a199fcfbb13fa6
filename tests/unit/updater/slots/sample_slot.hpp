// Trees with their bundle and index on disk, and a root whose slots hold them, without a
// repository.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/transport/fetcher.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/index_file.hpp"
#include "tests/support/temporary_directory.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback::test {

struct SampleTree {
  std::filesystem::path tree;
  std::filesystem::path bundle;
  std::filesystem::path index;
  BundleResult built;

  IndexFile open_index() const { return IndexFile::open(index, built.index); }
};

class SampleRoot {
 public:
  SampleRoot();
  // Builds bundle and index of what is in `name`/.
  SampleTree build(const std::string& name);
  // Puts a tree into a slot as an update would have left it.
  void fill(Slot slot, const SampleTree& tree);
  SlotImage image(Slot slot, const SampleTree& tree) const;

  TemporaryDirectory directory;
  Layout layout;
};

// Serves pieces of one bundle and counts what was asked for.
class CountingFetcher : public PieceFetcher {
 public:
  explicit CountingFetcher(const SampleTree& tree) : tree_(tree) {}
  void fetch_pieces(const std::string& path, std::uint64_t blob_length,
                    std::span<const Piece> pieces, const Consumer& consumer) override;
  std::uint64_t bytes = 0;
  std::size_t fail_after = SIZE_MAX;  // pieces, then a FetchError

 private:
  const SampleTree& tree_;
};

}  // namespace switchback::test
