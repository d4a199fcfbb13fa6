#include "tests/unit/updater/slots/sample_slot.hpp"

#include <fcntl.h>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/slots/record_fingerprints.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

SampleRoot::SampleRoot() : layout(directory / "root") {
  fs::create_directories(layout.slots());
  fs::create_directories(layout.incoming());
}

SampleTree SampleRoot::build(const std::string& name) {
  SampleTree sample{
      directory / name, directory / (name + ".bundle"), directory / (name + ".index"), {}};
  BundleOptions options;
  options.level = BundleLevel::fast;
  options.threads = 1;
  sample.built = write_bundle(sample.tree, options, sample.bundle, sample.index);
  return sample;
}

void SampleRoot::fill(Slot slot, const SampleTree& tree) {
  fs::copy(tree.tree, layout.slot(slot),
           fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  fs::copy_file(tree.index, layout.slot_index(slot));
}

SlotImage SampleRoot::image(Slot slot, const SampleTree& tree) const {
  return {slot, open_file(layout.slot(slot), O_RDONLY | O_DIRECTORY), tree.open_index()};
}

void CountingFetcher::fetch_pieces(const std::string&, std::uint64_t, std::span<const Piece> pieces,
                                   const Consumer& consumer) {
  const Descriptor bundle = open_file(tree_.bundle, O_RDONLY);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i >= fail_after) throw FetchError("network", "the line is cut");
    bytes += pieces[i].length;
    consumer(i, pread_exact(bundle.get(), pieces[i].length, pieces[i].offset, "bundle"));
  }
}

}  // namespace switchback::test
