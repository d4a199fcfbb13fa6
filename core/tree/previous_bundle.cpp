#include "core/tree/previous_bundle.hpp"

#include <fcntl.h>

#include "base/files.hpp"
#include "core/tree/index_file.hpp"

namespace switchback {

PreviousBundle::PreviousBundle(const std::filesystem::path& bundle,
                               const std::filesystem::path& index, const IndexReference& reference)
    : PreviousBundle(bundle, IndexFile::open(index, reference)) {}

PreviousBundle::PreviousBundle(const std::filesystem::path& bundle, const IndexFile& index)
    : bundle_(open_file(bundle, O_RDONLY)), name_(bundle.string()), members_(index) {
  std::uint64_t offset = 0;
  for (const Frame& frame : index.load_frames()) {
    frames_.try_emplace(frame.content_sha256, Place{offset, frame});
    offset += frame.compressed_length;
  }
}

std::optional<std::string> PreviousBundle::compressed_frame(const Frame& wanted) const {
  const auto found = frames_.find(wanted.content_sha256);
  if (found == frames_.end()) return std::nullopt;
  const auto& [offset, frame] = found->second;
  std::string bytes(frame.compressed_length, '\0');
  bytes.resize(pread_some(bundle_.get(), bytes.data(), bytes.size(), offset, name_));
  const bool intact = bytes.size() == frame.compressed_length &&
                      frame.content_length == wanted.content_length &&
                      Sha256::of(bytes) == frame.compressed_sha256;
  if (!intact) return std::nullopt;
  return bytes;
}

}  // namespace switchback
