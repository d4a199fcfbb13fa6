#include "core/transport/several_ranges_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/transport/multipart_boundary.hpp"

namespace switchback {

SeveralRangesAnswer::SeveralRangesAnswer(DownloadState& download, RangeGroup group)
    : RangeAnswer(download), group_(std::move(group)), brought_(group_.ranges.size()) {}

void SeveralRangesAnswer::head(const AnswerHead& head) {
  note_type(head);
  if (head.status == 206 && is_multipart_byteranges(head.content_type)) {
    MultipartReader::Parts& parts = *this;
    name_mirror_in([&] { reader_.emplace(multipart_boundary(head.content_type), parts); });
    if (download_.several == SeveralRanges::asked) download_.several = SeveralRanges::granted;
  } else if (head.status != 206 || !take_alone(head)) {
    decline();
  }
}

// All ranges joined, or one of them where a server looks at one only: then the others are left
// over.
bool SeveralRangesAnswer::take_alone(const AnswerHead& head) {
  const auto range = parse_content_range(head.content_range);
  if (!range || range->total.value_or(download_.blob_length) != download_.blob_length ||
      !covered_by(*range, group_))
    return false;
  part(*range);
  end_ = range->end;
  const bool brings_all = std::find(brought_.begin(), brought_.end(), false) == brought_.end();
  download_.several = brings_all ? SeveralRanges::granted : SeveralRanges::refused;
  return true;
}

bool SeveralRangesAnswer::accepts_failure(int) {
  decline();
  return true;
}

void SeveralRangesAnswer::decline() {
  declined_ = true;
  download_.several = SeveralRanges::refused;
}

void SeveralRangesAnswer::body(std::string_view bytes) {
  if (reader_) return name_mirror_in([&] { reader_->feed(bytes); });
  const std::uint64_t room = end_ - assembler_->position();
  name_mirror_in([&] { assembler_->feed(bytes.substr(0, room)); });
  if (bytes.size() > room) refuse("too-large", "the answer is longer than what was asked for");
}

void SeveralRangesAnswer::part(const ContentRange& range) {
  const auto covered = covered_by(range, group_);
  if (!covered || range.total.value_or(download_.blob_length) != download_.blob_length)
    throw FetchError("bad-answer",
                     fmt::format("asked for bytes {:.200} of {}, the server sent {}-{} of {}",
                                 group_.header(), download_.blob_length, range.begin, range.end - 1,
                                 range.total.value_or(download_.blob_length)));
  std::vector<std::size_t> pieces;
  for (std::size_t i = covered->first; i <= covered->second; ++i) {
    if (brought_[i]) throw FetchError("bad-answer", "the server sent a range twice");
    brought_[i] = true;
    const auto& of_range = group_.ranges[i].pieces;
    pieces.insert(pieces.end(), of_range.begin(), of_range.end());
  }
  assembler_.emplace(download_.ledger, std::move(pieces), range.begin);
}

void SeveralRangesAnswer::part_bytes(std::string_view bytes) {
  assembler_->feed(bytes);
}

// Within a part, or before the end of all parts.
bool SeveralRangesAnswer::is_cut() const {
  if (assembler_ && !assembler_->complete()) return true;
  const bool brings_all = std::find(brought_.begin(), brought_.end(), false) == brought_.end();
  return reader_ && !reader_->complete() && !brings_all;
}

bool SeveralRangesAnswer::brought_any() const {
  const auto pieces = group_.pieces();
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](std::size_t piece) { return download_.ledger.delivered(piece); });
}

bool SeveralRangesAnswer::may_come_singly(const FetchError& failure) const {
  return failure.code() == "bad-answer" || failure.code() == "too-large" || !brought_any();
}

std::vector<std::size_t> SeveralRangesAnswer::leftover() const {
  if (declined_ || (is_cut() && !brought_any())) return group_.pieces();
  if (is_cut()) report_cut(assembler_ ? assembler_->position() : group_.ranges.front().begin);
  std::vector<std::size_t> pieces;
  for (std::size_t i = 0; i < brought_.size(); ++i)
    if (!brought_[i])
      pieces.insert(pieces.end(), group_.ranges[i].pieces.begin(), group_.ranges[i].pieces.end());
  return pieces;
}

}  // namespace switchback
