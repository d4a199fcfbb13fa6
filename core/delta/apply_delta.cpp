#include "core/delta/apply_delta.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/errors.hpp"
#include "core/delta/old_version.hpp"
#include "core/delta/prefix_frame.hpp"

namespace switchback {
namespace {

class Application {
 public:
  Application(const DeltaHeader& header, DeltaPayload& payload, WholeFiles& old_files,
              MadeFiles& made_files, const std::vector<ProducedFile>& files)
      : header_(header), payload_(payload), old_files_(old_files), made_files_(made_files) {
    for (const ProducedFile& file : files) made_.push_back({file, {}});
  }

  std::vector<MadeFile> run(const std::stop_token& stop) {
    for (MadeFile& file : made_) {
      if (file.file.size != 0) continue;
      made_files_.open(file.file);
      close(file, Sha256());
    }
    reserve();
    std::uint64_t offset = payload_.frames_offset();
    for (const DeltaFrame& frame : header_.frames) {
      if (stop.stop_requested()) throw Interrupted();
      make(frame, offset);
      offset += frame.compressed_length;
    }
    return std::move(made_);
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
      if (frame.coding == DeltaCoding::zstd_prefix)
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

  void make(const DeltaFrame& frame, std::uint64_t offset) {
    const std::string compressed = payload_.read(offset, frame.compressed_length);
    switch (frame.coding) {
      case DeltaCoding::stored:
        return write(frame, compressed);
      case DeltaCoding::zstd_prefix:
        gather(frame.sources);
        content_.resize(length_of(frame.outputs));
        decoder_.decode(compressed, prefix_, content_);
        return write(frame, content_);
      case DeltaCoding::difference_plan:
        // A plan and a prefix are not in memory together.
        prefix_ = std::string();
        old_version_.reset();
        old_version_.emplace(compressed, old_files_, frame.sources[0]);
        return;
      case DeltaCoding::difference:
        content_.resize(length_of(frame.outputs));
        old_version_->decode(frame.outputs[0], file_of(frame.outputs[0].ordinal).file, compressed,
                             content_);
        return write(frame, content_);
    }
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
      MadeFile& file = file_of(output.ordinal);
      if (output.offset == 0) made_files_.open(file.file);
      Unfinished& unfinished = unfinished_[output.ordinal];
      const std::string_view part = content.substr(0, static_cast<std::size_t>(output.length));
      content.remove_prefix(part.size());
      made_files_.write(output.ordinal, part);
      unfinished.hash.update(part);
      unfinished.length += part.size();
      if (unfinished.length != file.file.size) continue;
      close(file, std::move(unfinished.hash));
      unfinished_.erase(output.ordinal);
    }
  }

  void close(MadeFile& file, Sha256 hash) {
    file.sha256 = hash.finish();
    made_files_.close(file.file.ordinal, file.sha256);
  }

  MadeFile& file_of(std::uint32_t ordinal) {
    return *std::lower_bound(
        made_.begin(), made_.end(), ordinal,
        [](const MadeFile& file, std::uint32_t wanted) { return file.file.ordinal < wanted; });
  }

  const DeltaHeader& header_;
  DeltaPayload& payload_;
  WholeFiles& old_files_;
  MadeFiles& made_files_;
  std::vector<MadeFile> made_;
  std::map<std::uint32_t, Unfinished> unfinished_;  // at most kMaxUnfinishedFiles after a frame
  PrefixDecoder decoder_;
  std::size_t longest_prefix_ = 0;
  std::string prefix_;
  std::optional<OldVersion> old_version_;  // what the last plan names
  std::string content_;
};

std::vector<ProducedFile> resolve(DeltaHeader& header, const IndexFile& old_index,
                                  const IndexChange& change) {
  std::vector<ProducedFile> files = files_to_make(old_index, change);
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

DeltaApplied apply_delta(DeltaHeader header, const PieceSource& pieces, const IndexFile& old_index,
                         const IndexReference& expected, WholeFiles& old_files,
                         MadeFiles& made_files, const IndexWriter::Sink& sink,
                         const std::stop_token& stop) {
  if (header.from_list_sha256 != old_index.reference().list_sha256 ||
      header.to_list_sha256 != expected.list_sha256)
    throw TrustError("trust-mix-and-match", "the delta is one between other releases");
  DeltaPayload payload(header, pieces);
  const IndexChange change = payload.index_change();
  const std::vector<ProducedFile> files = resolve(header, old_index, change);
  DeltaApplied applied;
  applied.made = Application(header, payload, old_files, made_files, files).run(stop);
  applied.index = rebuild_index(old_index, change, applied.made, sink);
  if (applied.index != expected)
    throw TrustError("trust-length-or-hash",
                     "the index that the delta makes is not the signed one");
  return applied;
}

}  // namespace switchback
