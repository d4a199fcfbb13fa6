#include "core/transport/blob_download.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "core/transport/piece_assembler.hpp"

namespace switchback {

class BlobDownload::RangeSink : public AnswerSink {
 public:
  RangeSink(BlobDownload& download, const RangeRequest& request)
      : download_(download),
        request_(request),
        end_(request.end),
        assembler_(std::in_place, download.ledger_, request.pieces, request.begin) {}

  void head(const AnswerHead& head) override {
    is_page_ = head.content_type.starts_with("text/html");
    if (head.status == 200)
      take_whole(head);
    else
      check_partial(head);
  }

  void body(std::string_view bytes) override {
    if (download_.whole_ != nullptr && download_.whole_ != this) return;
    const std::uint64_t room = end_ - assembler_->position();
    try {
      assembler_->feed(bytes.substr(0, room));
    } catch (const FetchError& error) {
      if (download_.ledger_.consumer_failed()) throw;
      refuse(error.code(), error.what());
    }
    if (bytes.size() > room) refuse("too-large", "the answer is longer than what was asked for");
  }

  void check_end() const {
    if (!assembler_->complete())
      throw FetchError("network", fmt::format("{}: the answer ended after byte {}",
                                              download_.display_url_, assembler_->position()));
  }

 private:
  void take_whole(const AnswerHead& head) {
    if (head.content_length.value_or(download_.blob_length_) != download_.blob_length_)
      refuse("bad-answer", fmt::format("the server sent {} bytes instead of the file's {}",
                                       *head.content_length, download_.blob_length_));
    if (download_.whole_ != nullptr) return;
    download_.whole_ = this;
    end_ = download_.blob_length_;
    assembler_.emplace(download_.ledger_, download_.ledger_.missing(), 0);
  }

  void check_partial(const AnswerHead& head) {
    if (!grants_range(head.content_range, request_.begin, request_.end, download_.blob_length_))
      refuse("bad-answer",
             fmt::format("asked for bytes {} of {}, the server sent \"{:.60}\"", request_.header(),
                         download_.blob_length_, head.content_range));
    download_.grants_ranges_ = true;
  }

  [[noreturn]] void refuse(const std::string& code, const std::string& why) const {
    const char* page = is_page_ ? "; it looks like a web page: is there a sign-in page or a proxy "
                                  "between this machine and the server?"
                                : "";
    throw FetchError(code, fmt::format("{}: {}{}", download_.display_url_, why, page));
  }

  BlobDownload& download_;
  const RangeRequest request_;
  std::uint64_t end_;
  std::optional<PieceAssembler> assembler_;
  bool is_page_ = false;
};

BlobDownload::BlobDownload(HttpSession& session, std::string url, std::string display_url,
                           std::uint64_t blob_length, PieceLedger& ledger)
    : session_(session),
      url_(std::move(url)),
      display_url_(std::move(display_url)),
      blob_length_(blob_length),
      ledger_(ledger) {
  const RangeLimits limits;
  auto requests = plan_requests(ledger, ledger.missing(), limits);
  waiting_.assign(std::make_move_iterator(requests.begin()),
                  std::make_move_iterator(requests.end()));
  most_active_ = parallel_transfers(ledger.longest_piece(), limits);
}

BlobDownload::~BlobDownload() {
  session_.cancel_all();
}

void BlobDownload::run(ProgressWatch& watch) {
  while (!ledger_.complete()) {
    start_more();
    AnswerSink* ended = session_.step(watch);
    if (whole_ != nullptr) cancel_all_but_whole();
    if (ended != nullptr) end(ended);
  }
}

// A mirror that lacks the file, or does not know ranges, is asked only once.
void BlobDownload::start_more() {
  const std::size_t most = grants_ranges_ ? most_active_ : 1;
  while (whole_ == nullptr && active_.size() < most && !waiting_.empty()) {
    RangeSink& sink = active_.emplace_back(*this, waiting_.front());
    session_.start({url_, waiting_.front().header()}, sink);
    waiting_.pop_front();
  }
}

void BlobDownload::end(AnswerSink* ended) {
  const auto sink = std::find_if(active_.begin(), active_.end(),
                                 [&](const RangeSink& candidate) { return &candidate == ended; });
  if (sink == active_.end()) return;
  sink->check_end();
  active_.erase(sink);
}

void BlobDownload::cancel_all_but_whole() {
  waiting_.clear();
  for (auto sink = active_.begin(); sink != active_.end();) {
    if (&*sink == whole_) {
      ++sink;
      continue;
    }
    session_.cancel(*sink);
    sink = active_.erase(sink);
  }
}

}  // namespace switchback
