// A mirror in a local directory: file://, a stick, a network mount.
#pragma once

#include <filesystem>
#include <string>

#include "core/transport/mirror.hpp"

namespace switchback {

// Paths are percent-decoded as a web server would. Only regular files beneath the directory are
// read; anything else is missing (404). Symlinks are followed: everything read is verified by the
// caller.
class FileFetcher : public Mirror {
 public:
  // `name` is the URL for messages.
  FileFetcher(std::filesystem::path directory, std::string name, const TransportOptions& options);

  std::string fetch(const std::string& path, std::uint64_t max_length) override;
  void fetch_missing(const std::string& path, std::uint64_t blob_length,
                     PieceLedger& ledger) override;
  const std::string& name() const override { return name_; }
  TransferTotals totals() const override { return totals_; }

 private:
  struct OpenFile;
  OpenFile open(const std::string& path);
  void throw_if_stopped() const;

  std::filesystem::path directory_;
  std::string name_;
  TransportOptions options_;
  TransferTotals totals_;
};

}  // namespace switchback
