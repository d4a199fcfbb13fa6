// The answer to a request for one range. Private to this folder.
#pragma once

#include <optional>

#include "core/transport/piece_assembler.hpp"
#include "core/transport/range_answer.hpp"
#include "core/transport/range_plan.hpp"

namespace switchback {

class SingleRangeAnswer : public RangeAnswer {
 public:
  SingleRangeAnswer(DownloadState& download, RangeRequest request);

  void head(const AnswerHead& head) override;
  void body(std::string_view bytes) override;
  std::vector<std::size_t> leftover() const override;

 private:
  void take_whole(const AnswerHead& head);
  void check_partial(const AnswerHead& head);

  const RangeRequest request_;
  std::uint64_t end_;
  std::optional<PieceAssembler> assembler_;
};

}  // namespace switchback
