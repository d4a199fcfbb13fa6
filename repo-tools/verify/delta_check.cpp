#include "repo-tools/verify/delta_check.hpp"

#include <fmt/format.h>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {
namespace {

// Reads front to back and hashes what it reads.
class DeltaBytes {
 public:
  DeltaBytes(const Descriptor& file, const std::string& path, const BundleCheckOptions& options)
      : file_(file), path_(path), options_(options) {}

  std::string next(std::uint64_t length) {
    if (options_.stop.stop_requested()) throw Interrupted();
    auto bytes = pread_exact(file_.get(), static_cast<std::size_t>(length), offset_, path_);
    hash_.update(bytes);
    offset_ += length;
    if (options_.advance) options_.advance(length);
    return bytes;
  }
  std::uint64_t offset() const { return offset_; }
  Sha256Digest digest() { return hash_.finish(); }

 private:
  const Descriptor& file_;
  const std::string& path_;
  const BundleCheckOptions& options_;
  Sha256 hash_;
  std::uint64_t offset_ = 0;
};

DeltaHeader read_header(DeltaBytes& bytes, const ReleaseDelta& delta) {
  const std::string header = bytes.next(delta.reference.header_length);
  if (Sha256::of(header) != delta.reference.header_sha256)
    damaged("has another header than its manifest says");
  DeltaHeader parsed = parse_delta_header(header);
  if (parsed.from_list_sha256 != delta.reference.from_list_sha256)
    damaged("is from another tree than its manifest says");
  if (parsed.to_list_sha256 != delta.to_list_sha256) damaged("leads to another tree");
  return parsed;
}

std::uint64_t length_of(const DeltaHeader& header, std::uint64_t header_length) {
  std::uint64_t length = header_length;
  for (const auto& piece : header.pieces) length += piece.length;
  return length;
}

void check_bytes(const Descriptor& file, const ReleaseDelta& delta,
                 const BundleCheckOptions& options) {
  const std::uint64_t length = delta.reference.offer.length;
  const auto actual = static_cast<std::uint64_t>(stat_of(file.get(), delta.path).st_size);
  if (actual != length) damaged(fmt::format("has {} bytes, not {}", actual, length));
  DeltaBytes bytes(file, delta.path, options);
  const DeltaHeader header = read_header(bytes, delta);
  if (length_of(header, bytes.offset()) != length)
    damaged("has another length than its header and pieces together");
  for (const auto& piece : header.pieces) {
    const std::uint64_t begin = bytes.offset();
    if (Sha256::of(bytes.next(piece.length)) != piece.sha256)
      damaged(fmt::format("the piece at byte {} is not the one in its header", begin));
  }
  if (bytes.digest() != delta.reference.offer.sha256) damaged("has another SHA-256 than its name");
}

}  // namespace

void check_delta(const PublishedFolder& folder, const ReleaseDelta& delta,
                 const BundleCheckOptions& options, Findings& findings) {
  findings.check(delta.path, [&] {
    const auto file = folder.open_existing(delta.path);
    check_bytes(file, delta, options);
  });
}

}  // namespace switchback
