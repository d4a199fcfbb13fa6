// Which bytes of which files a frame of the bundle carries. Built in one pass over the index; keeps
// a few bytes a frame, and looks entries up again when a frame is used, so that a million-file tree
// costs no memory.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/transport/fetcher.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// `length` bytes of a file's content, at `file_offset` in the file and `frame_offset` in the
// frame's content.
struct FilePart {
  std::uint64_t ordinal = 0;
  const TreeEntry* entry = nullptr;  // valid during the callback
  std::uint64_t file_offset = 0;
  std::uint32_t frame_offset = 0;
  std::uint32_t length = 0;

  bool is_whole_file() const { return length == entry->size; }
};

class FrameMap {
 public:
  // TrustError("trust-format") where frames and entries do not cover the same tar; Interrupted.
  static FrameMap build(const IndexFile& index, const std::stop_token& stop = {});

  std::size_t size() const { return frames_.size(); }
  const Frame& frame(std::size_t number) const { return frames_[number]; }
  // The frame as a verified range of the bundle.
  Piece piece(std::size_t number) const;
  // One past the last byte of the bundle.
  std::uint64_t bundle_length() const { return bundle_length_; }

  using PartCallback = std::function<void(const FilePart&)>;
  // The parts of one frame in order; empty files are parts of length 0 of the frame that holds
  // their header.
  void for_each_part(const IndexFile& index, std::size_t number,
                     const PartCallback& callback) const;
  // All frames in order: callback(frame number, part). One streaming pass.
  void for_each_part(const IndexFile& index,
                     const std::function<void(std::size_t, const FilePart&)>& callback) const;

 private:
  struct Start {
    std::uint64_t tar_offset = 0;     // of the frame
    std::uint64_t bundle_offset = 0;  // of the frame
    std::uint64_t member_offset = 0;  // tar offset of the first member that overlaps the frame
    std::uint64_t ordinal = 0;        // of that member
  };
  std::vector<Frame> frames_;
  std::vector<Start> starts_;
  std::uint64_t bundle_length_ = 0;
};

}  // namespace switchback
