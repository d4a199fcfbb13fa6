#include "core/delta/encode/encode_delta.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include "base/errors.hpp"
#include "core/delta/encode/difference_frames.hpp"
#include "core/delta/encode/frame_encoder.hpp"
#include "core/delta/encode/frame_plan.hpp"
#include "core/delta/encode/index_difference.hpp"
#include "core/delta/encode/kept_frames.hpp"
#include "core/delta/encode/payload_file.hpp"
#include "core/delta/encode/prefix_encoder.hpp"
#include "core/tree/output_file.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {
namespace {

unsigned thread_count(const DeltaOptions& options, const std::vector<FramePlan>& plans,
                      const DifferenceMemory& memory) {
  unsigned threads =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  if (options.memory != 0) {
    const std::uint64_t each = prefix_encoder_memory() + memory_for_differences(plans, memory);
    const auto fitting = std::max<std::uint64_t>(1, options.memory / each);
    threads = static_cast<unsigned>(std::min<std::uint64_t>(threads, fitting));
  }
  return static_cast<unsigned>(
      std::clamp<std::size_t>(plans.size(), 1, static_cast<std::size_t>(threads)));
}

void write_delta(const std::string& header, const PayloadFile& payload,
                 const std::filesystem::path& file, DeltaResult& result) {
  OutputFile out(file);
  Sha256 hash;
  const auto write = [&](std::string_view bytes) {
    hash.update(bytes);
    out.write(bytes);
  };
  write(header);
  payload.read(write);
  out.commit();
  result.length = out.length();
  result.sha256 = hash.finish();
  result.header_length = header.size();
  result.header_sha256 = Sha256::of(header);
}

// What hosts would refuse to read is not written; told before the work where the plan tells.
template <typename Frames>
void require_limits(const Frames& frames) {
  std::size_t ranges = 0;
  for (const auto& frame : frames) ranges += frame.sources.size() + frame.outputs.size();
  if (frames.size() > kMaxDeltaFrames || ranges > kMaxDeltaRanges)
    throw TrustError("trust-limit",
                     "more changed files than a delta may have: " + std::to_string(frames.size()) +
                         " frames with " + std::to_string(ranges) + " ranges");
}

// The lists of both indexes stand for all content, the memory for what differences find.
std::unique_ptr<KeptFrames> kept_frames(const DeltaOptions& options, const IndexFile& old_index,
                                        const IndexFile& new_index,
                                        const DifferenceMemory& memory) {
  if (options.frames_folder.empty()) return nullptr;
  const std::string made_from = old_index.reference().list_sha256.hex() + " " +
                                new_index.reference().list_sha256.hex() + " " +
                                std::to_string(memory.suffixes);
  return std::make_unique<KeptFrames>(options.frames_folder, made_from, options.most_kept);
}

class Encoding {
 public:
  Encoding(const DeltaOptions& options, PayloadFile& payload)
      : options_(options), payload_(payload) {}

  void index_change(const std::vector<std::string>& segments) {
    for (const std::string& segment : segments) {
      header_.index_segments.push_back(static_cast<std::uint32_t>(segment.size()));
      payload_.append(segment);
    }
    result_.index_change_length = payload_.length();
    payload_.cut();  // a host plans with the index change alone
  }

  void frames(const std::vector<FramePlan>& plans, const DifferenceMemory& memory,
              WholeFiles& old_files, WholeFiles& new_files, KeptFrames* kept) {
    FrameEncoder encoder(plans, old_files, new_files, thread_count(options_, plans, memory),
                         memory.suffixes, kept);
    for (std::size_t i = 0; i < encoder.units(); ++i) {
      auto [frames, resumed] = encoder.next(options_.stop);
      if (resumed) result_.resumed_frames += frames.size();
      for (EncodedFrame& encoded : frames) {
        for (const DeltaRange& output : encoded.frame.outputs) result_.made_bytes += output.length;
        payload_.append(encoded.compressed);
        header_.frames.push_back(std::move(encoded.frame));
      }
      report();
    }
    result_.frames = header_.frames.size();
    result_.frames_length = payload_.length() - result_.index_change_length;
  }

  void expect(const std::vector<FileToMake>& files) {
    result_.made_files = files.size();
    for (const FileToMake& file : files) total_ += file.file.size;
    if (total_ > 0) report();  // planning takes a while
  }

  DeltaHeader& header() { return header_; }
  DeltaResult& result() { return result_; }

 private:
  void report() const {
    if (options_.progress != nullptr)
      options_.progress->report("delta", result_.made_bytes, total_, ProgressUnit::bytes);
  }

  const DeltaOptions& options_;
  PayloadFile& payload_;
  DeltaHeader header_;
  DeltaResult result_;
  std::uint64_t total_ = 0;
};

}  // namespace

DeltaResult encode_delta(const IndexFile& old_index, WholeFiles& old_files,
                         const IndexFile& new_index, WholeFiles& new_files,
                         const DeltaOptions& options, const std::filesystem::path& file) {
  PayloadFile payload(file.string() + ".payload");
  Encoding encoding(options, payload);
  const IndexDifference difference = compare_indexes(old_index, new_index);
  encoding.index_change(difference.segments);
  encoding.expect(difference.files);
  const DifferenceMemory memory = difference_memory(options.memory);
  const auto plans =
      plan_frames(old_index, old_files, new_files, difference.files, memory.files, options.stop);
  require_limits(plans);
  const auto kept = kept_frames(options, old_index, new_index, memory);
  encoding.frames(plans, memory, old_files, new_files, kept.get());
  require_limits(encoding.header().frames);
  encoding.header().from_list_sha256 = old_index.reference().list_sha256;
  encoding.header().to_list_sha256 = new_index.reference().list_sha256;
  encoding.header().pieces = payload.finish();
  write_delta(encode_delta_header(encoding.header()), payload, file, encoding.result());
  return encoding.result();
}

}  // namespace switchback
