// One GET over libcurl. Private to this folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/transport/fetcher.hpp"
#include "core/transport/rate_pacer.hpp"
#include "core/transport/transport_options.hpp"

namespace switchback {

// What the head of the final answer (after redirects) said. Unverified.
struct AnswerHead {
  int status = 0;  // 200 or 206; see accepts_failure()
  std::optional<std::uint64_t> content_length;
  std::string content_range;
  std::string content_type;
};

// Receives one answer. Both calls may throw; the exception leaves HttpSession::step() unchanged.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual void head(const AnswerHead& head) = 0;  // once, before body()
  // False after head(): the transfer ends there, well.
  virtual bool wants_body() const { return true; }
  // Instead of head() where the status is another. True: the transfer ended well all the same.
  virtual bool accepts_failure(int status) {
    static_cast<void>(status);
    return false;
  }
  virtual void body(std::string_view bytes) = 0;
};

struct HttpRequest {
  std::string url;
  std::string range;       // "0-99" or "0-9,20-29"; empty: the whole file
  bool tentative = false;  // the answer may well not be wanted
};

class HttpTransfer {
 public:
  HttpTransfer(const TransportOptions& options, const std::string& token, RatePacer& pacer,
               const HttpRequest& request, AnswerSink& sink);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;
  ~HttpTransfer();

  void* easy() const { return easy_.get(); }
  // As messages show it.
  std::string url() const;
  AnswerSink& sink() const { return sink_; }
  std::uint64_t received() const { return received_; }
  // Time that the sink and the rate limit took: not the mirror's.
  std::chrono::nanoseconds consumed() const { return consumed_; }
  TransferTotals totals() const;

  // After libcurl reported the end. Throws what the sink threw, or FetchError.
  void finish(int curl_code);

 private:
  struct EasyDeleter {
    void operator()(void* easy) const;
  };
  struct ListDeleter {
    void operator()(void* list) const;
  };
  struct Callbacks;

  void set_up(const TransportOptions& options, const std::string& token);
  void set_up_tls(const TransportOptions& options);
  bool begins_request();
  bool takes_header(std::string_view line);
  bool takes_body(std::string_view bytes);
  bool consumes(std::string_view bytes);
  void pace(std::size_t bytes);
  bool accepted() const { return head_.status == 200 || head_.status == 206; }
  void give_head();

  HttpRequest request_;
  bool may_resend_;
  std::stop_token stop_;
  RatePacer& pacer_;  // shared by all transfers of a session
  AnswerSink& sink_;
  std::unique_ptr<void, EasyDeleter> easy_;
  std::unique_ptr<void, ListDeleter> headers_;
  std::string error_text_;
  AnswerHead head_;
  std::exception_ptr thrown_;
  std::uint64_t received_ = 0;
  std::chrono::nanoseconds consumed_{};
  std::uint64_t header_bytes_ = 0;
  std::uint64_t discarded_ = 0;
  std::uint64_t requests_ = 0;
  bool awaits_answer_ = false;
  bool resent_ = false;
  bool head_given_ = false;
};

}  // namespace switchback
