#include "core/delta/apply_delta.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "base/errors.hpp"
#include "core/delta/made_hashes.hpp"
#include "core/delta/old_version.hpp"
#include "core/delta/prefix_frame.hpp"
#include "core/delta/raw_buffer.hpp"
#include "core/tree/entry_lookup.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMappedSource = 256 * 1024;
constexpr std::uint64_t kLongOutputs = 4 * 1024 * 1024;

class Application {
 public:
  Application(const DeltaHeader& header, DeltaPayload& payload, WholeFiles& old_files,
              MadeFiles& made_files, const std::vector<ProducedFile>& files)
      : header_(header),
        payload_(payload),
        old_files_(old_files),
        made_files_(made_files),
        files_(files),
        hashes_(files.size()) {}

  // The hashes of all files, in their order.
  std::vector<Sha256Digest> run(const std::stop_token& stop) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (files_[i].size != 0) continue;
      if (stop.stop_requested()) throw Interrupted();
      made_files_.open(files_[i]);
      made_files_.close(files_[i].ordinal);
      hashes_.add({{i, {}, true}});
      settle();
    }
    reserve();
    std::uint64_t offset = payload_.frames_offset();
    for (const DeltaFrame& frame : header_.frames) {
      if (stop.stop_requested()) throw Interrupted();
      make(frame, offset);
      offset += frame.compressed_length;
    }
    settle();
    return hashes_.take();
  }

 private:
  static std::size_t length_of(const std::vector<DeltaRange>& ranges) {
    std::uint64_t length = 0;
    for (const DeltaRange& range : ranges) length += range.length;
    return static_cast<std::size_t>(length);
  }

  // Once and as much as the largest frame needs: buffers that grow leave their old memory behind.
  void reserve() {
    std::size_t sources = 0;
    std::size_t outputs = 0;
    for (const DeltaFrame& frame : header_.frames) {
      if (frame.coding == DeltaCoding::stored) continue;
      if (frame.coding == DeltaCoding::zstd_prefix && !is_mapped(frame))
        sources = std::max(sources, length_of(frame.sources));
      outputs = std::max(outputs, length_of(frame.outputs));
    }
    longest_prefix_ = sources;
    content_.reserve(outputs);
  }

  // A long prefix that lies in one old file needs no memory of its own.
  static bool is_mapped(const DeltaFrame& frame) {
    return frame.sources.size() == 1 && !frame.sources[0].produced &&
           frame.sources[0].length >= kMappedSource;
  }

  void make(const DeltaFrame& frame, std::uint64_t offset) {
    const std::string compressed = payload_.read(offset, frame.compressed_length);
    // What a long frame needs is not in memory together with the rest of its piece.
    if (length_of(frame.outputs) >= kLongOutputs) payload_.forget_long_piece();
    switch (frame.coding) {
      case DeltaCoding::stored: {
        const auto content = content_for(frame);
        std::copy(compressed.begin(), compressed.end(), content.begin());
        return write(frame, content);
      }
      case DeltaCoding::zstd_prefix:
        return decode(frame, compressed);
      case DeltaCoding::difference_plan:
        // A plan and a prefix are not in memory together.
        prefix_.release();
        old_version_.reset();
        old_version_.emplace(compressed, old_files_, frame.sources[0]);
        return;
      case DeltaCoding::difference: {
        const auto content = content_for(frame);
        old_version_->decode(frame.outputs[0], files_[place_of(frame.outputs[0].ordinal)],
                             compressed, content);
        return write(frame, content);
      }
    }
  }

  // The bytes of the frame before are hashed until here.
  std::span<char> content_for(const DeltaFrame& frame) {
    settle();
    return content_.resize(length_of(frame.outputs));
  }

  void decode(const DeltaFrame& frame, std::string_view compressed) {
    if (is_mapped(frame)) return decode_mapped(frame, compressed);
    const std::string_view prefix = gather(frame.sources);
    const auto content = content_for(frame);
    decoder_.decode(compressed, prefix, content);
    write(frame, content);
  }

  void decode_mapped(const DeltaFrame& frame, std::string_view compressed) {
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
    write(frame, content);
  }

  std::string_view gather(const std::vector<DeltaRange>& sources) {
    prefix_.reserve(longest_prefix_);
    const auto prefix = prefix_.resize(length_of(sources));
    char* to = prefix.data();
    for (const DeltaRange& source : sources) {
      FileBytes* files = &old_files_;
      if (source.produced) files = &made_files_;
      const auto count = static_cast<std::size_t>(source.length);
      files->read(source.ordinal, source.offset, to, count);
      to += count;
    }
    return {prefix.data(), prefix.size()};
  }

  // Two threads go over the content: this one writes it, another one hashes it.
  void write(const DeltaFrame& frame, std::span<const char> content) {
    hashes_.add(parts_of(frame, {content.data(), content.size()}));
    for (const DeltaRange& output : frame.outputs) {
      const std::size_t place = place_of(output.ordinal);
      if (output.offset == 0) made_files_.open(files_[place]);
      const auto part = content.first(static_cast<std::size_t>(output.length));
      content = content.subspan(part.size());
      made_files_.write(output.ordinal, {part.data(), part.size()});
      if (output.offset + output.length == files_[place].size) made_files_.close(output.ordinal);
    }
  }

  std::vector<MadeHashes::Part> parts_of(const DeltaFrame& frame, std::string_view content) const {
    std::vector<MadeHashes::Part> parts;
    parts.reserve(frame.outputs.size());
    for (const DeltaRange& output : frame.outputs) {
      const std::size_t place = place_of(output.ordinal);
      const std::string_view bytes = content.substr(0, static_cast<std::size_t>(output.length));
      content.remove_prefix(bytes.size());
      parts.push_back({place, bytes, output.offset + output.length == files_[place].size});
    }
    return parts;
  }

  void settle() {
    hashes_.settle([this](std::size_t place, const Sha256Digest& sha256) {
      made_files_.hashed(files_[place].ordinal, sha256);
    });
  }

  std::size_t place_of(std::uint32_t ordinal) const {
    const auto found = std::lower_bound(
        files_.begin(), files_.end(), ordinal,
        [](const ProducedFile& file, std::uint32_t wanted) { return file.ordinal < wanted; });
    return static_cast<std::size_t>(found - files_.begin());
  }

  const DeltaHeader& header_;
  DeltaPayload& payload_;
  WholeFiles& old_files_;
  MadeFiles& made_files_;
  const std::vector<ProducedFile>& files_;
  PrefixDecoder decoder_;
  std::size_t longest_prefix_ = 0;
  RawBuffer prefix_;
  std::optional<OldVersion> old_version_;  // what the last plan names
  RawBuffer content_;
  MadeHashes hashes_;  // goes first: it may still read the content
};

