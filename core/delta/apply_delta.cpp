#include "core/delta/apply_delta.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/errors.hpp"
#include "core/delta/old_version.hpp"
#include "core/delta/prefix_frame.hpp"

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
      close(i, Sha256());
    }
    reserve();
    std::uint64_t offset = payload_.frames_offset();
    for (const DeltaFrame& frame : header_.frames) {
      if (stop.stop_requested()) throw Interrupted();
      make(frame, offset);
      offset += frame.compressed_length;
    }
    return std::move(hashes_);
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

  struct Unfinished {
    Sha256 hash;
    std::uint64_t length = 0;
  };

  // A long prefix that lies in one old file needs no memory of its own.
  static bool is_mapped(const DeltaFrame& frame) {
    return frame.sources.size() == 1 && !frame.sources[0].produced &&
           frame.sources[0].length >= kMappedSource;
  }

  void make(const DeltaFrame& frame, std::uint64_t offset) {
    const std::string compressed = payload_.read(offset, frame.compressed_length);
    // What a long frame needs is not in memory together with the rest of its piece.
    if (length_of(frame.outputs) >= kLongOutputs) payload_.forget_piece();
    switch (frame.coding) {
      case DeltaCoding::stored:
        return write(frame, compressed);
      case DeltaCoding::zstd_prefix:
        content_.resize(length_of(frame.outputs));
        decode(frame, compressed);
        return write(frame, content_);
      case DeltaCoding::difference_plan:
        // A plan and a prefix are not in memory together.
        prefix_ = std::string();
        old_version_.reset();
        old_version_.emplace(compressed, old_files_, frame.sources[0]);
        return;
      case DeltaCoding::difference:
        content_.resize(length_of(frame.outputs));
        old_version_->decode(frame.outputs[0], files_[place_of(frame.outputs[0].ordinal)],
                             compressed, content_);
        return write(frame, content_);
    }
  }

  void decode(const DeltaFrame& frame, std::string_view compressed) {
    if (!is_mapped(frame)) {
      gather(frame.sources);
      return decoder_.decode(compressed, prefix_, content_);
    }
    const DeltaRange& source = frame.sources[0];
    const auto file = old_files_.whole(source.ordinal);
    const std::string_view prefix = file->bytes().substr(static_cast<std::size_t>(source.offset),
                                                         static_cast<std::size_t>(source.length));
    try {
      decoder_.decode(compressed, prefix, content_);
    } catch (const TrustError&) {
      file->check();  // perhaps the delta is not to blame
      throw;
    }
    file->check();
  }

  void gather(const std::vector<DeltaRange>& sources) {
    prefix_.reserve(longest_prefix_);
    prefix_.resize(length_of(sources));
    char* to = prefix_.data();
    for (const DeltaRange& source : sources) {
      FileBytes* files = &old_files_;
      if (source.produced) files = &made_files_;
      const auto count = static_cast<std::size_t>(source.length);
      files->read(source.ordinal, source.offset, to, count);
      to += count;
    }
  }

  void write(const DeltaFrame& frame, std::string_view content) {
    for (const DeltaRange& output : frame.outputs) {
      const std::size_t place = place_of(output.ordinal);
      if (output.offset == 0) made_files_.open(files_[place]);
      Unfinished& unfinished = unfinished_[output.ordinal];
      const std::string_view part = content.substr(0, static_cast<std::size_t>(output.length));
      content.remove_prefix(part.size());
      made_files_.write(output.ordinal, part);
      unfinished.hash.update(part);
      unfinished.length += part.size();
      if (unfinished.length != files_[place].size) continue;
      close(place, std::move(unfinished.hash));
      unfinished_.erase(output.ordinal);
    }
  }

  void close(std::size_t place, Sha256 hash) {
    hashes_[place] = hash.finish();
    made_files_.close(files_[place].ordinal, hashes_[place]);
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
  std::vector<Sha256Digest> hashes_;
  std::map<std::uint32_t, Unfinished> unfinished_;  // at most kMaxUnfinishedFiles after a frame
  PrefixDecoder decoder_;
  std::size_t longest_prefix_ = 0;
  std::string prefix_;
  std::optional<OldVersion> old_version_;  // what the last plan names
  std::string content_;
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
