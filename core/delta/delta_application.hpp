// The frames of a delta, one after the other, from old files to made ones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/delta/delta_payload.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/delta/lzma_frame.hpp"
#include "core/delta/made_content.hpp"
#include "core/delta/old_version.hpp"
#include "core/delta/prefix_frame.hpp"
#include "core/delta/raw_buffer.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

class DeltaApplication {
 public:
  // Ranges of `header` are resolved; `files` are those that it makes, by ordinal.
  DeltaApplication(const DeltaHeader& header, DeltaPayload& payload, WholeFiles& old_files,
                   MadeFiles& made_files, const std::vector<ProducedFile>& files);

  // The hashes of all files, in their order. TrustError, Interrupted, and what files throw.
  std::vector<Sha256Digest> run(const std::stop_token& stop);

 private:
  void reserve();
  void make(const DeltaFrame& frame, std::uint64_t offset);
  void store(const DeltaFrame& frame, std::string_view content);
  void decode_after_prefix(const DeltaFrame& frame, std::string_view compressed);
  void decode_after_mapped(const DeltaFrame& frame, std::string_view compressed);
  void decode_in_window(const DeltaFrame& frame, std::string_view compressed);
  void decode_difference(const DeltaFrame& frame, std::string_view compressed);
  std::span<char> content_for(const DeltaFrame& frame);
  std::string_view gather(const std::vector<DeltaRange>& sources);
  void fill_window(const std::vector<DeltaRange>& sources);
  FileBytes& files_of(const DeltaRange& source);

  const DeltaHeader& header_;
  DeltaPayload& payload_;
  WholeFiles& old_files_;
  MadeFiles& made_files_;
  const std::vector<ProducedFile>& files_;
  std::size_t longest_window_ = 0;
  std::size_t longest_prefix_ = 0;
  std::size_t longest_content_ = 0;
  PrefixDecoder decoder_;
  std::optional<LzmaDecoder> window_;
  RawBuffer prefix_;
  std::optional<OldVersion> old_version_;  // what the last plan names
  RawBuffer content_;
  RawBuffer next_content_;  // of a difference: one is written while the other is made
  RawBuffer parts_[2];      // of what the window holds: one is hashed while the other is filled
  MadeContent made_;        // goes first: it may still read what was written
};

}  // namespace switchback
