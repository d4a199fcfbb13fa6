#include "updater/slots/incoming_delta.hpp"

#include <unistd.h>

#include <cerrno>
#include <numeric>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/transport/range_plan.hpp"

namespace switchback {
namespace {

// The bytes of a range where the file holds them; something else, or nothing, where it does not.
std::string read_range(int fd, const Piece& piece, const std::string& name) {
  std::string bytes(piece.length, '\0');
  bytes.resize(pread_some(fd, bytes.data(), bytes.size(), piece.offset, name));
  return bytes;
}

bool holds(const std::string& bytes, const Piece& piece) {
  return bytes.size() == piece.length && Sha256::of(bytes) == piece.sha256;
}

std::vector<Piece> ranges_of(const DeltaHeader& header, const DeltaReference& reference) {
  std::vector<Piece> ranges;
  ranges.reserve(header.pieces.size());
  std::uint64_t offset = reference.header_length;
  for (const DeltaPiece& piece : header.pieces) {
    ranges.push_back({offset, piece.length, piece.sha256});
    offset += piece.length;
  }
  if (offset != reference.offer.length)
    throw TrustError("trust-format", "the manifest and the delta disagree about its length");
  return ranges;
}

}  // namespace

IncomingDelta::IncomingDelta(DeltaFile file, std::string name, const DeltaReference& reference,
                             std::string path, PieceFetcher& fetcher, std::string_view beginning,
                             const std::stop_token& stop)
    : file_(std::move(file)),
      name_(std::move(name)),
      reference_(reference),
      path_(std::move(path)) {
  load_header(fetcher, beginning);
  pieces_ = ranges_of(header_, reference_);
  find_pieces(stop);
}

// The header is no piece of its own: whoever has another one has another delta.
void IncomingDelta::start_over(std::string_view bytes) {
  if (::ftruncate(file_.file.get(), 0) != 0) throw StorageError("truncate", name_, errno);
  pwrite_all(file_.file.get(), bytes, 0, name_);
}

// Of another delta nothing is used, as in a run that may write to it.
bool IncomingDelta::load_earlier_header(const Piece& range, std::string& bytes) {
  if (!file_.earlier) return false;
  bytes = read_range(file_.earlier.get(), range, name_);
  if (holds(bytes, range)) return true;
  file_.earlier.reset();
  return false;
}

// What follows the header in `beginning` is compared when pieces are looked for.
void IncomingDelta::load_header(PieceFetcher& fetcher, std::string_view beginning) {
  const Piece range{0, static_cast<std::uint32_t>(reference_.header_length),
                    reference_.header_sha256};
  std::string bytes = read_range(file_.file.get(), range, name_);
  if (!holds(bytes, range) && !load_earlier_header(range, bytes)) {
    bytes = beginning.substr(0, range.length);
    if (holds(bytes, range)) {
      start_over(beginning);
    } else {
      fetcher.fetch_pieces(path_, reference_.offer.length, std::vector<Piece>{range},
                           [&](std::size_t, std::string arrived) {
                             start_over(arrived);
                             bytes = std::move(arrived);
                           });
    }
  }
  header_ = parse_delta_header(bytes);
}

void IncomingDelta::find_pieces(const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  present_.resize(pieces_.size());
  is_earlier_.resize(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (stop.stop_requested()) throw Interrupted();
    const auto lies_in = [&](const Descriptor& file) {
      return file && holds(read_range(file.get(), pieces_[i], name_), pieces_[i]);
    };
    is_earlier_[i] = lies_in(file_.earlier);
    present_[i] = is_earlier_[i] || lies_in(file_.file);
  }
}

std::uint64_t IncomingDelta::missing_bytes() const {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (!is_present(i)) bytes += pieces_[i].length;
  return bytes;
}

std::uint64_t IncomingDelta::missing_requests() const {
  std::vector<Piece> missing;
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (!is_present(i)) missing.push_back(pieces_[i]);
  return count_requests(missing, reference_.offer.length);
}

void IncomingDelta::fetch_index_change(PieceFetcher& fetcher) {
  const std::uint64_t end =
      reference_.header_length + std::accumulate(header_.index_segments.begin(),
                                                 header_.index_segments.end(), std::uint64_t{0});
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < pieces_.size() && pieces_[i].offset < end; ++i)
    if (!is_present(i)) wanted.push_back(i);
  fetch(fetcher, wanted, nullptr);
}

void IncomingDelta::fetch_rest(PieceFetcher& fetcher, const Arrived& arrived) {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (!is_present(i)) wanted.push_back(i);
  fetch(fetcher, wanted, arrived);
}

void IncomingDelta::fetch(PieceFetcher& fetcher, const std::vector<std::size_t>& numbers,
                          const Arrived& arrived) {
  if (numbers.empty()) return;
  std::vector<Piece> ranges;
  ranges.reserve(numbers.size());
  for (const std::size_t number : numbers) ranges.push_back(pieces_[number]);
  fetcher.fetch_pieces(path_, reference_.offer.length, ranges,
                       [&](std::size_t i, const std::string& bytes) {
                         pwrite_all(file_.file.get(), bytes, ranges[i].offset, name_);
                         mark_present(numbers[i]);
                         if (arrived) arrived(bytes.size());
                       });
}

void IncomingDelta::mark_present(std::size_t number) {
  const std::lock_guard lock(mutex_);
  if (closed_) throw Interrupted();  // nobody wants the rest
  present_[number] = true;
  changed_.notify_all();
}

bool IncomingDelta::is_present(std::size_t number) const {
  const std::lock_guard lock(mutex_);
  return present_[number];
}

void IncomingDelta::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::string IncomingDelta::wait_for(std::size_t number) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || present_[number]; });
    if (!present_[number]) throw Interrupted();
  }
  const Descriptor& file = is_earlier_[number] ? file_.earlier : file_.file;
  return read_range(file.get(), pieces_[number], name_);
}

PieceSource IncomingDelta::pieces() {
  return [this](std::size_t number) { return wait_for(number); };
}

}  // namespace switchback
