// A mirror behind http:// or https://: HTTP/1.1 and 2, connections kept between requests.
#pragma once

#include <memory>
#include <string>

#include "core/transport/mirror.hpp"

namespace switchback {

class HttpSession;
enum class SeveralRanges;

// Small files are asked for once (again only where a kept connection turns out to be closed): no
// retry, no HEAD, no compression; the path is used as given (nothing is normalised). Redirects are
// followed a limited number of times, from https only to https, never to another scheme. One thread
// only.
class CurlFetcher : public Mirror {
 public:
  CurlFetcher(std::string base_url, const TransportOptions& options);
  ~CurlFetcher() override;

  std::string fetch(const std::string& path, std::uint64_t max_length) override;
  std::string fetch_beside(const std::string& path, std::uint64_t max_length,
                           BlobBeginning& beginning) override;
  void fetch_missing(const std::string& path, std::uint64_t blob_length,
                     PieceLedger& ledger) override;
  const std::string& name() const override { return name_; }
  TransferTotals totals() const override;

 private:
  std::string base_url_;
  std::string name_;
  TransportOptions options_;
  std::unique_ptr<HttpSession> session_;
  SeveralRanges several_{};  // untried
};

}  // namespace switchback
