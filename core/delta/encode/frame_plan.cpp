#include "core/delta/encode/frame_plan.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include "base/errors.hpp"
#include "core/delta/encode/difference_frames.hpp"
#include "core/delta/encode/further_sources.hpp"
#include "core/delta/encode/similarity.hpp"
#include "core/delta/encode/source_window.hpp"

namespace switchback {
namespace {

struct Partner {
  std::uint32_t ordinal = 0;
  std::uint64_t size = 0;
};

std::string_view extension_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

std::vector<std::uint64_t> sketch_file(FileBytes& files, std::uint32_t ordinal, std::uint64_t size,
                                       const std::stop_token& stop) {
  Sampler sampler(sketch_distance(size));
  sample_file(files, ordinal, 0, size, sampler, stop);
  return sketch_of(sampler.samples());
}

// The old file for each file to make: that of the same path, else the most similar one.
class Partners {
 public:
  Partners(const IndexFile& old_index, FileBytes& old_files, FileBytes& new_files,
           const std::vector<FileToMake>& files, const std::stop_token& stop)
      : old_index_(old_index),
        old_files_(old_files),
        new_files_(new_files),
        files_(files),
        stop_(stop),
        partners_(files.size()) {}

  std::vector<std::optional<Partner>> find() {
    by_path();
    by_content();
    return std::move(partners_);
  }

 private:
  void by_path() {
    auto cursor = old_index_.cursor();
    const TreeEntry* old = cursor.next();
    for (std::size_t i = 0; i < files_.size(); ++i) {
      while (old != nullptr && compare_tree_paths(old->path, files_[i].path) < 0)
        old = cursor.next();
      if (old != nullptr && old->path == files_[i].path && old->type == EntryType::file &&
          old->size != 0)
        partners_[i] = Partner{static_cast<std::uint32_t>(cursor.ordinal()), old->size};
    }
  }

  // Old files are sampled only where a new one of their extension has no partner.
  void by_content() {
    std::unordered_set<std::string> extensions;
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (!partners_[i]) extensions.insert(std::string(extension_of(files_[i].path)));
    if (extensions.empty()) return;
    SketchIndex sketches;
    std::vector<Partner> candidates;
    auto cursor = old_index_.cursor();
    while (const TreeEntry* old = cursor.next()) {
      if (old->type != EntryType::file || old->size == 0 ||
          extensions.count(std::string(extension_of(old->path))) == 0)
        continue;
      const auto ordinal = static_cast<std::uint32_t>(cursor.ordinal());
      sketches.add(static_cast<std::uint32_t>(candidates.size()),
                   sketch_file(old_files_, ordinal, old->size, stop_));
      candidates.push_back({ordinal, old->size});
    }
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (partners_[i]) continue;
      const ProducedFile& file = files_[i].file;
      const auto match = sketches.best(sketch_file(new_files_, file.ordinal, file.size, stop_));
      if (match.common != 0) partners_[i] = candidates[match.number];
    }
  }

  const IndexFile& old_index_;
  FileBytes& old_files_;
  FileBytes& new_files_;
  const std::vector<FileToMake>& files_;
  const std::stop_token& stop_;
  std::vector<std::optional<Partner>> partners_;
};

class Planner {
 public:
  Planner(FileBytes& old_files, FileBytes& new_files, std::uint64_t longest_pair,
          const std::stop_token& stop)
      : old_files_(old_files), new_files_(new_files), longest_pair_(longest_pair), stop_(stop) {}

  void add(const ProducedFile& file, const std::optional<Partner>& partner) {
    const bool long_partner = partner && partner->size > kMaxFrameSources;
    const bool difference = has_difference(file, partner);
    if (file.size > kMaxFrameOutputs || long_partner || difference)
      return add_alone(file, partner, difference);
    const std::uint64_t source =
        partner && sources_.count(partner->ordinal) == 0 ? partner->size : 0;
    if (outputs_length_ + file.size > kMaxFrameOutputs ||
        sources_length_ + source > kMaxFrameSources)
      close();
    frame_.outputs.push_back({file.ordinal, true, true, 0, file.size});
    outputs_length_ += file.size;
    if (!partner || !sources_.insert(partner->ordinal).second) return;
    frame_.sources.push_back({partner->ordinal, false, true, 0, partner->size});
    sources_length_ += partner->size;
  }

  std::vector<FramePlan> finish() {
    close();
    return std::move(frames_);
  }

 private:
  void close() {
    if (frame_.outputs.empty()) return;
    frames_.push_back(std::move(frame_));
    frame_ = {};
    sources_.clear();
    sources_length_ = 0;
    outputs_length_ = 0;
  }

  bool has_difference(const ProducedFile& file, const std::optional<Partner>& partner) {
    return partner && file.size + partner->size <= longest_pair_ &&
           is_worth_a_difference(new_files_, file.ordinal, file.size);
  }

  // Each part is a frame of its own; what is being filled goes on after them.
  void add_alone(const ProducedFile& file, const std::optional<Partner>& partner, bool difference) {
    std::optional<SourceWindows> windows;
    if (partner) windows.emplace(old_files_, partner->ordinal, partner->size, stop_);
    for (std::uint64_t offset = 0; offset < file.size;) {
      const std::uint64_t length = std::min<std::uint64_t>(file.size - offset, kMaxFrameOutputs);
      const DeltaRange part{file.ordinal, true, length == file.size, offset, length};
      FramePlan& frame = frames_.emplace_back();
      frame.outputs.push_back(part);
      if (windows) frame.sources.push_back(windows->best(new_files_, part, file.size, stop_));
      if (difference) frame.old_version = {partner->ordinal, false, true, 0, partner->size};
      offset += length;
    }
  }

  FileBytes& old_files_;
  FileBytes& new_files_;
  const std::uint64_t longest_pair_;
  const std::stop_token& stop_;
  std::vector<FramePlan> frames_;
  FramePlan frame_;
  std::set<std::uint32_t> sources_;
  std::uint64_t sources_length_ = 0;
  std::uint64_t outputs_length_ = 0;
};

}  // namespace

std::vector<FramePlan> plan_frames(const IndexFile& old_index, FileBytes& old_files,
                                   FileBytes& new_files, const std::vector<FileToMake>& files,
                                   std::uint64_t longest_pair, const std::stop_token& stop) {
  const auto partners = Partners(old_index, old_files, new_files, files, stop).find();
  Planner planner(old_files, new_files, longest_pair, stop);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].file.size != 0) planner.add(files[i].file, partners[i]);
  std::vector<FramePlan> frames = planner.finish();
  add_further_sources(frames, old_index, old_files, new_files, stop);
  return frames;
}

}  // namespace switchback
