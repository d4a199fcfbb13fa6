#include "core/transport/single_range_answer.hpp"

#include <fmt/format.h>

#include <utility>

namespace switchback {

SingleRangeAnswer::SingleRangeAnswer(DownloadState& download, RangeRequest request)
    : RangeAnswer(download),
      request_(std::move(request)),
      end_(request_.end),
      assembler_(std::in_place, download.ledger, request_.pieces, request_.begin) {}

void SingleRangeAnswer::head(const AnswerHead& head) {
  note_type(head);
  if (head.status == 200)
    take_whole(head);
  else
    check_partial(head);
}

void SingleRangeAnswer::body(std::string_view bytes) {
  if (download_.whole != nullptr && download_.whole != this) return;
  const std::uint64_t room = end_ - assembler_->position();
  name_mirror_in([&] { assembler_->feed(bytes.substr(0, room)); });
  if (bytes.size() > room) refuse("too-large", "the answer is longer than what was asked for");
}

std::vector<std::size_t> SingleRangeAnswer::leftover() const {
  if (!assembler_->complete()) report_cut(assembler_->position());
  return {};
}

void SingleRangeAnswer::take_whole(const AnswerHead& head) {
  if (head.content_length.value_or(download_.blob_length) != download_.blob_length)
    refuse("bad-answer", fmt::format("the server sent {} bytes instead of the file's {}",
                                     *head.content_length, download_.blob_length));
  if (download_.whole != nullptr) return;
  download_.whole = this;
  end_ = download_.blob_length;
  assembler_.emplace(download_.ledger, download_.ledger.missing(), 0);
}

void SingleRangeAnswer::check_partial(const AnswerHead& head) {
  if (!grants_range(head.content_range, request_.begin, request_.end, download_.blob_length))
    refuse("bad-answer", fmt::format("asked for bytes {} of {}, the server sent \"{:.60}\"",
                                     request_.header(), download_.blob_length, head.content_range));
  download_.grants_ranges = true;
}

}  // namespace switchback
