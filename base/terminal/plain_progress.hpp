// Lines for logs: for each phase at most one per 10 % and, where that takes longer, one per 30
// seconds.
#pragma once

#include "base/terminal/progress_renderer.hpp"

namespace switchback {

class PlainProgress : public ProgressRenderer {
 public:
  using ProgressRenderer::ProgressRenderer;

 protected:
  bool show(const PhaseView& phase, std::optional<Time> last_shown, int last_percent,
            Time time) override;
};

}  // namespace switchback