std::vector<ProducedFile> resolve(DeltaHeader& header, const IndexFile& old_index,
                                  const IndexChange& change, const std::stop_token& stop) {
  std::vector<ProducedFile> files = files_to_make(old_index, change, stop);
  EntryLookup old_entries(old_index);
  const auto old_size = [&](std::uint32_t ordinal) -> std::optional<std::uint64_t> {
    if (ordinal >= old_index.reference().entries) return std::nullopt;
    const TreeEntry& entry = old_entries.at(ordinal);
    if (entry.type != EntryType::file) return std::nullopt;
    return entry.size;
  };
  resolve_delta_ranges(header, old_size, files);
  return files;
}

}  // namespace

DeltaApplied apply_delta(DeltaHeader& header, const PieceSource& pieces, const IndexFile& old_index,
                         const IndexReference& expected, WholeFiles& old_files,
                         MadeFiles& made_files, const IndexWriter::Sink& sink,
                         const std::stop_token& stop) {
  if (header.from_list_sha256 != old_index.reference().list_sha256 ||
      header.to_list_sha256 != expected.list_sha256)
    throw TrustError("trust-mix-and-match", "the delta is one between other releases");
  DeltaPayload payload(header, pieces);
  const IndexChange change = payload.index_change();
  std::vector<Sha256Digest> made;
  {
    const std::vector<ProducedFile> files = resolve(header, old_index, change, stop);
    made = Application(header, payload, old_files, made_files, files).run(stop);
  }
  const DeltaApplied applied{made.size(),
                             rebuild_index(old_index, change, made, expected.cut, sink, stop)};
  if (applied.index != expected)
    throw TrustError("trust-length-or-hash",
                     "the index that the delta makes is not the signed one");
  return applied;
}

}  // namespace switchback
