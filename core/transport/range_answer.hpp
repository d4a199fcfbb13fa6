// An answer to a request for one or several ranges of a blob. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "core/transport/http_transfer.hpp"
#include "core/transport/piece_ledger.hpp"

namespace switchback {

class RangeAnswer;

// What a mirror does with several ranges in one request, as far as a session knows: `asked` while
// the first such request waits for its answer, `refused` for good.
enum class SeveralRanges { untried, asked, granted, refused };

// What the answers of one download know of each other.
struct DownloadState {
  PieceLedger& ledger;
  const std::string display_url;  // what messages show
  const std::uint64_t blob_length;
  SeveralRanges& several;
  bool grants_ranges = false;
  // Set once the server answered a range with the whole file: that answer then serves every missing
  // piece.
  const RangeAnswer* whole = nullptr;
};

class RangeAnswer : public AnswerSink {
 public:
  explicit RangeAnswer(DownloadState& download) : download_(download) {}

  // After its transfer ended well: the pieces that it was asked for and does not bring, ascending.
  // Throws FetchError("network") where it was cut.
  virtual std::vector<std::size_t> leftover() const = 0;
  // Whether asking for several ranges may be why it failed: then single ones are asked for instead.
  virtual bool may_come_singly(const FetchError& failure) const {
    static_cast<void>(failure);
    return false;
  }

 protected:
  [[noreturn]] void refuse(const std::string& code, const std::string& why) const;
  [[noreturn]] void report_cut(std::uint64_t position) const;
  void note_type(const AnswerHead& head) { is_page_ = head.content_type.starts_with("text/html"); }
  // Errors of what checks an answer do not name the mirror; those of the consumer pass unchanged.
  template <typename Take>
  void name_mirror_in(Take take) const {
    try {
      take();
    } catch (const FetchError& error) {
      if (download_.ledger.consumer_failed()) throw;
      refuse(error.code(), error.what());
    }
  }

  DownloadState& download_;

 private:
  bool is_page_ = false;
};

}  // namespace switchback
