// One entry of a published tree and one frame of its bundle, as the signed tree index lists them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace switchback {

enum class EntryType : std::uint8_t { file = 0, directory = 1, symlink = 2 };

struct TreeEntry {
  std::string path;  // relative, UTF-8, '/'-separated; see validate_tree_path
  EntryType type = EntryType::file;
  std::uint32_t mode = 0;   // permission bits masked with 0755; 0777 is not stored for symlinks (0)
  std::uint64_t size = 0;   // files: content bytes
  Sha256Digest sha256;      // files: SHA-256 of the content
  std::string link_target;  // symlinks
  std::uint32_t header_length = 512;  // bytes of tar headers before the content (a multiple of 512)

  bool operator==(const TreeEntry&) const = default;
};

// An independently decompressible part of the bundle. Frames cover the tar without gaps, in order;
// the frame's offset in the tar and in the bundle are the sums of the lengths before it.
struct Frame {
  std::uint32_t content_length = 0;     // bytes of tar, at most kMaxFrameContent
  std::uint32_t compressed_length = 0;  // bytes of bundle
  Sha256Digest content_sha256;
  Sha256Digest compressed_sha256;

  bool operator==(const Frame&) const = default;
};
inline constexpr std::uint32_t kMaxFrameContent = 8 * 1024 * 1024;
inline constexpr std::uint32_t kMaxFrameCompressed = 4 * 1024 * 1024;  // a frame is one piece

// Two zero blocks after the last member; they belong to the last frame.
inline constexpr std::uint32_t kTarEndLength = 1024;

inline constexpr std::uint64_t kMaxFileSize = (std::uint64_t{1} << 53) - 1;
inline constexpr std::uint32_t kMaxHeaderLength = 64 * 1024;

// The mode an entry is published with: masked with 0755, directories at least 0700, files at least
// 0400, symlinks 0.
std::uint32_t published_mode(EntryType type, std::uint32_t mode);

// Bytes a member takes in the tar: headers, content, padding to 512.
std::uint64_t tar_member_length(const TreeEntry& entry);

// Order of entries in index and bundle: depth first, components compared as bytes ('/' sorts below
// every other byte), so that a directory is followed at once by everything beneath it. Negative,
// zero or positive.
int compare_tree_paths(std::string_view left, std::string_view right);

// Throws TrustError("trust-format") that names the rule a path or a symlink target breaks (DESIGN
// section 5).
void validate_tree_path(std::string_view path);
// `link_path` is the symlink's own path; its target must be relative and stay inside the tree. ".."
// may only stand at the target's beginning: there it goes up through real directories (an entry's
// parent is never a symlink), further on it could go up from wherever another symlink leads. So no
// chain of accepted symlinks leaves the tree.
void validate_link_target(std::string_view link_path, std::string_view target);
// Path, target, mode, size and header length together; what does not belong to the type must be
// empty.
void validate_tree_entry(const TreeEntry& entry);

}  // namespace switchback
