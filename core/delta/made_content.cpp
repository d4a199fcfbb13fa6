#include "core/delta/made_content.hpp"

#include <algorithm>

namespace switchback {

MadeContent::MadeContent(MadeFiles& made_files, const std::vector<ProducedFile>& files)
    : made_files_(made_files), files_(files), hashes_(files.size()) {}

void MadeContent::make_empty(std::size_t place) {
  made_files_.open(files_[place]);
  made_files_.close(files_[place].ordinal);
  hashes_.add({{place, {}, true}});
  settle();
}

void MadeContent::write(const std::vector<DeltaRange>& outputs, std::span<const char> content) {
  hashes_.add(parts_of(outputs, content));
  for (const DeltaRange& output : outputs) {
    const ProducedFile& file = file_of(output);
    if (output.offset == 0) made_files_.open(file);
    const auto part = content.first(static_cast<std::size_t>(output.length));
    content = content.subspan(part.size());
    made_files_.write(output.ordinal, {part.data(), part.size()});
    if (output.offset + output.length == file.size) made_files_.close(output.ordinal);
  }
}

std::vector<MadeHashes::Part> MadeContent::parts_of(const std::vector<DeltaRange>& outputs,
                                                    std::span<const char> content) const {
  std::vector<MadeHashes::Part> parts;
  parts.reserve(outputs.size());
  for (const DeltaRange& output : outputs) {
    const std::size_t place = place_of(output);
    const auto bytes = content.first(static_cast<std::size_t>(output.length));
    content = content.subspan(bytes.size());
    parts.push_back(
        {place, {bytes.data(), bytes.size()}, output.offset + output.length == files_[place].size});
  }
  return parts;
}

void MadeContent::write_beside(const std::vector<DeltaRange>& outputs,
                               std::span<const char> content) {
  settle();
  beside_ = std::async(std::launch::async, [this, outputs, content] {
    write(outputs, content);
    settle_hashes();
  });
}

void MadeContent::settle() {
  if (beside_.valid()) beside_.get();
  settle_hashes();
}

void MadeContent::settle_hashes() {
  hashes_.settle([this](std::size_t place, const Sha256Digest& sha256) {
    made_files_.hashed(files_[place].ordinal, sha256);
  });
}

const ProducedFile& MadeContent::file_of(const DeltaRange& output) const {
  return files_[place_of(output)];
}

std::size_t MadeContent::place_of(const DeltaRange& output) const {
  const auto found = std::lower_bound(
      files_.begin(), files_.end(), output.ordinal,
      [](const ProducedFile& file, std::uint32_t wanted) { return file.ordinal < wanted; });
  return static_cast<std::size_t>(found - files_.begin());
}

}  // namespace switchback
