// The answer to a request for several ranges. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "core/transport/multipart_reader.hpp"
#include "core/transport/piece_assembler.hpp"
#include "core/transport/range_answer.hpp"
#include "core/transport/range_groups.hpp"

namespace switchback {

// Takes parts in any order, each of them one of the ranges or neighbours joined, none twice; and
// a single such range without parts. Any other answer of an honest server (the whole file, an
// error) is declined before its body: its pieces are left over, for requests of single ranges. So
// are they where it is unsound, or cut before the first of them: proxies spoil such answers while
// they pass single ranges on.
class SeveralRangesAnswer : public RangeAnswer, private MultipartReader::Parts {
 public:
  SeveralRangesAnswer(DownloadState& download, RangeGroup group);

  void head(const AnswerHead& head) override;
  bool wants_body() const override { return !declined_; }
  bool accepts_failure(int status) override;
  void body(std::string_view bytes) override;
  std::vector<std::size_t> leftover() const override;
  bool may_come_singly(const FetchError& failure) const override;

 private:
  void part(const ContentRange& range) override;
  void part_bytes(std::string_view bytes) override;
  bool take_alone(const AnswerHead& head);
  void decline();
  bool is_cut() const;
  bool brought_any() const;

  const RangeGroup group_;
  std::vector<bool> brought_;  // by range of the group
  std::optional<MultipartReader> reader_;
  std::uint64_t end_ = 0;  // of the range that came without parts
  std::optional<PieceAssembler> assembler_;
  bool declined_ = false;
};

}  // namespace switchback
