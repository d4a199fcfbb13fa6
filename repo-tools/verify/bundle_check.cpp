#include "repo-tools/verify/bundle_check.hpp"

#include <fmt/format.h>

#include <numeric>
#include <optional>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/index_file.hpp"
#include "core/tree/tar_reader.hpp"
#include "repo-tools/verify/bundle_stream.hpp"

namespace switchback {
namespace {

constexpr std::size_t kReadSize = 1 << 20;
constexpr std::uint64_t kShortestTarEnd = 1024;      // two empty blocks
constexpr std::uint64_t kLongestTarEnd = 64 * 1024;  // where a tar is padded to whole records

void require_length(const Descriptor& file, std::uint64_t length, const std::string& path) {
  const auto actual = static_cast<std::uint64_t>(stat_of(file.get(), path).st_size);
  if (actual != length) damaged(fmt::format("has {} bytes, not {}", actual, length));
}

void require_digest(const Descriptor& file, const Sha256Digest& expected, const std::string& path) {
  Sha256 hash;
  std::string buffer(kReadSize, '\0');
  std::uint64_t offset = 0;
  while (const auto count = pread_some(file.get(), buffer.data(), buffer.size(), offset, path)) {
    hash.update({buffer.data(), count});
    offset += count;
  }
  if (hash.finish() != expected) damaged("has another SHA-256 than its name");
}

// The current member of the tar with the hash of its content, as any tar would unpack it.
TreeEntry read_member(TarReader& tar, TreeEntry member, std::string& buffer) {
  if (member.type == EntryType::symlink) return member;
  if (member.mode != tar.header_mode()) damaged(member.path + " has a mode that no release has");
  if (member.type == EntryType::directory) return member;
  Sha256 hash;
  while (const auto count = tar.read(buffer.data(), buffer.size()))
    hash.update({buffer.data(), count});
  member.sha256 = hash.finish();
  return member;
}

// The entry of the index that a member of the tar must equal, header length aside.
void require_equal(const TreeEntry& member, TreeEntry expected) {
  if (member.path != expected.path) {
    damaged(fmt::format("holds {} where the index has {}", member.path, expected.path));
  }
  expected.header_length = member.header_length;
  if (member != expected) damaged(member.path + " differs from its entry in the index");
}

class TreeComparison {
 public:
  explicit TreeComparison(const IndexFile& index) : cursor_(index.cursor()) {}

  void member(const TreeEntry& found, std::uint64_t header_offset) {
    const TreeEntry* expected = cursor_.next();
    if (expected == nullptr) damaged("holds " + found.path + ", which is not in the index");
    require_equal(found, *expected);
    if (header_offset != offset_) damaged(found.path + " is at another place than the index says");
    offset_ += tar_member_length(*expected);
    count(*expected);
  }

  // `tar_length` is the whole tar's.
  void finish(std::uint64_t tar_length, const TreeTotals& totals) {
    if (const TreeEntry* missing = cursor_.next()) damaged("does not hold " + missing->path);
    if (tar_length < offset_ + kShortestTarEnd || tar_length > offset_ + kLongestTarEnd) {
      damaged("goes on after its last entry");
    }
    if (!(found_ == totals)) damaged("has other totals than the manifest says");
  }

 private:
  void count(const TreeEntry& entry) {
    switch (entry.type) {
      case EntryType::file:
        ++found_.files;
        break;
      case EntryType::directory:
        ++found_.directories;
        break;
      case EntryType::symlink:
        ++found_.symlinks;
        break;
    }
    found_.bytes += entry.size;
  }

  EntryCursor cursor_;
  std::uint64_t offset_ = 0;
  TreeTotals found_;
};

void check_stream(const Descriptor& file, const IndexFile& index, const ReleaseBlobs& release,
                  const BundleCheckOptions& options) {
  const auto frames = index.load_frames();
  std::uint64_t compressed = 0;
  std::uint64_t content = 0;
  for (const auto& frame : frames) {
    compressed += frame.compressed_length;
    content += frame.content_length;
  }
  if (compressed != release.bundle.length) damaged("has another length than its frames together");
  BundleStream stream(file, frames, options.stop, options.advance);
  TarReader tar([&stream] { return stream.next(); });
  TreeComparison comparison(index);
  std::string buffer(kReadSize, '\0');
  while (const TreeEntry* member = tar.next())
    comparison.member(read_member(tar, *member, buffer), tar.header_offset());
  comparison.finish(content, release.tree);
  if (stream.digest() != release.bundle.sha256) damaged("has another SHA-256 than its name");
}

}  // namespace

void check_bundle(const PublishedFolder& folder, const ReleaseBlobs& release,
                  const BundleCheckOptions& options, Findings& findings) {
  std::optional<IndexFile> index;
  findings.check(release.index_path, [&] {
    auto file = folder.open_existing(release.index_path);
    require_length(file, release.index.length, release.index_path);
    require_digest(file, release.index.sha256, release.index_path);
    index = IndexFile::open(std::move(file), release.index_path, release.index);
  });
  if (options.advance) options.advance(release.index.length);
  findings.check(release.bundle_path, [&] {
    const auto file = folder.open_existing(release.bundle_path);
    require_length(file, release.bundle.length, release.bundle_path);
    if (index) return check_stream(file, *index, release, options);
    require_digest(file, release.bundle.sha256, release.bundle_path);
    if (options.advance) options.advance(release.bundle.length);
  });
}

}  // namespace switchback
