#include "core/transport/curl_fetcher.hpp"

#include <fmt/format.h>

#include "base/errors.hpp"
#include "core/transport/blob_download.hpp"
#include "core/transport/http_session.hpp"
#include "core/transport/range_plan.hpp"
#include "core/transport/url_text.hpp"

namespace switchback {
namespace {

class WholeFile : public AnswerSink {
 public:
  WholeFile(std::string url, std::uint64_t max_length)
      : url_(std::move(url)), max_length_(max_length) {}

  void head(const AnswerHead& head) override {
    if (head.status != 200)
      throw FetchError("bad-answer", fmt::format("{}: a partial answer to a whole request", url_));
    if (head.content_length.value_or(0) > max_length_) refuse_length();
    content_.reserve(head.content_length.value_or(0));
  }
  void body(std::string_view bytes) override {
    if (bytes.size() > max_length_ - content_.size()) refuse_length();
    content_.append(bytes);
  }
  std::string take() { return std::move(content_); }

 private:
  [[noreturn]] void refuse_length() const {
    throw FetchError("too-large",
                     fmt::format("{}: longer than the {} bytes allowed", url_, max_length_));
  }

  std::string url_;
  std::uint64_t max_length_;
  std::string content_;
};

// Takes what it was asked for and nothing more: from a server that does not know ranges, nothing.
class BeginningSink : public AnswerSink {
 public:
  explicit BeginningSink(BlobBeginning& beginning) : beginning_(beginning) {}

  std::string range() const { return fmt::format("0-{}", beginning_.length - 1); }
  void head(const AnswerHead& head) override {
    const bool all_of_it = head.status == 200 && beginning_.length == beginning_.blob_length;
    if (!all_of_it &&
        !grants_range(head.content_range, 0, beginning_.length, beginning_.blob_length))
      throw FetchError("bad-answer", beginning_.path + ": not the range that was asked for");
  }
  void body(std::string_view bytes) override {
    if (bytes.size() > beginning_.length - beginning_.bytes.size())
      throw FetchError("too-large", beginning_.path + ": longer than what was asked for");
    beginning_.bytes.append(bytes);
  }

 private:
  BlobBeginning& beginning_;
};

}  // namespace

CurlFetcher::CurlFetcher(std::string base_url, const TransportOptions& options)
    : base_url_(std::move(base_url)),
      name_(url_for_display(base_url_)),
      options_(options),
      session_(std::make_unique<HttpSession>(options)) {}

CurlFetcher::~CurlFetcher() = default;

std::string CurlFetcher::fetch(const std::string& path, std::uint64_t max_length) {
  WholeFile file(name_ + path, max_length);
  ProgressWatch watch({options_.stall_timeout, options_.minimum_rate, options_.file_timeout});
  session_->start({base_url_ + request_path(path), {}}, file);
  while (session_->step(watch) == nullptr) {
  }
  return file.take();
}

// A failure ends both transfers. Where it may have been the beginning's, the file is asked for
// again, alone.
std::string CurlFetcher::fetch_beside(const std::string& path, std::uint64_t max_length,
                                      BlobBeginning& beginning) {
  if (beginning.length == 0) return fetch(path, max_length);
  beginning.bytes.clear();
  WholeFile file(name_ + path, max_length);
  BeginningSink beside(beginning);
  ProgressWatch watch({options_.stall_timeout, options_.minimum_rate, options_.file_timeout});
  bool have_file = false;
  bool have_beginning = false;
  try {
    session_->start({base_url_ + request_path(path), {}}, file);
    session_->start({base_url_ + request_path(beginning.path), beside.range()}, beside);
    while (!have_file || !have_beginning) {
      const AnswerSink* ended = session_->step(watch);
      have_file = have_file || ended == &file;
      have_beginning = have_beginning || ended == &beside;
    }
  } catch (const FetchError& error) {
    if (have_beginning || (!have_file && error.code() == "too-slow")) throw;
    if (!have_file) return fetch(path, max_length);
  }
  return file.take();
}

void CurlFetcher::fetch_missing(const std::string& path, std::uint64_t blob_length,
                                PieceLedger& ledger) {
  ProgressWatch watch({options_.stall_timeout, options_.minimum_rate, options_.blob_timeout});
  BlobDownload(*session_, base_url_ + request_path(path), name_ + path, blob_length, ledger,
               several_)
      .run(watch);
}

TransferTotals CurlFetcher::totals() const {
  return session_->totals();
}

}  // namespace switchback
