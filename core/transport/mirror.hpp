// One copy of a repository: small files (Fetcher) and what a PieceLedger still lacks of a blob.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/transport/fetcher.hpp"
#include "core/transport/transport_options.hpp"

namespace switchback {

class PieceLedger;

// The first bytes of a blob, asked for before anything verified says what they are.
struct BlobBeginning {
  std::string path;
  std::uint64_t blob_length = 0;
  std::uint64_t length = 0;  // how many are wanted; 0: none
  std::string bytes;         // what came of them
};

class Mirror : public Fetcher {
 public:
  // The base URL as messages show it: without a user name and password.
  virtual const std::string& name() const = 0;
  virtual TransferTotals totals() const = 0;

  // Reads the missing pieces of `ledger` once, without retries. Throws FetchError at the first
  // fault; pieces that were verified before it stay delivered.
  virtual void fetch_missing(const std::string& path, std::uint64_t blob_length,
                             PieceLedger& ledger) = 0;

  // fetch(), and at the same time the beginning of a blob where that saves waiting. That it does
  // not come, or only in part, is no failure.
  virtual std::string fetch_beside(const std::string& path, std::uint64_t max_length,
                                   BlobBeginning& beginning) {
    static_cast<void>(beginning);
    return fetch(path, max_length);
  }
};

// http, https or file by the URL's scheme; a missing slash at its end is added. Opens no
// connection. Throws ConfigError("usage") where the URL is none of these, StorageError where the
// token file cannot be read.
std::unique_ptr<Mirror> make_mirror(const std::string& base_url, const TransportOptions& options);
// The same for callers that only read small files.
std::unique_ptr<Fetcher> make_fetcher(const std::string& base_url, const TransportOptions& options);

}  // namespace switchback
