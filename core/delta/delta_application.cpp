#include "core/delta/delta_application.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "core/delta/range_parts.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMappedSource = 256 * 1024;
constexpr std::uint64_t kLongOutputs = 4 * 1024 * 1024;
constexpr std::size_t kPart = 512 * 1024;  // of files, on its way to or from a window

// A long prefix that lies in one old file needs no memory of its own.
bool is_mapped(const DeltaFrame& frame) {
  return frame.sources.size() == 1 && !frame.sources[0].produced &&
         frame.sources[0].length >= kMappedSource;
}

}  // namespace

DeltaApplication::DeltaApplication(const DeltaHeader& header, DeltaPayload& payload,
                                   WholeFiles& old_files, MadeFiles& made_files,
                                   const std::vector<ProducedFile>& files)
    : header_(header),
      payload_(payload),
      old_files_(old_files),
      made_files_(made_files),
      files_(files),
      made_(made_files, files) {}

std::vector<Sha256Digest> DeltaApplication::run(const std::stop_token& stop) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].size != 0) continue;
    if (stop.stop_requested()) throw Interrupted();
    made_.make_empty(i);
  }
  reserve();
  std::uint64_t offset = payload_.frames_offset();
  for (const DeltaFrame& frame : header_.frames) {
    if (stop.stop_requested()) throw Interrupted();
    make(frame, offset);
    offset += frame.compressed_length;
  }
  made_.settle();
  return made_.take_hashes();
}

// Once and as much as the largest frame needs: buffers that grow leave their old memory behind.
void DeltaApplication::reserve() {
  for (const DeltaFrame& frame : header_.frames) {
    const std::size_t sources = length_of(frame.sources);
    const std::size_t outputs = length_of(frame.outputs);
    if (frame.coding == DeltaCoding::stored) continue;
    if (frame.coding == DeltaCoding::lzma_prefix) {
      longest_window_ = std::max(longest_window_, sources + outputs);
      continue;
    }
    if (frame.coding == DeltaCoding::zstd_prefix && !is_mapped(frame))
      longest_prefix_ = std::max(longest_prefix_, sources);
    longest_content_ = std::max(longest_content_, outputs);
  }
}

void DeltaApplication::make(const DeltaFrame& frame, std::uint64_t offset) {
  const std::string compressed = payload_.read(offset, frame.compressed_length);
  // What a long frame needs is not in memory together with the rest of its piece.
  if (length_of(frame.outputs) >= kLongOutputs) payload_.forget_long_piece();
  switch (frame.coding) {
    case DeltaCoding::stored:
      return store(frame, compressed);
    case DeltaCoding::zstd_prefix:
      return is_mapped(frame) ? decode_after_mapped(frame, compressed)
                              : decode_after_prefix(frame, compressed);
    case DeltaCoding::lzma_prefix:
      return decode_in_window(frame, compressed);
    case DeltaCoding::difference_plan:
      // Neither a prefix nor a window is in memory together with a plan.
      prefix_.release();
      window_.reset();
      old_version_.reset();
      old_version_.emplace(compressed, old_files_, frame.sources[0]);
      return;
    case DeltaCoding::difference:
      return decode_difference(frame, compressed);
  }
}

void DeltaApplication::store(const DeltaFrame& frame, std::string_view content) {
  const auto stored = content_for(frame);
  std::copy(content.begin(), content.end(), stored.begin());
  made_.write(frame.outputs, stored);
}

void DeltaApplication::decode_after_prefix(const DeltaFrame& frame, std::string_view compressed) {
  made_.settle();
  window_.reset();
  const std::string_view prefix = gather(frame.sources);
  const auto content = content_for(frame);
  decoder_.decode(compressed, prefix, content);
  made_.write(frame.outputs, content);
}

void DeltaApplication::decode_after_mapped(const DeltaFrame& frame, std::string_view compressed) {
  const DeltaRange& source = frame.sources[0];
  const auto file = old_files_.whole(source.ordinal);
  const std::string_view prefix = file->bytes().substr(static_cast<std::size_t>(source.offset),
                                                       static_cast<std::size_t>(source.length));
  const auto content = content_for(frame);
  try {
    decoder_.decode(compressed, prefix, content);
  } catch (const TrustError&) {
    file->check();  // perhaps the delta is not to blame
    throw;
  }
  file->check();
  made_.write(frame.outputs, content);
}

// While the one before is written, which takes as long.
void DeltaApplication::decode_difference(const DeltaFrame& frame, std::string_view compressed) {
  window_.reset();
  std::swap(content_, next_content_);
  const auto content = content_.resize(length_of(frame.outputs));
  old_version_->decode(frame.outputs[0], made_.file_of(frame.outputs[0]), compressed, content);
  made_.write_beside(frame.outputs, content);
}

void DeltaApplication::decode_in_window(const DeltaFrame& frame, std::string_view compressed) {
  made_.settle();
  // A window and the buffers of the other codings are not in memory together.
  prefix_.release();
  content_.release();
  next_content_.release();
  if (!window_) window_.emplace(longest_window_);
  window_->begin();
  fill_window(frame.sources);
  window_->content(compressed);
  std::size_t turn = 0;
  for (const std::vector<DeltaRange>& outputs : parts_of(frame.outputs, kPart)) {
    const auto content = parts_[turn++ % std::size(parts_)].resize(length_of(outputs));
    window_->read(content.data(), content.size());
    made_.settle();
    made_.write(outputs, content);
  }
  window_->finish();
}

void DeltaApplication::fill_window(const std::vector<DeltaRange>& sources) {
  for (const std::vector<DeltaRange>& part : parts_of(sources, kPart))
    for (const DeltaRange& source : part) {
      const auto bytes = parts_[0].resize(static_cast<std::size_t>(source.length));
      files_of(source).read(source.ordinal, source.offset, bytes.data(), bytes.size());
      window_->prefix({bytes.data(), bytes.size()});
    }
}

// What was written before is hashed until here.
std::span<char> DeltaApplication::content_for(const DeltaFrame& frame) {
  made_.settle();
  window_.reset();
  next_content_.release();
  content_.reserve(longest_content_);
  return content_.resize(length_of(frame.outputs));
}

std::string_view DeltaApplication::gather(const std::vector<DeltaRange>& sources) {
  prefix_.reserve(longest_prefix_);
  const auto prefix = prefix_.resize(length_of(sources));
  char* to = prefix.data();
  for (const DeltaRange& source : sources) {
    const auto count = static_cast<std::size_t>(source.length);
    files_of(source).read(source.ordinal, source.offset, to, count);
    to += count;
  }
  return {prefix.data(), prefix.size()};
}

FileBytes& DeltaApplication::files_of(const DeltaRange& source) {
  if (source.produced) return made_files_;
  return old_files_;
}

}  // namespace switchback
