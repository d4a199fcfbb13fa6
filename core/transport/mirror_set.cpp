#include "core/transport/mirror_set.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.hpp"
#include "base/stoppable_wait.hpp"
#include "core/transport/mirror_failure.hpp"
#include "core/transport/piece_ledger.hpp"
#include "core/transport/resume_policy.hpp"

namespace switchback {

struct MirrorSet::Failure {
  std::size_t mirror = 0;
  FetchError error;
  bool delivered_some = false;  // of the blob
};

namespace {

std::vector<FetchError> errors_of(const auto& failures) {
  std::vector<FetchError> errors;
  errors.reserve(failures.size());
  for (const auto& failure : failures) errors.push_back(failure.error);
  return errors;
}

}  // namespace

MirrorSet::MirrorSet(const std::vector<std::string>& base_urls, const TransportOptions& options)
    : options_(options) {
  if (base_urls.empty())
    throw ConfigError("usage", "no repository is named", "Name one with --repo URL.");
  for (const auto& url : base_urls) mirrors_.push_back(make_mirror(url, options));
}

MirrorSet::~MirrorSet() = default;

std::vector<std::size_t> MirrorSet::order() const {
  std::vector<std::size_t> indices{preferred_};
  for (std::size_t index = 0; index < mirrors_.size(); ++index)
    if (index != preferred_) indices.push_back(index);
  return indices;
}

void MirrorSet::fetch_pieces(const std::string& path, std::uint64_t blob_length,
                             std::span<const Piece> pieces, const Consumer& consumer) {
  PieceLedger ledger(pieces, blob_length, consumer);
  if (ledger.complete()) return;
  const std::uint64_t bytes_before = totals().bytes;
  std::vector<Failure> failures;
  for (const std::size_t index : order())
    if (try_mirror(index, path, blob_length, ledger, failures)) return;
  resume(path, blob_length, ledger, failures, bytes_before);
}

// One attempt. True: every piece is delivered.
bool MirrorSet::try_mirror(std::size_t index, const std::string& path, std::uint64_t blob_length,
                           PieceLedger& ledger, std::vector<Failure>& failures) {
  const std::size_t before = ledger.delivered_count();
  try {
    mirrors_[index]->fetch_missing(path, blob_length, ledger);
    preferred_ = index;
    return true;
  } catch (const FetchError& error) {
    if (ledger.consumer_failed()) throw;
    if (ledger.complete()) return true;
    failures.push_back({index, error, ledger.delivered_count() > before});
    return false;
  }
}

// Every mirror has failed once. Those that are merely shaky go on where they stopped, in turns.
void MirrorSet::resume(const std::string& path, std::uint64_t blob_length, PieceLedger& ledger,
                       std::vector<Failure>& failures, std::uint64_t bytes_before) {
  const auto is_too_much_in_vain = [&] {
    const std::uint64_t came = totals().bytes - bytes_before;
    return came > ledger.delivered_length() + most_in_vain(ledger.length());
  };
  for (std::size_t fruitless = 0;
       fruitless < kMostFruitlessResumptions && !is_too_much_in_vain();) {
    const auto shaky = std::find_if(failures.begin(), failures.end(), [](const Failure& failure) {
      return failure.delivered_some && may_be_resumed(failure.error);
    });
    if (shaky == failures.end()) break;
    pause(resume_pause(fruitless, options_.resume_pause));
    const std::size_t mirror = shaky->mirror;
    failures.erase(shaky);
    const std::size_t before = ledger.delivered_count();
    if (try_mirror(mirror, path, blob_length, ledger, failures)) return;
    failures.back().delivered_some = true;
    fruitless = ledger.delivered_count() > before ? 0 : fruitless + 1;
  }
  throw all_mirrors_failed(path, errors_of(failures));
}

void MirrorSet::pause(std::chrono::milliseconds duration) const {
  if (!wait_unless_stopped(options_.stop, duration)) throw Interrupted();
}

std::string MirrorSet::fetch_verified(const std::string& path, std::uint64_t length,
                                      const Sha256Digest& sha256) {
  std::vector<FetchError> failures;
  for (const std::size_t index : order()) {
    try {
      std::string content = mirrors_[index]->fetch(path, length);
      if (content.size() != length || Sha256::of(content) != sha256)
        throw FetchError("bad-answer",
                         fmt::format("{}{}: wrong content", mirrors_[index]->name(), path));
      preferred_ = index;
      return content;
    } catch (const FetchError& error) {
      failures.push_back(error);
    }
  }
  throw all_mirrors_failed(path, failures);
}

TransferTotals MirrorSet::totals() const {
  TransferTotals sum;
  for (const auto& mirror : mirrors_) {
    sum.requests += mirror->totals().requests;
    sum.bytes += mirror->totals().bytes;
  }
  return sum;
}

}  // namespace switchback
